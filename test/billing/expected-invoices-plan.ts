/** The independent calculation's plan: what a household is on, since when, and what comes next (design §4 "Plan change"). */
import type { BillingRules } from './expected-invoices-history.ts';
import { type Day, type Month, monthAfter, monthOf } from './own-calendar.ts';

interface PlanState {
  readonly plan: string;
  /** First day of the unbroken time on paid plans. */
  readonly since: Day;
  /** Epoch ms. */
  readonly changedAt: number | null;
  readonly next: { readonly plan: string; readonly from: Day } | null;
}

/** The plan of one household. */
export class ExpectedPlan {
  readonly #rules: BillingRules;
  #now: PlanState;
  #before: PlanState | undefined;

  constructor(rules: BillingRules) {
    this.#rules = rules;
    this.#now = { plan: rules.includedPlan, since: '0000-01-01', changedAt: null, next: null };
  }

  /** First day of the unbroken time on paid plans. */
  get since(): Day {
    return this.#now.since;
  }

  /** When the last change was carried out; epoch ms. */
  get changedAt(): number | null {
    return this.#now.changedAt;
  }

  /** In cents. @throws Error for a plan that the rules do not have */
  price(plan: string): number {
    const cents = this.#rules.prices.get(plan);
    if (cents === undefined) throw new Error(`no price for ${plan}`);
    return cents;
  }

  /** The plan that a month with this due date is charged by, as things stand. */
  on(due: Day): string {
    const { plan, next } = this.#now;
    return next !== null && next.from <= due ? next.plan : plan;
  }

  /** A plan whose first day has come is the plan. */
  beginNext(today: Day): void {
    const { next } = this.#now;
    if (next === null || next.from > today) return;
    this.#now = { ...this.#now, plan: next.plan, since: this.#sinceOf(next.plan, next.from), next: null };
  }

  /** @param paidUntil the last month that has a charge, if any; a downgrade may wait for its end */
  change(plan: string, today: Day, at: number, paidUntil: Month | undefined): void {
    this.#before = this.#now;
    const isCheaper = this.price(plan) < this.price(this.#now.plan);
    const waits = isCheaper && this.#rules.downgradeTakesEffect === 'end of paid month';
    if (waits && paidUntil !== undefined && paidUntil >= monthOf(today)) {
      const next = { plan, from: `${monthAfter(paidUntil)}-01` };
      this.#now = { ...this.#now, changedAt: at, next };
    } else this.#now = { plan, since: this.#sinceOf(plan, today), changedAt: at, next: null };
  }

  /** The last change is taken back. */
  undo(): void {
    if (this.#before !== undefined) this.#now = this.#before;
    this.#before = undefined;
  }

  /** Paid after paid is unbroken; anything else begins anew. */
  #sinceOf(plan: string, from: Day): Day {
    return this.price(plan) > 0 && this.price(this.#now.plan) > 0 ? this.#now.since : from;
  }
}
