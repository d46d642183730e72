/**
 * The UISP CRM, by resource: the methods that {@link CrmApi} names, and what the later workflows need besides.
 * Facts: contracts/uisp-crm.md.
 */
import * as v from 'valibot';
import type { HttpPort } from '../../http/http-port.ts';
import { SyncError } from '../../sync-error.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type {
  ClientFilter,
  ClientPatch,
  CrmApi,
  CrmChangeRequest,
  CrmClient,
  CrmOptions,
  CrmService,
  CrmServicePlan,
  NewClient,
  NewService,
  NewServicePlan,
  ServiceFilter,
} from '../ports.ts';
import { type CrmRoutes, crmRoutes } from '../routes.ts';
import { SharedReading } from '../shared-reading.ts';
import type { BeginWrite } from '../uisp-requests.ts';
import { CrmClients, CrmContacts } from './crm-clients.ts';
import { CrmPlans } from './crm-plans.ts';
import { CrmRequests } from './crm-request.ts';
import { optionsSchema } from './crm-schemas.ts';
import { CrmServices, type ServicePatch } from './crm-services.ts';
import { CrmTickets } from './crm-tickets.ts';

/** What the CRM client works with. */
export interface CrmSetup {
  /** Base `https://HOST/crm/api/v1.0`, header `X-Auth-App-Key`, prefix `UISP_CRM`. */
  readonly http: HttpPort;
  readonly routes?: CrmRoutes;
  readonly clock: () => number;
  readonly beginWrite?: BeginWrite;
  /** Whose clients and plans are made; undefined: UISP's default one (contracts/uisp-crm.md §3). */
  readonly organizationId?: number | undefined;
}

const hourMs = 3_600_000;
const versionSchema = v.object({ version: v.string() });
const organizationSchema = v.object({ id: v.number(), name: v.string() });

/** See {@link CrmApi}. */
export class UispCrm implements CrmApi {
  readonly contacts: CrmContacts;
  readonly tickets: CrmTickets;
  readonly #requests: CrmRequests;
  readonly #routes: CrmRoutes;
  readonly #clients: CrmClients;
  readonly #services: CrmServices;
  readonly #plans: CrmPlans;
  readonly #options: SharedReading<CrmOptions>;

  constructor({ http, routes = crmRoutes, clock, beginWrite, organizationId }: CrmSetup) {
    const requests = new CrmRequests(http, beginWrite);
    this.#requests = requests;
    this.#routes = routes;
    this.contacts = new CrmContacts(requests, routes);
    this.tickets = new CrmTickets(requests, routes);
    this.#clients = new CrmClients(requests, routes, organizationId);
    this.#services = new CrmServices(requests, routes, (signal) => this.#zone(signal));
    this.#plans = new CrmPlans(requests, routes, organizationId);
    const readOptions = (signal: AbortSignal) => requests.read({ route: routes.options, signal }, optionsSchema);
    this.#options = new SharedReading(readOptions, clock);
  }

  async version(signal?: AbortSignal): Promise<string> {
    return (await this.#requests.read({ route: this.#routes.crmVersion, signal }, versionSchema)).version;
  }

  /** The companies that this UISP bills for. */
  organizations(signal?: AbortSignal): Promise<{ id: number; name: string }[]> {
    return this.#requests.readList({ route: this.#routes.organizations, signal }, organizationSchema);
  }

  /** One client, one service and one ticket at the most, only to see that they may be read. @throws SyncError as any reading */
  async glance(signal?: AbortSignal): Promise<void> {
    const { clients, services, tickets } = this.#routes;
    const one = { limit: 1 };
    await Promise.all(
      [clients, services, tickets].map((route) => this.#requests.readList({ route, query: one, signal }, v.unknown())),
    );
  }

  options(signal?: AbortSignal): Promise<CrmOptions> {
    return this.#options.get({ maxAgeMs: hourMs }, signal);
  }

  clients(filter?: ClientFilter, signal?: AbortSignal): Promise<CrmClient[]> {
    return this.#clients.list(filter, signal);
  }

  client(id: number, signal?: AbortSignal): Promise<CrmClient> {
    return this.#clients.get(id, signal);
  }

  createClient(client: NewClient, signal?: AbortSignal): Promise<CrmClient> {
    return this.#clients.create(client, signal);
  }

  patchClient(id: number, patch: ClientPatch, signal?: AbortSignal): Promise<CrmClient> {
    return this.#clients.patch(id, patch, signal);
  }

  restoreClient(id: number, signal?: AbortSignal): Promise<void> {
    return this.#clients.restore(id, signal);
  }

  services(filter: ServiceFilter, signal?: AbortSignal): Promise<CrmService[]> {
    return this.#services.list(filter, signal);
  }

  service(id: number, signal?: AbortSignal): Promise<CrmService> {
    return this.#services.get(id, signal);
  }

  createService(clientId: number, service: NewService, signal?: AbortSignal): Promise<CrmService> {
    return this.#services.create(clientId, service, signal);
  }

  patchService(id: number, patch: ServicePatch, signal?: AbortSignal): Promise<CrmService> {
    return this.#services.patch(id, patch, signal);
  }

  endService(id: number, signal?: AbortSignal): Promise<void> {
    return this.#services.end(id, signal);
  }

  setActiveTo(id: number, lastDay: CalendarDate, signal?: AbortSignal): Promise<CrmService> {
    return this.#services.patch(id, { activeTo: lastDay }, signal);
  }

  bindSite(serviceId: number, siteId: string, signal?: AbortSignal): Promise<CrmService> {
    return this.#services.bindSite(serviceId, siteId, signal);
  }

  unbindSite(serviceId: number, signal?: AbortSignal): Promise<void> {
    return this.#services.unbindSite(serviceId, signal);
  }

  requestServiceChange(serviceId: number, servicePlanPeriodId: number, signal?: AbortSignal): Promise<string> {
    return this.#services.requestChange(serviceId, servicePlanPeriodId, signal);
  }

  acceptServiceChange(requestId: string, signal?: AbortSignal): Promise<void> {
    return this.#services.acceptChange(requestId, signal);
  }

  serviceChangeRequests(signal?: AbortSignal): Promise<CrmChangeRequest[]> {
    return this.#services.changeRequests(signal);
  }

  cancelServiceChange(serviceId: number, signal?: AbortSignal): Promise<void> {
    return this.#services.cancelChange(serviceId, signal);
  }

  servicePlans(signal?: AbortSignal): Promise<CrmServicePlan[]> {
    return this.#plans.list(signal);
  }

  createServicePlan(plan: NewServicePlan, signal?: AbortSignal): Promise<CrmServicePlan> {
    return this.#plans.create(plan, signal);
  }

  enableMonthlyPeriod(plan: CrmServicePlan, monthlyPriceCents: number, signal?: AbortSignal): Promise<CrmServicePlan> {
    return this.#plans.enableMonthly(plan, monthlyPriceCents, signal);
  }

  async #zone(signal?: AbortSignal): Promise<string> {
    const { appTimezone } = await this.options(signal);
    if (appTimezone !== null) return appTimezone;
    throw new SyncError('UISP does not say its time zone, so no date can be written.', {
      code: 'UISP_CRM_DATE',
      trouble: 'operator',
      hint: 'Set the time zone in UISP (CRM, Settings, Localization).',
      about: 'time zone',
    });
  }
}
