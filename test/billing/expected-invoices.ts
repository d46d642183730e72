/**
 * The independent calculation: which invoices a household must have got, worked out from what happened, by design §4 "Invoice line" and
 * "Plan change" alone. It shares no code with `nodes/`, its calendar included.
 */
import type { BillingRules, Charge, Happening, LeaseVersion } from './expected-invoices-history.ts';
import { ExpectedLeases } from './expected-invoices-leases.ts';
import { ExpectedPlan } from './expected-invoices-plan.ts';
import {
  type Day,
  dayInDallas,
  lastDayOf,
  type Month,
  monthAfter,
  monthInWords,
  monthOf,
  plusDays,
} from './own-calendar.ts';

interface ExpectedCharge {
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

interface MonthState {
  options: Charge[];
  isSettled: boolean;
}

/** @param happenings of one household, in order */
export function expectedInvoices(happenings: readonly Happening[], rules: BillingRules): Expected {
  const household = new HouseholdBill(rules);
  for (const happening of happenings) household.take(happening);
  return household.result();
}

class HouseholdBill {
  readonly #rules: BillingRules;
  readonly #leases = new ExpectedLeases();
  readonly #plan: ExpectedPlan;
  readonly #months = new Map<Month, MonthState>();
  readonly #attention: Month[] = [];
  #payer: string | undefined;
  /** The month that the last happening lay in. */
  #month: Month | undefined;

  constructor(rules: BillingRules) {
    this.#rules = rules;
    this.#plan = new ExpectedPlan(rules);
  }

  take(happening: Happening): void {
    const today = dayInDallas(happening.at);
    this.#closeMonthsBefore(monthOf(today));
    this.#plan.beginNext(today);
    switch (happening.kind) {
      case 'lease':
        this.#leases.take(happening.lease);
        return;
      case 'plan':
        this.#plan.change(happening.plan, today, happening.at, this.#paidUntil());
        return;
      case 'undo':
        this.#plan.undo();
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

  #paidUntil(): Month | undefined {
    const paid = [...this.#months].filter(([, { options }]) => options.length > 0).map(([month]) => month);
    return paid.sort().at(-1);
  }

  #tick(today: Day, at: number, isSure: boolean): void {
    const counting = this.#leases.counting(today);
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
      cents: this.#plan.price(plan),
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
    const term = this.#leases.termOf(month, today);
    if (term === undefined) return undefined;
    const plan = this.#plan.on(term.due);
    if (this.#plan.price(plan) === 0 || term.due < this.#paidFrom() || term.due < this.#rules.goLive) return undefined;
    return { ...term, plan };
  }

  /** A plan begins with the change; for a future lease with its service. */
  #paidFrom(): Day {
    const { begun } = this.#leases;
    return [this.#plan.since, begun].sort()[1] ?? begun;
  }

  /** A month that has passed without its charge, though it was owed to its last moment. */
  #closeMonthsBefore(month: Month): void {
    for (let past = this.#month ?? month; past < month; past = monthAfter(past)) {
      this.#plan.beginNext(lastDayOf(past));
      const isMissing = (this.#months.get(past)?.options.length ?? 0) === 0;
      if (isMissing && this.#owed(past, lastDayOf(past)) !== undefined) this.#attention.push(past);
    }
    this.#month = month;
  }
}
