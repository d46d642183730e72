/** Which lease counts for a household that may live in two units for a while (design §4, "Words": a transfer). */
import { compareDates } from '../../village/calendar-date.ts';
import type { StoredHousehold } from '../household-row.ts';
import { newStay, type Stay } from '../stays.ts';
import type { LeaseEntry } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';

/** A lease that counts, and its unit. */
export type CountingLease = Pick<Stay, 'leaseUid' | 'unitUid' | 'unitLabel'>;

interface CountingStay {
  readonly entry: LeaseEntry;
  readonly stay: Stay;
  /** Not stored so yet. */
  readonly isNew: boolean;
}

/**
 * The workable leases of a household, one per unit since the others are covered, each with its stay.
 * @param units in which it has leases, and perhaps no stay yet
 */
export function countingStays(household: StoredHousehold, units: readonly string[], index: LeaseIndex): CountingStay[] {
  const unitUids = new Set([...household.stays.map(({ unitUid }) => unitUid), ...units]);
  return [...unitUids].flatMap((unitUid): CountingStay[] => {
    const entry = [...index.onUnit(unitUid)].find(
      ({ householdId, standing }) => householdId === household.id && standing === 'workable',
    );
    if (entry?.unit === undefined) return [];
    const { uid: leaseUid } = entry.lease;
    const { label: unitLabel } = entry.unit;
    const known = household.stays.find((stay) => stay.unitUid === unitUid);
    if (known?.leaseUid === leaseUid && known.unitLabel === unitLabel) return [{ entry, stay: known, isNew: false }];
    const stay =
      known === undefined ? newStay(household.id, { unitUid, unitLabel, leaseUid }) : { ...known, leaseUid, unitLabel };
    return [{ entry, stay, isNew: true }];
  });
}

/**
 * Of a household's leases in its units: the active one that began last, else the future one that begins first. By it the household is
 * charged, and its tickets and plan changes are of that unit.
 */
export function countingLease(entries: readonly LeaseEntry[]): CountingLease | undefined {
  const [first] = entries.toSorted(comesBefore);
  if (first?.unit === undefined) return undefined;
  return { leaseUid: first.lease.uid, unitUid: first.unit.uid, unitLabel: first.unit.label };
}

function comesBefore(one: LeaseEntry, other: LeaseEntry): number {
  if (one.state !== other.state) return one.state === 'active' ? -1 : 1;
  const order = compareDates(one.lease.start ?? '', other.lease.start ?? '');
  return one.state === 'active' ? -order : order;
}
