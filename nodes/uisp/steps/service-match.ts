/**
 * Which service the household already has in its unit, and what stands in the way of a new one (design §2, table; §4).
 */
import type { Waiting } from '../../state/work.ts';
import { addDays } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { CrmService, NmsSite } from '../ports.ts';
import type { StepContext } from './context.ts';
import { isLive, liveServiceOf, liveStatuses } from './live-service.ts';
import { serviceAmbiguous, serviceElsewhere, siteOfNextHousehold } from './service-troubles.ts';

/** What makes a new service needless, or impossible for now. */
export type ServiceFinding =
  /** Live and bound to the unit's site. */
  | { readonly kind: 'ours'; readonly service: CrmService }
  /** This client's, live, without a site. */
  | { readonly kind: 'unbound'; readonly service: CrmService }
  /** The site is still bound to somebody else's live service, or it is another household's turn. */
  | { readonly kind: 'waiting'; readonly waiting: Waiting };

/** The service that the household is to have: whose, where, on which plan, from which day (`YYYY-MM-DD`). */
export interface ServiceWanted {
  /** null in dry-run, when the client or the site would be made. */
  readonly clientId: number | null;
  readonly site: NmsSite | undefined;
  readonly planName: string;
  readonly activeFrom: CalendarDate;
  /** Ended by this very run; in dry-run a service of the unit that live would have ended, and that UISP shows as running still. */
  readonly ended?: number;
}

/**
 * By the site's live service, else among the client's live services: those of the plan's name and the same first day; for a lease
 * begun before go-live any of them.
 * @throws SyncError SERVICE_AMBIGUOUS, SERVICE_ELSEWHERE, SITE_OF_NEXT_HOUSEHOLD (trouble operator)
 */
export async function findService(context: StepContext, wanted: ServiceWanted): Promise<ServiceFinding | undefined> {
  const { crm, signal, findings } = context;
  const bound = wanted.site === undefined ? undefined : await liveServiceOf(context, wanted.site);
  if (bound !== undefined && bound.id !== wanted.ended) {
    const service = await crm.service(bound.id, signal);
    if (bound.clientId === wanted.clientId) return { kind: 'ours', service };
    if (comesLater(service, wanted)) throw siteOfNextHousehold(context, service);
    return { kind: 'waiting', waiting: await waitingFor(context, service) };
  }
  const turn = await turnOf(context);
  if (turn !== undefined) return { kind: 'waiting', waiting: turn };
  if (wanted.clientId === null || findings?.clientIsNew === true) return undefined;
  const services = await servicesOf(context, wanted.clientId);
  const elsewhere = await servicesElsewhere(context);
  return findOfClient(
    context,
    wanted,
    services.filter(({ id }) => id !== wanted.ended && !elsewhere.has(id)),
  );
}

/** In a transfer the household has a service in another unit, too. */
async function servicesElsewhere({ store, work }: StepContext): Promise<ReadonlySet<number>> {
  const stays = await store.households.stays(work.householdId);
  return new Set(stays.flatMap(({ unitUid, serviceId }) => (unitUid === work.unit.uid ? [] : (serviceId ?? []))));
}

/** A service that has not begun (contracts/uisp-crm.md §4). */
const prepared = 0;

/** The service that an earlier try of ours has made, read afresh. */
export async function findMade(
  context: Pick<StepContext, 'crm' | 'signal'>,
  wanted: ServiceWanted,
): Promise<CrmService | undefined> {
  if (wanted.clientId === null) return undefined;
  const services = await servicesOf(context, wanted.clientId);
  const onSite = services.find((service) => wanted.site !== undefined && service.unmsClientSiteId === wanted.site.id);
  return onSite ?? services.find((service) => service.unmsClientSiteId === null && isSame(service, wanted));
}

async function servicesOf(
  { crm, signal }: Pick<StepContext, 'crm' | 'signal'>,
  clientId: number,
): Promise<CrmService[]> {
  const services = await crm.services({ clientId, statuses: liveStatuses }, signal);
  return services.filter((service) => isLive(service) && service.clientId === clientId);
}

function findOfClient(
  context: StepContext,
  wanted: ServiceWanted,
  services: readonly CrmService[],
): ServiceFinding | undefined {
  const onSite = services.find((service) => wanted.site !== undefined && service.unmsClientSiteId === wanted.site.id);
  if (onSite !== undefined) return { kind: 'ours', service: onSite };
  const fitting = context.work.adopt ? services : services.filter((service) => isSame(service, wanted));
  const [service, ...others] = fitting;
  if (service === undefined) return undefined;
  if (others.length > 0) throw serviceAmbiguous(context, fitting);
  if (service.unmsClientSiteId !== null) throw serviceElsewhere(context, service);
  return { kind: 'unbound', service };
}

function isSame(service: CrmService, { planName, activeFrom }: ServiceWanted): boolean {
  return service.name === planName && service.activeFrom === activeFrom;
}

/**
 * The site is free, but not ours yet: a household that comes before has no service (its client is disputed, say), and would find the
 * site taken.
 */
async function turnOf({ store, work }: StepContext): Promise<Waiting | undefined> {
  for (const { leaseUid, householdId } of work.earlier ?? []) {
    const served =
      householdId !== null && (await store.households.inUnit(householdId, work.unit.uid)).serviceId !== null;
    if (!served) return { why: `lease ${leaseUid} comes first in this unit, and has no service yet` };
  }
  return undefined;
}

/** The previous household's service, or one that no household of ours has: never ended here. */
async function waitingFor({ store }: StepContext, service: CrmService): Promise<Waiting> {
  const owner = await store.households.byClient(service.clientId);
  const whose = owner === undefined ? `of UISP client ${service.clientId}` : 'of the previous household';
  const why = `the site is bound to service ${service.id} ${whose}`;
  return service.activeTo === null ? { why } : { why, until: addDays(service.activeTo, 1) };
}

/** Somebody else's service that begins after ours would: waiting for its end would be waiting for the wrong household. */
function comesLater(service: CrmService, { activeFrom }: ServiceWanted): boolean {
  return service.status === prepared && service.activeFrom !== null && service.activeFrom > activeFrom;
}
