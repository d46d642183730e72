/** From when to when a service runs for a lease (design §4, "Lease started" and "Lease ended"). */
import { addDays, earlierDate, laterDate } from '../calendar-date.ts';
import type { CalendarDate } from '../lease.ts';

/** What decides the first day. */
export interface FirstDayFacts {
  /** Of the lease. */
  readonly start: CalendarDate;
  /** Of the service that was in the unit before; undefined: none. */
  readonly previousLastDay: CalendarDate | undefined;
  readonly earlyAccessDays: number;
}

/** The lease's first day, or as many days before as the operator grants; never before the day after the previous service's last. */
export function serviceFirstDay({ start, previousLastDay, earlyAccessDays }: FirstDayFacts): CalendarDate {
  const early = addDays(start, -earlyAccessDays);
  return previousLastDay === undefined ? early : laterDate(early, addDays(previousLastDay, 1));
}

/** What decides the last day. */
export interface LastDayFacts {
  /** Of the lease. */
  readonly end: CalendarDate;
  /** Of the unit's next lease; undefined: none is known. */
  readonly nextStart: CalendarDate | undefined;
  readonly lateCutoffDays: number;
}

/** The lease's last day, or as many days later as the operator grants; not into the next lease, and never before the lease's own end. */
export function serviceLastDay({ end, nextStart, lateCutoffDays }: LastDayFacts): CalendarDate {
  const late = addDays(end, lateCutoffDays);
  const free = nextStart === undefined ? late : earlierDate(late, addDays(nextStart, -1));
  return laterDate(end, free);
}
