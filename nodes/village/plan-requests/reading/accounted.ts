/**
 * Whether every word of a text is accounted for: around an order only words that cannot change it, beside it only what people tell with it.
 */
import { isFaultReport } from './blockers.ts';
import { isCircumstance } from './circumstances.ts';
import { type Clause, has, isWanted, type ReadSentence } from './clauses.ts';
import type { Item, Kind } from './items.ts';
import { withoutSignature } from './signature.ts';

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
const beside: readonly Kind[] = [...aroundOrder, 'state', 'context', 'common', 'repair', 'fault', 'numbers'];
/** Of a name after a greeting. */
const longestName = 3;

/** @returns true when no word is left over that could change what is asked */
export function isAccounted(sentences: readonly ReadSentence[]): boolean {
  return withoutSignature(sentences).every((sentence) => isFaultReport(sentence) || areAccounted(sentence.clauses));
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
  if (named.some(isWanted))
    return items.every((item, at) => aroundOrder.includes(item.kind) || isOfHad(clause, item, items[at + 1]));
  const others = items.filter(({ kind }) => !beside.includes(kind));
  if (others.every(isSmallNumber)) return true;
  return isGreeting(items);
}

/** The words about the plan that the writer has, in "I have 500 want 2G"; "we have" in "we have decided on 2G". */
function isOfHad({ named }: Clause, { kind }: Item, next: Item | undefined): boolean {
  return kind === 'state' && (next?.kind === 'ask' || named.some(({ role }) => role === 'had'));
}

function isSmallNumber({ kind, words }: Item): boolean {
  return kind === 'number' && (!/^\d/.test(words) || /^1?\d$/.test(words));
}

function isGreeting(items: readonly Item[]): boolean {
  const unknown = items.filter(({ kind }) => kind === 'unknown').length;
  const allowed: readonly Kind[] = ['greeting', 'unknown', 'filler', 'internet'];
  return items[0]?.kind === 'greeting' && unknown <= longestName && items.every(({ kind }) => allowed.includes(kind));
}
