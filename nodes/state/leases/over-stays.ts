/** Stays that are over: no lease keeps the household in the unit any more (design §4, "Lease ended"). */
import { addDays } from '../../village/calendar-date.ts';
import { continues } from '../../village/household-rules.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { Removal } from '../../village/tenancy/brakes.ts';
import { serviceLastDay } from '../../village/tenancy/service-dates.ts';
import type { Stay } from '../stays.ts';
import type { LeaseEntry } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';

/** A stay that is over, and by which lease that is known. */
export interface OverStay extends Removal {
  readonly stay: Stay;
  /** Of its service, late cut-off included. */
  readonly lastDay: CalendarDate;
  /** The lease whose work ends it: one of those that have ended, or the one that was moved to another unit. */
  readonly carrier: LeaseEntry;
}

interface Book {
  readonly entries: ReadonlyMap<string, LeaseEntry>;
  readonly index: LeaseIndex;
}

interface Day {
  readonly today: CalendarDate;
  readonly lateCutoffDays: number;
}

/**
 * Is the stay over, and since when? Every lease of the household in the unit must have ended, or be gone, and so must the one by which it
 * lived there, wherever that is now; or that one was moved to another unit, in which it stands clearly.
 * @returns undefined while anything keeps the household there, or may
 */
export function overStay(stay: Stay, { entries, index }: Book, day: Day): OverStay | undefined {
  const inUnit = [...index.onUnit(stay.unitUid)];
  const own = inUnit.filter(({ householdId }) => householdId === stay.householdId);
  if (own.some(({ standing }) => standing !== 'ended')) return undefined;
  if (inUnit.some((entry) => mayContinue(entry, own))) return undefined;
  const counting = entries.get(stay.leaseUid);
  const elsewhere = counting?.householdId === stay.householdId && !own.includes(counting) ? counting : undefined;
  if (elsewhere?.standing === 'workable') return movedAway(stay, elsewhere, day);
  if (elsewhere !== undefined && elsewhere.standing !== 'ended') return undefined;
  const all = elsewhere === undefined ? own : [...own, elsewhere];
  const [last, ...others] = all.toSorted((one, other) => ((endOf(other) ?? '') < (endOf(one) ?? '') ? -1 : 1));
  const end = last === undefined ? null : endOf(last);
  if (last === undefined || end === null) return undefined;
  // It was seen elsewhere before it ended: that day counts.
  if (last === elsewhere && stay.lastDay !== null) return movedAway(stay, elsewhere, day);
  const carrier = [last, ...others].find(({ lease }) => lease.uid === stay.leaseUid) ?? last;
  const isGone = last.goneOn !== null;
  const nextStart = isGone ? undefined : nextStartAfter(end, inUnit, stay.householdId);
  const lastDay = isGone ? end : serviceLastDay({ end, nextStart, lateCutoffDays: day.lateCutoffDays });
  return { stay, lastDay, carrier, end: isGone ? null : end, endSeenOn: isGone ? null : last.endSeenOn };
}

/** Of a lease that is gone the day on which it was first absent. */
function endOf({ goneOn, lease }: LeaseEntry): CalendarDate | null {
  return goneOn ?? lease.end;
}

/** It was entered for the wrong unit, say, and has been corrected; it ended here the day before that was seen. */
function movedAway(stay: Stay, carrier: LeaseEntry, { today }: Day): OverStay {
  return { stay, lastDay: stay.lastDay ?? addDays(today, -1), carrier, end: null, endSeenOn: null };
}

/** A renewal that cannot be acted on, and so has no household yet; one that is no longer listed was never anybody's. */
function mayContinue({ lease, householdId, standing }: LeaseEntry, own: readonly LeaseEntry[]): boolean {
  if (householdId !== null || standing === 'ended' || standing === 'absent') return false;
  return own.some((other) => continues(lease, other.lease));
}

function nextStartAfter(
  end: CalendarDate,
  inUnit: readonly LeaseEntry[],
  householdId: number,
): CalendarDate | undefined {
  const starts = inUnit.flatMap((entry) => {
    const isNext = entry.householdId !== householdId && (entry.standing === 'workable' || entry.standing === 'held');
    return isNext && entry.lease.start !== null && entry.lease.start >= end ? [entry.lease.start] : [];
  });
  return starts.sort()[0];
}
