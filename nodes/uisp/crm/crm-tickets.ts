/** Tickets in the CRM (contracts/uisp-crm.md §5). */
import { hash } from 'node:crypto';
import * as v from 'valibot';
import type { UispTicketStatus } from '../../village/tickets/ticket.ts';
import { isMissing } from '../refused.ts';
import type { CrmRoutes } from '../routes.ts';
import type { CrmComment, CrmTicket, CrmTicketPage, CrmTicketsApi, NewTicket, TicketFilter } from '../ticket-ports.ts';
import type { CrmRequests } from './crm-request.ts';
import { commentSchema, ticketSchema } from './crm-ticket-schemas.ts';

/** Rows of a page of tickets. */
export const ticketsPerPage = 50;
const latestFirst = { order: 'lastActivity', direction: 'DESC', limit: ticketsPerPage } as const;

/** The CRM’s routes for tickets and their comments. */
export class CrmTickets implements CrmTicketsApi {
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
    for (let offset = 0; ; offset += ticketsPerPage) {
      const filters = { clientId, query, 'statuses[]': statuses, ...latestFirst, offset };
      const call = { route: this.#routes.tickets, query: filters, signal };
      const page = await this.#requests.read(call, v.array(ticketSchema));
      const isWanted = (ticket: CrmTicket) => activeSince === undefined || activityOf(ticket) >= activeSince;
      for (const ticket of page.filter(isWanted)) found.set(ticket.id, ticket);
      const last = page.at(-1);
      if (page.length !== ticketsPerPage || last === undefined || !isWanted(last)) return [...found.values()];
    }
  }

  /** See {@link CrmTicketsApi.page}. */
  async page(number: number, before?: CrmTicketPage, signal?: AbortSignal): Promise<CrmTicketPage> {
    const query = { ...latestFirst, offset: number * ticketsPerPage };
    const call = { route: this.#routes.tickets, query, signal };
    const bytes = await this.#requests.bytes(call);
    const fingerprint = hash('sha1', bytes, 'base64');
    if (before?.fingerprint === fingerprint) return before;
    const tickets = this.#requests.parsed(call, bytes, v.array(ticketSchema));
    return { fingerprint, tickets, isLast: tickets.length !== ticketsPerPage };
  }

  /** See {@link CrmTicketsApi.ticket}. */
  async ticket(id: number, signal?: AbortSignal): Promise<CrmTicket | undefined> {
    try {
      return await this.#requests.read({ route: this.#routes.ticket, params: { id }, signal }, ticketSchema);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
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

  setStatus(id: number, status: UispTicketStatus, signal?: AbortSignal): Promise<CrmTicket> {
    const call = { route: this.#routes.patchTicket, params: { id }, body: { status }, signal };
    return this.#requests.change(call, ticketSchema);
  }

  /** See {@link CrmTicketsApi.comments}. */
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

/** Epoch ms. One that shows no time may stand anywhere in the list: it counts as new, and ends no search. */
function activityOf({ lastActivityMs, createdAtMs }: CrmTicket): number {
  return lastActivityMs ?? createdAtMs ?? Number.POSITIVE_INFINITY;
}
