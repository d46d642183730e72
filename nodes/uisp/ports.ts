/**
 * UISP as the workflow steps see it: the two APIs' answers cut down to what we use, and the shared, batch-wise reading of them.
 * Facts: contracts/uisp-crm.md §3-4, contracts/uisp-nms.md §3-4.
 */
import type { CalendarDate } from '../village/lease.ts';
import type { CrmContact, CrmContactsApi } from './contact-ports.ts';
import type { CrmTicketsApi } from './ticket-ports.ts';

export interface CrmClient {
  readonly id: number;
  /** "Custom ID": `innago:<tenantUid>` on ours. */
  readonly userIdent: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly street2: string | null;
  readonly stopServiceDue: boolean | null;
  readonly isArchived: boolean;
  readonly contacts: readonly CrmContact[];
}

/** Live: 0 Prepared, 1 Active, 3 Suspended, 4 Prepared blocked, 6 Deferred. Not live: 2 Ended, 5 Obsolete, 7 Quoted, 8 Inactive. */
export interface CrmService {
  readonly id: number;
  readonly clientId: number;
  readonly status: number;
  readonly name: string | null;
  readonly servicePlanId: number | null;
  readonly servicePlanPeriodId: number | null;
  /** Of its plan; null: the answer does not tell. */
  readonly downloadMbps: number | null;
  /** Dollars a month. */
  readonly price: number | null;
  /** The price is its own, not its plan's; null: the answer does not tell. */
  readonly hasIndividualPrice: boolean | null;
  readonly activeFrom: CalendarDate | null;
  readonly activeTo: CalendarDate | null;
  readonly invoicingStart: CalendarDate | null;
  readonly sendEmailsAutomatically: boolean | null;
  readonly unmsClientSiteId: string | null;
}

/** A change of plan that waits to be accepted. */
export interface CrmChangeRequest {
  readonly id: string;
  readonly serviceId: number | null;
  readonly targetServicePlanPeriodId: number | null;
}

export interface CrmServicePlan {
  readonly id: number;
  readonly name: string;
  readonly archived: boolean;
  readonly downloadMbps: number | null;
  readonly uploadMbps: number | null;
  readonly periods: readonly {
    readonly id: number;
    readonly months: number;
    readonly price: number | null;
    readonly enabled: boolean;
  }[];
}

export interface CrmOptions {
  /** IANA zone of the server. */
  readonly appTimezone: string | null;
  /** The switches of contracts/uisp-crm.md §7, as far as the answer carries them, for "Test connection". */
  readonly switches: Readonly<Record<string, boolean>>;
}

/** The body of POST /clients, whitelisted. */
export interface NewClient {
  readonly userIdent: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly street1: string;
  readonly street2: string;
  readonly city: string;
  readonly zipCode: string;
  readonly contacts: readonly { readonly name: string; readonly email?: string; readonly phone?: string }[];
}

/** What of a client may be edited later; `userIdent` moves to the next tenant when the first one leaves (design §4, "Words"). */
export type ClientPatch = Partial<
  Pick<NewClient, 'userIdent' | 'firstName' | 'lastName' | 'street1' | 'street2' | 'city' | 'zipCode'>
> & { readonly stopServiceDue?: boolean };

export interface NewService {
  readonly servicePlanPeriodId: number;
  readonly activeFrom: CalendarDate;
  readonly invoicingStart: CalendarDate;
  readonly unmsClientSiteId: string;
}

/** Which clients are listed; all that are not archived without it. */
export interface ClientFilter {
  readonly userIdent?: string;
  readonly email?: string;
  readonly archived?: boolean;
}

/** Which services are listed. */
export interface ServiceFilter {
  readonly clientId?: number;
  readonly statuses?: readonly number[];
}

/** An Internet plan with a period of one month. */
export interface NewServicePlan {
  readonly name: string;
  readonly downloadMbps: number;
  readonly uploadMbps: number;
  readonly monthlyPriceCents: number;
}

