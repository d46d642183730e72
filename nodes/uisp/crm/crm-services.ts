/**
 * Services in the CRM (contracts/uisp-crm.md §4). A service is bound to its subscriber site when it is made; one made without a
 * site grows a stray site of its own.
 */
import * as v from 'valibot';
import type { CalendarDate } from '../../village/lease.ts';
import type { CrmChangeRequest, CrmService, NewService, ServiceFilter } from '../ports.ts';
import type { CrmRoutes } from '../routes.ts';
import { crmDate } from './crm-dates.ts';
import type { CrmRequests } from './crm-request.ts';
import { changeRequestSchema, serviceSchema } from './crm-schemas.ts';
import { only } from './only.ts';

/** What of a service may be edited later. */
export interface ServicePatch {
  /** The new plan's monthly period: takes effect at once, under the same service id. */
  readonly servicePlanPeriodId?: number;
  /** `null` clears an individual price, which would otherwise stick across a plan change. */
  readonly price?: null;
  /** The last day included; null: open end. */
  readonly activeTo?: CalendarDate | null;
  readonly sendEmailsAutomatically?: false;
}

/** The CRM’s routes for services. */
export class CrmServices {
  readonly #requests: CrmRequests;
  readonly #routes: CrmRoutes;
  readonly #zone: (signal?: AbortSignal) => Promise<string>;

  /** @param zone the server's IANA zone, in which dates are written */
  constructor(requests: CrmRequests, routes: CrmRoutes, zone: (signal?: AbortSignal) => Promise<string>) {
    this.#requests = requests;
    this.#routes = routes;
    this.#zone = zone;
  }

  list({ clientId, statuses }: ServiceFilter, signal?: AbortSignal): Promise<CrmService[]> {
    const query = { clientId, 'statuses[]': statuses };
    return this.#requests.readAll({ route: this.#routes.services, query, signal }, serviceSchema);
  }

  get(id: number, signal?: AbortSignal): Promise<CrmService> {
    return this.#requests.read({ route: this.#routes.service, params: { id }, signal }, serviceSchema);
  }

  async create(clientId: number, service: NewService, signal?: AbortSignal): Promise<CrmService> {
    const zone = await this.#zone(signal);
    const body = {
      servicePlanPeriodId: service.servicePlanPeriodId,
      activeFrom: crmDate(service.activeFrom, zone),
      invoicingStart: crmDate(service.invoicingStart, zone),
      sendEmailsAutomatically: false,
      unmsClientSiteId: service.unmsClientSiteId,
    };
    const call = { route: this.#routes.createService, params: { id: clientId }, body, signal };
    return this.#requests.create(call, serviceSchema);
  }

  async patch(id: number, patch: ServicePatch, signal?: AbortSignal): Promise<CrmService> {
    const { activeTo } = patch;
    const body = {
      ...only(patch, ['servicePlanPeriodId', 'price', 'sendEmailsAutomatically']),
      ...(typeof activeTo === 'string' ? { activeTo: crmDate(activeTo, await this.#zone(signal)) } : {}),
      ...(activeTo === null ? { activeTo: null } : {}),
    };
    return this.#requests.change({ route: this.#routes.patchService, params: { id }, body, signal }, serviceSchema);
  }

  /** Ends a service at once; the current day is not invoiced. */
  async end(id: number, signal?: AbortSignal): Promise<void> {
    await this.#requests.act({ route: this.#routes.endService, params: { id }, signal });
  }

  async bindSite(id: number, siteId: string, signal?: AbortSignal): Promise<CrmService> {
    const body = { unmsClientSiteId: siteId };
    const call = { route: this.#routes.bindSite, params: { id }, body, signal };
    const answered = v.safeParse(serviceSchema, await this.#requests.act(call));
    return answered.success ? answered.output : this.get(id, signal);
  }

  async unbindSite(id: number, signal?: AbortSignal): Promise<void> {
    await this.#requests.act({ route: this.#routes.unbindSite, params: { id }, signal });
  }

  /** Asks for another plan from the next uninvoiced period on. @returns the request's id, for {@link acceptChange} */
  async requestChange(serviceId: number, targetServicePlanPeriodId: number, signal?: AbortSignal): Promise<string> {
    const body = { serviceId, targetServicePlanPeriodId };
    const call = { route: this.#routes.requestServiceChange, body, signal };
    return (await this.#requests.create(call, changeRequestSchema)).id;
  }

  /** Those that nobody has accepted yet, of all services. */
  changeRequests(signal?: AbortSignal): Promise<CrmChangeRequest[]> {
    return this.#requests.readAll({ route: this.#routes.serviceChangeRequests, signal }, changeRequestSchema);
  }

  /** Accepts it; the service then gets a new id on its date (contracts/uisp-crm.md §4, "How a plan change is really done"). */
  async acceptChange(requestId: string, signal?: AbortSignal): Promise<void> {
    await this.#requests.act({ route: this.#routes.acceptServiceChange, params: { id: requestId }, signal });
  }

  /** Takes back an accepted one before its day. @param id of the present service */
  async cancelChange(id: number, signal?: AbortSignal): Promise<void> {
    await this.#requests.act({ route: this.#routes.cancelServiceChange, params: { id }, signal });
  }
}
