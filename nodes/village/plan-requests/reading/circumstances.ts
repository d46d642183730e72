/** Sentences and clauses that tell about the writer's life and say nothing about the order beside them: "we both work from home". */
import { type Clause, has, isWanted, type NamedPlan, type ReadSentence } from './clauses.ts';
import type { Item, Kind } from './items.ts';

/** Blocks an order, but not where it stands in a circumstance or in a report of a fault. */
export const weakBlockers: readonly Kind[] = ['negation', 'later', 'persons'];
/** Harmless in a sentence that is not about the plan at all. */
export const weakBeside: readonly Kind[] = [...weakBlockers, 'condition', 'unsettled', 'question'];
/** With these first, a clause says when or that not: "not now", "after Christmas". */
const limiting: readonly Kind[] = ['negation', 'later'];
/** Whoever says one of these in a sentence of its own may speak of the order. */
const ofOrder: readonly Kind[] = [
  'plan named',
  'included',
  'fastest',
  'up',
  'down',
  'cancel',
  'drop',
  'unwanted',
  'plan',
  'internet',
  'amount',
  'reference',
  'ask',
  'politeAsk',
  'please',
  'polite',
];
/** Before the subject of a sentence. */
const introducing: readonly Kind[] = ['joins', 'reason', 'purpose', 'greeting', 'filler'];
/** Shorter ones may be about anything: "not really". */
const fewestItems = 4;
/** In longer ones "that" is but a joint. */
const longItems = 6;
const mostUnknown = 2;

/** A sentence that reports a fault, or asks for a repair, and nothing else; speeds in it are what was measured. */
export function isFaultReport({ items, clauses }: ReadSentence): boolean {
  const isMeasured = ({ role, plans }: NamedPlan) => role === 'measured' && plans.length === 0;
  if (items[0] !== undefined && limiting.includes(subjectOf(items)?.kind ?? items[0].kind) && decides(items))
    return false;
  return has(items, 'fault', 'repair') && clauses.every(({ asks, named }) => !asks && named.every(isMeasured));
}

/** A sentence about something that is no internet, and nothing else. */
export function isElsewhere({ items, clauses }: ReadSentence): boolean {
  return (
    has(items, 'elsewhere') &&
    !has(items, 'please', 'polite') &&
    clauses.every(({ asks, named }) => !asks && !named.some(isWanted))
  );
}

/**
 * A statement of the writer's life, long enough to be one: it does not begin with what limits, and has no word about the order, about
 * deciding or paying. A condition in it is the reader's: "you may enter if nobody is home".
 */
export function isAside({ items, isQuestion }: ReadSentence): boolean {
  const subject = subjectOf(items);
  if (isQuestion || items.length < fewestItems || subject === undefined) return false;
  if (weakBeside.includes(subject.kind) || has(items, ...ofOrder) || decides(items)) return false;
  const condition = items.findIndex(({ kind }) => kind === 'condition');
  return condition < 0 || (subject.isAddressee && has(items.slice(0, condition), 'unknown'));
}

/** The first item that does not only introduce; "I" and "you" are subjects. */
function subjectOf(items: readonly Item[]): Item | undefined {
  return items.find(({ kind, isSelf, isAddressee }) => isSelf || isAddressee || !introducing.includes(kind));
}

/**
 * It names no plan, and speaks of nothing that could be the order.
 * @param before the clause before it in the sentence, which a "for" belongs to
 */
export function isCircumstance(clause: Clause, before?: Clause): boolean {
  const { items, asks, named, isPurpose, isReason, leadsOn, leadsToWish } = clause;
  const [first] = items;
  const isOfOrder = isPurpose && before !== undefined && (before.asks || before.named.length > 0);
  if (first === undefined) return true;
  if (has(items, 'elsewhere'))
    return named.length === 0 && !isOfOrder && !has(items, ...limiting, 'up', 'down', 'cancel');
  if (named.length > 0 || isOfOrder || has(items, 'drop')) return false;
  const isLimited = has(items, ...limiting);
  if (leadsToWish && !isReason && has(items, 'unknown', 'report')) return false;
  if (leadsOn && (isLimited || has(items, 'persons', 'reference'))) return false;
  const refers = has(items, 'reference') && !(items.length >= longItems && tellsOfWriter(items));
  if (asks || has(items, 'please', 'polite')) {
    return (
      !isLimited && !refers && !has(items, 'persons') && (unknownIn(clause) <= mostUnknown || has(items, 'context'))
    );
  }
  if (!isLimited) return !refers || unknownIn(clause) <= 1;
  return (
    !has(items, 'reference') &&
    !limiting.includes(first.kind) &&
    items.length >= fewestItems &&
    tellsOfWriter(items) &&
    !decides(items)
  );
}

function decides(items: readonly Item[]): boolean {
  return items.some(({ isDeciding }) => isDeciding);
}

function tellsOfWriter(items: readonly Item[]): boolean {
  return items.some(({ isSelf }) => isSelf);
}

function unknownIn({ items }: Clause): number {
  return items.filter(({ kind }) => kind === 'unknown').length;
}
