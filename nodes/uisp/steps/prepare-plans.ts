/**
 * "Prepare all units", part 1: the service plans of fiber-plans that UISP lacks, and their monthly periods (brief: "Create Village Fiber
 * service plans in UISP").
 */
import * as v from 'valibot';
import { isSyncError, type SyncError } from '../../sync-error.ts';
import type { CalendarDate } from '../../village/lease.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import type { FiberPlan } from '../../village/plan.ts';
import type { CrmServicePlan } from '../ports.ts';
import { applyUnlessThere } from './apply.ts';
import type { UispAccess } from './context.ts';
import { findPlan, monthlyPeriod, periodMissing } from './service-plan.ts';

const planResult = v.object({ planId: v.number() });
const reason = { because: 'prepare all units' } as const;

/** What became of one plan; `warnings` in words: in what UISP’s plan differs from ours. */
export type PreparedPlan =
  | { readonly outcome: 'done' | 'found' | 'planned'; readonly warnings: readonly string[] }
  | { readonly outcome: 'failed'; readonly problem: SyncError };

/**
 * Makes the plan with its monthly period unless there is one of that name; enables the monthly period of one that lacks it. Nothing else
 * about a plan that is there is changed: services run on it.
 * @param today what was undone by hand is done again on a later day, and at most once a day
 * @returns `failed` with PLAN_AMBIGUOUS, PLAN_ARCHIVED or PLAN_PERIOD_MISSING, which need a person
 */
export async function preparePlan(access: UispAccess, plan: FiberPlan, today: CalendarDate): Promise<PreparedPlan> {
  try {
    const made = await settlePlan(access, plan);
    if (made.outcome !== 'found') return { outcome: made.outcome, warnings: [] };
    return { outcome: await enableMonthly(access, made.plan, plan, today), warnings: differences(plan, made.plan) };
  } catch (error) {
    if (isSyncError(error) && error.trouble === 'operator') return { outcome: 'failed', problem: error };
    throw error;
  }
}

type Settled = { readonly outcome: 'done' | 'planned' } | { readonly outcome: 'found'; readonly plan: CrmServicePlan };

/** The plan of this name, made if there is none; also when the one that we made is gone from UISP. */
async function settlePlan(access: UispAccess, plan: FiberPlan): Promise<Settled> {
  const { directory, signal } = access;
  const first = await applyPlan(access, plan);
  if (first.outcome !== 'skipped') return first;
  const there = findPlan(await directory.servicePlans({}, signal), plan.name);
  if (there !== undefined) return { outcome: 'found', plan: there };
  const again = await applyPlan(access, plan, first.planId);
  return again.outcome === 'skipped' ? { outcome: 'done' } : again;
}

/** @returns `skipped`: by our own record the plan was made; whether it is still there is not looked at */
async function applyPlan(
  { store, claim, crm, directory, signal }: UispAccess,
  { name, downloadMbps, uploadMbps, rateCents }: FiberPlan,
  insteadOf?: number,
): Promise<Settled | { readonly outcome: 'skipped'; readonly planId: number }> {
  const applied = await applyUnlessThere(store, claim, {
    key: `uisp-plan/${name}`,
    kind: 'uisp-plan',
    fingerprint: contentFingerprint({ name, insteadOf }),
    reason,
    before: null,
    after: { name, downloadMbps, uploadMbps, monthlyPriceCents: rateCents },
    there: async () => findPlan(await directory.servicePlans({}, signal), name),
    look: async () => {
      const made = findPlan(await directory.servicePlans({ since: store.clock() }, signal), name);
      return made && { planId: made.id };
    },
    write: async () => {
      const plan = { name, downloadMbps, uploadMbps, monthlyPriceCents: rateCents };
      return { planId: (await crm.createServicePlan(plan, signal)).id };
    },
    result: planResult,
  });
  switch (applied.outcome) {
    case 'found':
      return { outcome: 'found', plan: applied.found };
    case 'planned':
    case 'done':
      return { outcome: applied.outcome };
    default:
      return { outcome: 'skipped', planId: applied.result.planId };
  }
}

/** @throws SyncError PLAN_PERIOD_MISSING (trouble operator) when UISP does not keep it, see `today` of {@link preparePlan} */
async function enableMonthly(
  { store, claim, crm, directory, signal }: UispAccess,
  there: CrmServicePlan,
  { rateCents }: FiberPlan,
  today: CalendarDate,
): Promise<'done' | 'found' | 'planned'> {
  const { id, name } = there;
  // Services may still run on a period that was switched off: a price that it has is theirs.
  const kept = there.periods.find(({ months }) => months === 1)?.price ?? 0;
  const priceCents = kept > 0 ? Math.round(kept * 100) : rateCents;
  const isOn = monthlyPeriod(there) !== undefined;
  let isEnabled = isOn;
  const { outcome } = await applyUnlessThere(store, claim, {
    key: `uisp-plan-period/plan:${id}`,
    kind: 'uisp-plan',
    fingerprint: contentFingerprint({ priceCents, today }),
    reason,
    before: { name, monthlyPeriod: 'off' },
    after: { name, monthlyPeriod: 'on', monthlyPriceCents: priceCents },
    there: async () => (isOn ? there : undefined),
    look: async () => {
      const plans = await directory.servicePlans({ since: store.clock() }, signal);
      const plan = plans.find((one) => one.id === id);
      return plan !== undefined && monthlyPeriod(plan) !== undefined ? { planId: id } : undefined;
    },
    write: async () => {
      const changed = await crm.enableMonthlyPeriod(there, priceCents, signal);
      isEnabled = monthlyPeriod(changed) !== undefined;
      return { planId: id };
    },
    result: planResult,
  });
  if (outcome === 'planned') return 'planned';
  if (!isEnabled && outcome !== 'adopted') throw periodMissing(name);
  return outcome === 'done' ? 'done' : 'found';
}

function differences({ name, downloadMbps, uploadMbps, rateCents }: FiberPlan, there: CrmServicePlan): string[] {
  const price = monthlyPeriod(there)?.price ?? null;
  const wrong = [
    ...(there.downloadMbps === downloadMbps && there.uploadMbps === uploadMbps
      ? []
      : [`${there.downloadMbps ?? 'no'}/${there.uploadMbps ?? 'no'} Mbps instead of ${downloadMbps}/${uploadMbps}`]),
    ...(price !== null && Math.round(price * 100) !== rateCents ? [`$${price} instead of $${rateCents / 100}`] : []),
  ];
  return wrong.length === 0 ? [] : [`UISP's service plan "${name}" has ${wrong.join(' and ')}; it is left as it is.`];
}