export interface CrmApi {
  readonly tickets: CrmTicketsApi;
  readonly contacts: CrmContactsApi;
  version(signal?: AbortSignal): Promise<string>;
  /** Read once and kept for an hour. */
  options(signal?: AbortSignal): Promise<CrmOptions>;
  /** All pages. `archived: true` lists the archived ones instead. */
  clients(filter?: ClientFilter, signal?: AbortSignal): Promise<CrmClient[]>;
  client(id: number, signal?: AbortSignal): Promise<CrmClient>;
  /** Sends clientType 1, isLead false, stopServiceDue false; contacts with isBilling false, isContact true. */
  createClient(client: NewClient, signal?: AbortSignal): Promise<CrmClient>;
  /** Takes an archived client back. @throws SyncError UISP_CRM_422 when it is not archived */
  restoreClient(id: number, signal?: AbortSignal): Promise<void>;
  /** Sends the fields that are given, and nothing else. */
  patchClient(id: number, patch: ClientPatch, signal?: AbortSignal): Promise<CrmClient>;
  services(filter: ServiceFilter, signal?: AbortSignal): Promise<CrmService[]>;
  service(id: number, signal?: AbortSignal): Promise<CrmService>;
  /** Dates are sent as local midnight of the server's zone; sendEmailsAutomatically false. Only Internet plans, monthly period. */
  createService(clientId: number, service: NewService, signal?: AbortSignal): Promise<CrmService>;
  /** Another plan at once, under the same id; price null clears an individual price (contracts/uisp-crm.md §4, "plan change" 1). */
  patchService(
    id: number,
    patch: { readonly servicePlanPeriodId: number; readonly price: null },
    signal?: AbortSignal,
  ): Promise<CrmService>;
  /** Another plan from the next uninvoiced period on (§4, "plan change" 2). @returns the request's id, to be accepted */
  requestServiceChange(serviceId: number, servicePlanPeriodId: number, signal?: AbortSignal): Promise<string>;
  /** Makes a deferred service (status 6) of a new id, which replaces the present one on its first day. */
  acceptServiceChange(requestId: string, signal?: AbortSignal): Promise<void>;
  /** Those that are not accepted yet. */
  serviceChangeRequests(signal?: AbortSignal): Promise<CrmChangeRequest[]>;
  /** Takes back the deferred change of a service. */
  cancelServiceChange(serviceId: number, signal?: AbortSignal): Promise<void>;
  /** At once, also one that has not begun; 422 where UISP does not do that (contracts/uisp-crm.md §4, "End of lease"). */
  endService(id: number, signal?: AbortSignal): Promise<void>;
  /** The last day included; it may have passed. */
  setActiveTo(id: number, lastDay: CalendarDate, signal?: AbortSignal): Promise<CrmService>;
  bindSite(serviceId: number, siteId: string, signal?: AbortSignal): Promise<CrmService>;
  /** The site stays, free for another service. */
  unbindSite(serviceId: number, signal?: AbortSignal): Promise<void>;
  servicePlans(signal?: AbortSignal): Promise<CrmServicePlan[]>;
  createServicePlan(plan: NewServicePlan, signal?: AbortSignal): Promise<CrmServicePlan>;
  /** Enables the plan's period of one month; its other enabled periods are repeated as they are, and nothing else is sent but the name. */
  enableMonthlyPeriod(plan: CrmServicePlan, monthlyPriceCents: number, signal?: AbortSignal): Promise<CrmServicePlan>;
}

export interface NmsSite {
  readonly id: string;
  readonly name: string;
  /** `site` or `endpoint` (a subscriber). */
  readonly type: string;
  readonly parentId: string | null;
  /** The CRM service bound to it; null when unbound. Ids are numbers here as in CRM. */
  readonly service: { readonly id: number; readonly status: number | null; readonly clientId: number | null } | null;
}

