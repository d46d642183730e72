/** Clauses that tell about the writer's life and say nothing about the order beside them: "we both work from home". */
import { type Clause, has } from './clauses.ts';
import type { Item, Kind } from './items.ts';

/** Blocks an order, but not where it stands in a circumstance or in a report of a fault. */
export const weakBlockers: readonly Kind[] = ['negation', 'later', 'persons'];
/** With these first, a clause says when or that not: "not now", "after Christmas". */
const limiting: readonly Kind[] = ['negation', 'later'];
/** Shorter ones may be about anything: "not really". */
const fewestItems = 4;
/** In longer ones "that" is but a joint. */
const longItems = 6;
const mostUnknown = 2;

/**
 * It names no plan, and speaks of nothing that could be the order.
 * @param before the clause before it in the sentence, which a "for" belongs to
 */
export function isCircumstance(clause: Clause, before?: Clause): boolean {
  const { items, asks, named, isPurpose, leadsOn } = clause;
  const [first] = items;
  if (first === undefined || has(items, 'elsewhere')) return !asks && named.length === 0;
  const isOfOrder = isPurpose && before !== undefined && (before.asks || before.named.length > 0);
  if (named.length > 0 || isOfOrder || has(items, 'drop')) return false;
  const isLimited = has(items, ...limiting);
  if (leadsOn && (isLimited || has(items, 'persons', 'reference'))) return false;
  const refers = has(items, 'reference') && !(items.length >= longItems && tellsOfWriter(items));
  if (asks || has(items, 'please', 'polite')) {
    return (
      !isLimited && !refers && !has(items, 'persons') && (unknownIn(clause) <= mostUnknown || has(items, 'context'))
    );
  }
  if (!isLimited) return !refers || unknownIn(clause) <= 1;
  return (
    !has(items, 'reference') && !limiting.includes(first.kind) && items.length >= fewestItems && tellsOfWriter(items)
  );
}

function tellsOfWriter(items: readonly Item[]): boolean {
  return items.some(({ isSelf }) => isSelf);
}

function unknownIn({ items }: Clause): number {
  return items.filter(({ kind }) => kind === 'unknown').length;
}
