/**
 * When a household on a paid plan is charged (design §4, "Invoice line"): for each calendar month exactly one charge, dated by the lease's
 * due day. Pure: what has been charged comes in, what is due now comes out.
 */
import {
  addDays,
  type CalendarMonth,
  dayOfMonth,
  laterDate,
  longDate,
  longMonth,
  monthOf,
  nextMonth,
} from './calendar-date.ts';
import type { CalendarDate, Lease, LeaseState } from './lease.ts';
import type { FiberPlan } from './plan.ts';

export interface BillingInput {
  /** In the property's zone. */
  readonly today: CalendarDate;
  /** Day of the first live tick (of this unit); null before it: what would be charged if today were that day. */
  readonly goLive: CalendarDate | null;
  /** Days before the due date on which a charge is issued. */
  readonly issueAheadDays: number;
  /** The household's lease that counts now; after a transfer or renewal the new one. */
  readonly lease: Pick<Lease, 'start' | 'end' | 'dueOn' | 'paymentFrequency'>;
  /**
   * The leases that it continues, if any: whether a month before it passed uncharged is judged by the due day that counted then. Left
   * out: by the present one.
   */
  readonly formerLeases?: readonly Pick<Lease, 'start' | 'dueOn'>[];
  /** The lease's state when known: one that is `active` past its end date goes on month to month, and so does the charge. */
  readonly leaseState?: LeaseState;
  /** In effect now. */
  readonly plan: FiberPlan;
  /** First day of that plan as a paid one; null: the lease's start. */
  readonly planSince: CalendarDate | null;
  /** Months (`YYYY-MM`) in which this household has a charge, issued or intended. */
  readonly monthsCharged: readonly CalendarMonth[];
  /** Months that were planned in dry-run: never charged afterwards. */
  readonly monthsDryRun: readonly CalendarMonth[];
}

export interface Charge {
  readonly month: CalendarMonth;
  /** In that month, today or later. */
  readonly dueDate: CalendarDate;
  readonly amountCents: number;
  /** `Village Fiber 1G, December 2026`; never labelled rent. */
  readonly item: string;
}

export interface BillingAttention {
  readonly code: 'BILLING_NOT_MONTHLY' | 'BILLING_DUE_DAY' | 'BILLING_MONTH_MISSED' | 'BILLING_AFTER_END';
  /** In words, with what the operator can do. */
  readonly why: string;
  readonly month?: CalendarMonth;
}

export interface BillingDue {
  readonly issue: Charge[];
  readonly attention: BillingAttention[];
  /** The next date, after today, on which a charge will be due as things stand; null: none. */
  readonly nextDate: CalendarDate | null;
}

/** Spellings of "the rent is due every month", letters only, lower case. Not: bi-monthly, semi-monthly, four-weekly. */
const monthlySpellings = new Set([
  'month',
  'monthly',
  'permonth',
  'everymonth',
  'eachmonth',
  'onceamonth',
  'oncepermonth',
  'calendarmonthly',
  'monthtomonth',
]);

/** Is this Innago's `paymentFrequency` of a lease whose rent is due once a month? Tolerant of case, blanks and hyphens. */
export function isMonthlyRent(paymentFrequency: string | null): boolean {
  return monthlySpellings.has((paymentFrequency ?? '').toLowerCase().replace(/[\s_-]/g, ''));
}

/**
 * What is to be charged today, what needs a person, and when to look again.
 *
 * A month is charged from its issue day (due date less `issueAheadDays`), or from the plan's first day when that is later but not after
 * the due date, until the last day of the month; late ones are due today. Not charged: a month whose due date lies before the plan
 * began, before go-live or after the lease's end, and one that was charged or spent in dry-run. A month that passed uncharged is
 * attention; it is never charged by itself.
 */
export function billingDue(input: BillingInput): BillingDue {
  const { plan, lease } = input;
  const planSince = input.planSince ?? lease.start;
  if (plan.addOnCents === 0 || planSince === null) return { issue: [], attention: [], nextDate: null };
  const heldOver = input.leaseState === 'active' && lease.end !== null && lease.end < input.today;
  const end = heldOver ? null : lease.end;
  const first = laterDate(planSince, input.goLive ?? input.today);
  if (end !== null && end < first) return { issue: [], attention: [], nextDate: null };
  const wrong = settingsProblem(lease, plan);
  if (wrong !== undefined) return { issue: [], attention: [wrong], nextDate: null };
  return calendar(input, { first, planSince, end, dueIn: dueDates(input) });
}

