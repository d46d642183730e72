/** What a tick has to look at together with the leases that it has touched. */
import type { Households } from '../households.ts';
import type { LeaseEntry } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';

/** A lease's own unit, and where its household lived by it: it may name another by now, or one that nobody knows. */
export function addUnits(units: Set<string>, { unit, householdId, lease }: LeaseEntry, households: Households): void {
  if (unit !== undefined) units.add(unit.uid);
  for (const { unitUid, leaseUid } of households.peek(householdId)?.stays ?? []) {
    if (leaseUid === lease.uid) units.add(unitUid);
  }
}

/**
 * All leases on these units, which decide together who holds them; and with those of a household that has, or had, a stay there those on
 * its other units.
 * @param units uids; those other ones are added
 */
export function allTogether(
  units: Set<string>,
  entries: ReadonlyMap<string, LeaseEntry>,
  index: LeaseIndex,
  households: Households,
): Set<LeaseEntry> {
  const together = new Set<LeaseEntry>();
  for (const unitUid of units) {
    for (const { householdId } of households.staysIn(unitUid)) {
      const stays = households.peek(householdId)?.stays ?? [];
      if (stays.length > 1) for (const stay of stays) units.add(stay.unitUid);
      for (const { leaseUid } of stays) {
        const entry = entries.get(leaseUid);
        if (entry === undefined) continue;
        together.add(entry);
        if (entry.unit !== undefined) units.add(entry.unit.uid);
      }
    }
    for (const entry of index.onUnit(unitUid)) together.add(entry);
  }
  return together;
}
