/**
 * All words of all rules as one machine (Aho and Corasick, 1975): it reads a text once, byte after byte, with one look into a table
 * for each, and knows at every byte which words end there. How long that takes depends on the text's length alone, not on the words.
 * That is why no word can hang it, and why a thousand words cost hardly more than ten.
 */

/** A state is its row's offset in {@link Automaton.next}. */
export type State = number;

export interface Automaton {
  /** Byte → column; 0 for bytes that are in no word. */
  readonly columns: Uint8Array;
  /** `next[state + column]` is the next state; 0 is the beginning. */
  readonly next: Int32Array;
  /** From this state on, a word ends. */
  readonly firstEnding: State;
  /** The words that end in a state of these, with those that are the tail of another: indices into what it was built of. */
  endingsAt(state: State): readonly number[];
  /** The state for the next shorter tail with an ending, or -1. */
  shorter(state: State): State;
}

/** States in the order of the trie, with as many columns as there are different bytes. */
interface Trie {
  readonly columns: Uint8Array;
  readonly width: number;
  readonly next: Int32Array;
  readonly size: number;
  readonly own: readonly number[][];
}

/** @param words bytes of each; none is empty, the same bytes may come several times */
export function buildAutomaton(words: readonly (readonly number[])[]): Automaton {
  const trie = buildTrie(words);
  const { order, fail } = link(trie);
  const shorterOf = new Int32Array(trie.size).fill(-1);
  const ending: number[] = [];
  const silent: number[] = [];
  for (const state of order) {
    const tail = fail[state] ?? 0;
    shorterOf[state] = (trie.own[tail]?.length ?? 0) > 0 ? tail : (shorterOf[tail] ?? -1);
    const isEnding = (trie.own[state]?.length ?? 0) > 0 || shorterOf[state] !== -1;
    (isEnding ? ending : silent).push(state);
  }
  return numbered(trie, [...silent, ...ending], silent.length, shorterOf);
}

function buildTrie(words: readonly (readonly number[])[]): Trie {
  const columns = new Uint8Array(256);
  let width = 1;
  for (const byte of new Set(words.flat())) columns[byte] = width++;
  const next = new Int32Array((words.reduce((sum, { length }) => sum + length, 0) + 1) * width);
  const own: number[][] = [[]];
  for (const [index, bytes] of words.entries()) {
    let state = 0;
    for (const byte of bytes) {
      const cell = state * width + (columns[byte] ?? 0);
      if (next[cell] === 0) {
        next[cell] = own.length;
        own.push([]);
      }
      state = next[cell] ?? 0;
    }
    own[state]?.push(index);
  }
  return { columns, width, next, size: own.length, own };
}

/** Fills in where to go on when a word does not: at the longest tail that is the beginning of another. Shorter tails come first in `order`. */
function link({ width, next, size }: Trie): { order: number[]; fail: Int32Array } {
  const fail = new Int32Array(size);
  const order = [0];
  for (const state of order) {
    const tail = (fail[state] ?? 0) * width;
    for (let column = 1; column < width; column += 1) {
      const cell = state * width + column;
      const child = next[cell] ?? 0;
      const otherwise = state === 0 ? 0 : (next[tail + column] ?? 0);
      if (child === 0) next[cell] = otherwise;
      else {
        fail[child] = otherwise;
        order.push(child);
      }
    }
  }
  return { order, fail };
}

/** The states under new numbers, so that one comparison tells whether a word ends. */
function numbered(trie: Trie, order: readonly number[], silent: number, shorterOf: Int32Array): Automaton {
  const { columns, width, next: old, own } = trie;
  const numbers = new Int32Array(trie.size);
  for (const [number, state] of order.entries()) numbers[state] = number;
  const next = new Int32Array(trie.size * width);
  for (const [number, state] of order.entries()) {
    for (let column = 1; column < width; column += 1) {
      next[number * width + column] = (numbers[old[state * width + column] ?? 0] ?? 0) * width;
    }
  }
  const endings = order.slice(silent).map((state) => own[state] ?? []);
  const shorter = order.slice(silent).map((state) => {
    const tail = shorterOf[state] ?? -1;
    return tail < 0 ? -1 : (numbers[tail] ?? 0) * width;
  });
  return {
    columns,
    next,
    firstEnding: silent * width,
    endingsAt: (state) => endings[state / width - silent] ?? [],
    shorter: (state) => shorter[state / width - silent] ?? -1,
  };
}