export interface NmsOnu {
  readonly id: string;
  readonly name: string | null;
  readonly serial: string | null;
  /** 12 lower-case hex digits. */
  readonly mac: string | null;
  readonly model: string | null;
  readonly siteId: string | null;
  readonly siteName: string | null;
  /** Of the site it is on. */
  readonly siteParentId: string | null;
  /** From `overview.status`, else `identification.status`: active, disconnected, … */
  readonly status: string | null;
  /** Echoed by a rename, never guessed; null when the answer lacks it. */
  readonly enabled: boolean | null;
}

export interface NmsApi {
  version(): Promise<string>;
  /** `GET /sites?ucrmDetails=true`: one request, all sites. */
  sites(signal?: AbortSignal): Promise<NmsSite[]>;
  /** One site with ucrmDetails. */
  site(id: string, signal?: AbortSignal): Promise<NmsSite>;
  /** Sends name, type `endpoint`, parentSiteId. Accepts 200 and 201. */
  createSubscriberSite(site: { name: string; parentId: string }, signal?: AbortSignal): Promise<NmsSite>;
  /** `GET /devices?type=onu`: one request. */
  onus(signal?: AbortSignal): Promise<NmsOnu[]>;
  onu(id: string, signal?: AbortSignal): Promise<NmsOnu>;
  /** POST /devices/authorize; checks `result === true`. */
  assignToSite(onuId: string, siteId: string, signal?: AbortSignal): Promise<void>;
  unassign(onuId: string, signal?: AbortSignal): Promise<void>;
  /** PUT /devices/onus/{id}/system; never sends adminPassword. */
  renameOnu(onuId: string, name: string, enabled: boolean, signal?: AbortSignal): Promise<void>;
  /** Alias, by its GET and PUT of /devices/{id}/system/unms. */
  setAlias(onuId: string, alias: string, signal?: AbortSignal): Promise<void>;
}

/**
 * Shared reading, so that a batch of leases costs a handful of requests (at most 5 per lease plus 40 in all, one lease alone at
 * most 14; test/uisp/steps/request-count.test.ts). Every list is read at most once at a time (single flight); what we write is noted in it at once.
 * `since` (epoch ms): the answer must come from a request that began at or after that instant.
 */
export interface UispDirectory {
  /** All sites; by default at most two minutes old. */
  sites(wanted?: { since?: number }, signal?: AbortSignal): Promise<readonly NmsSite[]>;
  onus(wanted?: { since?: number }, signal?: AbortSignal): Promise<readonly NmsOnu[]>;
  /**
   * The client with this `userIdent`, archived ones included only when `archived` is asked for. Look-ups that arrive together
   * (within a few milliseconds) are answered by one full list when they are many, by single queries when they are few.
   */
  clientByIdent(userIdent: string, wanted?: { since?: number }, signal?: AbortSignal): Promise<CrmClient | undefined>;
  clientsByEmail(email: string, signal?: AbortSignal): Promise<readonly CrmClient[]>;
  /** Not older than a day; whoever misses a plan in it, or is refused one, asks for a newer list. */
  servicePlans(wanted?: { since?: number }, signal?: AbortSignal): Promise<readonly CrmServicePlan[]>;
  /** The parent site ("Victorian Village"): by configured id, else exactly one `site` of that name. @throws SyncError PARENT_SITE_MISSING, PARENT_SITE_AMBIGUOUS */
  parentSite(signal?: AbortSignal): Promise<NmsSite>;
  /**
   * ONUs as they are after everything written so far: waits until writing has been quiet for 300 ms (10 s at most), then one
   * request serves all who wait.
   */
  onusAfterWrites(signal?: AbortSignal): Promise<readonly NmsOnu[]>;
  sitesAfterWrites(signal?: AbortSignal): Promise<readonly NmsSite[]>;
  noteClient(client: CrmClient): void;
  noteSite(site: NmsSite): void;
  noteOnu(onuId: string, change: Partial<Omit<NmsOnu, 'id'>>): void;
}
