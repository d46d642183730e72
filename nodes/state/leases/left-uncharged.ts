/**
 * What was due while nothing could be done, and before the household left (design §4, "Invoice line"): an ended lease is never charged by
 * itself, so a person hears of it.
 */
import { chargeAsDue } from '../../village/billing.ts';
import { monthsBeforeEnd } from '../../village/billing-before-end.ts';
import type { BillingMonth } from '../../village/billing-calendar.ts';
import type { CalendarDate, Unit } from '../../village/lease.ts';
import { missedKey } from '../billing/billing-keys.ts';
import { agreedFrom, Consent, chargedFrom, needsConsent } from '../billing/charged-from.ts';
import { settledMonths } from '../billing/charged-months.ts';
import { isPaid, pastPlanChanges, plansOf } from '../billing/household-plans.ts';
import type { StoredHousehold } from '../household-row.ts';
import { PlanHistory } from '../plans/plan-history.ts';
import type { AttentionItem } from '../store-port.ts';
import { isLastOfHousehold } from './charged-after-end.ts';
import type { Absorbed, LeaseBookOptions } from './lease-book-input.ts';
import { isOver, type LeaseEntry } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';
import { leftUnchargedItem } from './lease-items.ts';
import type { LeasesToBill } from './leases-to-bill.ts';

/** The book around a lease. */
export interface LeasesAndDates {
  readonly index: LeaseIndex;
  readonly toBill: LeasesToBill;
  /** As in the lease book. */
  readonly goLiveOf: (unit: Pick<Unit, 'uid'> | undefined, today: CalendarDate) => CalendarDate | undefined;
}

type Day = Pick<Absorbed, 'rules' | 'today'>;

/**
 * For one lease, at the tick that has touched it: no statement unless it is over, was acted on, and something was to be charged for it.
 * @throws SyncError STORE_…
 */
export async function leftUncharged(
  entry: LeaseEntry,
  book: LeasesAndDates,
  options: LeaseBookOptions,
  day: Day,
): Promise<AttentionItem[]> {
  const household = options.households.peek(entry.householdId);
  if (!isOver(entry) || entry.applied === null || household === undefined) return [];
  if (!isLastOfHousehold(entry, book.index, options.households)) return [];
  const due = await monthsDue(entry, household, book, options, day);
  if (due.length === 0) return [];
  const settled = await settledMonths(options, household.id, day.today);
  const isIgnored = (month: string) => options.attention.get(missedKey(household.id, month))?.verdict === 'ignored';
  const left = due.filter(({ month }) => !settled.has(month) && !isIgnored(month));
  if (left.length === 0) return [];
  const changes = pastPlanChanges(day.rules, await new PlanHistory(options.database).ofHousehold(household.id));
  const charges = left.map((month) => chargeAsDue(month, changes));
  return [leftUnchargedItem(entry, charges)];
}

/** Charged or not. Empty for a plan that nobody knows: what it costs nobody can say. */
async function monthsDue(
  { lease, unit, state }: LeaseEntry,
  household: StoredHousehold,
  { toBill, goLiveOf }: LeasesAndDates,
  { facts }: LeaseBookOptions,
  { rules, today }: Day,
): Promise<BillingMonth[]> {
  const plans = plansOf(rules, household);
  if (typeof plans === 'string' || !isPaid(plans)) return [];
  let goLive = chargedFrom({ facts, leases: { goLiveOf } }, { unit, today });
  if (needsConsent(rules, household)) {
    const month = await new Consent({ facts }, household.id).month();
    if (month === undefined) return [];
    goLive = agreedFrom(goLive, today, month);
  }
  return monthsBeforeEnd({
    ...plans,
    today,
    goLive,
    issueAheadDays: rules.issueAheadDays,
    lease,
    formerLeases: toBill.around(lease.uid).former,
    leaseState: state,
    planSince: household.planSince ?? household.begun,
    monthsCharged: [],
    monthsDryRun: [],
  });
}
