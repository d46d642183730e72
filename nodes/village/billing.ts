/**
 * When a household on a paid plan is charged (design §4, "Invoice line"): for each calendar month exactly one charge, dated by the lease's
 * due day. Pure: what has been charged comes in, what is due now comes out.
 */
import {
  type BillingMonth,
  type BillingTerms,
  billingMonths,
  endOf,
  isDueDay,
  isMonthlyRent,
  itemText,
} from './billing-calendar.ts';
import { type CalendarMonth, dayOfMonth, laterDate } from './calendar-date.ts';
import type { CalendarDate } from './lease.ts';
import { dollarText } from './money.ts';
import type { FiberPlan } from './plan.ts';

/** A plan change that was carried out, as billing needs it. */
export interface PastPlanChange {
  /** First day of the new plan. */
  readonly since: CalendarDate;
  /** null: no plan of ours. */
  readonly from: FiberPlan | null;
  readonly to: FiberPlan | null;
}

/** What a month is judged by, and when. */
export interface BillingInput extends BillingTerms {
  /** The household's plan changes, in the order in which they were made: a month that was missed costs what its plan cost then. */
  readonly planChanges?: readonly PastPlanChange[];
  /** The time in which the last plan change can be undone without a charge. */
  readonly undoWindow?: UndoWindow | undefined;
}

/** Instants are epoch milliseconds. */
export interface UndoWindow {
  /** The property's day on which the plan was changed. */
  readonly changedOn: CalendarDate;
  readonly until: number;
  readonly now: number;
}

export interface Charge {
  readonly month: CalendarMonth;
  /** Of the lease that it is charged by. */
  readonly leaseUid: string;
  /** In that month, today or later. */
  readonly dueDate: CalendarDate;
  readonly amountCents: number;
  /** `Village Fiber 1G, December 2026`; never labelled rent. */
  readonly item: string;
}

export interface BillingAttention {
  readonly code: 'BILLING_NOT_MONTHLY' | 'BILLING_DUE_DAY' | 'BILLING_MONTH_MISSED';
  /** In words, with what the operator can do. */
  readonly why: string;
  /** Of a month that was missed: its charge, due in its own month, should a person want it all the same. */
  readonly charge?: Charge;
}

export interface BillingDue {
  readonly issue: Charge[];
  readonly attention: BillingAttention[];
  /** The next date, after today, on which a charge will be due as things stand; null: none. */
  readonly nextDate: CalendarDate | null;
  /** A charge waits until this instant (epoch ms), for its plan change may be undone; null: none does. */
  readonly heldUntil: number | null;
}

/**
 * What is to be charged today, what needs a person, and when to look again.
 *
 * A month is charged from its issue day (due date less `issueAheadDays`), or from the plan's first day when that is later but not after
 * the due date, until the last day of the month; late ones are due today. The amount is that of the plan in effect when it is issued; for
 * due dates from the first day of a next plan on, that plan's. Which months there are: see {@link billingMonths}. A month that passed
 * uncharged is attention, with the amount of the plan that was in effect on its due date; it is never charged by itself.
 */
export function billingDue(input: BillingInput): BillingDue {
  const { today } = input;
  const issue: Charge[] = [];
  const attention: BillingAttention[] = [];
  let nextDate: CalendarDate | null = null;
  let heldUntil: number | null = null;
  const wrong = billingProblem(input);
  if (wrong !== undefined) return { issue, attention: [wrong], nextDate, heldUntil };
  for (const one of billingMonths(input)) {
    if (one.from > today) {
      nextDate = nextDate === null || one.from < nextDate ? one.from : nextDate;
      break;
    }
    if (hasPassed(one, today)) attention.push(missed(one, input));
    else if (isHeld(one, input)) {
      nextDate ??= one.due;
      heldUntil = input.undoWindow?.until ?? null;
    } else issue.push(chargeOf(one, today));
  }
  return { issue, attention, nextDate, heldUntil };
}

/**
 * What keeps a household from being charged at all, although it is, or will be, on a paid plan.
 * @returns undefined: nothing does
 */
export function billingProblem(input: BillingTerms): BillingAttention | undefined {
  const { lease, plan, nextPlan, goLive, today } = input;
  const paid = [plan, nextPlan?.plan].find((one) => one !== undefined && one.addOnCents > 0);
  if (paid === undefined) return undefined;
  const since = plan.addOnCents > 0 ? (input.planSince ?? lease.start) : (nextPlan?.from ?? null);
  const end = endOf(input);
  if (since === null || (end !== null && end < laterDate(since, goLive ?? today))) return undefined;
  if (!isMonthlyRent(lease.paymentFrequency)) {
    const frequency = lease.paymentFrequency?.trim() || 'not known';
    const why = `The rent's payment frequency is ${frequency}, not monthly, so ${paid.name} is not charged. Charge it by hand in Innago.`;
    return { code: 'BILLING_NOT_MONTHLY', why };
  }
  if (!isDueDay(lease.dueOn)) {
    const day = lease.dueOn === null ? 'not known' : String(lease.dueOn);
    const why = `The rent's due day is ${day}, not a day from 1 to 31, so ${paid.name} is not charged. Correct the lease in Innago.`;
    return { code: 'BILLING_DUE_DAY', why };
  }
  return undefined;
}

/** What a month that has no charge yet will be charged, as things stand: it is issued on its day, or today when that has passed. */
export function chargeOf({ month, leaseUid, due, from, plan }: BillingMonth, today: CalendarDate): Charge {
  const dueDate = laterDate(due, laterDate(from, today));
  return { month, leaseUid, dueDate, amountCents: plan.addOnCents, item: itemText(plan, month) };
}

/** Its last day is over: then it is not charged by itself any more. */
export function hasPassed({ month }: BillingMonth, today: CalendarDate): boolean {
  return today > dayOfMonth(month, 31);
}

/**
 * It became due at once by a plan change: it could be issued on the day of the change already. The change on the issue day itself is such a
 * one, since a day is issued from its first minute on.
 */
function isHeld({ from, due }: BillingMonth, { undoWindow, today }: BillingInput): boolean {
  return undoWindow !== undefined && from <= undoWindow.changedOn && due > today && undoWindow.now < undoWindow.until;
}

function missed(one: BillingMonth, { planChanges = [] }: BillingInput): BillingAttention {
  const charge = chargeAsDue(one, planChanges);
  const { item, amountCents } = charge;
  const why = `${item}, was not charged in its month: ${dollarText(amountCents)}. Approve it to charge it now, or ignore it.`;
  return { code: 'BILLING_MONTH_MISSED', why, charge };
}

/** What a month that passed uncharged would have been charged on its due date, by the plan that was in effect then. */
export function chargeAsDue(one: BillingMonth, planChanges: readonly PastPlanChange[]): Charge {
  const { month, leaseUid, due } = one;
  const last = planChanges.findLast(({ since }) => since <= due);
  const then = last === undefined ? planChanges[0]?.from : last.to;
  const plan = then != null && then.addOnCents > 0 ? then : one.plan;
  return { month, leaseUid, dueDate: due, amountCents: plan.addOnCents, item: itemText(plan, month) };
}
