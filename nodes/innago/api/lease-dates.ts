/**
 * Innago's dates as calendar dates. They come without a zone (contracts/innago.md §2) and are taken as written; for an account whose
 * dates do carry one, the setting "Dates with a zone" names the zone they are to be read in (design §4, "Words").
 */
import { DateTime, IANAZone } from 'luxon';
import { SyncError } from '../../sync-error.ts';
import { calendarDate } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';

/** @returns null for "none": null, empty, and .NET's `0001-01-01T00:00:00`; undefined for what is no date at all */
export type DateReader = (text: string | null | undefined) => CalendarDate | null | undefined;

const withZone = /T.*(Z|[+-]\d{2}:?\d{2})$/i;

/**
 * @param zonedDates `as written` (default), or an IANA zone
 * @throws SyncError INNAGO_ZONE (trouble operator) when there is no such zone
 */
export function dateReader(zonedDates = 'as written'): DateReader {
  if (zonedDates === 'as written') return readAsWritten;
  if (!IANAZone.isValidZone(zonedDates)) {
    throw new SyncError(`"${zonedDates}" is not a time zone.`, {
      code: 'INNAGO_ZONE',
      trouble: 'operator',
      hint: 'In the Innago account, field "Dates with a zone": "as written", or a zone such as America/Chicago.',
    });
  }
  return (text) => {
    if (typeof text !== 'string' || !withZone.test(text.trim())) return readAsWritten(text);
    return readAsWritten(DateTime.fromISO(text.trim(), { zone: zonedDates }).toISODate() ?? text);
  };
}

function readAsWritten(text: string | null | undefined): CalendarDate | null | undefined {
  if (text === null || text === undefined || text.trim() === '' || text.trim().startsWith('0001-01-01')) return null;
  return calendarDate(text) ?? undefined;
}
