/** Who moves in and out in the next days, as the leases say now (design §4, "Lease changed" and "Lease ended"). Nothing is decided here. */
import { addDays, compareDates, longDate } from '../calendar-date.ts';
import type { CalendarDate } from '../lease.ts';
import { plainText } from '../plain-text.ts';
import { compareLabels } from '../unit-label.ts';
import { serviceFirstDay, serviceLastDay } from './service-dates.ts';
import type { TenancyRules } from './tenancy-rules.ts';
import { UpcomingBook, type UpcomingLease } from './upcoming-book.ts';

/** What happens in a unit on a day. */
export interface UpcomingRow {
  readonly day: CalendarDate;
  /** Label. Of a transfer the new one. */
  readonly unit: string;
  /** `moves in`, `moves out`, `stays`, `moves from 101 to 205` */
  readonly what: string;
  /** The tenants' names, as one line. */
  readonly who: string;
  readonly leaseUid: string;
  /** What there is to know beside it; often empty. */
  readonly note: string;
}

/** From when to when is looked. */
export interface UpcomingDays {
  readonly today: CalendarDate;
  /** Today and so many days more. */
  readonly days: number;
  readonly rules: Pick<TenancyRules, 'earlyAccessDays' | 'lateCutoffDays'>;
}

/**
 * The moves of these days, sorted by day; on one day whoever moves out comes first.
 * @param leases those that are over may be left out unless `leaving`
 */
export function upcomingMoves(leases: readonly UpcomingLease[], window: UpcomingDays): UpcomingRow[] {
  const last = addDays(window.today, window.days);
  const isInside = (day: CalendarDate | null): day is CalendarDate =>
    day !== null && day >= window.today && day <= last;
  const book = new UpcomingBook(leases);
  const rows = leases.flatMap((one) => {
    const { start, end } = one.lease;
    const isDated = one.state === 'active' || one.state === 'future';
    return [
      ...leavingRows(one, book),
      ...(isDated && isInside(start) ? [beginning(one, start, book, window)] : []),
      ...(isDated && isInside(end) ? ending(one, end, book, window) : []),
    ];
  });
  return rows.sort(inOrder);
}

/** Ends that have come, and are not carried out yet: they belong to the list however old their day is. */
function leavingRows(one: UpcomingLease, book: UpcomingBook): UpcomingRow[] {
  if (one.leaving === null) return [];
  const { lastDay, as } = one.leaving;
  const note =
    as === 'held' ? 'its end is held by the brake until a person releases it' : 'its service is ended at the next scan';
  return [rowOf(one, lastDay, 'moves out', [note, vacancy(one.lease.end, book.nextAfter(one))])];
}

function beginning(one: UpcomingLease, start: CalendarDate, book: UpcomingBook, { rules }: UpcomingDays): UpcomingRow {
  const trouble = one.trouble ?? '';
  const before = book.continuedBy(one);
  if (before?.unit === one.unit) return rowOf(one, start, 'stays', [trouble]);
  if (before !== undefined) {
    const lastDay = before.lease.end === null ? '' : `last day in ${before.unit}: ${longDate(before.lease.end)}`;
    return rowOf(one, start, `moves from ${before.unit} to ${one.unit}`, [lastDay, trouble]);
  }
  const lastDays = book
    .neighbours(one)
    .flatMap(({ lease: { end } }) =>
      end !== null && end <= start
        ? [serviceLastDay({ end, nextStart: start, lateCutoffDays: rules.lateCutoffDays })]
        : [],
    );
  const firstDay = serviceFirstDay({
    start,
    previousLastDay: lastDays.sort().at(-1),
    earlyAccessDays: rules.earlyAccessDays,
  });
  const internet = firstDay === start ? '' : `internet from ${longDate(firstDay)}`;
  return rowOf(one, start, 'moves in', [internet, inTheWay(one, start, book), trouble]);
}

function ending(one: UpcomingLease, end: CalendarDate, book: UpcomingBook, window: UpcomingDays): UpcomingRow[] {
  const onward = book.onward(one);
  if (onward !== undefined) return endingOnward(one, end, onward, window);
  const next = book.nextAfter(one);
  const nextStart = next?.lease.start ?? undefined;
  const lastDay = serviceLastDay({ end, nextStart, lateCutoffDays: window.rules.lateCutoffDays });
  const internet = lastDay === end ? '' : `internet until ${longDate(lastDay)}`;
  return [rowOf(one, end, 'moves out', [internet, vacancy(end, next), one.trouble ?? ''])];
}

/** A renewal or a transfer is told by the lease that goes on from here, if its own day is in the list. */
function endingOnward(
  one: UpcomingLease,
  end: CalendarDate,
  onward: UpcomingLease,
  { today, days }: UpcomingDays,
): UpcomingRow[] {
  const start = onward.lease.start ?? '';
  if (start >= today && start <= addDays(today, days)) return [];
  if (start < today)
    return onward.unit === one.unit ? [] : [rowOf(one, end, 'moves out', [`in ${onward.unit} by now`])];
  return onward.unit === one.unit
    ? [rowOf(one, end, 'stays', [`next lease from ${longDate(start)}`])]
    : [rowOf(one, end, 'moves out', [`to ${onward.unit} on ${longDate(start)}`])];
}

/** Somebody else lives there already, and stays beyond the day. */
function inTheWay(one: UpcomingLease, start: CalendarDate, book: UpcomingBook): string {
  const other = book.neighbours(one).find(({ lease, state }) => {
    return state === 'active' && (lease.end === null || lease.end > start);
  });
  if (other === undefined) return '';
  return `the unit is let until ${other.lease.end === null ? 'further notice' : longDate(other.lease.end)}`;
}

function vacancy(end: CalendarDate | null, next: UpcomingLease | undefined): string {
  if (end === null) return '';
  const start = next?.lease.start;
  if (start == null) return 'vacant afterwards';
  return start > addDays(end, 1) ? `vacant until ${longDate(addDays(start, -1))}` : '';
}

function rowOf(one: UpcomingLease, day: CalendarDate, what: string, notes: readonly string[]): UpcomingRow {
  const names = one.lease.tenants.map(({ firstName, lastName }) => plainText(`${firstName} ${lastName}`));
  return {
    day,
    unit: one.unit,
    what,
    who: names.filter((name) => name !== '').join(', '),
    leaseUid: one.lease.uid,
    note: notes.filter((note) => note !== '').join('; '),
  };
}

function inOrder(one: UpcomingRow, other: UpcomingRow): number {
  const isOut = ({ what }: UpcomingRow) => (what === 'moves out' ? 0 : 1);
  return (
    compareDates(one.day, other.day) ||
    isOut(one) - isOut(other) ||
    compareLabels(one.unit, other.unit) ||
    (one.leaseUid < other.leaseUid ? -1 : 1)
  );
}
