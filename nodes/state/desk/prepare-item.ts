import type { Failure } from '../run-node.ts';
import type { AttentionItem } from '../store-port.ts';
import type { PrepareWork } from '../work.ts';

/** "Prepare all units" went wrong: a person started it, so a person is told. */
export function prepareFailureItem(work: PrepareWork, failure: Failure): AttentionItem {
  return {
    key: `${failure.code}/${work.key}`,
    code: failure.code,
    where: 'prepare all units',
    why: failure.text,
    todo: failure.hint ?? 'Start "prepare all units" again.',
    verbs: ['ignore'],
  };
}
