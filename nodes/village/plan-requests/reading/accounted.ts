/**
 * Whether every word of a text is accounted for: around an order only words that cannot change it, beside it only what people tell with it.
 */
import { isAside, isCircumstance, isElsewhere, isFaultReport } from './circumstances.ts';
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
const phoneDigits = 7;
/** Of a name after a greeting. */
const longestName = 3;

/** @returns true when no word is left over that could change what is asked */
export function isAccounted(sentences: readonly ReadSentence[]): boolean {
  return sentences.every(
    (sentence) =>
      isFaultReport(sentence) || isElsewhere(sentence) || isAside(sentence) || areAccounted(sentence.clauses),
  );
}

function areAccounted(clauses: readonly Clause[]): boolean {
  let isFault = false;
  return clauses.every((clause, at) => {
    const isOrder = clause.asks || clause.named.length > 0;
    isFault = !isOrder && (isFault || clause.reportsFault || has(clause.items, 'repair'));
    const isThanks = !isOrder && clause.isPurpose && clauses[at - 1]?.items[0]?.kind === 'closing';
    return isFault || isThanks || (isHarmless(clause, clauses[at - 1]) && isWholeOrder(clause, clauses[at + 1]));
  });
}

/** "Upgrade Bob and me to 2G": where the plan follows behind "and", the words before it are of the order. */
function isWholeOrder(clause: Clause, next: Clause | undefined): boolean {
  if (!clause.asks || clause.named.length > 0 || next === undefined) return true;
  if (next.asks || !next.named.some(isWanted) || (has(next.items, 'please') && !next.isPurpose)) return true;
  return clause.items.every((item, at) => isAroundOrder(clause, item, at));
}

function isHarmless(clause: Clause, before: Clause | undefined): boolean {
  const { items, named } = clause;
  if (isDate(items)) return false;
  if (isCircumstance(clause, before)) return true;
  if (named.some(isWanted)) return items.every((item, at) => isAroundOrder(clause, item, at));
  if (named.length > 0 && !clause.asks) return true;
  const others = items.filter(({ kind }) => !beside.includes(kind));
  if (others.every(isSmallNumber)) return true;
  return isGreeting(items);
}

/**
 * Beside words that never matter: those about the plan that the writer has, in "I have 500 want 2G"; "we have" in "we have decided on 2G";
 * and what tells circumstances, though not right behind a plan, where it may name something else: "2G cameras".
 */
function isAroundOrder({ items, named }: Clause, { kind, words, isSurplus }: Item, at: number): boolean {
  const [before, after] = [items[at - 1]?.kind, items[at + 1]?.kind];
  if (kind === 'ask' && before === 'plan named' && !words.includes(' ')) return false;
  if (kind === 'from' && after === undefined) return false;
  if (isSurplus && kind === 'filler' && (before === 'plan named' || after === 'plan named')) return false;
  if (aroundOrder.includes(kind)) return true;
  if (kind === 'report') return isBroughtAbout(items, at);
  if (kind === 'context') return before !== 'plan named' && !isObject(items, at);
  if (kind !== 'state' && kind !== 'judged') return false;
  return items[at + 1]?.kind === 'ask' || named.some(({ role }) => role === 'had');
}

/** "Upgrade my wife to 2G": between the ask and the plan it is whom the plan is for; before the ask it is who asks: "people want". */
function isObject(items: readonly Item[], at: number): boolean {
  const isAsk = ({ kind }: Item) => kind === 'ask' || kind === 'up' || kind === 'down';
  const isPlan = ({ kind }: Item) => kind === 'plan named' || kind === 'included' || kind === 'fastest';
  const next = items[at + 1];
  const before = items[at - 1]?.isPossessive === true ? items.slice(0, at - 1) : items.slice(0, at);
  if (next !== undefined && isAsk(next) && !before.some(({ isSelf }) => isSelf)) return true;
  return items.slice(0, at).some(isAsk) && items.slice(at).some(isPlan) && !items.slice(0, at).some(isPlan);
}

/** "Have my plan raised to": what is asked for, behind the ask, and no report of what has been. */
function isBroughtAbout(items: readonly Item[], at: number): boolean {
  const before = items.slice(0, at);
  return items[at + 1]?.kind === 'to' && has(before, 'ask', 'politeAsk', 'polite') && !has(before, 'report');
}

function isSmallNumber({ kind, words }: Item): boolean {
  return kind === 'number' && (!/^\d/.test(words) || /^1?\d$/.test(words));
}

/** "3/1/2027": numbers alone, and too few digits for a telephone. */
function isDate(items: readonly Item[]): boolean {
  const digits = items.map(({ words }) => words).join('').length;
  return items.length > 1 && digits < phoneDigits && items.every(({ kind }) => kind === 'number');
}

function isGreeting(items: readonly Item[]): boolean {
  const unknown = items.filter(({ kind }) => kind === 'unknown').length;
  const allowed: readonly Kind[] = ['greeting', 'unknown', 'filler', 'internet'];
  return items[0]?.kind === 'greeting' && unknown <= longestName && items.every(({ kind }) => allowed.includes(kind));
}
