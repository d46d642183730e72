/** Seeded randomness: the same seed gives the same village on every machine. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** 0 ≤ n < below. */
  below(below: number): number;
  pick<T>(list: readonly T[]): T;
  /** A version 4 shaped uuid, lower case. */
  uuid(): string;
  /** `length` hex digits, lower case. */
  hex(length: number): string;
}

/** Mulberry32: small, quick, good enough for names and ids. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const word8 = (): string => word().toString(16).padStart(8, '0');
  const random: Random = {
    next: () => word() / 4294967296,
    below: (below) => Math.floor((word() / 4294967296) * below),
    pick(list) {
      const picked = list[random.below(list.length)];
      if (picked === undefined) throw new Error('pick from an empty list');
      return picked;
    },
    uuid() {
      const digits = word8() + word8() + word8() + word8();
      const variant = '89ab'[Number.parseInt(digits[16] ?? '0', 16) % 4];
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
    },
    hex(length) {
      let digits = '';
      while (digits.length < length) digits += word8();
      return digits.slice(0, length);
    },
  };
  return random;
}
