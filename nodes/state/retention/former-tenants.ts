/** Which leases are so long over that their tenants' names are purged, and what such a lease is when Innago lists it again. */
import { addDays, todayIn } from '../../village/calendar-date.ts';
import type { CalendarDate, Lease } from '../../village/lease.ts';
import { leaseState } from '../../village/lease-state.ts';
import type { LeaseEntry } from '../leases/lease-entry.ts';
import { isServed, type Stay } from '../stays.ts';
import { withoutTenants } from './persons.ts';

/** What of the lease book decides. */
type Forgettable = Pick<
  LeaseEntry,
  'lease' | 'householdId' | 'state' | 'standing' | 'goneOn' | 'absentOn' | 'absentSince' | 'forgottenAt'
>;

/**
 * Is the lease over for more than `days` days, with the service of each stay that was by it? Not while its service is still to be ended, or is
 * held by the brake on removals: then UISP has to be told first. One that is absent, and about which nobody asks Innago since nothing was made
 * for it (leases/absent-leases.ts), is over since then.
 * @param stays of its household
 * @param today in whatever zone it is that day last
 */
export function isForgettable(
  entry: Forgettable,
  stays: readonly Stay[],
  { today, days }: { readonly today: CalendarDate; readonly days: number },
): boolean {
  const { lease, state, standing, goneOn, forgottenAt } = entry;
  const end = state === 'ended' ? (goneOn ?? lease.end) : unasked(entry);
  if (forgottenAt !== null || end === null || standing === 'leaving') return false;
  const own = stays.filter(({ leaseUid }) => leaseUid === lease.uid);
  if (own.some(isServed)) return false;
  const last = [end, ...own.map(({ endedOn }) => endedOn)]
    .flatMap((day) => day ?? [])
    .sort()
    .at(-1);
  return last !== undefined && addDays(last, days) < today;
}

/** @returns since when Innago's list is without a lease that has no household; null: it is there, or has one */
function unasked({ householdId, absentOn, absentSince }: Forgettable): CalendarDate | null {
  if (householdId !== null || absentSince === null) return null;
  // The day is unknown of leases that were absent before it was noted.
  return absentOn ?? todayIn('UTC', absentSince);
}

/**
 * A lease of Innago's list as the book takes it: one that was forgotten stays without names for as long as it is over, so that a list which
 * still shows it changes nothing. On again (its end was moved, say), it is taken as it is.
 * @returns `listed` itself, unless it is to stay without names
 */
export function leaseOf(known: Pick<LeaseEntry, 'forgottenAt'> | undefined, listed: Lease, today: CalendarDate): Lease {
  if (known === undefined || known.forgottenAt === null || leaseState(listed, today) !== 'ended') return listed;
  return withoutTenants(listed);
}
