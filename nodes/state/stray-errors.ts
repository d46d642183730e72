/**
 * Errors of nodes that work on no lease (a scan that failed on a wrong setting, a key that is refused): the cause of each is an attention
 * item, gone after a tick in which it did not come again. A server's other troubles are told by its breaker instead.
 */
import type { Attention } from './attention/attention.ts';
import { causeItem } from './attention/shared-cause.ts';
import type { Failure } from './run-node.ts';

/**
 * Raises the item of the cause, if it is one for a person: a defect, a setting, refused data, a refused key.
 * @param source the node; what is at fault when the failure names nothing else
 * @throws SyncError STORE_…
 */
export async function raiseStray(
  attention: Attention,
  failure: Failure,
  source: { readonly name: string },
): Promise<void> {
  const { code, trouble, about, isRaised } = failure;
  const isForPerson = code === 'UNEXPECTED' || trouble === 'operator' || trouble === 'data' || about !== undefined;
  if (!isForPerson || isRaised === true) return;
  await attention.raise(causeItem(failure, about ?? source.name));
}
