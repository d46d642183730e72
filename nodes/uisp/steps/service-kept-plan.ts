/** Which plan a service that is there, or was just made, means for its household. */
import type { Household, HouseholdPatch } from '../../state/store-port.ts';
import { defaultPlan } from '../../village/plans.ts';
import type { CrmService } from '../ports.ts';
import { reasonOf, type StepContext } from './context.ts';
import { isOnPlan, movePlan } from './plan-change-move.ts';
import { monthlyPlan } from './service-plan.ts';

/** A plan was asked for, and began: it counts, whatever UISP has. */
function hasAsked({ planChangedAt, nextPlan }: Household): boolean {
  return planChangedAt !== null && nextPlan === null;
}

/**
 * A service that was found, of a household that has asked for a plan: by an earlier try of ours, say, made before the request came.
 * @throws SyncError as `movePlan` and `monthlyPlan`
 */
export async function followPlan(
  context: StepContext,
  household: Household,
  service: CrmService,
): Promise<'planned' | 'done'> {
  if (!hasAsked(household)) return 'done';
  const plan = household.plan ?? defaultPlan(context.rules.plans).name;
  const target = await monthlyPlan(context, plan);
  if (isOnPlan(service, target)) return 'done';
  const { outcome } = await movePlan(context, {
    key: `uisp-plan-change/household:${household.id}`,
    asked: { plan, service: service.id },
    reason: reasonOf(context),
    unit: context.work.unit.label,
    service,
    target,
  });
  return outcome === 'planned' ? 'planned' : 'done';
}

/** What an adopted household has ordered, in UISP's words; it keeps it unless it has asked for another since. */
export async function adoptedPlan(
  { directory, rules, signal }: StepContext,
  household: Household,
  service: CrmService,
): Promise<Pick<HouseholdPatch, 'plan' | 'adoptedPlan'>> {
  const plans = await directory.servicePlans({}, signal);
  const found = plans.find(({ id }) => id === service.servicePlanId)?.name ?? service.name;
  const isIncluded = found === defaultPlan(rules.plans).name;
  return { adoptedPlan: isIncluded ? null : found, ...(hasAsked(household) ? {} : { plan: found }) };
}

/**
 * Charging counts from the service (design §4, "Invoice line"), where that begins after the lease: nobody pays for what they can't have. Only
 * the household's first service: in a transfer or after a gap, what is charged goes on as it was.
 */
export async function planBegins(
  { store, work }: StepContext,
  { id, planSince }: Household,
  { activeFrom }: CrmService,
): Promise<Pick<HouseholdPatch, 'planSince'>> {
  const stays = await store.households.stays(id);
  if (stays.some(({ serviceId }) => serviceId !== null)) return {};
  const known = planSince ?? work.lease.start;
  return activeFrom !== null && known !== null && activeFrom > known ? { planSince: activeFrom } : {};
}

function aheadFact(context: StepContext): string {
  return `service-ahead/household:${context.work.householdId}/unit:${context.work.unit.uid}`;
}

/** Does another lease of the household count: is this one for a unit that it is yet to move to? */
function isAhead({ work }: StepContext, { leaseUid }: Household): boolean {
  return leaseUid !== work.lease.uid;
}

/** Notes the plan of a service that is made before its lease counts: the household may change plans until then. */
export async function notePlanAhead(context: StepContext, household: Household): Promise<void> {
  const { facts, mode } = context.store;
  if (mode === 'dry-run' || !isAhead(context, household)) return;
  await facts.set(aheadFact(context), `plan ${household.plan ?? ''}`);
}

/** Its lease counts now, and the household has changed plans since it was made. Nothing is asked of UISP. */
export async function isPlanBehind(context: StepContext, household: Household): Promise<boolean> {
  const noted = (await context.store.facts.get(aheadFact(context))) ?? '';
  if (noted === '' || isAhead(context, household) || household.nextPlan !== null) return false;
  return noted !== `plan ${household.plan ?? ''}`;
}

/** The service bears the household's plan, or need not. */
export async function forgetPlanAhead(context: StepContext): Promise<void> {
  if (context.store.mode === 'live') await context.store.facts.set(aheadFact(context), '');
}
