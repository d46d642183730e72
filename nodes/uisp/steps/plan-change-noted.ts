/** How far a ticket's order has come in the household's row, and what it is noted there as. */
import { type CarriedOut, planCarriedOut } from '../../state/plans/plan-carried.ts';
import type { PlanChange, PlanOrder } from '../../state/plans/plan-order.ts';
import { defaultPlan } from '../../village/plans.ts';
import type { PlanChangeContext } from './plan-change-context.ts';

/** An order that changes something. */
export interface Change {
  readonly order: PlanOrder;
  readonly householdId: number;
  /** Name of the plan that the service is to bear. */
  readonly to: string;
  /** Of the ledger. */
  readonly key: string;
}

/** Notes it: the plan in UISP is as ordered, or will be on its day. @throws SyncError CLAIM_LOST, STORE_… */
export async function carriedOut(
  { store, claim, work, rules }: PlanChangeContext,
  { order }: Change,
  carried: Omit<CarriedOut, 'plans'>,
): Promise<void> {
  // A day that has come is none to wait for.
  const takesEffect = order.takesEffect !== null && order.takesEffect > work.today ? order.takesEffect : null;
  await planCarriedOut(store, claim, work, { ...order, takesEffect }, { plans: rules.plans, ...carried });
}

/** An earlier try came as far as the household's row. */
export async function carriedBefore(
  { store, work, order }: PlanChangeContext,
  householdId: number,
): Promise<PlanChange | undefined> {
  const history = await store.planHistory.ofHousehold(householdId);
  return history.find(({ ticketUid, kind }) => ticketUid === work.uid && (kind === 'undo') === (order.kind === 'undo'));
}

/** It waits for its day; or another request has come since, which this one must not undo. */
export async function isThrough(
  { store, rules, work }: PlanChangeContext,
  { householdId, to, order }: Change,
): Promise<boolean> {
  const { plan, nextPlan } = await store.households.get(householdId);
  const running = plan ?? defaultPlan(rules.plans).name;
  if (order.kind === 'undo' || nextPlan === null) return running !== to;
  return nextPlan.plan !== to || nextPlan.from > work.today;
}
