/**
 * Step 3: the household's service, bound to the unit's site from its first moment (design §4, "Lease started"): a service made without
 * a site grows a stray site of its own. What the household has left ends first (service-end.ts).
 */
import { openStep, reasonOf, type StepContext, type StepResult, skipped } from './context.ts';
import { beginNextPlan } from './plan-change-begin.ts';
import { inHouseholdTurn } from './plan-change-context.ts';
import { endStays } from './service-end.ts';
import { isSettled, keptService } from './service-kept.ts';
import { foundService, makeService } from './service-make.ts';

/**
 * Ends the services in the units that the household has left; then finds its live service on the unit's site, or makes it; while the site
 * is bound to another household's live service, it waits. What a lease begun before go-live already has is kept as it is. A plan that was
 * asked for begins on its day (`nextPlan`).
 * @returns text `service 5001`, or `ended service 5001` for a lease that has ended; findings `serviceId`; outcome `waiting` with the day after
 *   the other service's last, when known, or with the next plan's first
 * @throws SyncError PLAN_MISSING, PLAN_AMBIGUOUS, PLAN_ARCHIVED, PLAN_PERIOD_MISSING, SERVICE_AMBIGUOUS, SERVICE_ELSEWHERE,
 *   SITE_OF_NEXT_HOUSEHOLD, SERVICE_WOULD_INVOICE, LEASE_WITHOUT_START, CLIENT_ARCHIVED, STEP_ORDER (trouble operator); SITE_GONE,
 *   SERVICE_NOT_ENDED, SITE_NOT_FREED (data); CLAIM_LOST; what the CRM throws
 */
export async function ensureService(context: StepContext): Promise<StepResult> {
  const ended = await endStays(context);
  const household = await openStep(context);
  if (household === undefined) return ended ?? skipped;
  const { serviceId, nextPlan } = household;
  if (serviceId !== null && nextPlan === null && (await isSettled(context, household))) {
    return together(ended, foundService(serviceId));
  }
  return together(ended, await inHouseholdTurn(context.store, household.id, () => serviceOnPlan(context)));
}

/** What was ended makes the run one that has done something. */
function together(ended: StepResult | undefined, service: StepResult): StepResult {
  if (ended?.outcome === 'planned' && service.outcome !== 'planned') {
    return { ...service, outcome: 'planned', text: ended.text };
  }
  return ended?.outcome === 'done' && service.outcome === 'found' ? { ...service, outcome: 'done' } : service;
}

async function serviceOnPlan(context: StepContext): Promise<StepResult> {
  const { store, work } = context;
  const { nextPlan } = await store.households.get(work.householdId);
  const isDue = nextPlan !== null && nextPlan.from <= work.today;
  const begun = isDue
    ? await beginNextPlan(context, await store.households.get(work.householdId), reasonOf(context))
    : 'done';
  const result = await serviceNow(context);
  if (begun === 'planned') return { ...result, outcome: 'planned', text: 'plan: next plan' };
  if (nextPlan === null || (isDue && begun === 'done') || !['done', 'found'].includes(result.outcome)) return result;
  const { plan, from } = nextPlan;
  return isDue
    ? {
        ...result,
        outcome: 'waiting',
        text: 'next plan late',
        waiting: { why: `UISP has not changed over to ${plan} yet` },
      }
    : {
        ...result,
        outcome: 'waiting',
        text: `plan on ${from}`,
        waiting: { why: `${plan} begins on ${from}`, until: from },
      };
}

async function serviceNow(context: StepContext): Promise<StepResult> {
  const { store, work } = context;
  const household = await store.households.inUnit(work.householdId, work.unit.uid);
  if (household.serviceId === null) return makeService(context, household, undefined);
  const kept = await keptService(context, household, household.serviceId);
  if (kept.kind === 'kept') return kept.result;
  const made = await makeService(context, await store.households.inUnit(household.id, work.unit.uid), kept.serviceId);
  return kept.kind === 'planned end' ? { ...made, outcome: 'planned', text: 'plan: new service' } : made;
}
