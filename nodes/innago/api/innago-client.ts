import type { BreakerStore } from '../../http/breaker.ts';
import { HttpClient } from '../../http/http-client.ts';
import type { SendOnce } from '../../http/one-request.ts';
import { userAgent } from '../../http/user-agent.ts';
import { SyncError } from '../../sync-error.ts';
import { calendarDate } from '../../village/calendar-date.ts';
import type { Lease, Property } from '../../village/lease.ts';
import type { Ticket } from '../../village/tickets/ticket.ts';
import type { InnagoSettings } from '../settings.ts';
import { FixedAuth, type InnagoAuth } from './auth.ts';
import { explainInnago } from './envelope.ts';
import type {
  InnagoApi,
  Invoice,
  LeasePage,
  Named,
  NewInvoice,
  ScanVerdict,
  TicketPage,
  TicketStatusCode,
} from './innago-api.ts';
import { type DateReader, dateReader } from './lease-dates.ts';
import { listPages } from './list-pages.ts';
import { PageMemory } from './page-memory.ts';
import { listIn } from './paging.ts';
import { type Call, InnagoRequests } from './requests.ts';
import {
  createdInvoiceSchema,
  invoiceSchemaOf,
  leaseSchemaOf,
  namedPropertySchema,
  propertySchema,
  ticketSchemaOf,
  unitSchema,
} from './schemas.ts';
import { TokenExchange } from './token-exchange.ts';

/** The account, and what tests put in the place of the machine. */
export interface InnagoClientOptions {
  readonly settings: InnagoSettings;
  readonly breaker?: BreakerStore;
  readonly clock?: () => number;
  readonly log?: (text: string) => void;
  /** See `HttpClientOptions`. */
  readonly retryPausesMs?: readonly number[];
  readonly send?: SendOnce;
}

/** New, old and reopened requests; 3 is "resolved" (contracts/innago.md §3). */
const openStatuses = [1, 2, 4];

/** See {@link InnagoApi}. */
export class InnagoClient implements InnagoApi {
  readonly #settings: InnagoSettings;
  readonly #auth: InnagoAuth;
  readonly #http: HttpClient;
  readonly #requests: InnagoRequests;
  readonly #dates: DateReader;
  readonly #leases: PageMemory = new PageMemory();
  readonly #tickets: PageMemory = new PageMemory();
  #isLeaseRouteProven = false;

