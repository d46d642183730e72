/**
 * "Prepare all units", part 1: the service plans of fiber-plans that UISP lacks (brief: "Create Village Fiber service plans in UISP").
 */
import * as v from 'valibot';
import { isSyncError, type SyncError } from '../../sync-error.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import type { FiberPlan } from '../../village/plan.ts';
import type { CrmServicePlan } from '../ports.ts';
import { applyUnlessThere } from './apply.ts';
import type { UispAccess } from './context.ts';
import { findMonthlyPlan } from './service-plan.ts';

const planResult = v.object({ planId: v.number() });

export type PreparedPlan =
  | { readonly outcome: 'done' | 'found' | 'planned'; readonly warnings: readonly string[] }
  | { readonly outcome: 'failed'; readonly problem: SyncError };

/**
 * Makes the plan with its monthly period unless there is one of that name. One that is there is never changed: services run on it.
 * @returns `failed` with PLAN_AMBIGUOUS, PLAN_ARCHIVED or PLAN_PERIOD_MISSING, which need a person
 */
export async function preparePlan(access: UispAccess, plan: FiberPlan): Promise<PreparedPlan> {
  const { store, claim, crm, directory, signal } = access;
  const { name, downloadMbps, uploadMbps, rateCents } = plan;
  try {
    const applied = await applyUnlessThere(store, claim, {
      key: `uisp-plan/${name}`,
      kind: 'uisp-plan',
      fingerprint: contentFingerprint({ name }),
      reason: { because: 'prepare all units' },
      before: null,
      after: { name, downloadMbps, uploadMbps, monthlyPriceCents: rateCents },
      there: async () => existing(await directory.servicePlans({}, signal), name),
      look: async () => {
        const made = existing(await directory.servicePlans({ since: store.clock() }, signal), name);
        return made && { planId: made.id };
      },
      write: async () => {
        const made = await crm.createServicePlan(
          { name, downloadMbps, uploadMbps, monthlyPriceCents: rateCents },
          signal,
        );
        return { planId: made.id };
      },
      result: planResult,
    });
    if (applied.outcome === 'found') return { outcome: 'found', warnings: differences(plan, applied.found) };
    return {
      outcome: applied.outcome === 'planned' || applied.outcome === 'done' ? applied.outcome : 'found',
      warnings: [],
    };
  } catch (error) {
    if (isSyncError(error) && error.trouble === 'operator') return { outcome: 'failed', problem: error };
    throw error;
  }
}

function existing(plans: readonly CrmServicePlan[], name: string): CrmServicePlan | undefined {
  return plans.some((plan) => plan.name === name) ? findMonthlyPlan(plans, name).plan : undefined;
}

function differences({ name, downloadMbps, uploadMbps, rateCents }: FiberPlan, there: CrmServicePlan): string[] {
  const price = there.periods.find(({ months, enabled }) => months === 1 && enabled)?.price ?? null;
  const wrong = [
    ...(there.downloadMbps === downloadMbps && there.uploadMbps === uploadMbps
      ? []
      : [`${there.downloadMbps ?? 'no'}/${there.uploadMbps ?? 'no'} Mbps instead of ${downloadMbps}/${uploadMbps}`]),
    ...(price !== null && Math.round(price * 100) !== rateCents ? [`$${price} instead of $${rateCents / 100}`] : []),
  ];
  return wrong.length === 0 ? [] : [`UISP's service plan "${name}" has ${wrong.join(' and ')}; it is left as it is.`];
}
