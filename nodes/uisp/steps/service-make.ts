/** Makes a household's service in the lease's unit, or takes the one that is there. */
import type { Household } from '../../state/store-port.ts';
import { isSyncError, SyncError } from '../../sync-error.ts';
import { defaultPlan } from '../../village/plans.ts';
import type { CrmService, NmsSite } from '../ports.ts';
import { knownIds, remember, type StepContext, type StepResult } from './context.ts';
import { isLive, serviceIfThere } from './live-service.ts';
import { bindService, type CreatedService, createService, idsOf } from './service-effects.ts';
import { clearCancelled } from './service-end-cancelled.ts';
import { adoptedPlan, followPlan, notePlanAhead, planBegins } from './service-kept-plan.ts';
import { findService, type ServiceWanted } from './service-match.ts';
import { checkInvoicing, firstDay, plannedEndOf } from './service-terms.ts';
import { serviceElsewhere } from './service-troubles.ts';

/**
 * @param household seen in the lease's unit, where it has no service
 * @param ended a service that this very run has ended there, or in dry-run would end
 */
export async function makeService(
  context: StepContext,
  household: Household,
  ended: number | undefined,
): Promise<StepResult> {
  const wanted = await wantedService(context, household, ended);
  const { applied, made } = await created(context, household, wanted);
  switch (applied.outcome) {
    case 'planned':
      return { outcome: 'planned', text: 'plan: new service' };
    case 'done':
    case 'adopted':
    case 'skipped': {
      const isNew = applied.outcome === 'done';
      const service = made ?? (await context.crm.service(applied.result.serviceId, context.signal));
      checkInvoicing(context, service);
      return settle(context, household, wanted, service, isNew ? 'done' : 'found');
    }
    case 'found':
      if (applied.found.kind === 'waiting') {
        return { outcome: 'waiting', text: 'previous household', waiting: applied.found.waiting };
      }
      if (!context.work.adopt) checkInvoicing(context, applied.found.service);
      return settle(context, household, wanted, applied.found.service, 'found');
  }
}

/** The same that was made before may have ended since: then it is made once more. */
async function created(context: StepContext, household: Household, wanted: ServiceWanted) {
  const lookAt = (refusal: unknown) => lookAtRefusal(context, wanted, refusal);
  const { applied, answer } = await createService(context, household, wanted).catch(lookAt);
  if (applied.outcome !== 'skipped') return { applied, made: answer };
  const { serviceId } = applied.result;
  const made = await serviceIfThere(context, serviceId);
  if (made !== undefined && isLive(made) && serviceId !== wanted.ended) return { applied, made };
  const again = await createService(context, household, wanted, serviceId).catch(lookAt);
  return { applied: again.applied, made: again.answer };
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

/** It is there. */
export function foundService(serviceId: number, outcome: 'done' | 'found' = 'found'): StepResult {
  return { outcome, text: `service ${serviceId}`, findings: { serviceId } };
}

async function wantedService(
  context: StepContext,
  household: Household,
  ended: number | undefined,
): Promise<ServiceWanted> {
  const { clientId, siteId } = knownIds(context, household);
  const site = siteId === null ? undefined : await siteOf(context, household, siteId);
  if (context.store.mode === 'live') idsOf(context, { clientId, site });
  const planName = household.plan ?? defaultPlan(context.rules.plans).name;
  // Read once: another lease's work may plan that end at any moment, and then it would count for half of what is decided here.
  const plannedEnd = site?.service == null ? undefined : await plannedEndOf(context, site.service);
  const activeFrom = await firstDay(context, site, plannedEnd);
  const away = ended ?? (plannedEnd === undefined ? undefined : site?.service?.id);
  return { clientId, site, planName, activeFrom, ...(away === undefined ? {} : { ended: away }) };
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
  const kept = await (isAdopted ? adoptedPlan : planBegins)(context, household, service);
  await notePlanAhead(context, household);
  if (context.store.mode === 'live') await clearCancelled(context);
  await remember(context, household, { serviceId: service.id, ...kept });
  return foundService(service.id, binding === 'done' ? 'done' : outcome);
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
