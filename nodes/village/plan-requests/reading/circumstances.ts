/** Clauses that tell about the writer's life and say nothing about the order beside them: "we both work from home". */
import { type Clause, has } from './clauses.ts';
import type { Kind } from './items.ts';

/** Blocks an order, but not where it stands in a circumstance or in a report of a fault. */
export const weakBlockers: readonly Kind[] = ['negation', 'later', 'report', 'persons'];
/** With these first, a clause says when or that not: "not now", "after Christmas". */
const limiting: readonly Kind[] = ['negation', 'later'];
/** Shorter ones may be about anything: "not really". */
const fewestItems = 4;

/** It neither asks nor names a plan, and speaks of nothing that could be the order. */
export function isCircumstance(clause: Clause): boolean {
  const { items, asks, named, isPurpose, isReason } = clause;
  const [first] = items;
  if (first === undefined || has(items, 'elsewhere')) return !asks && named.length === 0;
  if (named.length > 0 || isPurpose || has(items, 'drop')) return false;
  if (first.kind === 'unknown' && !isReason && has(items, 'reference', 'common')) return false;
  const isLimited = has(items, ...limiting);
  if (asks || has(items, 'please', 'polite'))
    return !isLimited && !has(items, 'reference', 'persons') && unknownIn(clause) <= 1;
  if (!isLimited) return !has(items, 'reference') || unknownIn(clause) <= 1;
  return !has(items, 'reference') && !limiting.includes(first.kind) && items.length >= fewestItems;
}

function unknownIn({ items }: Clause): number {
  return items.filter(({ kind }) => kind === 'unknown').length;
}
