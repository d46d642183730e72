/**
 * The months that an ended lease should have been charged for, for a person to look at: by itself nothing is charged after a lease's end
 * (design §4, "Invoice line").
 */

import { billingProblem } from './billing.ts';
import { type BillingMonth, type BillingTerms, billingMonths } from './billing-calendar.ts';
import { monthBefore, monthOf } from './calendar-date.ts';

/**
 * The month of the lease's end and the two before it, as far as they were due and have no charge: what is older is not dug up.
 * @param terms of a lease that is over and that no other one continues
 */
export function monthsBeforeEnd(terms: BillingTerms): BillingMonth[] {
  const { end } = terms.lease;
  if (end === null || billingProblem(terms) !== undefined) return [];
  const first = monthBefore(monthBefore(monthOf(end)));
  return [...billingMonths(terms)].filter(({ month }) => month >= first);
}
