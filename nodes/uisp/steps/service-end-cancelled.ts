/** A lease that is cancelled before it begins, when its tenants were told of their internet already (design §4, "Lease started"). */
import type { LeaseWork } from '../../state/work.ts';
import type { StepContext } from './context.ts';

/** Of the lease's attention item. It outlives the lease's run, and bears no lease: a person must see it, and nothing else clears it. */
function cancelledKey({ lease }: LeaseWork): string {
  return `CANCELLED_WELCOMED/lease:${lease.uid}`;
}

/**
 * Tells a person, where the lease has ended before it began and a welcome mail was accepted for it.
 * @throws SyncError STORE_…
 */
export async function raiseIfWelcomed(
  { store, work }: StepContext,
  { unitUid, lastDay }: NonNullable<LeaseWork['leaves']>[number],
): Promise<void> {
  const { lease, unit, state, householdId } = work;
  const isCancelled = state === 'ended' && unitUid === unit.uid && lease.start !== null && lastDay < lease.start;
  if (store.mode === 'dry-run' || !isCancelled || !(await store.wasWelcomed(householdId, lease.uid))) return;
  await store.attention.raise({
    key: cancelledKey(work),
    code: 'CANCELLED_WELCOMED',
    where: `unit ${unit.label}`,
    why: `The tenants of lease ${lease.uid} were welcomed, and the lease was cancelled before it began. Their service has been ended.`,
    todo: 'Tell them, if nobody has. Then "ignore".',
    verbs: ['ignore'],
  });
}

/** The lease is on again. @throws SyncError STORE_… */
export async function clearCancelled({ store, work }: StepContext): Promise<void> {
  await store.attention.clear(cancelledKey(work));
}
