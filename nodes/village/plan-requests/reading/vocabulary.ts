/** The operator's words and phrases, to be found in a text by walking along it once. */
import type { PlanWords } from '../plan-change-rules.ts';
import { type Token, wordsOf } from './tokens.ts';
import { Spelling } from './typing-errors.ts';

export type WordList = keyof PlanWords;

/** Of a phrase that stands in two lists, the first of these counts: what keeps from changing comes first. */
const precedence: readonly WordList[] = [
  'withdrawal',
  'others',
  'persons',
  'negation',
  'condition',
  'later',
  'question',
  'report',
  'elsewhere',
  'fault',
  'cancel',
  'drop',
  'unwanted',
  'included',
  'fastest',
  'from',
  'state',
  'judged',
  'to',
  'politeAsk',
  'ask',
  'up',
  'down',
  'please',
  'polite',
  'fine',
  'closing',
  'greeting',
  'reference',
  'joins',
  'reason',
  'purpose',
  'unit',
  'plan',
  'internet',
  'filler',
  'adverbs',
  'repair',
  'context',
  'common',
];

const blockingLists: readonly WordList[] = ['withdrawal', 'others', 'negation', 'condition', 'question', 'later'];
/**
 * Lists whose words are understood with a letter wrong; of those that only surround an order, not the first letter. A word that may be
 * meant to be one of two is none.
 */
const keyLists: readonly WordList[] = [
  ...blockingLists,
  'ask',
  'up',
  'down',
  'cancel',
  'drop',
  'included',
  'fastest',
  'gigabit',
  'megabit',
];
const aroundLists: readonly WordList[] = ['please', 'plan', 'internet', 'filler', 'closing', 'greeting', 'context'];

interface Branch {
  readonly next: Map<string, Branch>;
  list?: WordList;
}

export interface Phrase {
  readonly list: WordList;
  /** Number of words. */
  readonly length: number;
}

/** Letters of a unit of speed that no label of an apartment ends with. */
const fewestSpeltOut = 3;

/** Lists of single words, which are more than phrases. */
const singleLists = ['adverbs', 'dollars', 'oneGigabit', 'self', 'article', 'of'] as const;
type SingleList = (typeof singleLists)[number];

export class Vocabulary {
  readonly #root: Branch = { next: new Map() };
  readonly #gigabit: Branch = { next: new Map() };
  readonly #megabit: Branch = { next: new Map() };
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #spelling: Spelling;
  readonly #single: ReadonlyMap<SingleList, ReadonlySet<string>>;

  constructor(words: PlanWords) {
    for (const list of precedence) for (const phrase of words[list]) grow(this.#root, wordsOf(phrase), list);
    for (const phrase of words.gigabit) grow(this.#gigabit, wordsOf(phrase), 'gigabit');
    for (const phrase of words.megabit) grow(this.#megabit, wordsOf(phrase), 'megabit');
    this.#numbers = new Map(
      words.numbers.flatMap((same, index) => wordsOf(same).map((word) => [word, index + 1] as const)),
    );
    this.#single = new Map(singleLists.map((list) => [list, new Set(words[list].flatMap(wordsOf))]));
    const wordsIn = (lists: readonly WordList[]) => lists.flatMap((list) => words[list].flatMap(wordsOf));
    this.#spelling = new Spelling({
      known: wordsIn([...precedence, 'gigabit', 'megabit', 'numbers', ...singleLists]),
      key: keyLists.flatMap((list) =>
        words[list].map(wordsOf).flatMap((phrase) => (phrase.length === 1 ? phrase : [])),
      ),
      around: wordsIn([...keyLists, ...aroundLists]),
    });
  }

  /** @param names words of plans' names: known, and understood with a letter wrong */
  corrected(word: string, names: Spelling): string {
    if (this.#spelling.knows(word) || names.knows(word)) return word;
    return this.#spelling.corrected(word, names);
  }

  /** Without pictures, which mean nothing unless the operator has put them into a list. */
  withoutOrnaments(tokens: readonly Token[]): readonly Token[] {
    const isOrnament = ({ text }: Token) =>
      !/[\p{L}\p{N}$#&>%→]/u.test(text) && !blockingLists.some((list) => this.#root.next.get(text)?.list === list);
    if (!tokens.some(isOrnament)) return tokens;
    return tokens.flatMap((token, at) => {
      if (isOrnament(token)) return [];
      const last = tokens[at - 1];
      return last !== undefined && isOrnament(last) && token.before === 'none'
        ? [{ ...token, before: last.before }]
        : [token];
    });
  }

  /** The longest phrase that begins at a word and does not go beyond a comma. */
  phraseAt(tokens: readonly Token[], at: number): Phrase | undefined {
    return longest(this.#root, tokens, at, this.#single.get('adverbs'));
  }

  /** A spelling of Gbps or Mbps that begins at a word. */
  unitAt(tokens: readonly Token[], at: number): { readonly mbps: number; readonly length: number } | undefined {
    const gigabit = longest(this.#gigabit, tokens, at);
    const megabit = longest(this.#megabit, tokens, at);
    if (gigabit !== undefined && gigabit.length >= (megabit?.length ?? 0))
      return { mbps: 1000, length: gigabit.length };
    return megabit === undefined ? undefined : { mbps: 1, length: megabit.length };
  }

  /** `2 gig`, `500 mbps`: no label of a unit, as `2g` can be. */
  isSpeltOut(tokens: readonly Token[], at: number): boolean {
    const unit = tokens[at + 1];
    return (
      unit !== undefined &&
      !isApart(unit) &&
      unit.text.length >= fewestSpeltOut &&
      this.unitAt(tokens, at + 1) !== undefined
    );
  }

  /** @returns the value of `12`, `2.5`, `two` */
  numberOf(word: string): number | undefined {
    return /^\d/.test(word) ? Number(word) : this.#numbers.get(word);
  }

  is(list: SingleList, word: string | undefined): boolean {
    return word !== undefined && this.#single.get(list)?.has(word) === true;
  }
}

function grow(root: Branch, words: readonly string[], list: WordList): void {
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

/** @param skipped words that may stand within a phrase without being of it */
function longest(
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

/** A comma keeps two words from being a phrase; the end of a line does not. */
export function isApart({ before }: Token): boolean {
  return before === 'clause' || before === 'sentence';
}
