/** A household's plans, as fiber-plans has them: what it is charged by. */
import type { PastPlanChange } from '../../village/billing.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { FiberPlan } from '../../village/plan.ts';
import { defaultPlan, planByName } from '../../village/plans.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import type { PlanChange } from '../plans/plan-order.ts';
import type { Household } from '../store-port.ts';

/** In effect now, and later. */
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

/** A household's history, as billing reads it. */
export function pastPlanChanges(rules: PropertyRules, history: readonly PlanChange[]): PastPlanChange[] {
  const ofName = (name: string): FiberPlan | null => planByName(rules.plans, name) ?? null;
  return history.map(({ since, from, to }) => ({ since, from: ofName(from), to: ofName(to) }));
}
