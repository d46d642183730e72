/**
 * The months of a household that are to be charged, one after the other: by which lease, due when, with which plan's amount, and from which
 * day on (design §4, "Invoice line"). What becomes of each today is billing.ts.
 */
import { addDays, type CalendarMonth, dayOfMonth, laterDate, longMonth, monthOf, nextMonth } from './calendar-date.ts';
import type { CalendarDate, Lease, LeaseState } from './lease.ts';
import type { FiberPlan } from './plan.ts';

/** What billing reads of a lease. */
export type BilledLease = Pick<Lease, 'uid' | 'start' | 'end' | 'dueOn' | 'paymentFrequency'>;

/** A lease that the present one continues. */
type FormerLease = Pick<Lease, 'start' | 'dueOn'> & Partial<Pick<Lease, 'end'>>;

/** All that decides which months are charged. */
export interface BillingTerms {
  /** In the property's zone. */
  readonly today: CalendarDate;
  /** Day of the first live tick (of this unit); null before it: what would be charged if today were that day. */
  readonly goLive: CalendarDate | null;
  /** Days before the due date on which a charge is issued. */
  readonly issueAheadDays: number;
  /** The household's lease that counts now; after a transfer or renewal the new one. */
  readonly lease: BilledLease;
  /** The lease that continues it, while that is still to begin: what is due after the present one's end is charged by it, as far ahead as ever. */
  readonly nextLease?: BilledLease | undefined;
  /**
   * The leases that it continues, if any: whether a month before it passed uncharged is judged by the due day that counted then. Left
   * out: by the present one.
   */
  readonly formerLeases?: readonly FormerLease[];
  /** The lease's state when known: one that is `active` past its end date goes on month to month, and so does the charge. */
  readonly leaseState?: LeaseState;
  /** In effect now. */
  readonly plan: FiberPlan;
  /** First day of the unbroken time on paid plans; null: the lease's start. */
  readonly planSince: CalendarDate | null;
  /** A plan change that takes effect later: it counts for due dates on or after `from`. */
  readonly nextPlan?: { readonly plan: FiberPlan; readonly from: CalendarDate } | undefined;
  /** Months (`YYYY-MM`) in which this household has a charge, issued or intended. */
  readonly monthsCharged: readonly CalendarMonth[];
  /** Months that were planned in dry-run: never charged afterwards. */
  readonly monthsDryRun: readonly CalendarMonth[];
}

/** A month that has no charge and is to have one. */
export interface BillingMonth {
  readonly month: CalendarMonth;
  /** Of the lease that it is charged by. */
  readonly leaseUid: string;
  /** In that month, by the lease's due day. */
  readonly due: CalendarDate;
  /** First day on which it may be issued. */
  readonly from: CalendarDate;
  readonly plan: FiberPlan;
}

/**
 * In order; without an end for a lease without one, so take what you need. Not among them: a month whose due date lies before the paid
 * plan began, before go-live or after the lease's end, one that has its charge, and one that was spent in dry-run. Empty for a lease whose
 * due day is none.
 */
export function* billingMonths(terms: BillingTerms): Generator<BillingMonth, void> {
  const since = paidSince(terms);
  if (since === null) return;
  const first = laterDate(since, terms.goLive ?? terms.today);
  const settled = new Set([...terms.monthsCharged, ...terms.monthsDryRun]);
  for (let month = monthOf(first); ; month = nextMonth(month)) {
    const charged = dueIn(terms, month);
    if (charged === 'over') return;
    if (charged === 'gap') continue;
    const { lease, due } = charged;
    const plan = planOn(terms, due);
    if (due < first) continue;
    if (plan.addOnCents === 0) return;
    if (settled.has(month)) continue;
    const issueDay = laterDate(addDays(due, -terms.issueAheadDays), since);
    // A lease that continues another and begins within the month after its due day is charged when it begins.
    const start = lease.start ?? '';
    const isBegunLater = due < start && month === monthOf(start);
    yield { month, leaseUid: lease.uid, due, from: isBegunLater ? laterDate(issueDay, start) : issueDay, plan };
  }
}

/** First day of the time on paid plans that lasts, or is to come; null: none. */
function paidSince({ plan, planSince, lease, formerLeases, nextPlan }: BillingTerms): CalendarDate | null {
  // The first lease may have been put off since the plan was asked for.
  const isFirst = formerLeases?.length === 0 && lease.start !== null;
  if (plan.addOnCents > 0) return isFirst ? laterDate(planSince ?? '', lease.start) : (planSince ?? lease.start);
  return nextPlan !== undefined && nextPlan.plan.addOnCents > 0 ? nextPlan.from : null;
}

function planOn({ plan, nextPlan }: BillingTerms, due: CalendarDate): FiberPlan {
  return nextPlan !== undefined && due >= nextPlan.from ? nextPlan.plan : plan;
}

/**
 * By the counting lease from the month of its start, by the one before it until then, by the next from where the counting one ends.
 * `gap`: it would be due between two leases. `over`: after the last.
 */
function dueIn(terms: BillingTerms, month: CalendarMonth): { lease: BilledLease; due: CalendarDate } | 'gap' | 'over' {
  const { lease, nextLease } = terms;
  const former = formerIn(terms, month);
  if (former !== undefined) {
    const due = dayOfMonth(month, former.dueOn ?? 1);
    return former.end != null && due > former.end ? 'gap' : { lease, due };
  }
  const due = dayOfMonth(month, lease.dueOn ?? 1);
  const end = endOf(terms);
  if (end === null || due <= end) return { lease, due };
  if (nextLease === undefined || nextLease.start === null || !isChargeable(nextLease)) return 'over';
  if (month < monthOf(nextLease.start)) return 'gap';
  const next = dayOfMonth(month, nextLease.dueOn ?? 1);
  return nextLease.end !== null && next > nextLease.end ? 'over' : { lease: nextLease, due: next };
}

/** The lease of then, for a month before the present one began. */
function formerIn({ lease, formerLeases = [] }: BillingTerms, month: CalendarMonth): FormerLease | undefined {
  if (lease.start !== null && monthOf(lease.start) <= month) return undefined;
  return formerLeases
    .filter(({ start, dueOn }) => isDueDay(dueOn) && start !== null && monthOf(start) <= month)
    .toSorted((one, other) => ((one.start ?? '') < (other.start ?? '') ? 1 : -1))[0];
}

function isChargeable({ dueOn, paymentFrequency }: BilledLease): boolean {
  return isDueDay(dueOn) && isMonthlyRent(paymentFrequency);
}

/** Last day of the counting lease; null: open. One that runs past its end goes on month to month, until the next begins. */
export function endOf({ lease, nextLease, leaseState, today }: BillingTerms): CalendarDate | null {
  const heldOver = leaseState === 'active' && lease.end !== null && lease.end < today;
  const end = heldOver ? null : lease.end;
  const next = nextLease?.start ?? null;
  if (next === null) return end;
  const before = addDays(next, -1);
  return end === null || end > before ? before : end;
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

/** A whole number from 1 to 31. */
export function isDueDay(dueOn: number | null): boolean {
  return dueOn !== null && Number.isInteger(dueOn) && dueOn >= 1 && dueOn <= 31;
}

/** `Village Fiber 1G, December 2026`: the label on the tenant's bill; never rent. */
export function itemText(plan: FiberPlan, month: CalendarMonth): string {
  return `${plan.name}, ${longMonth(month)}`;
}
