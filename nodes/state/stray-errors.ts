/**
 * Errors of nodes that were not working on a claimed lease (a scan that failed on a wrong setting): one attention item per node and
 * code, gone after a tick in which it did not come again. A server's trouble is told by its breaker instead.
 */
import type { Attention } from './attention.ts';
import type { Failure } from './run-node.ts';

const mark = '/node:';

export async function raiseStray(
  attention: Attention,
  failure: Failure,
  source: { readonly id: string; readonly name: string },
): Promise<void> {
  const isDefect = failure.code === 'UNEXPECTED';
  if (!isDefect && failure.trouble !== 'operator' && failure.trouble !== 'data') return;
  await attention.raise({
    key: `${failure.code}${mark}${source.id}`,
    code: failure.code,
    where: source.name,
    why: failure.text,
    todo: failure.hint ?? 'Look at the node and at Node-RED’s log.',
    verbs: ['ignore'],
  });
}

/** @param since `Attention.mark` of the tick before */
export async function clearStrays(attention: Attention, since: number | undefined): Promise<void> {
  for (const item of attention.all()) {
    if (item.key.includes(mark) && !attention.isConfirmedSince(item.key, since)) await attention.clear(item.key);
  }
}
