/** What a text tells of the plan that the household has, beside the one that it asks for. */
import type { FiberPlan } from '../../plan.ts';
import { type Clause, has, type ReadSentence } from './clauses.ts';
import type { Kind } from './items.ts';

/** With nothing else in the clause, a plan may be one of several that are wanted: "500, 2G". */
const bare: readonly Kind[] = [
  'plan named',
  'included',
  'fastest',
  'plan',
  'internet',
  'to',
  'filler',
  'amount',
  'own unit',
  'unit',
];

/** "500 can't handle our household", "2G was nice": where nothing is asked, the household's own plan is not what is wanted. */
export function withHad(sentence: ReadSentence, current: FiberPlan | null): ReadSentence {
  return { ...sentence, clauses: sentence.clauses.map((clause) => (isOfHad(clause, current) ? had(clause) : clause)) };
}

function isOfHad({ items, named, asks }: Clause, current: FiberPlan | null): boolean {
  if (
    current === null ||
    named.length === 0 ||
    asks ||
    has(items, 'please', 'polite', 'condition', 'withdrawal', 'later')
  )
    return false;
  if (named.some(({ plans }) => plans.length !== 1 || plans[0]?.name !== current.name)) return false;
  return items.some(({ kind }) => !bare.includes(kind));
}

function had(clause: Clause): Clause {
  return { ...clause, named: clause.named.map((one) => ({ ...one, role: 'had' })), tellsOfHad: true };
}
