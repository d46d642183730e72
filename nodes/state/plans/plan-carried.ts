/** What a plan change comes to in the household’s row, once the service is changed (or is to be, on a later day). */

import type { CalendarDate } from '../../village/lease.ts';
import type { FiberPlan } from '../../village/plan.ts';
import { changeKind, planSinceAfter } from '../../village/plan-requests/plan-terms.ts';
import { defaultPlan, planByName } from '../../village/plans.ts';
import type { StoredHousehold } from '../household-row.ts';
import type { Store } from '../store.ts';
import type { Household, HouseholdPatch, NextPlan } from '../store-port.ts';
import type { TicketEntry } from '../tickets/ticket-entry.ts';
import type { TicketWork } from '../tickets/ticket-work.ts';
import type { Claim } from '../work.ts';
import type { PlanDecision } from './plan-decision.ts';
import type { PlanChange, PlanOrder } from './plan-order.ts';

export interface CarriedOut {
  /** All that are offered. */
  readonly plans: readonly FiberPlan[];
  /** First day of the new plan; of an undo: today. */
  readonly firstDay: CalendarDate;
  /** The service that UISP has made for the next period: then the plan begins on `firstDay`, and on this service. */
  readonly serviceId?: number;
}

/**
 * The plan has been changed, or put back: household and history, in one transaction; and the ticket knows what was there before. A second
 * call after a crash changes nothing. With `order.takesEffect`, or a service for the next period, the plan becomes `nextPlan`; else it is
 * the household's from now. In dry-run nothing is written.
 * @param order of kind `change` or `undo`
 * @returns the household as it is then; undefined: the order is for none
 * @throws SyncError CLAIM_LOST, HOUSEHOLD_MISSING, STORE_…
 */
export async function planCarriedOut(
  store: Pick<Store, 'mode' | 'clock' | 'households' | 'planHistory' | 'tickets'>,
  claim: Claim,
  { uid, unit }: Pick<TicketWork, 'uid' | 'unit'>,
  order: PlanOrder,
  { plans, firstDay, serviceId }: CarriedOut,
): Promise<StoredHousehold | undefined> {
  const { householdId, kind, from, to } = order;
  if (householdId === null || to === null || kind === 'tell') return undefined;
  const household = await store.households.get(householdId);
  if (store.mode === 'dry-run') return household;
  const isUndo = kind === 'undo';
  const history = await store.planHistory.ofHousehold(householdId);
  const isThere = history.some((change) => change.ticketUid === uid && (change.kind === 'undo') === isUndo);
  if (!isThere) {
    const { plan, planSince, planChangedAt, nextPlan } = household;
    const before = { plan, planSince, planChangedAt, nextPlan };
    if (!isUndo) await store.tickets.change(claim, uid, (entry) => withPlan(entry, { before }));
    const patch = isUndo ? store.tickets.entry(uid)?.plan?.before : undefined;
    const fromPlan = planByName(plans, from ?? '') ?? null;
    const toPlan = planByName(plans, to) ?? null;
    const now = store.clock();
    const change: PlanChange = {
      householdId,
      unit,
      leaseUid: order.leaseUid ?? household.leaseUid,
      ticketUid: uid,
      from: from ?? '',
      to,
      since: firstDay,
      at: now,
      kind: isUndo ? 'undo' : toPlan === null ? 'down' : changeKind(fromPlan, toPlan),
    };
    const isLater = order.takesEffect !== null || serviceId !== undefined;
    const next: NextPlan = { plan: to, from: firstDay, serviceId: serviceId ?? null };
    await store.households.changePlan(
      claim,
      householdId,
      patch ??
        (isLater
          ? { nextPlan: next, planChangedAt: now }
          : { ...planFrom(household, to, firstDay, plans), planChangedAt: now }),
      change,
    );
  }
  if (isUndo) await store.tickets.change(claim, uid, (entry) => withPlan(entry, { putBack: true }));
  return store.households.get(householdId);
}

/**
 * On the first day of `household.nextPlan`: what the household's row becomes when the service bears that plan.
 * @returns undefined: there is none
 */
export function nextPlanBegun(household: Household, plans: readonly FiberPlan[]): HouseholdPatch | undefined {
  const { nextPlan } = household;
  if (nextPlan === null) return undefined;
  const { plan, from, serviceId } = nextPlan;
  return { ...planFrom(household, plan, from, plans), ...(serviceId === null ? {} : { serviceId }) };
}

/** The household’s plan by name: the one it is on, and without one the default. */
export function currentPlanName({ plan }: Pick<Household, 'plan'>, plans: readonly FiberPlan[]): string {
  return plan ?? defaultPlan(plans).name;
}

/** A plan that begins, or is as if it had: nothing is to come after it. The default plan is none, so that it follows the rules. */
function planFrom(
  household: Household,
  name: string,
  firstDay: CalendarDate,
  plans: readonly FiberPlan[],
): Pick<HouseholdPatch, 'plan' | 'planSince' | 'nextPlan'> {
  const from = planByName(plans, currentPlanName(household, plans)) ?? null;
  const to = planByName(plans, name);
  const { planSince } = household;
  return {
    plan: to?.isDefault ? null : name,
    planSince: to === undefined ? firstDay : planSinceAfter(from, to, { planSince, firstDay }),
    nextPlan: null,
  };
}

function withPlan(entry: TicketEntry, change: Partial<PlanDecision>): TicketEntry {
  return entry.plan === null ? entry : { ...entry, plan: { ...entry.plan, ...change } };
}
