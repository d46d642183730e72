/** What billing (village/billing.ts) judges a household by, read from the store; nothing is written here. */
import type { KnownMonths } from '../../state/billing/charged-months.ts';
import { type HouseholdPlans, pastPlanChanges } from '../../state/billing/household-plans.ts';
import { isSamePlan } from '../../state/households.ts';
import { propertyToday } from '../../state/property-today.ts';
import type { Store } from '../../state/store.ts';
import type { Household } from '../../state/store-port.ts';
import type { LeaseToBill } from '../../state/work.ts';
import type { BillingInput, UndoWindow } from '../../village/billing.ts';
import { firstTenant } from '../../village/household-rules.ts';
import type { CalendarDate, Lease } from '../../village/lease.ts';
import type { PropertyRules } from '../../village/property-rules.ts';

/** What a household is judged by, and who pays. */
export interface Reading {
  readonly input: BillingInput;
  /** @param leaseUid of the counting lease, or of the one that continues it. undefined: it has no tenant */
  readonly payer: (leaseUid: string) => string | undefined;
  /** False: another request has changed the household's plan since, or a person takes its change back. */
  readonly isCurrent: () => boolean;
}

/** @param goLive the day before which nothing is charged; null: today */
export async function readBilling(
  { store, rules, work, signal }: { store: Store; rules: PropertyRules; work: LeaseToBill; signal: AbortSignal },
  household: Household & { readonly begun: CalendarDate | null },
  { plan, nextPlan }: HouseholdPlans,
  known: Pick<KnownMonths, 'charged' | 'spentInDryRun'>,
  goLive: CalendarDate | null,
): Promise<Reading> {
  const { former, next } = store.leases.toBill.around(work.lease.uid);
  const history = await store.planHistory.ofHousehold(household.id);
  const undoWindow = await undoWindowOf(store, rules, household, signal);
  const input: BillingInput = {
    today: work.today,
    goLive,
    issueAheadDays: rules.issueAheadDays,
    lease: work.lease,
    nextLease: next,
    formerLeases: former,
    leaseState: work.state,
    plan,
    planSince: household.planSince ?? household.begun,
    nextPlan,
    planChanges: pastPlanChanges(rules, history),
    undoWindow,
    monthsCharged: known.charged,
    monthsDryRun: known.spentInDryRun,
  };
  const leases: readonly Lease[] = next === undefined ? [work.lease] : [work.lease, next];
  const tenantsOf = (leaseUid: string) => leases.find(({ uid }) => uid === leaseUid)?.tenants ?? [];
  const isCurrent = () => {
    const now = store.households.peek(household.id);
    return now !== undefined && isSamePlan(household, now) && !store.tickets.plans.isUndoing(household.id);
  };
  return { input, payer: (leaseUid) => firstTenant(household.firstTenantUid, tenantsOf(leaseUid))?.uid, isCurrent };
}

async function undoWindowOf(
  { facts, clock }: Store,
  rules: PropertyRules,
  { planChangedAt }: Household,
  signal: AbortSignal,
): Promise<UndoWindow | undefined> {
  const hours = rules.planChanges.undoHours;
  if (planChangedAt === null || hours === 0) return undefined;
  const changedOn = await propertyToday({ facts, clock: () => planChangedAt }, rules, 0, signal);
  return { changedOn, until: planChangedAt + hours * 3_600_000, now: clock() };
}
