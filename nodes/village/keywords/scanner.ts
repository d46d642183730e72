/**
 * Finds the words in a text, in one pass. The machine reads signs only (letters, digits, punctuation); what stands between them is
 * kept beside, and looked at when the signs of a word have been found: its spaces must be there, others must not, and a whole word
 * must not go on.
 */
import { type Automaton, buildAutomaton, type State } from './automaton.ts';
import type { Separator } from './folded-text.ts';
import { optional, space, stepsOf, wordFlag } from './folding.ts';
import type { Pattern } from './pattern.ts';

/** Called with a pattern's index and the numbers of its first byte and of the one after its last, as in FoldedText. */
export type OnFound = (pattern: number, begin: number, end: number) => void;

/** In the ring, beside the separator. */
const wordBit = 4;
const utf8 = new TextEncoder();
/** Filled by one scan after the other; longer texts go through it in parts. */
const buffer = new Uint8Array(65_536);
/** A column of the automaton with {@link wordFlag}, or a separator. */
type AsciiStep = number;

export class Scanner {
  private readonly patterns: readonly Pattern[];
  private readonly automaton: Automaton;
  private readonly ascii: Uint16Array;
  /** Of the last bytes, as many as the longest pattern has and one more: the separator before each, and whether it is of a word. */
  private readonly ring: Uint8Array;
  private readonly ringMask: number;
  /** Patterns found, each one bit per place. */
  private readonly places: Uint8Array;
  private readonly touched: number[] = [];

  /** @param patterns none is empty */
  constructor(patterns: readonly Pattern[]) {
    this.patterns = patterns;
    this.automaton = buildAutomaton(patterns.map(({ bytes }) => bytes));
    this.ascii = Uint16Array.from({ length: 128 }, (_none, code) => asciiStep(code, this.automaton.columns));
    const longest = Math.max(...patterns.map(({ bytes }) => bytes.length));
    this.ring = new Uint8Array(2 ** Math.ceil(Math.log2(longest + 2)));
    this.ringMask = this.ring.length - 1;
    this.places = new Uint8Array(patterns.length);
  }

  /** Patterns found since {@link forget}, in no order. */
  get found(): readonly number[] {
    return this.touched;
  }

  /** In which places a pattern was found, as bits. */
  placesOf(pattern: number): number {
    return this.places[pattern] ?? 0;
  }

  forget(): void {
    for (const pattern of this.touched) this.places[pattern] = 0;
    this.touched.length = 0;
  }

  /**
   * @param place one bit, under which what is found is kept
   * @param onFound called for every occurrence; without it a pattern is looked at until it has been found once
   */
  scan(text: string, place: number, onFound?: OnFound): void {
    const { automaton, ascii, ring, ringMask } = this;
    const { next, columns, firstEnding } = automaton;
    let state: State = 0;
    let separator: Separator = 0;
    let count = 0;
    let lastSpace = 0;
    for (let from = 0; from < text.length; ) {
      // A copy as bytes is read several times as fast as the string itself.
      const { read, written } = utf8.encodeInto(from === 0 ? text : text.slice(from), buffer);
      from += read;
      for (let at = 0; at < written; ) {
        const byte = buffer[at] ?? 0;
        if (byte < 128) {
          at += 1;
          const step = ascii[byte] ?? 0;
          if (step >= optional) {
            if (step === space) separator = 2;
            else if (separator === 0) separator = 1;
            continue;
          }
          if (state >= firstEnding) this.settle(state, count, lastSpace, separator, step >= wordFlag, place, onFound);
          ring[count & ringMask] = separator | ((step & wordFlag) >> 6);
          if (separator === 2) lastSpace = count;
          separator = 0;
          state = next[state + (step & 0xff)] ?? 0;
          count += 1;
          continue;
        }
        // The same for each step of any other character: plain letters, most of all texts, are read above without a list of steps.
        const size = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
        const steps = stepsOf(codePointAt(at, size));
        at += size;
        for (const step of steps) {
          if (step >= optional) {
            if (step === space) separator = 2;
            else if (separator === 0) separator = 1;
            continue;
          }
          if (state >= firstEnding) this.settle(state, count, lastSpace, separator, step >= wordFlag, place, onFound);
          ring[count & ringMask] = separator | ((step & wordFlag) >> 6);
          if (separator === 2) lastSpace = count;
          separator = 0;
          state = next[state + (columns[step & 0xff] ?? 0)] ?? 0;
          count += 1;
        }
      }
    }
    if (state >= firstEnding) this.settle(state, count, lastSpace, 2, false, place, onFound);
  }

  /** Looks at the words whose signs have just been read, now that it is known what comes behind them. */
  private settle(
    from: State,
    end: number,
    lastSpace: number,
    separator: Separator,
    isWord: boolean,
    place: number,
    onFound: OnFound | undefined,
  ): void {
    for (let state = from; state >= 0; state = this.automaton.shorter(state)) {
      for (const index of this.automaton.endingsAt(state)) {
        const places = this.places[index] ?? 0;
        if ((places & place) !== 0 && onFound === undefined) continue;
        const pattern = this.patterns[index];
        if (pattern?.whole && separator === 0 && isWord && pattern.lastIsWord) continue;
        if (pattern === undefined || !this.fits(pattern, end, lastSpace)) continue;
        if (places === 0) this.touched.push(index);
        this.places[index] = places | place;
        onFound?.(index, end - pattern.bytes.length, end);
      }
    }
  }

  /** Whether its separators are the text's, and a whole word begins where it does. */
  private fits(pattern: Pattern, end: number, lastSpace: number): boolean {
    const { ring, ringMask } = this;
    const { separators, isPlain, whole, firstIsWord } = pattern;
    const begin = end - separators.length;
    if (whole && firstIsWord && begin > 0) {
      const isJoined = ((ring[begin & ringMask] ?? 0) & 3) === 0;
      if (isJoined && ((ring[(begin - 1) & ringMask] ?? 0) & wordBit) !== 0) return false;
    }
    if (isPlain) return lastSpace <= begin;
    for (let offset = 1; offset < separators.length; offset += 1) {
      const there = (ring[(begin + offset) & ringMask] ?? 0) & 3;
      // A space is not nothing; what is optional goes with both.
      if (Math.abs((separators[offset] ?? 0) - there) === 2) return false;
    }
    return true;
  }
}

function asciiStep(code: number, columns: Uint8Array): AsciiStep {
  const [step = space] = stepsOf(code);
  return step >= optional ? step : (columns[step & 0xff] ?? 0) | (step & wordFlag);
}

/** The character that begins at this place of the buffer. @param size its bytes, from 2 to 4 */
function codePointAt(at: number, size: number): number {
  let codePoint = (buffer[at] ?? 0) & (0xff >> (size + 1));
  for (let offset = 1; offset < size; offset += 1) codePoint = (codePoint << 6) | ((buffer[at + offset] ?? 0) & 0x3f);
  return codePoint;
}
