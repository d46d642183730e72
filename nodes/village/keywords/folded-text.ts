/** A text as the matcher reads it, with the way back to where each part of it stood. */
import { isMark, optional, type Step, space, stepsOf } from './folding.ts';

/** Between two signs: nothing, something that may count as a space or as nothing (`-`), a space. */
export type Separator = 0 | 1 | 2;

/** Parallel lists, one entry for each byte. */
export interface FoldedText {
  /** Bytes, with `wordFlag` where they belong to a letter or digit. */
  readonly steps: readonly Step[];
  /** What stands before the byte. */
  readonly separators: readonly Separator[];
  /** Where in the text its character begins and ends, in UTF-16 units as `String.slice` counts them. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Slower than the scanner's own way through the text; for the operator's words and for what the try-it box shows. */
export function foldText(text: string): FoldedText {
  const steps: Step[] = [];
  const separators: Separator[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let separator: Separator = 0;
  let at = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const end = at + character.length;
    if (separator === 0 && isMark(codePoint)) stretch(starts, ends, end);
    for (const step of stepsOf(codePoint)) {
      if (step === space) separator = 2;
      else if (step === optional) separator = separator === 0 ? 1 : separator;
      else {
        steps.push(step);
        separators.push(separator);
        starts.push(at);
        ends.push(end);
        separator = 0;
      }
    }
    at = end;
  }
  return { steps, separators, starts, ends };
}

/** An accent written as a character of its own belongs to the letter before it. */
function stretch(starts: readonly number[], ends: number[], end: number): void {
  const start = starts.at(-1);
  for (let last = starts.length - 1; last >= 0 && starts[last] === start; last -= 1) ends[last] = end;
}
