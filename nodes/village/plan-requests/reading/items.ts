/** A sentence as phrases: what each word of it is for the reading of a plan request. */
import type { FiberPlan } from '../../plan.ts';
import type { Mention, PlanNames } from './plan-names.ts';
import { isApart, type Token } from './tokens.ts';
import { endsWithUnit, isLikeLabel, ownUnitAt, unitAt } from './unit-labels.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { WordList } from './word-lists.ts';

/**
 * A list of the vocabulary, or: a plan (`plan named`), an amount of dollars, a number that is neither, a word on no list, the writer's own
 * unit, another unit.
 */
export type Kind = WordList | 'plan named' | 'amount' | 'number' | 'unknown' | 'own unit' | 'other unit';

export interface Item {
  readonly kind: Kind;
  /** Of a `plan named`, an `amount`, or an `own unit` that reads like a plan; see {@link Mention}. Else empty. */
  readonly plans: readonly FiberPlan[];
  /** Of an `amount` of dollars; else undefined. */
  readonly cents: number | undefined;
  /** Its words, with blanks between them. */
  readonly words: string;
  /** The writer speaks of themselves: its first word is "I", "our". */
  readonly isSelf: boolean;
  /** Its last word is "my". */
  readonly isPossessive: boolean;
  /** One of its words speaks of the writer: "sign me up". */
  readonly isOwn: boolean;
  /** Its first word speaks of the reader: "you". */
  readonly isAddressee: boolean;
  /** Its first word is "back". */
  readonly isBack: boolean;
  /** "which": in a statement right behind what it tells more about, it is no question. */
  readonly isRelative: boolean;
  /** Beside a plan it is more than that one plan: "a second". */
  readonly isSurplus: boolean;
  /** One of its words is about deciding or paying: "agree", "price". */
  readonly isDeciding: boolean;
  /** A comma, bracket or line break stands before it. */
  readonly beginsClause: boolean;
}

/** What a text is read against. */
export interface Reader {
  readonly vocabulary: Vocabulary;
  readonly names: PlanNames;
  /** Words of the writer's unit's label, without blanks: `12g`. */
  readonly ownUnit: string;
  /** What the vocabulary's phrases for the default and the fastest plan stand for. */
  readonly included: readonly FiberPlan[];
  readonly fastest: readonly FiberPlan[];
}

/** @param tokens of one sentence */
export function itemsOf(spelled: readonly Token[], reader: Reader): Item[] {
  const tokens = reader.vocabulary
    .withoutOrnaments(spelled)
    .map((token) => ({ ...token, text: reader.vocabulary.corrected(token.text, reader.names.spelling) }));
  const items: Item[] = [];
  for (let at = 0; at < tokens.length; ) {
    if (isColon(tokens, at, reader.vocabulary)) {
      at += 1;
      continue;
    }
    const { kind, plans, cents, length } = partAt(tokens, at, reader, items.at(-1));
    const words = tokens.slice(at, at + length).map(({ text }) => text);
    items.push({
      kind,
      plans,
      cents,
      words: words.join(' '),
      isSelf: reader.vocabulary.is('self', words[0]),
      isPossessive: reader.vocabulary.is('possessive', words.at(-1)),
      isOwn: words.some((word) => reader.vocabulary.is('writer', word)),
      isAddressee: reader.vocabulary.is('addressee', words[0]),
      isBack: reader.vocabulary.is('back', words[0]),
      isRelative: reader.vocabulary.is('relative', words.join(' ')),
      isSurplus: words.some((word) => reader.vocabulary.is('surplus', word)),
      isDeciding: words.some((word) => reader.vocabulary.is('deciding', word)),
      beginsClause: tokens[at]?.before !== 'none',
    });
    at += length;
  }
  return items.map((item, index) => {
    if (item.kind === 'amount' && isCalledPlan(items.slice(index + 1))) return { ...item, kind: 'plan named' };
    return lookalike(item, items.slice(index + 1, index + 3), reader.vocabulary);
  });
}

/** Of no phrase: "Unit: 101". */
function isColon(tokens: readonly Token[], at: number, vocabulary: Vocabulary): boolean {
  return tokens[at]?.text === ':' && vocabulary.phraseAt(tokens, at) === undefined;
}

