/** A lease that is cancelled before anything but its welcome was done for it (design §4, "Lease started"). */
import { wasWelcomed } from '../mail/welcomed.ts';
import type { AttentionItem } from '../store-port.ts';
import type { LeaseBookOptions } from './lease-book-input.ts';
import type { LeaseEntry } from './lease-entry.ts';
import { cancelledItem } from './lease-items.ts';

/**
 * For one lease, at the tick that has touched it: no statement unless it has ended before it began, and never had a service, because the
 * household before it still had the unit. Where a service is to be ended, the step that does it tells.
 * @throws SyncError STORE_…
 */
export async function cancelledWelcomed(
  entry: LeaseEntry,
  { households, database, mode }: LeaseBookOptions,
): Promise<AttentionItem[]> {
  const { lease, goneOn, standing, householdId } = entry;
  const end = goneOn ?? lease.end;
  const isCancelled = standing === 'ended' && end !== null && lease.start !== null && end < lease.start;
  if (!isCancelled || householdId === null || mode !== 'live') return [];
  const stays = households.peek(householdId)?.stays ?? [];
  const wasServed = stays.some((stay) => stay.leaseUid === lease.uid && (stay.serviceId ?? stay.endedOn) !== null);
  if (wasServed || !(await wasWelcomed(database, householdId, lease.uid))) return [];
  return [cancelledItem(entry)];
}
