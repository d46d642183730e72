/**
 * The independent calculation: which invoices a household must have got, worked out from what happened, by design §4 "Invoice line" and
 * "Plan change" alone. It shares no code with `nodes/`, its calendar included.
 */
import {
  type Day,
  dayInDallas,
  dayOf,
  lastDayOf,
  type Month,
  monthAfter,
  monthInWords,
  monthOf,
  plusDays,
} from './own-calendar.ts';

/** A lease as Innago shows it from some moment on. */
export interface LeaseVersion {
  readonly uid: string;
  readonly start: Day;
  /** Its last day; null: month to month. */
  readonly end: Day | null;
  readonly dueOn: number | null;
  readonly frequency: string | null;
  /** Uids, in Innago's order. */
  readonly tenants: readonly string[];
}

/**
 * What happened to one household, in order; `at` is epoch ms.
 * - `lease`: entered or edited; `plan`: a change was carried out (the calculation decides whether it begins now or after the paid month);
 *   `undo`: the last change was taken back.
 * - `tick`: our system could act for the household. `sure`: everything it asked was answered. `maybe`: requests were lost on the way, or
 *   the process was killed, so that each line that was due may have been issued, or noted as an intent, or neither.
 */
export type Happening =
  | { readonly kind: 'lease'; readonly at: number; readonly lease: LeaseVersion }
  | { readonly kind: 'plan'; readonly at: number; readonly plan: string }
  | { readonly kind: 'undo'; readonly at: number }
  | { readonly kind: 'tick'; readonly at: number; readonly reach: 'sure' | 'maybe' };

export interface BillingRules {
  /** What a plan costs on top of the rent, in cents; 0: included. */
  readonly prices: ReadonlyMap<string, number>;
  readonly includedPlan: string;
  readonly issueAheadDays: number;
  readonly undoHours: number;
  readonly downgradeTakesEffect: 'now' | 'end of paid month';
  readonly goLive: Day;
}

/** One invoice. */
export interface Charge {
  readonly month: Month;
  readonly leaseUid: string;
  readonly tenantUid: string;
  readonly dueDate: Day;
  readonly cents: number;
  readonly item: string;
}

export interface ExpectedCharge {
  readonly month: Month;
  /** Exactly one of these. More than one only when requests were lost while the line was due: what was noted then stays frozen. */
  readonly anyOf: readonly Charge[];
  /** Nothing is right, too: requests were lost, and before the next sure tick the line was no longer due. */
  readonly mayBeMissing: boolean;
}

export interface Expected {
  readonly charges: readonly ExpectedCharge[];
  /** Months that were missed altogether, and wait for a person. */
  readonly attention: readonly Month[];
}

interface PlanState {
  readonly plan: string;
  /** First day of the unbroken time on paid plans. */
  readonly since: Day;
  readonly changedAt: number | null;
  readonly next: { readonly plan: string; readonly from: Day } | null;
}

interface MonthState {
  options: Charge[];
  isSettled: boolean;
}

export function expectedInvoices(happenings: readonly Happening[], rules: BillingRules): Expected {
  const household = new HouseholdBill(rules);
  for (const happening of happenings) household.take(happening);
  return household.result();
}

class HouseholdBill {
  readonly #rules: BillingRules;
  readonly #leases = new Map<string, LeaseVersion>();
  readonly #months = new Map<Month, MonthState>();
  readonly #attention: Month[] = [];
  #plan: PlanState;
  #before: PlanState | undefined;
  #payer: string | undefined;
  /** The month that the last happening lay in. */
  #month: Month | undefined;

  constructor(rules: BillingRules) {
    this.#rules = rules;
    this.#plan = { plan: rules.includedPlan, since: '0000-01-01', changedAt: null, next: null };
  }

  take(happening: Happening): void {
    const today = dayInDallas(happening.at);
    this.#closeMonthsBefore(monthOf(today));
    this.#beginNextPlan(today);
    switch (happening.kind) {
      case 'lease':
        this.#leases.set(happening.lease.uid, happening.lease);
        return;
      case 'plan':
        this.#change(happening.plan, today, happening.at);
        return;
      case 'undo':
        if (this.#before !== undefined) this.#plan = this.#before;
        this.#before = undefined;
        return;
      case 'tick':
        this.#tick(today, happening.at, happening.reach === 'sure');
    }
  }

  result(): Expected {
    const charges = [...this.#months]
      .filter(([, { options }]) => options.length > 0)
      .map(([month, { options, isSettled }]) => ({ month, anyOf: options, mayBeMissing: !isSettled }))
      .sort((one, other) => (one.month < other.month ? -1 : 1));
    return { charges, attention: this.#attention };
  }

  #price(plan: string): number {
    const cents = this.#rules.prices.get(plan);
    if (cents === undefined) throw new Error(`no price for ${plan}`);
    return cents;
  }

  #beginNextPlan(today: Day): void {
    const { next } = this.#plan;
    if (next === null || next.from > today) return;
    this.#plan = { ...this.#plan, plan: next.plan, since: this.#sinceOf(next.plan, next.from), next: null };
  }

  /** Paid after paid is unbroken; anything else begins anew. */
  #sinceOf(plan: string, from: Day): Day {
    return this.#price(plan) > 0 && this.#price(this.#plan.plan) > 0 ? this.#plan.since : from;
  }