interface Part {
  readonly kind: Kind;
  readonly plans: readonly FiberPlan[];
  readonly cents?: number | undefined;
  readonly length: number;
}

function partAt(tokens: readonly Token[], at: number, reader: Reader, last: Item | undefined): Part {
  const { vocabulary, names } = reader;
  const phrase = vocabulary.phraseAt(tokens, at);
  if (phrase?.list === 'unit' || phrase?.list === 'filler') {
    const unit = unitAt(tokens, at + phrase.length, reader, endsWithUnit(tokens, at + phrase.length - 1, vocabulary));
    if (unit !== undefined) return { ...unit, length: phrase.length + unit.length };
  }
  const mention = names.mentionAt(tokens, at, vocabulary);
  const own = ownUnitAt(tokens, at, reader.ownUnit);
  const isPlan = mention !== undefined && isMeant(mention, tokens, at, last, { vocabulary, own });
  if (isPlan && mention.length >= (phrase?.length ?? 0)) {
    return {
      kind: mention.isPrice ? 'amount' : 'plan named',
      plans: mention.plans,
      cents: mention.cents,
      length: mention.length,
    };
  }
  if (own > 0 && own >= (phrase?.length ?? 0))
    return { kind: 'own unit', plans: mention?.length === own ? mention.plans : [], length: own };
  if (phrase !== undefined) return { kind: phrase.list, plans: plansOf(phrase.list, reader), length: phrase.length };
  const isNumber =
    vocabulary.numberOf(tokens[at]?.text ?? '') !== undefined || vocabulary.is('dollars', tokens[at]?.text);
  if (isNumber && isLikeLabel(tokens, at, reader.ownUnit)) return { kind: 'other unit', plans: [], length: 1 };
  return { kind: isNumber ? 'number' : 'unknown', plans: [], length: 1 };
}

function plansOf(list: WordList, { included, fastest }: Reader): readonly FiberPlan[] {
  if (list === 'included' || list === 'cancel') return included;
  return list === 'fastest' ? fastest : [];
}

const wanting: readonly (Kind | undefined)[] = [
  'to',
  'ask',
  'politeAsk',
  'up',
  'down',
  'drop',
  'from',
  'unwanted',
  'state',
  'please',
];

/** A number may be anything, a plan's name may be a word like others, a unit's label may look like a plan. */
function isMeant(
  { length, isBare }: Mention,
  tokens: readonly Token[],
  at: number,
  last: Item | undefined,
  { vocabulary, own }: { readonly vocabulary: Vocabulary; readonly own: number },
): boolean {
  const after = tokens[at + length];
  const next = after === undefined || isApart(after) ? undefined : vocabulary.phraseAt(tokens, at + length)?.list;
  const isCalledPlan = next === 'plan' || next === 'internet';
  const isWanted = wanting.includes(last?.kind) || vocabulary.is('article', last?.words.split(' ').at(-1));
  if (own >= length) return isCalledPlan || last?.kind === 'to';
  const isPlainWord =
    length === 1 && /^\p{L}+$/u.test(tokens[at]?.text ?? '') && !vocabulary.is('oneGigabit', tokens[at]?.text);
  if (isPlainWord) return isCalledPlan || isWanted || last?.kind === 'internet' || tokens.length === 1;
  return !isBare || !after?.glued;
}

/** `$15 plan`, `$15/mo one`, `10 dollar upgrade`. */
function isCalledPlan(behind: readonly Item[]): boolean {
  const next = behind.find(({ kind }) => kind !== 'filler');
  return next?.kind === 'plan' || next?.kind === 'up';
}

/** `1G parking`, `2G of dirt`, `5G phone`; but `2G of speed`. */
function lookalike(item: Item, [next, afterNext]: readonly Item[], vocabulary: Vocabulary): Item {
  if (item.kind !== 'plan named' || next === undefined || next.beginsClause) return item;
  const isOf =
    vocabulary.is('of', next.words.split(' ')[0]) && afterNext?.kind !== 'internet' && afterNext?.kind !== 'plan';
  return isOf || next.kind === 'elsewhere' ? { ...item, kind: 'elsewhere', plans: [] } : item;
}
