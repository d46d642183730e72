/** What will be billed, as things stand: for the tenant's answer and for the operator's list. Nothing is decided here; see billing.ts. */

import { type BillingInput, billingProblem, type Charge, chargeOf, hasPassed } from './billing.ts';
import { billingMonths } from './billing-calendar.ts';
import { type CalendarMonth, monthOf } from './calendar-date.ts';
import type { FiberPlan } from './plan.ts';

/** A plan that is billed at all is billed within so many months without a charge; a lease without an end would be looked through for ever. */
const monthsAhead = 36;

/**
 * The next charge with this plan's amount that is still to be issued.
 * @returns undefined: there will be none (the plan is included, the lease ends before, the rent is not monthly)
 */
export function nextCharge(input: BillingInput, plan: FiberPlan): Charge | undefined {
  if (billingProblem(input) !== undefined) return undefined;
  let looked = 0;
  for (const one of billingMonths(input)) {
    if (hasPassed(one, input.today)) continue;
    looked += 1;
    if (one.plan.name === plan.name) return chargeOf(one, input.today);
    if (looked > monthsAhead) return undefined;
  }
  return undefined;
}

/**
 * The charge for a month, as it will be issued.
 * @param month this one or a later one
 * @returns undefined: it has its charge, or will have none
 */
export function chargeFor(input: BillingInput, month: CalendarMonth): Charge | undefined {
  if (billingProblem(input) !== undefined || month < monthOf(input.today)) return undefined;
  for (const one of billingMonths(input)) {
    if (one.month > month) return undefined;
    if (one.month === month) return chargeOf(one, input.today);
  }
  return undefined;
}
