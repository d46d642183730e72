/** Which leases of a unit count today, and which lease counts for a household (design §4, "Words" and "Lease state"). */
import { compareDates } from '../../village/calendar-date.ts';
import { whoHoldsUnit } from '../../village/household-rules.ts';
import type { Households } from '../households.ts';
import type { LeaseEntry } from './lease-entry.ts';

/** Two leases active on one unit: strangers of the one that holds it are `refused`. */
export function refuseStrangers(onUnit: Iterable<LeaseEntry>, households: Households): void {
  const active = [...onUnit].filter((entry) => entry.standing === 'workable' && entry.state === 'active');
  if (active.length < 2) return;
  const provisioned = active.find((entry) => isProvisioned(entry, households));
  const { refused } = whoHoldsUnit(
    active.map((entry) => entry.lease),
    provisioned?.lease.uid,
  );
  const refusedUids = new Set(refused.map((lease) => lease.uid));
  for (const entry of active) if (refusedUids.has(entry.lease.uid)) entry.standing = 'refused';
}

function isProvisioned(entry: LeaseEntry, households: Households): boolean {
  const household = households.peek(entry.householdId);
  return household !== undefined && household.unitUid === entry.unit?.uid && household.clientId !== null;
}

/**
 * Of a household's leases one counts: the active one that started last, else the future one that starts first. The others are
 * `covered`: nothing is done for them, so that an old lease and its renewal never undo each other's work.
 * @returns per household the lease that counts
 */
export function coverOthers(onUnit: Iterable<LeaseEntry>): Map<number, LeaseEntry> {
  const counting = new Map<number, LeaseEntry>();
  const workable = [...onUnit].filter((entry) => entry.standing === 'workable' && entry.householdId !== null);
  for (const entry of workable) {
    if (entry.householdId === null) continue;
    const other = counting.get(entry.householdId);
    if (other === undefined || comesBefore(entry, other)) counting.set(entry.householdId, entry);
  }
  for (const entry of workable) {
    if (entry.householdId !== null && counting.get(entry.householdId) !== entry) entry.standing = 'covered';
  }
  return counting;
}

function comesBefore(entry: LeaseEntry, other: LeaseEntry): boolean {
  if (entry.state !== other.state) return entry.state === 'active';
  const order = compareDates(entry.lease.start ?? '', other.lease.start ?? '');
  return entry.state === 'active' ? order > 0 : order < 0;
}
