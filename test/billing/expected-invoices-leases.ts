/** The independent calculation's leases: which one counts on a day, and whose due date a month has (design §4 "Invoice line"). */
import type { LeaseVersion } from './expected-invoices-history.ts';
import { type Day, dayOf, type Month, monthOf } from './own-calendar.ts';

/** The leases of one household, each as it was edited last. */
export class ExpectedLeases {
  readonly #leases = new Map<string, LeaseVersion>();

  /** Entered or edited. */
  take(lease: LeaseVersion): void {
    this.#leases.set(lease.uid, lease);
  }

  /** First day of the first lease; empty before any was entered. */
  get begun(): Day {
    return [...this.#leases.values()].map(({ start }) => start).sort()[0] ?? '';
  }

  /** The active one that started last; else the future one that starts first; undefined when the household has left. */
  counting(today: Day): LeaseVersion | undefined {
    const byStart = [...this.#leases.values()].sort((one, other) => (one.start < other.start ? -1 : 1));
    const active = byStart.filter(({ start, end }) => start <= today && (end === null || end >= today));
    return active.at(-1) ?? byStart.find(({ start }) => start > today);
  }

  /**
   * The counting lease's due date, if the lease has not ended by then; else that of the renewal, if that one has begun by then. A day
   * between two leases is a due date only in the month in which the second begins, and not before it does: then its due day counts.
   */
  termOf(month: Month, today: Day): { lease: LeaseVersion; due: Day } | undefined {
    const counting = this.counting(today);
    if (counting === undefined) return undefined;
    const due = dueDate(counting, month);
    if (due !== undefined && (counting.end === null || due <= counting.end)) {
      const isBegun = monthOf(counting.start) === month && counting.start <= today;
      return this.#isLeased(due) || isBegun ? { lease: counting, due } : undefined;
    }
    const renewal = [...this.#leases.values()]
      .filter(({ start }) => start > counting.start)
      .sort((one, other) => (one.start < other.start ? -1 : 1))[0];
    const later = renewal === undefined ? undefined : dueDate(renewal, month);
    if (renewal === undefined || later === undefined || later < renewal.start) return undefined;
    return renewal.end === null || later <= renewal.end ? { lease: renewal, due: later } : undefined;
  }

  #isLeased(day: Day): boolean {
    return [...this.#leases.values()].some(({ start, end }) => start <= day && (end === null || day <= end));
  }
}

/** undefined: the rent is not monthly, or the day is none. */
function dueDate({ dueOn, frequency }: LeaseVersion, month: Month): Day | undefined {
  if (frequency?.toLowerCase() !== 'monthly' || dueOn === null || dueOn < 1 || dueOn > 31) return undefined;
  return dayOf(month, dueOn);
}
