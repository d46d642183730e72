/** A person has done by hand what was to be done for a lease: that counts as if the chain had come through. */
import { SyncError } from '../../sync-error.ts';
import type { LeaseBookOptions } from './lease-book-input.ts';
import { type LeaseEntry, leaseKey } from './lease-entry.ts';
import type { Outcomes } from './outcomes.ts';

/**
 * Also the services that were to be ended count as ended, each on its day; in dry-run they do not.
 * @param wanted fingerprint of what is to be applied
 * @returns uids of the units whose service has been ended
 * @throws SyncError LEASE_BUSY (trouble operator), STORE_…
 */
export async function doneByHand(
  { claims, households, mode }: LeaseBookOptions,
  outcomes: Outcomes,
  entry: LeaseEntry,
  wanted: string,
): Promise<string[]> {
  const { lease, householdId, state, leaves } = entry;
  const claim = await claims.take(leaseKey(lease.uid));
  if (claim === undefined) throw busy(lease.uid);
  try {
    const left = mode === 'live' && householdId !== null ? leaves : [];
    for (const { unitUid, lastDay } of left) {
      await households.update(claim, householdId ?? 0, { endedOn: lastDay }, unitUid);
    }
    await outcomes.byHand(claim, lease.uid, { fingerprint: wanted, state });
    return left.map(({ unitUid }) => unitUid);
  } finally {
    await claims.release(claim);
  }
}

function busy(leaseUid: string): SyncError {
  return new SyncError(`Lease ${leaseUid} is being worked on right now, or as many others as may be at once.`, {
    code: 'LEASE_BUSY',
    trouble: 'operator',
    hint: 'Try again in a minute.',
  });
}

/** NOTHING_TO_DO (trouble operator): no such lease, or nobody knows yet what it wants. */
export function nothingWanted(leaseUid: string): SyncError {
  return new SyncError(`Nothing is known to be done for lease ${leaseUid}.`, {
    code: 'NOTHING_TO_DO',
    trouble: 'operator',
    hint: 'Wait for the next scan.',
  });
}
