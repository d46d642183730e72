/** Which leases of a unit count today, and which lease counts for a household (design §4, "Words" and "Lease state"). */
import { compareDates } from '../../village/calendar-date.ts';
import { whoHoldsUnit } from '../../village/household-rules.ts';
import type { CalendarDate, Lease } from '../../village/lease.ts';
import type { Households } from '../households.ts';
import { isServed } from '../stays.ts';
import type { LeaseEntry, Standing } from './lease-entry.ts';

/**
 * Two leases active on one unit: strangers of the one that holds it are `refused`. One that begins on the holder's last day, or later, is
 * no stranger but the next household (design §4: "E = S is normal"): it is served as soon as the site is free.
 */
export function refuseStrangers(onUnit: Iterable<LeaseEntry>, households: Households): void {
  let active = [...onUnit].filter((entry) => entry.standing === 'workable' && entry.state === 'active');
  while (active.length > 1) {
    const { sameHousehold, refused } = whoHoldsUnit(
      active.map((entry) => entry.lease),
      provisioned(active, households)?.lease.uid,
    );
    const strangers = active.filter(({ lease }) => refused.includes(lease));
    const next = strangers.filter(({ lease }) => sameHousehold.every((holder) => follows(lease, holder)));
    for (const entry of strangers) if (!next.includes(entry)) entry.standing = 'refused';
    active = next;
  }
}

function follows({ start }: Lease, { end }: Lease): boolean {
  return start !== null && end !== null && start >= end;
}

/** Whoever has the service; else the client: a future lease is prepared, and has a client while the old household still lives there. */
function provisioned(active: readonly LeaseEntry[], households: Households): LeaseEntry | undefined {
  const hasClient = ({ householdId, unit }: LeaseEntry) => {
    const household = households.peek(householdId);
    return household !== undefined && household.unitUid === unit?.uid && household.clientId !== null;
  };
  return active.find((entry) => hasService(entry, households)) ?? active.find(hasClient);
}

/** In its unit, which in a transfer is one of two. */
function hasService({ householdId, unit }: LeaseEntry, households: Households): boolean {
  const stays = households.peek(householdId)?.stays ?? [];
  return stays.some((stay) => stay.unitUid === unit?.uid && isServed(stay));
}

/** The lease that still runs, with its service, in the unit of one that has begun and cannot be served therefore. */
export function notVacatedBy(
  entry: LeaseEntry,
  onUnit: Iterable<LeaseEntry>,
  households: Households,
): LeaseEntry | undefined {
  const runs = ({ standing, state }: LeaseEntry) => standing === 'workable' && state === 'active';
  if (!runs(entry) || hasService(entry, households)) return undefined;
  return [...onUnit].find((other) => runs(other) && isOtherHousehold(other, entry) && hasService(other, households));
}

/**
 * Whose turn comes first in a unit: whoever lives there before whoever will, and the earlier start before the later. What is over, or
 * refused, keeps nobody waiting; nor does one whose last day has passed keep one waiting that runs already.
 */
export function queueUp(onUnit: Iterable<LeaseEntry>, today: CalendarDate): void {
  const queue = [...onUnit].filter(({ standing }) => takesPart.has(standing));
  for (const entry of queue) {
    entry.earlier = queue.filter(
      (other) => other !== entry && isOtherHousehold(other, entry) && comesFirst(other, entry, today),
    );
  }
}

const takesPart: ReadonlySet<Standing> = new Set<Standing>(['workable', 'covered', 'problem', 'unclear']);

function isOtherHousehold(other: LeaseEntry, entry: LeaseEntry): boolean {
  return other.householdId === null || other.householdId !== entry.householdId;
}

function comesFirst(other: LeaseEntry, entry: LeaseEntry, today: CalendarDate): boolean {
  if (entry.state === 'active' && other.lease.end !== null && other.lease.end < today) return false;
  if (other.state === 'active' && entry.state === 'future') return true;
  if (entry.state === 'active' && other.state !== 'active') return false;
  const [first, second] = [other.lease.start, entry.lease.start];
  if (first === null || second === null) return false;
  return compareDates(first, second) < 0 || (first === second && other.lease.uid < entry.lease.uid);
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
