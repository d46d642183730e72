/** The operator's words and phrases, to be found in a text by walking along it once. */
import type { PlanWords } from '../plan-change-rules.ts';
import { type Branch, grow, longest, type Phrase } from './phrases.ts';
import { isApart, type Token, wordsOf } from './tokens.ts';
import { Spelling } from './typing-errors.ts';
import {
  aroundLists,
  blockingLists,
  keyLists,
  precedence,
  type SingleList,
  singleLists,
  type WordList,
} from './word-lists.ts';

/** Letters of a unit of speed that no label of an apartment ends with. */
const fewestSpeltOut = 3;

export class Vocabulary {
  readonly #root: Branch = { next: new Map() };
  readonly #gigabit: Branch = { next: new Map() };
  readonly #megabit: Branch = { next: new Map() };
  readonly #otherTrades: Branch = { next: new Map() };
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #spelling: Spelling;
  readonly #single: ReadonlyMap<SingleList, ReadonlySet<string>>;

  constructor(words: PlanWords) {
    for (const list of precedence) for (const phrase of words[list]) grow(this.#root, wordsOf(phrase), list);
    for (const phrase of words.gigabit) grow(this.#gigabit, wordsOf(phrase), 'gigabit');
    for (const phrase of words.megabit) grow(this.#megabit, wordsOf(phrase), 'megabit');
    for (const phrase of words.otherTrades) grow(this.#otherTrades, wordsOf(phrase), 'otherTrades');
    this.#numbers = new Map(
      words.numbers.flatMap((same, index) => wordsOf(same).map((word) => [word, index + 1] as const)),
    );
    this.#single = new Map(singleLists.map((list) => [list, new Set(words[list].flatMap(wordsOf))]));
    const wordsIn = (lists: readonly WordList[]) => lists.flatMap((list) => words[list].flatMap(wordsOf));
    this.#spelling = new Spelling({
      known: wordsIn([...precedence, 'otherTrades', 'gigabit', 'megabit', 'numbers', ...singleLists]),
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
      !/[\p{L}\p{N}$#&>%→:]/u.test(text) && !blockingLists.some((list) => this.#root.next.get(text)?.list === list);
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

  /** Somewhere in a sentence stands a word of another trade. */
  saysOtherTrade(tokens: readonly Token[]): boolean {
    return tokens.some((_token, at) => longest(this.#otherTrades, tokens, at) !== undefined);
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
