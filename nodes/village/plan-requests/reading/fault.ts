/** Whether a text reports that something does not work, or works badly (design §4, "Plan change"). */
import { has, type ReadSentence } from './clauses.ts';
import type { Item, Kind } from './items.ts';

const beforeSlow: readonly Kind[] = ['filler', 'reference', 'plan', 'internet', 'state', 'context'];

/** @param sentences of the whole text */
export function reportsFault(sentences: readonly ReadSentence[]): boolean {
  const wishes = sentences.some(({ clauses }) => clauses.some(({ asks }) => asks));
  return sentences.some(({ items, clauses }) => {
    if (has(items, 'elsewhere') && !has(items, 'internet')) return false;
    return clauses.some((clause) =>
      clause.items.some((item, at) => item.kind === 'fault' && !(wishes && isOfPlan(clause.items, at))),
    );
  });
}

/** "500 is slow, give me 2G": the plan is, and that is why another one is wanted. */
function isOfPlan(items: readonly Item[], at: number): boolean {
  const plan = items.slice(0, at).findLastIndex(({ kind }) => kind === 'plan named' || kind === 'included');
  return plan >= 0 && items.slice(plan + 1, at).every(({ kind }) => beforeSlow.includes(kind));
}