interface Span {
  /** A month's due date must not lie before this … */
  readonly first: CalendarDate;
  readonly planSince: CalendarDate;
  /** … nor after this; null: open. */
  readonly end: CalendarDate | null;
  readonly dueIn: (month: CalendarMonth) => CalendarDate;
}

/** A month's due date: by the counting lease from the month of its start, by the one before it until then. */
function dueDates({ lease, formerLeases = [] }: BillingInput): Span['dueIn'] {
  const latestFirst = [lease, ...formerLeases.toSorted((a, b) => ((a.start ?? '') < (b.start ?? '') ? 1 : -1))];
  return (month) => {
    const counting = latestFirst.find(
      ({ start, dueOn }) => isDueDay(dueOn) && start !== null && monthOf(start) <= month,
    );
    return dayOfMonth(month, counting?.dueOn ?? lease.dueOn ?? 1);
  };
}

function calendar(input: BillingInput, span: Span): BillingDue {
  const { today, issueAheadDays } = input;
  const charged = new Set(input.monthsCharged);
  const spent = new Set(input.monthsDryRun);
  const issue: Charge[] = [];
  const attention: BillingAttention[] = chargedAfterEnd(input.monthsCharged, span);
  for (let month = monthOf(span.first); ; month = nextMonth(month)) {
    const due = span.dueIn(month);
    if (span.end !== null && due > span.end) return { issue, attention, nextDate: null };
    if (due < span.first || charged.has(month) || spent.has(month)) continue;
    const from = laterDate(addDays(due, -issueAheadDays), span.planSince);
    if (from > today) return { issue, attention, nextDate: from };
    if (today > dayOfMonth(month, 31)) attention.push(missed(month, input.plan));
    else issue.push(charge(month, laterDate(due, today), input.plan));
  }
}

function charge(month: CalendarMonth, dueDate: CalendarDate, plan: FiberPlan): Charge {
  return { month, dueDate, amountCents: plan.addOnCents, item: itemText(plan, month) };
}

function itemText(plan: FiberPlan, month: CalendarMonth): string {
  return `${plan.name}, ${longMonth(month)}`;
}

function missed(month: CalendarMonth, plan: FiberPlan): BillingAttention {
  const why = `${itemText(plan, month)}, was not charged in its month. Approve it to charge it now, or ignore it.`;
  return { code: 'BILLING_MONTH_MISSED', month, why };
}

/** What is issued stays, even when the lease then ends before the due date: a person voids it. */
function chargedAfterEnd(months: readonly CalendarMonth[], { end, dueIn }: Span): BillingAttention[] {
  if (end === null) return [];
  return months
    .filter((month) => dueIn(month) > end)
    .map((month) => ({
      code: 'BILLING_AFTER_END',
      month,
      why: `The lease ends on ${longDate(end)}, before the charge for ${longMonth(month)} is due. Void the invoice by hand in Innago.`,
    }));
}

function settingsProblem(lease: BillingInput['lease'], plan: FiberPlan): BillingAttention | undefined {
  if (!isMonthlyRent(lease.paymentFrequency)) {
    const frequency = lease.paymentFrequency?.trim() || 'not known';
    const why = `The rent's payment frequency is ${frequency}, not monthly, so ${plan.name} is not charged. Charge it by hand in Innago.`;
    return { code: 'BILLING_NOT_MONTHLY', why };
  }
  if (!isDueDay(lease.dueOn)) {
    const day = lease.dueOn === null ? 'not known' : String(lease.dueOn);
    const why = `The rent's due day is ${day}, not a day from 1 to 31, so ${plan.name} is not charged. Correct the lease in Innago.`;
    return { code: 'BILLING_DUE_DAY', why };
  }
  return undefined;
}

function isDueDay(dueOn: number | null): boolean {
  return dueOn !== null && Number.isInteger(dueOn) && dueOn >= 1 && dueOn <= 31;
}
