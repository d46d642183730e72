/** To which household a lease belongs that has none yet (design §4, "Words"). */
import { continues } from '../../village/household-rules.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { StoredHousehold } from '../household-row.ts';
import type { Households } from '../households.ts';
import type { LeaseEntry } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';

/**
 * The household of a lease that this one continues, that continues this one, or that runs on the same unit with a shared tenant; also by way
 * of leases that never got a household, because they passed while nothing could be read. Several: the one in this unit, then the one whose
 * lease started last. Undefined: a new household.
 */
export function relatedHousehold(
  entry: LeaseEntry,
  index: LeaseIndex,
  households: Households,
): StoredHousehold | undefined {
  const related = [...relatedLeases(entry, index)]
    .filter((other) => other.householdId !== null)
    .sort((first, second) => ((second.lease.start ?? '') < (first.lease.start ?? '') ? -1 : 1));
  const found = related.flatMap((other) => households.peek(other.householdId) ?? []);
  return found.find((household) => household.unitUid === entry.unit?.uid) ?? found[0];
}

function relatedLeases(entry: LeaseEntry, index: LeaseIndex): Set<LeaseEntry> {
  const related = new Set<LeaseEntry>();
  const open = [entry];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const other of index.sharingTenant(next)) {
      if (other === entry || related.has(other) || !isSameHousehold(next, other)) continue;
      related.add(other);
      if (other.householdId === null) open.push(other);
    }
  }
  return related;
}

function isSameHousehold(entry: LeaseEntry, other: LeaseEntry): boolean {
  if (continues(entry.lease, other.lease) || continues(other.lease, entry.lease)) return true;
  return (
    other.unit !== undefined &&
    other.unit.uid === entry.unit?.uid &&
    other.state === 'active' &&
    entry.state === 'active'
  );
}

/**
 * When the household began: start of the first lease in the chain of leases that continue one another, ended ones included, so that a
 * renewal seen first is no new household (design §5: whoever lived here before go-live is adopted).
 */
export function begunOf(entry: LeaseEntry, index: LeaseIndex): CalendarDate | null {
  let begun = entry.lease.start;
  const seen = new Set([entry]);
  const open = [entry];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const other of index.sharingTenant(next)) {
      if (seen.has(other) || !continues(next.lease, other.lease)) continue;
      seen.add(other);
      open.push(other);
      if (other.lease.start === null || begun === null) return null;
      if (other.lease.start < begun) begun = other.lease.start;
    }
  }
  return begun;
}
