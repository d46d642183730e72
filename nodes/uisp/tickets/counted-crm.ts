/** How many requests a poll of UISP's tickets costs. */
import { ticketsPerPage } from '../crm/crm-tickets.ts';
import type { CrmApi, CrmClient } from '../ports.ts';
import type { CrmTicket, CrmTicketPage } from '../ticket-ports.ts';
import type { LookingCrm } from './ticket-look.ts';

/** The reads of one poll, counted. */
export class CountedCrm implements LookingCrm {
  readonly signal: AbortSignal;
  readonly #crm: Pick<CrmApi, 'client' | 'tickets'>;
  #requests = 0;

  constructor(crm: Pick<CrmApi, 'client' | 'tickets'>, signal: AbortSignal) {
    this.#crm = crm;
    this.signal = signal;
  }

  get requests(): number {
    return this.#requests;
  }

  readonly tickets: LookingCrm['tickets'] = {
    ticket: (id, signal) => {
      this.#requests += 1;
      return this.#crm.tickets.ticket(id, signal);
    },
    comments: (ticketId, signal) => {
      this.#requests += 1;
      return this.#crm.tickets.comments(ticketId, signal);
    },
  };

  client(id: number, signal?: AbortSignal): Promise<CrmClient> {
    this.#requests += 1;
    return this.#crm.client(id, signal);
  }

  /** One page of all tickets, see CrmTicketsApi.page. */
  page(number: number, before: CrmTicketPage | undefined): Promise<CrmTicketPage> {
    this.#requests += 1;
    return this.#crm.tickets.page(number, before, this.signal);
  }

  /** All that are open. */
  async open(): Promise<CrmTicket[]> {
    const open = await this.#crm.tickets.list({ statuses: [0, 1, 2] }, this.signal);
    this.#requests += Math.floor(open.length / ticketsPerPage) + 1;
    return open;
  }
}
