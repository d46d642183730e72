/** What billing (village/billing.ts) judges a household by, read from the store; nothing is written here. */
import type { KnownMonths } from '../../state/billing/charged-months.ts';
import { isSamePlan } from '../../state/households.ts';
import { propertyToday } from '../../state/property-today.ts';
import type { Store } from '../../state/store.ts';
import type { Household } from '../../state/store-port.ts';
import type { LeaseToBill } from '../../state/work.ts';
import type { BillingInput, UndoWindow } from '../../village/billing.ts';
import { firstTenant } from '../../village/household-rules.ts';
import type { CalendarDate, Lease } from '../../village/lease.ts';
import type { FiberPlan } from '../../village/plan.ts';
import { defaultPlan, planByName } from '../../village/plans.ts';
import type { PropertyRules } from '../../village/property-rules.ts';

/** A household's plans, as fiber-plans has them. */
export interface HouseholdPlans {
  readonly plan: FiberPlan;
  readonly nextPlan: { readonly plan: FiberPlan; readonly from: CalendarDate } | undefined;
}

/** @returns the name of the plan, when that is not one of fiber-plans */
export function plansOf(rules: PropertyRules, { plan: name, nextPlan: next }: Household): HouseholdPlans | string {
  const plan = name === null ? defaultPlan(rules.plans) : planByName(rules.plans, name);
  if (plan === undefined) return name ?? '';
  if (next === null) return { plan, nextPlan: undefined };
  const nextPlan = planByName(rules.plans, next.plan);
  return nextPlan === undefined ? next.plan : { plan, nextPlan: { plan: nextPlan, from: next.from } };
}

/** Is, or will be, an add-on charged? */
export function isPaid({ plan, nextPlan }: HouseholdPlans): boolean {
  return plan.addOnCents > 0 || (nextPlan?.plan.addOnCents ?? 0) > 0;
}

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
  const ofName = (name: string): FiberPlan | null => planByName(rules.plans, name) ?? null;
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
    planChanges: history.map(({ since, from, to }) => ({ since, from: ofName(from), to: ofName(to) })),
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
