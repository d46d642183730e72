/** The first day of a plan that was asked for earlier (`household.nextPlan`): the service bears it, and the household's row says so. */
import * as v from 'valibot';
import type { EffectReason } from '../../state/effect.ts';
import { nextPlanBegun } from '../../state/plans/plan-carried.ts';
import type { Household, NextPlan } from '../../state/store-port.ts';
import { SyncError } from '../../sync-error.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import type { CrmService } from '../ports.ts';
import { isMissing } from '../refused.ts';
import { isLive } from './live-service.ts';
import type { PlanAccess } from './plan-change-context.ts';
import { isOnPlan, movePlan } from './plan-change-move.ts';
import { checkOwner, deferred, householdService } from './plan-change-service.ts';
import { type MonthlyPlan, monthlyPlan } from './service-plan.ts';

/** `waiting`: UISP itself has not changed over yet. */
export type Begun = 'done' | 'planned' | 'waiting';

/**
 * Carries out `household.nextPlan`, whose day has come.
 * @throws SyncError NEXT_PLAN_GONE (trouble operator): UISP has the deferred change no more; otherwise as `movePlan`,
 *   `householdService` and `monthlyPlan`
 */
export async function beginNextPlan(access: PlanAccess, household: Household, reason: EffectReason): Promise<Begun> {
  const { store, claim, rules } = access;
  const { nextPlan } = household;
  if (nextPlan === null) return 'done';
  let followed: number | undefined;
  if (household.serviceId !== null) {
    const target = await monthlyPlan(access, nextPlan.plan);
    const service = await serviceOf(access, household, nextPlan, target);
    if (service === undefined) return 'waiting';
    followed = service.id;
    const key = `uisp-plan-change/household:${household.id}`;
    const isBound = await ensureOnSite(access, household, service, { key, reason });
    const { outcome } = await movePlan(access, {
      key,
      asked: { plan: nextPlan.plan, from: nextPlan.from },
      reason,
      unit: household.unitLabel,
      service,
      target,
    });
    if (outcome === 'planned' || !isBound) return 'planned';
  }
  if (store.mode === 'dry-run') return 'planned';
  const patch = nextPlanBegun(household, rules.plans) ?? {};
  await store.households.update(
    claim,
    household.id,
    followed === undefined ? patch : { ...patch, serviceId: followed },
  );
  return 'done';
}

/** The service that is to bear the plan: the present one, or the one that UISP has made for it. @returns undefined: it still waits */
async function serviceOf(
  access: PlanAccess,
  household: Household,
  { serviceId: next, from, plan }: NextPlan,
  target: MonthlyPlan,
): Promise<CrmService | undefined> {
  const { crm, signal } = access;
  const present = household.serviceId ?? 0;
  if (next === null) return householdService(access, household, present);
  const made = await crm.service(next, signal).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (made?.status === deferred) return undefined;
  if (made !== undefined && isLive(made)) {
    checkOwner(household, made);
    return made;
  }
  const instead = await householdService(access, household, present).catch((error: unknown) => error);
  if (isService(instead) && isOnPlan(instead, target)) return instead;
  throw new SyncError(
    `Unit ${household.unitLabel}: service ${next}, on ${plan} from ${from}, is gone from UISP or has ended.`,
    {
      code: 'NEXT_PLAN_GONE',
      trouble: 'operator',
      hint: `The change was taken back in UISP. Put service ${present} on ${plan} there, at the plan's own price, or take the request back.`,
    },
  );
}

function isService(value: unknown): value is CrmService {
  return typeof value === 'object' && value !== null && 'servicePlanPeriodId' in value;
}

const bound = v.object({ serviceId: v.number() });

/** A service that took another's place may have lost the unit's site on the way. @returns false in dry-run, when it would be bound */
async function ensureOnSite(
  { store, claim, crm, signal }: PlanAccess,
  { siteId }: Household,
  service: CrmService,
  { key, reason }: { readonly key: string; readonly reason: EffectReason },
): Promise<boolean> {
  if (siteId === null || service.unmsClientSiteId !== null) return true;
  const { outcome } = await store.ledger.apply(claim, {
    key: `${key}/site`,
    kind: 'uisp-service',
    fingerprint: contentFingerprint({ bind: service.id, siteId }),
    reason,
    before: { service: service.id, site: null },
    after: { service: service.id, site: siteId },
    look: async () =>
      (await crm.service(service.id, signal)).unmsClientSiteId === siteId ? { serviceId: service.id } : undefined,
    write: async () => ({ serviceId: (await crm.bindSite(service.id, siteId, signal)).id }),
    result: bound,
  });
  return outcome !== 'planned';
}
