/** Which maintenance tickets of a scan are news. */

import type { Store } from '../../state/store.ts';
import { TicketBook } from '../../state/ticket-book.ts';
import type { CalendarDate } from '../../village/lease.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import type { Ticket } from '../api/innago-api.ts';

/** One ticket that is new, or different from last time. */
export interface TicketWork {
  readonly kind: 'ticket';
  /** `ticket:<maintenanceUid>` */
  readonly key: string;
  readonly ticket: Ticket;
  readonly reason: 'new' | 'changed';
  readonly today: CalendarDate;
}

/** Remembers the tickets that were seen. */
export class ScanTickets {
  readonly #store: Store;
  #book: TicketBook | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * @param tickets of pages that are not the same as last time
   * @returns those that are news; one submitted before go-live is remembered and never told of (design §5)
   * @throws SyncError STORE_…
   */
  async absorb(tickets: readonly Ticket[], today: CalendarDate): Promise<TicketWork[]> {
    if (tickets.length === 0) return [];
    this.#book ??= await TicketBook.load(this.#store);
    const seen = tickets.map((ticket) => ({
      uid: ticket.uid,
      fingerprint: contentFingerprint(ticket),
      status: ticket.status,
    }));
    const news = await this.#book.absorb(seen, this.#store.clock());
    const goLive = this.#store.leases.goLiveOf(undefined, today) ?? '';
    return tickets.flatMap((ticket) => {
      const reason = news.get(ticket.uid);
      if (reason === undefined || (ticket.submittedOn !== null && ticket.submittedOn < goLive)) return [];
      return [{ kind: 'ticket' as const, key: `ticket:${ticket.uid}`, ticket: { ...ticket }, reason, today }];
    });
  }
}
