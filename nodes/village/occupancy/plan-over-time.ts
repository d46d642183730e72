/** Which plan a household had on which day. */
import type { CalendarDate } from '../lease.ts';

/** A change that was carried out. */
export interface DatedPlanChange {
  /** Names of plans. */
  readonly from: string;
  readonly to: string;
  /** First day of the new plan; may lie after the day of the change. */
  readonly since: CalendarDate;
}

/**
 * The last change that has begun by then: one that was decided later counts, also over one that was to begin later (an undo, or another
 * change before the first took effect).
 * @param present plan of a household that never changed it
 * @param changes oldest first
 */
export function planOn(day: CalendarDate, present: string, changes: readonly DatedPlanChange[]): string {
  return changes.findLast(({ since }) => since <= day)?.to ?? changes[0]?.from ?? present;
}
