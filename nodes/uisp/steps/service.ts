/**
 * Step 3: the household's service, bound to the unit's site from its first moment (design §4, "Lease started"): a service made without
 * a site grows a stray site of its own.
 */
import type { Household } from '../../state/store-port.ts';
import { isSyncError, SyncError } from '../../sync-error.ts';
import { defaultPlan } from '../../village/plans.ts';
import type { CrmService, NmsSite } from '../ports.ts';
import { knownIds, openStep, reasonOf, remember, type StepContext, type StepResult, skipped } from './context.ts';
import { beginNextPlan } from './plan-change-begin.ts';
import { inHouseholdTurn } from './plan-change-context.ts';
import { bindService, type CreatedService, createService, idsOf } from './service-effects.ts';
import { adoptedPlan, followPlan, planBegins } from './service-kept-plan.ts';
import { findService, type ServiceWanted, serviceElsewhere } from './service-match.ts';
import { checkInvoicing, firstDay } from './service-terms.ts';

/**
 * Finds the household's live service on the unit's site, or makes it; while the site is bound to another household's live service, it
 * waits. What a lease begun before go-live already has is kept as it is. A plan that was asked for begins on its day (`nextPlan`).
 * @returns text `service 5001`; findings `serviceId`; outcome `waiting` with the day after the other service's last, when known, or with the next plan's first
 * @throws SyncError PLAN_MISSING, PLAN_AMBIGUOUS, PLAN_ARCHIVED, PLAN_PERIOD_MISSING, SERVICE_AMBIGUOUS, SERVICE_ELSEWHERE,
 *   SITE_OF_NEXT_HOUSEHOLD, SERVICE_WOULD_INVOICE, LEASE_WITHOUT_START, STEP_ORDER (trouble operator); SITE_GONE (data); CLAIM_LOST; what the CRM throws
 */
export async function ensureService(context: StepContext): Promise<StepResult> {
  const household = await openStep(context);
  if (household === undefined) return skipped;
  const { serviceId, nextPlan } = household;
  if (serviceId !== null && nextPlan === null) return resultOf('found', serviceId);
  return inHouseholdTurn(context.store, household.id, () => serviceOnPlan(context));
}

async function serviceOnPlan(context: StepContext): Promise<StepResult> {
  const { store, work } = context;
  const { nextPlan } = await store.households.get(work.householdId);
  const isDue = nextPlan !== null && nextPlan.from <= work.today;
  const begun = isDue
    ? await beginNextPlan(context, await store.households.get(work.householdId), reasonOf(context))
    : 'done';
  const result = await serviceNow(context, await store.households.get(work.householdId));
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

async function serviceNow(context: StepContext, household: Household): Promise<StepResult> {
  if (household.serviceId !== null) return resultOf('found', household.serviceId);
  const wanted = await wantedService(context, household);
  const { applied, answer } = await createService(context, household, wanted).catch((refusal: unknown) =>
    lookAtRefusal(context, wanted, refusal),
  );
  switch (applied.outcome) {
    case 'planned':
      return { outcome: 'planned', text: 'plan: new service' };
    case 'done':
    case 'adopted':
    case 'skipped': {
      const isNew = applied.outcome === 'done';
      const made = answer ?? (await context.crm.service(applied.result.serviceId, context.signal));
      checkInvoicing(context, made);
      return settle(context, household, wanted, made, isNew ? 'done' : 'found');
    }
    case 'found':
      if (applied.found.kind === 'waiting') {
        return { outcome: 'waiting', text: 'previous household', waiting: applied.found.waiting };
      }
      if (!context.work.adopt) checkInvoicing(context, applied.found.service);
      return settle(context, household, wanted, applied.found.service, 'found');
  }
}

/** A refusal (422) may mean that the site was bound to somebody else's service since the sites were listed. */
async function lookAtRefusal(context: StepContext, wanted: ServiceWanted, refusal: unknown): Promise<CreatedService> {
  if (!isSyncError(refusal) || refusal.status !== 422 || wanted.site === undefined) throw refusal;
  const { directory, store, signal } = context;
  const sites = await directory.sites({ since: store.clock() }, signal);
  const site = sites.find(({ id }) => id === wanted.site?.id);
  const found = await findService(context, { ...wanted, site });
  if (found?.kind !== 'waiting') throw refusal;
  return { applied: { outcome: 'found', found }, answer: undefined };
}

function resultOf(outcome: 'done' | 'found', serviceId: number): StepResult {
  return { outcome, text: `service ${serviceId}`, findings: { serviceId } };
}

async function wantedService(context: StepContext, household: Household): Promise<ServiceWanted> {
  const { clientId, siteId } = knownIds(context, household);
  const site = siteId === null ? undefined : await siteOf(context, household, siteId);
  if (context.store.mode === 'live') idsOf(context, { clientId, site });
  const planName = household.plan ?? defaultPlan(context.rules.plans).name;
  return { clientId, site, planName, activeFrom: await firstDay(context, site, clientId) };
}

/** The site as it is listed; one that was deleted is forgotten, and found or made again by the next try. */
async function siteOf(context: StepContext, household: Household, siteId: string): Promise<NmsSite> {
  const { directory, signal, store, work } = context;
  const byId = (sites: readonly NmsSite[]) => sites.find((site) => site.id === siteId);
  const known = byId(await directory.sites({}, signal));
  const site = known ?? byId(await directory.sites({ since: store.clock() }, signal));
  if (site !== undefined) return site;
  await remember(context, household, { siteId: null });
  throw new SyncError(`Unit ${work.unit.label}: its site is gone from UISP; the next try finds or makes another.`, {
    code: 'SITE_GONE',
    trouble: 'data',
  });
}

/** The service is there: it is bound to the site if it has none, and stored. */
async function settle(
  context: StepContext,
  household: Household,
  wanted: ServiceWanted,
  service: CrmService,
  outcome: 'done' | 'found',
): Promise<StepResult> {
  const binding = await ensureBound(context, household, wanted, service);
  if (binding === 'planned') {
    return { outcome: 'planned', text: 'plan: bind service', findings: { serviceId: service.id } };
  }
  if (outcome === 'found' && (await followPlan(context, household, service)) === 'planned') {
    return { outcome: 'planned', text: 'plan: other plan', findings: { serviceId: service.id } };
  }
  const isAdopted = context.work.adopt && outcome === 'found';
  const kept = isAdopted ? await adoptedPlan(context, household, service) : planBegins(context, household, service);
  await remember(context, household, { serviceId: service.id, ...kept });
  return resultOf(binding === 'done' ? 'done' : outcome, service.id);
}

async function ensureBound(
  context: StepContext,
  household: Household,
  wanted: ServiceWanted,
  service: CrmService,
): Promise<'bound' | 'done' | 'planned'> {
  if (service.unmsClientSiteId !== null) return checkSite(context, wanted, service);
  // UISP may show the site of a new service moments later (contracts/uisp-crm.md §6).
  const fresh = await context.crm.service(service.id, context.signal);
  if (fresh.unmsClientSiteId !== null) return checkSite(context, wanted, fresh);
  const { outcome } = await bindService(context, household, wanted, service);
  return outcome === 'planned' ? 'planned' : 'done';
}

function checkSite(context: StepContext, { site }: ServiceWanted, service: CrmService): 'bound' {
  if (service.unmsClientSiteId === site?.id) return 'bound';
  throw serviceElsewhere(context, service);
}