  constructor({ settings, clock = Date.now, ...options }: InnagoClientOptions) {
    const { credentials, apiUrl, tokenUrl, timeoutMs } = settings;
    this.#settings = settings;
    this.#dates = dateReader(settings.zonedDates);
    this.#auth =
      credentials.kind === 'token exchange'
        ? new TokenExchange({ ...credentials, tokenUrl, timeoutMs, userAgent, clock })
        : new FixedAuth(credentials);
    this.#http = new HttpClient({
      prefix: 'INNAGO',
      name: 'Innago',
      baseUrl: apiUrl,
      timeoutMs,
      headers: () => this.#auth.headers(),
      unauthorized: (sent) => this.#auth.renew(sent),
      explain: explainInnago,
      userAgent,
      clock,
      ...options,
    });
    this.#requests = new InnagoRequests(this.#http, settings.routes);
  }

  async property(signal?: AbortSignal): Promise<Property> {
    const call: Call = { route: 'getProperty', params: { propertyUid: this.#settings.propertyUid() }, signal };
    return this.#requests.parse(call, propertySchema, await this.#requests.data(call));
  }

  properties(signal?: AbortSignal): Promise<Named[]> {
    return this.#requests.whole(
      { route: 'listProperties', signal },
      { listKey: 'properties', uidKey: 'propertyUid', schema: namedPropertySchema, unreadable: 'PROPERTY_UNREADABLE' },
    );
  }

  /** Not paged (contracts/innago.md §3, "Where the array sits"). */
  async units(signal?: AbortSignal): Promise<Named[]> {
    const call: Call = { route: 'listUnits', params: { propertyUid: this.#settings.propertyUid() }, signal };
    const rows = listIn(await this.#requests.data(call), 'units');
    if (rows === undefined)
      throw this.#requests.incomplete(call, 'INNAGO_LIST_MISSING', 'the answer holds no list of units');
    return rows.map((row) => this.#requests.parse(call, unitSchema, row));
  }

  async *leasePages({ signal }: { signal?: AbortSignal } = {}): AsyncGenerator<LeasePage, ScanVerdict> {
    const call: Call = { route: 'listLeases', query: { propertyUid: this.#settings.propertyUid() } };
    const source = this.#requests.list<Lease, LeasePage>(call, 'pageNumber', {
      listKey: 'list',
      uidKey: 'leaseUid',
      schema: leaseSchemaOf(this.#dates),
      unreadable: 'LEASE_UNREADABLE',
      shape: (page, leases) => ({ ...page, leases }),
    });
    return yield* listPages(source, this.#leases, signal);
  }

  async lease(uid: string, signal?: AbortSignal): Promise<Lease | undefined> {
    const lease = await this.#lease(uid, signal);
    if (lease === undefined) await this.#proveLeaseRoute(uid, signal);
    return lease;
  }

  async #lease(uid: string, signal: AbortSignal | undefined): Promise<Lease | undefined> {
    const call: Call = { route: 'getLease', params: { leaseUid: uid }, signal };
    const lease = await this.#requests.one(call, 'leaseUid', leaseSchemaOf(this.#dates));
    if (lease !== undefined) this.#isLeaseRouteProven = true;
    return lease;
  }

  /**
   * A 404 ends a household's service (design §4), so it must mean the lease and not the route: a lease that was just listed has to be
   * found under the same route.
   */
  async #proveLeaseRoute(missing: string, signal: AbortSignal | undefined): Promise<void> {
    const listed = this.#isLeaseRouteProven ? undefined : this.#leases.someUid(missing);
    if (listed === undefined || (await this.#lease(listed, signal)) !== undefined) return;
    throw new SyncError('Innago says 404 for every single lease, also for one that it lists.', {
      code: 'INNAGO_LEASE_ROUTE',
      trouble: 'operator',
      hint: 'The route getLease is probably another one on this account: set it in the Innago account, field "Routes".',
      about: 'Innago',
    });
  }

  async *ticketPages({ signal }: { signal?: AbortSignal } = {}): AsyncGenerator<TicketPage, ScanVerdict> {
    const query = { Statuses: openStatuses, PropertyUid: this.#settings.propertyUid() };
    const source = this.#requests.list<Ticket, TicketPage>({ route: 'listTickets', query }, 'PageNumber', {
      listKey: 'maintenances',
      uidKey: 'maintenanceUid',
      schema: ticketSchemaOf(this.#dates),
      unreadable: 'TICKET_UNREADABLE',
      shape: (page, tickets) => ({ ...page, tickets }),
    });
    return yield* listPages(source, this.#tickets, signal);
  }

  ticket(uid: string, signal?: AbortSignal): Promise<Ticket | undefined> {
    return this.#requests.one(
      { route: 'getTicket', params: { maintenanceUid: uid }, signal },
      'maintenanceUid',
      ticketSchemaOf(this.#dates),
    );
  }

  setTicketStatus(uid: string, status: TicketStatusCode, signal?: AbortSignal): Promise<void> {
    const params = { maintenanceUid: uid, maintenanceStatus: status };
    return this.#requests.act({ route: 'setTicketStatus', params, signal });
  }

  addComment(uid: string, text: string, signal?: AbortSignal): Promise<void> {
    const body = { [this.#settings.commentField]: text };
    return this.#requests.act({ route: 'addComment', params: { maintenanceUid: uid }, body, signal });
  }

  invoices(
    { leaseUid, tenantUid }: { leaseUid: string; tenantUid?: string },
    signal?: AbortSignal,
  ): Promise<Invoice[]> {
    return this.#requests.whole(
      { route: 'listInvoices', query: { leaseUid, tenantUid }, signal },
      {
        listKey: 'invoiceShortInfoResponseModel',
        uidKey: 'invoiceUid',
        schema: invoiceSchemaOf(this.#dates),
        unreadable: 'INVOICE_UNREADABLE',
      },
    );
  }

  async createInvoice(invoice: NewInvoice, signal?: AbortSignal): Promise<{ invoiceUid: string | null }> {
    const { tenantUid, leaseUid, amountCents, dueDate, item } = invoice;
    if (!Number.isSafeInteger(amountCents) || amountCents <= 0 || calendarDate(dueDate) !== dueDate) {
      throw new SyncError(`An invoice of ${amountCents} cents due on ${dueDate} is not sent.`, {
        code: 'INNAGO_INVOICE_INVALID',
        trouble: 'data',
      });
    }
    const body = { tenantUid, leaseUid, amount: amountCents / 100, dueDate: `${dueDate}T00:00:00`, item };
    const created = await this.#requests.create({ route: 'createInvoice', body, signal }, createdInvoiceSchema);
    return { invoiceUid: created?.invoiceUid ?? null };
  }

  forget(): void {
    this.#leases.forget();
    this.#tickets.forget();
  }

  probe(): void {
    this.#auth.probe();
    this.#http.probe();
  }

  close(): void {
    this.#http.close();
    this.#auth.close();
  }
}
