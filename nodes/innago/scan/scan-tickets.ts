/**
 * The ticket part of a scan: what was read goes to the ticket book, and each ticket that left Innago’s list of open ones is asked for once,
 * by its id. Nothing is asked or done per ticket otherwise.
 */
import type { Store } from '../../state/store.ts';
import type { TicketWork } from '../../state/tickets/ticket-work.ts';
import { type SyncError, toSyncError } from '../../sync-error.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { Ticket } from '../../village/tickets/ticket.ts';
import type { InnagoApi, RowProblem } from '../api/innago-api.ts';
import { type ReadList, readList } from './scan-pages.ts';

/** An answer that cannot be used will be the same in five minutes. */
const unreadableAgainMs = 60 * 60_000;

/** The list of tickets, and the number of its reading (TicketBook.beginReading). */
export interface ReadTickets {
  readonly list: ReadList<Ticket>;
  readonly reading: number;
}

/** What came of a scan’s tickets. */
export interface AbsorbedTickets {
  /** For the keyword router. */
  readonly due: readonly TicketWork[];
  /** Rows and single tickets that cannot be read. */
  readonly problems: readonly RowProblem[];
  /** Single tickets that were asked for. */
  readonly requests: number;
  /** Why a ticket that left the list could not be looked at; it is with the next scan. */
  readonly error: SyncError | undefined;
}

export class ScanTickets {
  readonly #innago: InnagoApi;
  readonly #store: Store;
  /** The last list was complete and is in the book, with all that left it: the same one again has nothing to tell. */
  #isBooked = false;
  /** By uid: left the list, and cannot be read; when it is asked for again (epoch ms). */
  readonly #unreadable = new Map<string, { readonly problem: RowProblem; readonly againAt: number }>();

  constructor(innago: InnagoApi, store: Store) {
    this.#innago = innago;
    this.#store = store;
  }

  /** Tickets that cannot be read at all don't keep the leases waiting. @throws SyncError when the signal is aborted */
  async read(signal: AbortSignal): Promise<ReadTickets> {
    const reading = this.#store.tickets.beginReading();
    try {
      const list = await readList(this.#innago.ticketPages({ signal }), (page) => page.tickets, signal);
      return { list, reading };
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const error = toSyncError(thrown, 'none');
      const verdict = { complete: false, total: 0, pages: 0, code: error.code, why: error.message };
      const nothing = { changed: [], uids: () => new Set<string>(), isSame: false, problems: [], pages: 0 };
      return { list: { ...nothing, verdict, error }, reading };
    }
  }

  /** @throws SyncError STORE_…; the next scan must give out all rows again then */
  async absorb({ list, reading }: ReadTickets, today: CalendarDate, signal: AbortSignal): Promise<AbsorbedTickets> {
    const { tickets } = this.#store;
    const { complete } = list.verdict;
    const isSame = this.#isBooked && list.isSame;
    this.#isBooked = false;
    const read = { changed: list.changed, reading, today };
    this.#store.checkCurrent();
    const { left, isStale } = await tickets.absorb(complete && !isSame ? { ...read, listed: list.uids() } : read);
    if (complete) await this.#store.gap.noteTickets();
    const looked = await this.#lookAt(left, signal);
    // Some of those that are to be looked at may have been rows of a page: it must give them again.
    if (isStale || looked.error !== undefined) this.#innago.forget();
    this.#isBooked = complete && !isStale && looked.isThrough;
    return {
      due: await tickets.due('judge', today),
      problems: [...list.problems, ...looked.problems],
      requests: looked.requests,
      error: looked.error,
    };
  }

  /** What became of those that left the list. One that cannot be looked at keeps none of the others. */
  async #lookAt(left: readonly string[], signal: AbortSignal) {
    const problems: RowProblem[] = [];
    let requests = 0;
    let error: SyncError | undefined;
    for (const uid of this.#unreadable.keys()) if (!left.includes(uid)) this.#unreadable.delete(uid);
    for (const uid of left) {
      const known = this.#unreadable.get(uid);
      if (known !== undefined && known.againAt > this.#store.clock()) {
        problems.push(known.problem);
        continue;
      }
      const reading = this.#store.tickets.beginReading();
      requests += 1;
      const found = await this.#ticket(uid, signal);
      if (found.failed === undefined) {
        this.#unreadable.delete(uid);
        await this.#store.tickets.absorbOne(uid, found.ticket, reading);
      } else if (found.failed.trouble === 'data') {
        problems.push(this.#noteUnreadable(uid, found.failed));
      } else {
        error ??= found.failed;
      }
    }
    return { problems, requests, error, isThrough: problems.length === 0 && error === undefined };
  }

  /** @returns the ticket, undefined for 404; or what went wrong */
  async #ticket(
    uid: string,
    signal: AbortSignal,
  ): Promise<{ readonly ticket: Ticket | undefined; readonly failed?: undefined } | { readonly failed: SyncError }> {
    try {
      return { ticket: await this.#innago.ticket(uid, signal) };
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      return { failed: toSyncError(thrown, 'none') };
    }
  }

  #noteUnreadable(uid: string, { message }: SyncError): RowProblem {
    const problem = { uid, code: 'TICKET_UNREADABLE', why: message };
    this.#unreadable.set(uid, { problem, againAt: this.#store.clock() + unreadableAgainMs });
    return problem;
  }
}
