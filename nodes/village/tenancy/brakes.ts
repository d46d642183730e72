/** The brakes (design §4, "Lease ended"): how many households may be ended, or made, before a person has looked at it. */
import { daysBetween } from '../calendar-date.ts';
import type { CalendarDate } from '../lease.ts';

/** The window in which is counted, in milliseconds. */
export const brakeWindow = 24 * 3_600_000;

/** A service that is to end. */
export interface Removal {
  /** First day on which the end was seen; null: unknown, or there is no end date (a lease that is gone). */
  readonly endSeenOn: CalendarDate | null;
  /** As the lease says it. */
  readonly end: CalendarDate | null;
}

/** Its day was known a week before: such ends are the ordinary ones. */
export function isForeseen({ endSeenOn, end }: Removal): boolean {
  return endSeenOn !== null && end !== null && daysBetween(endSeenOn, end) >= 7;
}

/** Ends that were let through in the last 24 hours. */
export interface LetGo {
  readonly foreseen: number;
  readonly sudden: number;
}

/**
 * Which ends may go on: at most max(3, 5 % of active leases) sudden ones in 24 hours; foreseen ones beside them, up to 30 %, and beyond
 * that as if they were sudden.
 * @param removals in the order in which they are to go
 * @param activeLeases including those that are to end
 * @returns for each removal how it is let go; undefined: it is held until a person releases it
 */
export function brakeRemovals(
  removals: readonly Removal[],
  letGo: LetGo,
  activeLeases: number,
): ('foreseen' | 'sudden' | undefined)[] {
  let sudden = Math.max(3, Math.floor(activeLeases * 0.05)) - letGo.sudden;
  let foreseen = Math.floor(activeLeases * 0.3) - letGo.foreseen;
  return removals.map((removal) => {
    if (isForeseen(removal) && foreseen > 0) {
      foreseen -= 1;
      return 'foreseen';
    }
    if (sudden <= 0) return undefined;
    sudden -= 1;
    return 'sudden';
  });
}

/**
 * How many households may still be made.
 * @param made in the last 24 hours, without those of the first complete scan and those that were held
 */
export function mayBeMade(units: number, made: number): number {
  return Math.max(0, Math.max(5, Math.floor(units * 0.1)) - made);
}
