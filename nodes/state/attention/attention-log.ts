/** What needs a person and is no single lease's matter (a scan that fails, a server away, a wrong setting), in the log as well. */
import type { Attention } from './attention.ts';

/** Leases and members of a group are left out: the desk's line after each batch names units, and a first import may have a hundred. */
export function logItems(
  attention: Pick<Attention, 'listen'>,
  log: { info(text: string): void; warn(text: string): void },
): void {
  attention.listen((change, { code, where, why, todo, leaseUid, group }) => {
    if (leaseUid !== undefined || group !== undefined) return;
    const name = `${where}, ${code.replaceAll('_', ' ')}`;
    if (change === 'raised') log.warn(`Needs a person (${name}): ${why} ${todo}`);
    if (change === 'cleared') log.info(`Settled (${name}).`);
  });
}
