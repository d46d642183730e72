/** On which days of a month a unit is let, by its leases. */
import { addDays, type CalendarMonth, dayOfMonth, daysBetween } from '../calendar-date.ts';
import type { CalendarDate, Lease } from '../lease.ts';
import { leaseState } from '../lease-state.ts';

/** First and last day, both included; null: not known, so long ago, or open. */
export interface LetDays {
  readonly from: CalendarDate | null;
  readonly until: CalendarDate | null;
}

/**
 * The days for which a lease lets its unit, as far as is known today. One that runs past its end date goes on month to month.
 * @param absentOn first day on which Innago's list was without it; null: it is listed
 */
export function letDays(
  lease: Pick<Lease, 'start' | 'end' | 'flags'>,
  { today, absentOn }: { readonly today: CalendarDate; readonly absentOn: CalendarDate | null },
): LetDays {
  const { start: from, end, flags } = lease;
  if (absentOn !== null) return { from, until: lastDayOfAbsent(lease, absentOn) };
  const state = leaseState({ ...unnamed, start: from, end, flags }, today);
  return { from, until: state === 'active' && end !== null && end < today ? null : end };
}

const unnamed = { uid: '', unitName: '', propertyName: '', dueOn: null, paymentFrequency: null, tenants: [] };

/** Its own end, when that had come; else the day it was first absent (design §4, "Lease ended"). */
function lastDayOfAbsent({ end, flags }: Pick<Lease, 'end' | 'flags'>, absentOn: CalendarDate): CalendarDate {
  if (end === null || end > absentOn) return absentOn;
  // Seen running after its end: month to month, until it was gone.
  const heldOver = (flags.active === true || flags.expiring === true) && end < addDays(absentOn, -1);
  return heldOver ? absentOn : end;
}

/** How much of a month a unit was let. */
export interface MonthLet {
  /** Days on which at least one lease let it. */
  readonly days: number;
  /** The last of them; null: none. */
  readonly last: CalendarDate | null;
}

/** Days of several leases together; one day counts once. */
export function letInMonth(leases: readonly LetDays[], month: CalendarMonth): MonthLet {
  const first = dayOfMonth(month, 1);
  const length = daysBetween(first, dayOfMonth(month, 31)) + 1;
  let days = 0;
  let last: CalendarDate | null = null;
  for (let index = 0; index < length; index += 1) {
    const day = addDays(first, index);
    if (!leases.some((lease) => isLetOn(lease, day))) continue;
    days += 1;
    last = day;
  }
  return { days, last };
}

export function isLetOn({ from, until }: LetDays, day: CalendarDate): boolean {
  return (from === null || from <= day) && (until === null || day <= until);
}
