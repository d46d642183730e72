/** Phrases as a tree of words, so that a text is walked along once. */
import { isApart, type Token } from './tokens.ts';
import type { WordList } from './word-lists.ts';

/** A tree of phrases, word by word. */
export interface Branch {
  readonly next: Map<string, Branch>;
  list?: WordList;
}

export interface Phrase {
  readonly list: WordList;
  /** Number of words. */
  readonly length: number;
}

/** Adds a phrase to a tree of words; of two lists with one phrase the first counts. */
export function grow(root: Branch, words: readonly string[], list: WordList): void {
  if (words.length === 0) return;
  let branch = root;
  for (const word of words) {
    const next = branch.next.get(word) ?? { next: new Map() };
    branch.next.set(word, next);
    branch = next;
  }
  branch.list ??= list;
}

/** Adverbs within one phrase. */
const mostSkipped = 3;

/**
 * The longest phrase of a tree that begins at a word and does not go beyond a comma.
 * @param skipped words that may stand within a phrase without being of it
 */
export function longest(
  root: Branch,
  tokens: readonly Token[],
  at: number,
  skipped: ReadonlySet<string> = new Set(),
): Phrase | undefined {
  let found: Phrase | undefined;
  let branch: Branch | undefined = root;
  let left = mostSkipped;
  for (let length = 0; branch !== undefined; length += 1) {
    if (branch.list !== undefined && branch !== root) found ??= { list: branch.list, length };
    if (branch.list !== undefined && found !== undefined && found.length < length)
      found = { list: branch.list, length };
    const token: Token | undefined = tokens[at + length];
    if (token === undefined || (length > 0 && isApart(token))) break;
    const next: Branch | undefined = branch.next.get(token.text);
    const isSkipped: boolean = next === undefined && length > 0 && left > 0 && skipped.has(token.text);
    left -= isSkipped ? 1 : 0;
    branch = isSkipped ? { next: branch.next } : next;
  }
  return found;
}
