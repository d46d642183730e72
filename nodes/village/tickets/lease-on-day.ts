/** Which of a unit's or a tenant's leases is meant on a day (design §4, "Maintenance ticket"). Dates decide, and the state as of today. */
import { compareDates } from '../calendar-date.ts';
import type { CalendarDate, LeaseState } from '../lease.ts';

/** What matters of a lease here. */
export interface DatedLease {
  readonly leaseUid: string;
  readonly start: CalendarDate | null;
  /** null: month to month. */
  readonly end: CalendarDate | null;
  /** As of today. */
  readonly state: LeaseState;
  /** null: no household was made for it yet. */
  readonly householdId: number | null;
}

/** The same leases, the likeliest of each list first. */
export interface LeasesOnDay<T> {
  /** They cover the day. */
  readonly now: readonly T[];
  /** They are to begin after it. */
  readonly later: readonly T[];
  /** They ended before it, or nobody can say that they cover it. */
  readonly over: readonly T[];
}

/**
 * Decided by dates, but the state knows more than they do in three cases:
 * - `active` covers also the days after its end: until Innago says that it expired, the household lives there and is served;
 * - `ended` without an end before today was broken off on a day that nobody knows: it covers none;
 * - without a start only an `active` one covers the day.
 *
 * An `unclear` lease goes by its dates. Of several the one that began last comes first (on the day on which one ends and another begins:
 * the new one), of those to come the next, of those that are over the one that ended last.
 */
export function leasesOnDay<T extends DatedLease>(
  leases: readonly T[],
  day: CalendarDate,
  today: CalendarDate,
): LeasesOnDay<T> {
  const on = (when: 'now' | 'later' | 'over') => leases.filter((lease) => whenOf(lease, day, today) === when);
  return {
    now: on('now').sort((one, other) => compareDates(other.start ?? '', one.start ?? '') || byHousehold(one, other)),
    later: on('later').sort(
      (one, other) => compareDates(one.start ?? '', other.start ?? '') || byHousehold(one, other),
    ),
    over: on('over').sort(
      (one, other) => compareDates(lastDay(other, today), lastDay(one, today)) || byHousehold(one, other),
    ),
  };
}

/**
 * Whose the unit is, of the leases that cover the day: the first, but while it has no household, one that has and goes on beyond the day on
 * which they meet (design §4: of strangers, whoever is provisioned keeps the unit).
 */
export function unitHolderOf<T extends DatedLease>([newest, ...others]: readonly T[]): T | undefined {
  if (newest === undefined || newest.householdId !== null) return newest;
  const goesOn = ({ end }: T) => end === null || (newest.start !== null && end > newest.start);
  return others.find((lease) => lease.householdId !== null && goesOn(lease)) ?? newest;
}

function whenOf({ start, end, state }: DatedLease, day: CalendarDate, today: CalendarDate): 'now' | 'later' | 'over' {
  if (start === null) return state === 'active' ? 'now' : 'over';
  if (start > day) return state === 'ended' ? 'over' : 'later';
  if (state === 'active') return 'now';
  if (state === 'ended' && (end === null || end >= today)) return 'over';
  return end === null || end >= day ? 'now' : 'over';
}

/** Of a lease that is over: its end, unless it was broken off before; then at least its start is known. */
function lastDay({ start, end }: DatedLease, today: CalendarDate): CalendarDate {
  return (end !== null && end < today ? end : start) ?? '';
}

function byHousehold(one: DatedLease, other: DatedLease): number {
  const first = Number(one.householdId === null) - Number(other.householdId === null);
  return first || (one.leaseUid < other.leaseUid ? -1 : 1);
}