  #change(plan: string, today: Day, at: number): void {
    this.#before = this.#plan;
    const lastPaid = [...this.#months].filter(([, { options }]) => options.length > 0).map(([month]) => month);
    const paidUntil = lastPaid.sort().at(-1);
    const isCheaper = this.#price(plan) < this.#price(this.#plan.plan);
    const waits = isCheaper && this.#rules.downgradeTakesEffect === 'end of paid month';
    if (waits && paidUntil !== undefined && paidUntil >= monthOf(today)) {
      const next = { plan, from: `${monthAfter(paidUntil)}-01` };
      this.#plan = { ...this.#plan, changedAt: at, next };
    } else this.#plan = { plan, since: this.#sinceOf(plan, today), changedAt: at, next: null };
  }

  #tick(today: Day, at: number, isSure: boolean): void {
    const counting = this.#countingLease(today);
    if (counting === undefined) return;
    // The first listed when first seen, until they leave; then the next listed.
    if (this.#payer === undefined || !counting.tenants.includes(this.#payer)) this.#payer = counting.tenants[0];
    for (const month of [monthOf(today), monthAfter(monthOf(today))]) {
      const state = this.#months.get(month) ?? { options: [], isSettled: false };
      if (state.isSettled) continue;
      const charge = this.#dueCharge(month, today, at);
      if (charge === undefined) continue;
      if (!state.options.some((option) => JSON.stringify(option) === JSON.stringify(charge)))
        state.options.push(charge);
      state.isSettled = isSure;
      this.#months.set(month, state);
    }
  }

  /** The active one that started last; else the future one that starts first; undefined when the household has left. */
  #countingLease(today: Day): LeaseVersion | undefined {
    const byStart = [...this.#leases.values()].sort((one, other) => (one.start < other.start ? -1 : 1));
    const active = byStart.filter(({ start, end }) => start <= today && (end === null || end >= today));
    return active.at(-1) ?? byStart.find(({ start }) => start > today);
  }

  /** What is to be issued for the month at this instant, if anything. */
  #dueCharge(month: Month, today: Day, at: number): Charge | undefined {
    const owed = this.#owed(month, today);
    if (owed === undefined) return undefined;
    const { lease, due, plan } = owed;
    const issueDay = plusDays(due, -this.#rules.issueAheadDays);
    if (
      today < issueDay ||
      today < this.#paidFrom() ||
      today > lastDayOf(month) ||
      this.#waitsForUndo(issueDay, due, today, at)
    )
      return undefined;
    return {
      month,
      leaseUid: lease.uid,
      tenantUid: lease.tenants.find((uid) => uid === this.#payer) ?? lease.tenants[0] ?? '',
      dueDate: due < today ? today : due,
      cents: this.#price(plan),
      item: `${plan}, ${monthInWords(month)}`,
    };
  }

  /** A line that is due at once because of a change is not issued in the hours in which it can be undone; on its due date at the latest. */
  #waitsForUndo(issueDay: Day, due: Day, today: Day, at: number): boolean {
    const { changedAt } = this.#plan;
    if (changedAt === null || today >= due) return false;
    return dayInDallas(changedAt) >= issueDay && at < changedAt + this.#rules.undoHours * 3_600_000;
  }

  /** Lease, due date and plan by which the household pays for the month, as things stand; undefined: nothing is to be paid. */
  #owed(month: Month, today: Day): { lease: LeaseVersion; due: Day; plan: string } | undefined {
    const term = this.#termOf(month, today);
    if (term === undefined) return undefined;
    const { next } = this.#plan;
    const plan = next !== null && next.from <= term.due ? next.plan : this.#plan.plan;
    if (this.#price(plan) === 0 || term.due < this.#paidFrom() || term.due < this.#rules.goLive) return undefined;
    return { ...term, plan };
  }

  /** A plan begins with the change; for a future lease with its service. */
  #paidFrom(): Day {
    const begun = [...this.#leases.values()].map(({ start }) => start).sort()[0] ?? '';
    return [this.#plan.since, begun].sort()[1] ?? begun;
  }

  /**
   * The counting lease's due date, if the lease has not ended by then; else that of the renewal, if that one has begun by then. A day
   * between two leases is a due date only in the month in which the second begins, and not before it does: then its due day counts.
   */
  #termOf(month: Month, today: Day): { lease: LeaseVersion; due: Day } | undefined {
    const counting = this.#countingLease(today);
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

  /** A month that has passed without its charge, though it was owed to its last moment. */
  #closeMonthsBefore(month: Month): void {
    for (let past = this.#month ?? month; past < month; past = monthAfter(past)) {
      this.#beginNextPlan(lastDayOf(past));
      const isMissing = (this.#months.get(past)?.options.length ?? 0) === 0;
      if (isMissing && this.#owed(past, lastDayOf(past)) !== undefined) this.#attention.push(past);
    }
    this.#month = month;
  }
}

/** undefined: the rent is not monthly, or the day is none. */
function dueDate({ dueOn, frequency }: LeaseVersion, month: Month): Day | undefined {
  if (frequency?.toLowerCase() !== 'monthly' || dueOn === null || dueOn < 1 || dueOn > 31) return undefined;
  return dayOf(month, dueOn);
}
