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

/** One per lease book. It remembers what is certain, so that years of past households cost no statement a day. */
export class LeftUncharged {
  readonly #book: LeasesAndDates;
  readonly #options: LeaseBookOptions;
  /** By household, months that are surely charged, or surely never will be. */
  readonly #certain = new Map<number, ReadonlySet<string>>();

  constructor(options: LeaseBookOptions, book: LeasesAndDates) {
    this.#options = options;
    this.#book = book;
  }

  /**
   * For one lease, at the tick that has touched it: no statement unless it is over, was acted on, and a month of it was to be charged
   * of which nothing certain is known yet.
   * @throws SyncError STORE_…
   */
  async items(entry: LeaseEntry, day: Day): Promise<AttentionItem[]> {
    const { households, attention, database } = this.#options;
    const household = households.peek(entry.householdId);
    if (!isOver(entry) || entry.applied === null || household === undefined) return [];
    if (!isLastOfHousehold(entry, this.#book.index, households)) return [];
    const due = await monthsDue(entry, household, this.#book, this.#options, day);
    const isIgnored = (month: string) => attention.get(missedKey(household.id, month))?.verdict === 'ignored';
    const open = (await this.#unsettled(household.id, due, day.today)).filter(({ month }) => !isIgnored(month));
    if (open.length === 0) return [];
    const changes = pastPlanChanges(day.rules, await new PlanHistory(database).ofHousehold(household.id));
    return [
      leftUnchargedItem(
        entry,
        open.map((month) => chargeAsDue(month, changes)),
      ),
    ];
  }

  /** Those of the months of which the ledger knows no charge. */
  async #unsettled(
    householdId: number,
    months: readonly BillingMonth[],
    today: CalendarDate,
  ): Promise<readonly BillingMonth[]> {
    const certain = this.#certain.get(householdId);
    if (months.every(({ month }) => certain?.has(month))) return [];
    const settled = await settledMonths(this.#options, householdId, today);
    this.#certain.set(householdId, new Set([...settled].flatMap(([month, isCertain]) => (isCertain ? month : []))));
    return months.filter(({ month }) => !settled.has(month));
  }
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
