/** UISP's tickets as the steps see them (contracts/uisp-crm.md §5); the rest of both APIs is in ports.ts. */
import type { UispActivity } from '../state/tickets/uisp-activity.ts';
import type { UispTicketStatus } from '../village/tickets/ticket.ts';

/** A ticket, cut down to what we use. */
export interface CrmTicket {
  readonly id: number;
  readonly subject: string;
  /** null: not assigned to a client. */
  readonly clientId: number | null;
  /** 0 New, 1 Open, 2 Pending, 3 Solved. */
  readonly status: number;
  /** Epoch ms by UISP's clock. */
  readonly createdAtMs: number | null;
  readonly lastActivityMs: number | null;
  /** Comments and changes of the status, oldest first; undefined: the answer does not tell them (older servers' lists). */
  readonly activities: readonly UispActivity[] | undefined;
}

/** A comment on a ticket, cut down to what we use; its id is that of its activity. */
export interface CrmComment {
  readonly id: number;
  readonly ticketId: number;
  readonly body: string;
  readonly public: boolean;
  /** Names of its files. */
  readonly files: readonly string[];
}

/** The body of POST /ticketing/tickets. */
export interface NewTicket {
  /** At most 255 characters. */
  readonly subject: string;
  readonly clientId: number;
  /** Seen by the tenant in their client zone; holds for the first comment too. */
  readonly public: boolean;
  /** The first comment: a ticket must have one. */
  readonly body: string;
}

/** Which tickets are listed. */
export interface TicketFilter {
  readonly statuses?: readonly UispTicketStatus[];
  readonly clientId?: number;
  /** Searches the subject. */
  readonly query?: string;
  /** Epoch ms by UISP's clock: only tickets with activity at or after it. */
  readonly activeSince?: number;
}

/** A page of the tickets, the latest activity first. */
export interface CrmTicketPage {
  /** Of its bytes. */
  readonly fingerprint: string;
  readonly tickets: readonly CrmTicket[];
  /** No page comes after it. */
  readonly isLast: boolean;
}

/** Tickets of the CRM. Each throws what the CRM requests throw (crm/crm-request.ts). */
export interface CrmTicketsApi {
  /** The latest activity first; reads no further than `activeSince`. */
  list(filter?: TicketFilter, signal?: AbortSignal): Promise<CrmTicket[]>;
  /**
   * One page of all tickets, whatever their status.
   * @param number from 0
   * @param before the page as it was last time: it comes back, and nothing is parsed, when the bytes are the same
   */
  page(number: number, before?: CrmTicketPage, signal?: AbortSignal): Promise<CrmTicketPage>;
  /** undefined: UISP says 404. */
  ticket(id: number, signal?: AbortSignal): Promise<CrmTicket | undefined>;
  create(ticket: NewTicket, signal?: AbortSignal): Promise<CrmTicket>;
  setStatus(id: number, status: UispTicketStatus, signal?: AbortSignal): Promise<CrmTicket>;
  /** All comments of a ticket; the API knows no paging here. */
  comments(ticketId: number, signal?: AbortSignal): Promise<CrmComment[]>;
  comment(comment: { ticketId: number; body: string; public: boolean }, signal?: AbortSignal): Promise<CrmComment>;
}
