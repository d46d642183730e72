/**
 * Whether every word of a text is accounted for: around an order only words that cannot change it, beside it only what people tell with it.
 */
import { isElsewhere, isFaultReport } from './blockers.ts';
import { isCircumstance } from './circumstances.ts';
import { type Clause, has, isWanted, type ReadSentence } from './clauses.ts';
import type { Item, Kind } from './items.ts';

const aroundOrder: readonly Kind[] = [
  'ask',
  'politeAsk',
  'up',
  'down',
  'cancel',
  'drop',
  'please',
  'polite',
  'plan',
  'internet',
  'included',
  'fastest',
  'to',
  'from',
  'unwanted',
  'filler',
  'reference',
  'greeting',
  'closing',
  'fine',
  'unit',
  'amount',
  'plan named',
  'own unit',
];
const beside: readonly Kind[] = [...aroundOrder, 'state', 'judged', 'context', 'common', 'repair', 'fault', 'numbers'];
/** Of a name after a greeting. */
const longestName = 3;

/** @returns true when no word is left over that could change what is asked */
export function isAccounted(sentences: readonly ReadSentence[]): boolean {
  return sentences.every(
    (sentence) => isFaultReport(sentence) || isElsewhere(sentence) || areAccounted(sentence.clauses),
  );
}

function areAccounted(clauses: readonly Clause[]): boolean {
  let isFault = false;
  return clauses.every((clause, at) => {
    const isOrder = clause.asks || clause.named.length > 0;
    isFault = !isOrder && (isFault || clause.reportsFault || has(clause.items, 'repair'));
    const isThanks = !isOrder && clause.isPurpose && clauses[at - 1]?.items[0]?.kind === 'closing';
    return isFault || isThanks || isHarmless(clause, clauses[at - 1]);
  });
}

function isHarmless(clause: Clause, before: Clause | undefined): boolean {
  const { items, named } = clause;
  if (isCircumstance(clause, before)) return true;
  if (named.some(isWanted)) return items.every((item, at) => isAroundOrder(clause, item, at));
  const others = items.filter(({ kind }) => !beside.includes(kind));
  if (others.every(isSmallNumber)) return true;
  return isGreeting(items);
}

/**
 * Beside words that never matter: those about the plan that the writer has, in "I have 500 want 2G"; "we have" in "we have decided on 2G";
 * and what tells circumstances, though not right behind a plan, where it may name something else: "2G cameras".
 */
function isAroundOrder({ items, named }: Clause, { kind }: Item, at: number): boolean {
  if (aroundOrder.includes(kind)) return true;
  if (kind === 'context') return items[at - 1]?.kind !== 'plan named';
  if (kind !== 'state' && kind !== 'judged') return false;
  return items[at + 1]?.kind === 'ask' || named.some(({ role }) => role === 'had');
}

function isSmallNumber({ kind, words }: Item): boolean {
  return kind === 'number' && (!/^\d/.test(words) || /^1?\d$/.test(words));
}

function isGreeting(items: readonly Item[]): boolean {
  const unknown = items.filter(({ kind }) => kind === 'unknown').length;
  const allowed: readonly Kind[] = ['greeting', 'unknown', 'filler', 'internet'];
  return items[0]?.kind === 'greeting' && unknown <= longestName && items.every(({ kind }) => allowed.includes(kind));
}
