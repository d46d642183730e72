/**
 * Dates as the CRM takes and gives them (contracts/uisp-crm.md §2, "Dates"): day-granular, written as the local midnight of the
 * server's zone.
 */
import { DateTime } from 'luxon';
import { SyncError } from '../../sync-error.ts';
import type { CalendarDate } from '../../village/lease.ts';

/**
 * @param date `2026-12-01`
 * @param zone IANA zone of the server, from GET /options
 * @returns `2026-12-01T00:00:00-0600`; on a day whose midnight does not exist, the first moment that does
 * @throws SyncError UISP_CRM_DATE (trouble data for a bad date, operator for a bad zone)
 */
export function crmDate(date: CalendarDate, zone: string): string {
  const midnight = DateTime.fromFormat(date, 'yyyy-MM-dd', { zone });
  if (midnight.isValid) return midnight.startOf('day').toFormat("yyyy-MM-dd'T'HH:mm:ssZZZ");
  const badZone = midnight.invalidReason === 'unsupported zone';
  throw new SyncError(
    badZone ? `UISP names a time zone that is not known: ${zone}.` : `Not a calendar date: ${date}.`,
    {
      code: 'UISP_CRM_DATE',
      trouble: badZone ? 'operator' : 'data',
    },
  );
}
