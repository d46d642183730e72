/** Random choices that are the same on every machine. */
export interface Dice {
  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number;
  /** One of `choices`, which must not be empty. */
  of<T>(choices: readonly T[]): T;
}

/** Dice whose throws follow from the seed alone (mulberry32, a public-domain generator of 32 bits). Throws a `RangeError` for no choices. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return {
    below,
    of: (choices) => {
      const choice = choices[below(choices.length)];
      if (choice !== undefined) return choice;
      throw new RangeError('No choices');
    },
  };
}
