/**
 * Errors of nodes that no lease is to blame for (a scan that failed on a wrong setting, a key that is refused): one attention item per
 * node and code, gone after a tick in which it did not come again. A server's other troubles are told by its breaker instead.
 */
import type { Attention } from './attention.ts';
import type { Failure } from './run-node.ts';

const mark = '/node:';

/** A key that is wrong or may not do this stays so until a person changes it, and a breaker does not even open for the latter. */
export function isAboutKey({ code, trouble }: Pick<Failure, 'code' | 'trouble'>): boolean {
  return trouble === 'server' && /_(401|403)$/.test(code);
}

export async function raiseStray(
  attention: Attention,
  failure: Failure,
  source: { readonly id: string; readonly name: string },
): Promise<void> {
  const isDefect = failure.code === 'UNEXPECTED';
  const isForPerson = isDefect || failure.trouble === 'operator' || failure.trouble === 'data' || isAboutKey(failure);
  if (!isForPerson || failure.isRaised === true) return;
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
