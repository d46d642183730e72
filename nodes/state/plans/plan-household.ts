/** The household whose plan is asked about, as far as the decision goes. */
import { monthOf, todayIn } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { FiberPlan } from '../../village/plan.ts';
import { planByName } from '../../village/plans.ts';
import type { StoredHousehold } from '../household-row.ts';
import type { Store } from '../store.ts';
import { currentPlanName } from './plan-carried.ts';
import { sentLines } from './plan-charges.ts';
import type { PlanChange } from './plan-order.ts';
import type { HouseholdFacts } from './plan-rules.ts';

/**
 * @param zone of the property, IANA
 * @throws SyncError STORE_…
 */
export async function householdFacts(
  store: Store,
  household: StoredHousehold,
  { plans, today, zone }: { readonly plans: readonly FiberPlan[]; readonly today: CalendarDate; readonly zone: string },
): Promise<HouseholdFacts> {
  const runningName = currentPlanName(household, plans);
  const currentName = household.nextPlan?.plan ?? runningName;
  const history = await store.planHistory.ofHousehold(household.id);
  return {
    current: planByName(plans, currentName) ?? null,
    currentName,
    running: planByName(plans, runningName) ?? null,
    runningSince: history.findLast(({ to }) => to === runningName)?.at ?? null,
    upgrades: upgradesOfMonth(history, today, zone),
    lines: await sentLines(store, household.id),
  };
}

/**
 * Is it known what the household has? Before its lease is through it is not: it may be found on a paid plan. A household that is yet to move
 * in is new, and gets its service with the plan.
 */
export function isHouseholdKnown({ mode, leases }: Store, { serviceId, leaseUid }: StoredHousehold): boolean {
  return mode === 'dry-run' || serviceId !== null || leases.entry(leaseUid)?.state === 'future';
}

/** Changes to a dearer plan, by the day on which they were carried out; those that were taken back do not count. */
function upgradesOfMonth(history: readonly PlanChange[], today: CalendarDate, zone: string): number {
  const undone = new Set(history.filter(({ kind }) => kind === 'undo').map(({ ticketUid }) => ticketUid));
  return history.filter(
    ({ kind, ticketUid, at }) =>
      kind === 'up' && !undone.has(ticketUid) && monthOf(todayIn(zone, at)) === monthOf(today),
  ).length;
}
