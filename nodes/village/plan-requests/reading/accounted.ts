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
  return clauses.every((clause) => {
    isFault =
      !clause.asks && clause.named.length === 0 && (isFault || clause.reportsFault || has(clause.items, 'repair'));
    return isFault || isHarmless(clause);
  });
}

function isHarmless(clause: Clause): boolean {
  const { items, named } = clause;
  if (isCircumstance(clause)) return true;
  if (named.some(isWanted)) return items.every(({ kind }) => aroundOrder.includes(kind) || isOfHad(clause, kind));
  const others = items.filter(({ kind }) => !beside.includes(kind));
  if (others.every(isSmallNumber)) return true;
  return isGreeting(items);
}

/** "I have 500 and want 2G" without the "and": the words about the plan that the writer has. */
function isOfHad({ named }: Clause, kind: Kind): boolean {
  return kind === 'state' && named.some(({ role }) => role === 'had');
}

function isSmallNumber({ kind, words }: Item): boolean {
  return kind === 'number' && (!/^\d/.test(words) || /^1?\d$/.test(words));
}

function isGreeting(items: readonly Item[]): boolean {
  const unknown = items.filter(({ kind }) => kind === 'unknown').length;
  const allowed: readonly Kind[] = ['greeting', 'unknown', 'filler', 'internet'];
  return items[0]?.kind === 'greeting' && unknown <= longestName && items.every(({ kind }) => allowed.includes(kind));
}
