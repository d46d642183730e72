/** A word or phrase in the form that the scanner compares. */
import { foldText, type Separator } from './folded-text.ts';
import { wordFlag } from './folding.ts';

export interface Pattern {
  readonly bytes: readonly number[];
  /** What stands before each byte; the first entry does not count. */
  readonly separators: readonly Separator[];
  /** The same as a key: two words that are one to the matcher have one key. */
  readonly key: string;
  readonly whole: boolean;
  /** It begins, ends with a letter or digit, so that a whole word has its boundary there. */
  readonly firstIsWord: boolean;
  readonly lastIsWord: boolean;
  /** It is one run of signs without spaces or hyphens. */
  readonly isPlain: boolean;
}

/** @param word as typed; hyphens, quotes and blanks at its ends don't count */
export function patternOf(word: string, whole: boolean): Pattern {
  const { steps, separators } = foldText(word);
  const inner = separators.slice(1);
  return {
    bytes: steps.map((step) => step & 0xff),
    separators,
    key: `${whole ? 'whole' : 'anywhere'} ${steps.join()} ${inner.join('')}`,
    whole,
    firstIsWord: isWordStep(steps.at(0)),
    lastIsWord: isWordStep(steps.at(-1)),
    isPlain: inner.every((separator) => separator === 0),
  };
}

function isWordStep(step = 0): boolean {
  return (step & wordFlag) !== 0;
}
