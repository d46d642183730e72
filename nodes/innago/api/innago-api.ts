/**
 * Innago as this package uses it: the answers of its Open API cut down to what we need (contracts/innago.md §3). Implemented by
 * `InnagoClient` (innago-client.ts).
 *
 * All methods throw SyncError: `INNAGO_…` of `HttpPort.request`; `INNAGO_REFUSED` (trouble data; a 200 that carries an error
 * message); `INNAGO_UNREADABLE` (trouble server; JSON of another shape than the contract's); `NOT_CONFIGURED` (trouble operator).
 */
import type { CalendarDate, Lease, Property } from '../../village/lease.ts';
import type { Ticket } from '../../village/tickets/ticket.ts';

/** A unit or property as lists name it. */
export interface Named {
  readonly uid: string;
  readonly name: string;
}

/** A row that cannot be read: it is this one's problem, not the scan's. */
export interface RowProblem {
  /** null when not even the uid can be read. */
  readonly uid: string | null;
  /** `LEASE_UNREADABLE` or `TICKET_UNREADABLE`. */
  readonly code: string;
  /** In words, no personal data: "startDate is no date". */
  readonly why: string;
}

/** One page of a list. Page 1 again means that the scan begins anew, because the list changed while it was read. */
export interface ListPage {
  /** From 1. */
  readonly page: number;
  /** The same bytes as when this page was last given out and taken: its rows are left out then, `uids` and `problems` are as before. */
  readonly unchanged: boolean;
  /** Of all rows of the page, also of those that cannot be read (where they have one), also when unchanged. */
  readonly uids: readonly string[];
  readonly problems: readonly RowProblem[];
}

/** Its leases are left out when the page is unchanged. */
export interface LeasePage extends ListPage {
  readonly leases: readonly Lease[];
}

/** Its tickets are left out when the page is unchanged. */
export interface TicketPage extends ListPage {
  readonly tickets: readonly Ticket[];
}

/** Whether all there is was seen. Only then may something be concluded from what is absent (design §3.6). */
export interface ScanVerdict {
  readonly complete: boolean;
  /** Rows seen, unreadable ones included. */
  readonly total: number;
  /** Pages seen. */
  readonly pages: number;
  /** When incomplete: `INNAGO_PAGES_DO_NOT_ADD_UP`, `INNAGO_PAGING_MISSING`, `INNAGO_LIST_MISSING`, `INNAGO_EMPTY_PAGE`, `INNAGO_DUPLICATE`. */
  readonly code?: string;
  /** When incomplete: the code and what does not add up, in words: "INNAGO_EMPTY_PAGE: page 3 of 5 is empty". */
  readonly why?: string;
}

/** Innago names neither the item, nor the balance, nor the lease of an invoice (contracts/innago.md §3). */
export interface Invoice {
  readonly uid: string;
  readonly dueDate: CalendarDate;
  readonly amountCents: number;
  /** `Pending`, `Fully Paid`, `Partially Paid` */
  readonly status: string | null;
}

/** One charge, as it is sent. */
export interface NewInvoice {
  readonly tenantUid: string;
  readonly leaseUid: string;
  readonly amountCents: number;
  readonly dueDate: CalendarDate;
  /** The label on the tenant's bill. Never "Rent": that would take part in late fees (contracts/innago.md §3). */
  readonly item: string;
}

/** 111 Resolved, 113 ReOpened: the only ones there are, and another number space than the list's filter. */
export type TicketStatusCode = 111 | 113;

/** Innago as the scan and the invoice line see it. Implemented by `InnagoClient`. */
export interface InnagoApi {
  /** The account's property. An archived one is a property, too. */
  property(signal?: AbortSignal): Promise<Property>;
  /** All of the account. @throws also INNAGO_PAGES_DO_NOT_ADD_UP and the other verdict codes (trouble server) */
  properties(signal?: AbortSignal): Promise<Named[]>;
  /** Of the account's property. */
  units(signal?: AbortSignal): Promise<Named[]>;
  /**
   * The property's leases, page by page as they come; the next page is fetched while the caller looks at this one. An answer that
   * does not add up ends in an incomplete verdict; a request that fails (401, timeout, web page, …) is thrown.
   */
  leasePages(options?: { signal?: AbortSignal }): AsyncGenerator<LeasePage, ScanVerdict>;
  /**
   * undefined: Innago says 404.
   * @throws INNAGO_LEASE_ROUTE (trouble operator) when it says so for a lease that it just listed, too: then the route is wrong
   */
  lease(uid: string, signal?: AbortSignal): Promise<Lease | undefined>;
  /** The property's tickets that are not resolved (new, old, reopened); otherwise as {@link leasePages}. */
  ticketPages(options?: { signal?: AbortSignal }): AsyncGenerator<TicketPage, ScanVerdict>;
  /** undefined: Innago says 404. */
  ticket(uid: string, signal?: AbortSignal): Promise<Ticket | undefined>;
  setTicketStatus(uid: string, status: TicketStatusCode, signal?: AbortSignal): Promise<void>;
  /** Cannot be read back. The body's field is a setting, because Innago does not publish it (contracts/innago.md §3). */
  addComment(uid: string, text: string, signal?: AbortSignal): Promise<void>;
  /** All pages. @throws also the verdict codes (trouble server): half a list must not make a duplicate charge */
  invoices(filter: { leaseUid: string; tenantUid?: string }, signal?: AbortSignal): Promise<Invoice[]>;
  /** Not idempotent, and nothing can undo it. `invoiceUid` is null when the answer does not tell. */
  createInvoice(invoice: NewInvoice, signal?: AbortSignal): Promise<{ invoiceUid: string | null }>;
  /** What the last pages gave out was not kept: the next scan gives every row again. */
  forget(): void;
  /** A tick starts: one request may pass a server that was left alone. */
  probe(): void;
  /** Aborts what is in flight. */
  close(): void;
}

/** What the config node `innago-account` offers to other nodes. */
export interface InnagoAccountNode {
  /** The one client of this account, shared by all nodes. @throws SyncError NOT_CONFIGURED, INNAGO_URL, INNAGO_HTTP_REFUSED, ROUTE_INVALID (trouble operator) */
  innago(): InnagoApi;
  /** @throws SyncError NOT_CONFIGURED (trouble operator) when none is set */
  readonly propertyUid: string;
  /** The most characters (UTF-16 units) of a comment. @throws SyncError NOT_CONFIGURED (trouble operator) when it is no such number */
  readonly commentLength: number;
}
