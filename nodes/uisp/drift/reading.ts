/** What UISP shows, in as many requests as its lists have pages, however many units there are. */
import type { ShownClient, ShownService, UispShown } from '../../village/drift/drift-facts.ts';
import type { CrmClient, CrmService, CrmServicePlan } from '../ports.ts';
import type { UispAccess } from '../steps/context.ts';
import { isLive } from '../steps/live-service.ts';

type Reading = Pick<UispAccess, 'crm' | 'directory' | 'store' | 'signal'>;

/**
 * Sites and ONUs through the shared directory (two minutes old at most, with what we wrote since), services and clients anew.
 * @throws what the CRM and the NMS throw
 */
export async function readUisp(access: Reading): Promise<UispShown> {
  const { crm, directory, signal } = access;
  const [sites, onus, services, living, archived] = await Promise.all([
    directory.sites({}, signal),
    directory.onus({}, signal),
    crm.services({}, signal),
    crm.clients({}, signal),
    crm.clients({ archived: true }, signal),
  ]);
  const plans = await plansOf(access, services);
  return {
    sites: new Map(sites.map(({ id, name, service }) => [id, { id, name, serviceId: service?.id ?? null }])),
    onus: new Map(onus.map((onu) => [onu.id, onu])),
    services: new Map(services.map((service) => [service.id, shownService(service, plans)])),
    clients: new Map([...archived.map(archivedClient), ...living.map(shownClient)].map((one) => [one.id, one])),
  };
}

/** By id; read anew when a service has one that is not known yet. */
async function plansOf(
  { directory, store, signal }: Reading,
  services: readonly CrmService[],
): Promise<ReadonlyMap<number, CrmServicePlan>> {
  const known = byId(await directory.servicePlans({}, signal));
  const isKnown = ({ servicePlanId }: CrmService) => servicePlanId === null || known.has(servicePlanId);
  if (services.filter(isLive).every(isKnown)) return known;
  return byId(await directory.servicePlans({ since: store.clock() }, signal));
}

function byId(plans: readonly CrmServicePlan[]): Map<number, CrmServicePlan> {
  return new Map(plans.map((plan) => [plan.id, plan]));
}

function shownService(service: CrmService, plans: ReadonlyMap<number, CrmServicePlan>): ShownService {
  const { id, clientId, activeTo, invoicingStart, sendEmailsAutomatically, unmsClientSiteId, servicePlanId } = service;
  const plan = plans.get(servicePlanId ?? 0);
  return {
    id,
    clientId,
    isLive: isLive(service),
    activeTo,
    planName: plan?.name ?? null,
    ownTerms: ownTerms(service, plan),
    invoicingStart,
    sendsMail: sendEmailsAutomatically !== false,
    siteId: unmsClientSiteId,
  };
}

function ownTerms(service: CrmService, plan: CrmServicePlan | undefined): string | null {
  const { servicePlanPeriodId, hasIndividualPrice, price } = service;
  const months = plan?.periods.find(({ id }) => id === servicePlanPeriodId)?.months ?? 1;
  const terms = [
    ...(months === 1 ? [] : [`by ${months} months`]),
    ...(hasIndividualPrice === true ? [`at a price of its own${price === null ? '' : `, $${price}`}`] : []),
  ];
  return terms.length === 0 ? null : terms.join(', ');
}

function shownClient({ id, userIdent, isArchived }: CrmClient): ShownClient {
  return { id, userIdent, isArchived };
}

function archivedClient({ id, userIdent }: CrmClient): ShownClient {
  return { id, userIdent, isArchived: true };
}
