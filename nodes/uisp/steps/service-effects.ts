/**
 * The two writes that give a household its service: make one bound to the site, or bind one that is there.
 */
import type { EffectOutcome } from '../../state/effect.ts';
import type { Household } from '../../state/store-port.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import type { CrmService, NmsSite } from '../ports.ts';
import { type Applied, applyUnlessThere } from './apply.ts';
import { idsMissing, reasonOf, type StepContext } from './context.ts';
import { madeForNote, type ServiceResult, serviceKey, serviceResult } from './service-keys.ts';
import { findMade, findService, type ServiceFinding, type ServiceWanted } from './service-match.ts';
import { monthlyPlan } from './service-plan.ts';
import { invoicingStart } from './service-terms.ts';
import { siteNameOf } from './site-match.ts';

/** What came of making a service. */
export interface CreatedService {
  readonly applied: Applied<ServiceResult, ServiceFinding>;
  /** UISP's answer, when it was made just now. */
  readonly answer: CrmService | undefined;
}

/**
 * Makes the service, unless there is one, or the site is not free.
 * @param insteadOf the same that was made before, and has ended since
 * @throws SyncError of the plan, see {@link monthlyPlan}
 */
export async function createService(
  context: StepContext,
  household: Household,
  wanted: ServiceWanted,
  insteadOf?: number,
): Promise<CreatedService> {
  const { store, claim, crm, signal, settings, work } = context;
  const { clientId, site, planName, activeFrom } = wanted;
  const invoicing = await invoicingStart(context, activeFrom);
  let periodId = 0;
  let answer: CrmService | undefined;
  const applied = await applyUnlessThere<ServiceResult, ServiceFinding>(store, claim, {
    ...serviceEffect(context, household),
    // Without the invoicing day, which in mode `normal` moves with today.
    fingerprint: contentFingerprint({
      clientId,
      siteId: site?.id,
      planName,
      activeFrom,
      invoices: settings.uispInvoices,
      insteadOf,
    }),
    note: madeForNote(work.lease.start, activeFrom),
    before: null,
    after: {
      plan: planName,
      activeFrom,
      invoicingStart: invoicing,
      sendEmailsAutomatically: false,
      site: siteNameOf(context, context.work),
    },
    there: async () => {
      const found = await findService(context, wanted);
      if (found === undefined) periodId = (await monthlyPlan(context, planName)).periodId;
      return found;
    },
    look: async () => {
      const made = await findMade(context, wanted);
      return made === undefined ? undefined : { serviceId: made.id };
    },
    write: async () => {
      const ids = idsOf(context, wanted);
      answer = await crm.createService(
        ids.clientId,
        { servicePlanPeriodId: periodId, activeFrom, invoicingStart: invoicing, unmsClientSiteId: ids.site.id },
        signal,
      );
      noteBound(context, ids.site, answer);
      return { serviceId: answer.id };
    },
  });
  return { applied, answer };
}

/** Binds a service that has no site to the unit's. */
export async function bindService(
  context: StepContext,
  household: Household,
  wanted: ServiceWanted,
  service: CrmService,
): Promise<EffectOutcome<ServiceResult>> {
  const { store, claim, crm, signal } = context;
  return store.ledger.apply(claim, {
    ...serviceEffect(context, household),
    fingerprint: contentFingerprint({ bind: service.id, siteId: wanted.site?.id }),
    before: { service: service.id, site: null },
    after: { service: service.id, site: siteNameOf(context, context.work) },
    prepare: async () => madeForNote(context.work.lease.start, service.activeFrom ?? wanted.activeFrom),
    look: async () => {
      const fresh = await crm.service(service.id, signal);
      return fresh.unmsClientSiteId === wanted.site?.id ? { serviceId: fresh.id } : undefined;
    },
    write: async () => {
      const { site } = idsOf(context, wanted);
      const bound = await crm.bindSite(service.id, site.id, signal);
      noteBound(context, site, bound);
      return { serviceId: bound.id };
    },
  });
}

function serviceEffect(context: StepContext, household: Household) {
  return {
    key: serviceKey(household.id, context.work.unit.uid),
    kind: 'uisp-service',
    reason: reasonOf(context),
    result: serviceResult,
  } as const;
}

function noteBound({ directory }: StepContext, site: NmsSite, { id, status, clientId }: CrmService): void {
  directory.noteSite({ ...site, service: { id, status, clientId } });
}

/** @throws SyncError STEP_ORDER (trouble operator) when the client or the site does not exist yet */
export function idsOf(
  { work }: StepContext,
  { clientId, site }: Pick<ServiceWanted, 'clientId' | 'site'>,
): { readonly clientId: number; readonly site: NmsSite } {
  if (clientId !== null && site !== undefined) return { clientId, site };
  throw idsMissing(work.unit);
}
