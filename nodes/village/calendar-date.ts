/**
 * Calendar dates, `YYYY-MM-DD`: reckoned by the calendar alone, so that neither zones nor daylight saving can move them (design §4,
 * "Words"). The only place where an instant becomes a date is {@link todayIn}.
 */
import { DateTime, IANAZone } from 'luxon';
import { SyncError } from '../sync-error.ts';
import type { CalendarDate } from './lease.ts';

const dayMs = 86_400_000;

/** A year and a month, `YYYY-MM`. */
export type CalendarMonth = string;

/**
 * @param text what an API gave: `2026-12-01`, `2026-12-01T00:00:00`, … Only the first ten characters count, no zone conversion.
 * @returns null when that is no real date; also for years before 1900, which is how .NET writes "none" (`0001-01-01T00:00:00`)
 */
export function calendarDate(text: unknown): CalendarDate | null {
  if (typeof text !== 'string') return null;
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(text.trim());
  if (match === null) return null;
  const [date = '', year, month, day] = match;
  if (Number(year) < 1900 || Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return null;
  return Number(day) <= daysInMonth(date.slice(0, 7)) ? date : null;
}

/** The date so many days later (earlier when negative). */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Negative when the first is earlier, 0 when equal, positive when later. Dates sort as text. */
export function compareDates(first: CalendarDate, second: CalendarDate): number {
  return first < second ? -1 : first > second ? 1 : 0;
}

/** The later of both. */
export function laterDate(first: CalendarDate, second: CalendarDate): CalendarDate {
  return first > second ? first : second;
}

/** The earlier of both. */
export function earlierDate(first: CalendarDate, second: CalendarDate): CalendarDate {
  return compareDates(first, second) <= 0 ? first : second;
}

/** Days from the first to the second: 1 for tomorrow, negative when the second is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs);
}

const knownZones = new Set<string>();

/** True for an IANA zone that this machine knows, e.g. `America/Chicago`. To ask the machine is slow, and every tick does: it is asked once. */
export function isTimeZone(zone: string): boolean {
  if (knownZones.has(zone)) return true;
  const isKnown = IANAZone.isValidZone(zone);
  if (isKnown) knownZones.add(zone);
  return isKnown;
}

/**
 * The calendar date in a zone at an instant.
 * @param zone IANA, e.g. `America/Chicago`
 * @throws SyncError PLANS_TIME_ZONE (trouble operator) when there is no such zone
 */
export function todayIn(zone: string, epochMs: number): CalendarDate {
  const today = DateTime.fromMillis(epochMs, { zone }).toISODate();
  if (today !== null && isTimeZone(zone)) return today;
  throw new SyncError(`"${zone}" is not a time zone.`, {
    code: 'PLANS_TIME_ZONE',
    trouble: 'operator',
    hint: 'Write it as America/Chicago in fiber-plans, or leave it empty to use the UISP server’s.',
  });
}

/** `December 1, 2026` */
export function longDate(date: CalendarDate): string {
  return DateTime.fromISO(date, { zone: 'utc', locale: 'en-US' }).toFormat('MMMM d, yyyy');
}

/** `December 2026` */
export function longMonth(month: CalendarMonth): string {
  return DateTime.fromISO(`${month}-01`, { zone: 'utc', locale: 'en-US' }).toFormat('MMMM yyyy');
}

/** `2026-12` of `2026-12-05`. */
export function monthOf(date: CalendarDate): CalendarMonth {
  return date.slice(0, 7);
}

export function nextMonth(month: CalendarMonth): CalendarMonth {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const next = number === 12 ? { year: year + 1, number: 1 } : { year, number: number + 1 };
  return `${String(next.year).padStart(4, '0')}-${String(next.number).padStart(2, '0')}`;
}

export function monthBefore(month: CalendarMonth): CalendarMonth {
  return monthOf(addDays(`${month}-01`, -1));
}

/** 28 to 31. */
export function daysInMonth(month: CalendarMonth): number {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

/** The date of a day of a month; a day that the month lacks is its last (design §4, "Invoice line"). */
export function dayOfMonth(month: CalendarMonth, day: number): CalendarDate {
  return `${month}-${String(Math.min(day, daysInMonth(month))).padStart(2, '0')}`;
}
