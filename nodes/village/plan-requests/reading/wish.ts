/** Whether a text that is no order is about the plan all the same. */
import { has, type ReadSentence } from './clauses.ts';
import type { Kind } from './items.ts';

const aboutPlans: readonly Kind[] = ['plan named', 'included', 'fastest', 'cancel', 'up', 'down'];
const open: readonly Kind[] = ['question', 'condition', 'withdrawal', 'polite', 'others', 'please'];

/** @param fault it reports one, see fault.ts */
export function speaksOfPlan(sentences: readonly ReadSentence[], fault: boolean): boolean {
  return sentences.some((sentence) => {
    const { items, clauses, isQuestion } = sentence;
    const isElsewhere = has(items, 'elsewhere');
    const asks = clauses.some((clause) => clause.asks);
    const isOpen = isQuestion || has(items, ...open);
    if (has(items, 'up', 'down', 'cancel')) {
      const isPlain = !has(items, 'unknown', 'elsewhere');
      return isPlain || (has(items, 'plan named', 'plan', 'internet', 'included', 'fastest') && !isElsewhere);
    }
    if (isElsewhere && !has(items, 'plan named')) return false;
    if (has(items, ...aboutPlans))
      return (
        asks ||
        (isOpen && !fault) ||
        (!fault && !clauses.every(({ named }) => named.every(({ role }) => role === 'had')))
      );
    return !isElsewhere && has(items, 'plan') && (asks || isOpen) && !fault;
  });
}
