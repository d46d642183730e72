/**
 * Tickets in the CRM (contracts/uisp-crm.md §5).
 */
import * as v from 'valibot';
import type { CrmRoutes } from '../routes.ts';
import type { CrmRequests } from './crm-request.ts';
import { commentSchema, ticketSchema } from './crm-ticket-schemas.ts';

/** A ticket, cut down to what we use. */
export type CrmTicket = v.InferOutput<typeof ticketSchema>;
/** A comment on a ticket, cut down to what we use. */
export type CrmComment = v.InferOutput<typeof commentSchema>;

/** 0 New, 1 Open, 2 Pending, 3 Solved. */
export type TicketStatus = 0 | 1 | 2 | 3;

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
  readonly statuses?: readonly TicketStatus[];
  readonly clientId?: number;
  /** Searches the subject, for the marker of an earlier try. */
  readonly query?: string;
  /** Epoch ms: only tickets with activity at or after it. */
  readonly activeSince?: number;
}

const pageSize = 50;

/** The CRM’s routes for tickets and their comments. */
export class CrmTickets {
  readonly #requests: CrmRequests;
  readonly #routes: CrmRoutes;

  constructor(requests: CrmRequests, routes: CrmRoutes) {
    this.#requests = requests;
    this.#routes = routes;
  }

  /**
   * Tickets, the latest activity first; reads no further than `activeSince`. A ticket that moves to the front while the pages
   * are read comes once.
   */
  async list(
    { statuses, clientId, query, activeSince }: TicketFilter = {},
    signal?: AbortSignal,
  ): Promise<CrmTicket[]> {
    const found = new Map<number, CrmTicket>();
    for (let offset = 0; ; offset += pageSize) {
      const by = { order: 'lastActivity', direction: 'DESC', limit: pageSize, offset };
      const call = { route: this.#routes.tickets, query: { clientId, query, 'statuses[]': statuses, ...by }, signal };
      const page = await this.#requests.read(call, v.array(ticketSchema));
      const wanted = page.filter((ticket) => activeSince === undefined || (ticket.lastActivityMs ?? 0) >= activeSince);
      for (const ticket of wanted) found.set(ticket.id, ticket);
      if (page.length !== pageSize || wanted.length < page.length) return [...found.values()];
    }
  }

  create(ticket: NewTicket, signal?: AbortSignal): Promise<CrmTicket> {
    const body = {
      subject: ticket.subject,
      clientId: ticket.clientId,
      status: 0,
      public: ticket.public,
      activity: [{ public: ticket.public, comment: { body: ticket.body } }],
    };
    return this.#requests.create({ route: this.#routes.createTicket, body, signal }, ticketSchema);
  }

  setStatus(id: number, status: TicketStatus, signal?: AbortSignal): Promise<CrmTicket> {
    const call = { route: this.#routes.patchTicket, params: { id }, body: { status }, signal };
    return this.#requests.change(call, ticketSchema);
  }

  /** All comments of a ticket; the API knows no paging here. */
  comments(ticketId: number, signal?: AbortSignal): Promise<CrmComment[]> {
    return this.#requests.readList({ route: this.#routes.ticketComments, query: { ticketId }, signal }, commentSchema);
  }

  comment(
    { ticketId, body, public: seenByTenant }: { ticketId: number; body: string; public: boolean },
    signal?: AbortSignal,
  ): Promise<CrmComment> {
    const call = { route: this.#routes.createTicketComment, body: { ticketId, body, public: seenByTenant }, signal };
    return this.#requests.create(call, commentSchema);
  }
}
