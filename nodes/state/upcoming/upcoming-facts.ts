/** The leases of the book, as the list of moves asks for them. */
import type { UpcomingLease } from '../../village/tenancy/upcoming-book.ts';
import { unitLabel } from '../../village/unit-label.ts';
import type { LeaseBook } from '../leases/lease-book.ts';
import type { LeaseEntry, Standing } from '../leases/lease-entry.ts';

const troubles: Readonly<Partial<Record<Standing, string>>> = {
  unclear: 'nothing is done: Innago does not say clearly whether the lease runs',
  absent: 'missing from Innago’s list at present',
  problem: 'nothing is done: the lease lacks a unit, a tenant or a start date',
  refused: 'nothing is done: another household holds the unit',
  held: 'held by the brake until a person releases it',
  ignored: 'a person said to leave this lease alone',
  outside: 'not in the list of units',
};

/** All leases, those that are over included: a transfer or renewal is told by what it continues. Empty before the first scan. */
export function upcomingLeases(leases: LeaseBook): UpcomingLease[] {
  if (!leases.isScanned) return [];
  const held = new Map(leases.heldLeavings().map(({ carrier, lastDay }) => [carrier.lease.uid, lastDay]));
  return [...leases.entries()].map((entry) => ({
    lease: entry.lease,
    unit: entry.unit?.label ?? unitLabel(entry.lease.unitName),
    householdId: entry.householdId,
    state: entry.goneOn === null ? entry.state : 'ended',
    trouble: troubles[entry.standing] ?? null,
    leaving: leavingOf(entry, held.get(entry.lease.uid)),
  }));
}

function leavingOf({ leaves, state }: LeaseEntry, heldUntil: string | undefined): UpcomingLease['leaving'] {
  if (heldUntil !== undefined) return { lastDay: heldUntil, as: 'held' };
  const [leave] = leaves;
  // A lease that was moved to another unit by an edit goes on there.
  return leave === undefined || state !== 'ended' ? null : { lastDay: leave.lastDay, as: 'due' };
}
