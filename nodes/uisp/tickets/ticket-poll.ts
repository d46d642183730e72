/**
 * What changed in UISP's tickets since last time, in as few requests as there are pages: one, when nothing did, however many tickets are
 * open. UISP has no "updated since" (contracts/uisp-crm.md §2), so the tickets are listed by their latest activity, down to where the last
 * poll began.
 */
import type { Store } from '../../state/store.ts';
import type { LinkedTicket } from '../../state/tickets/ticket-readings.ts';
import type { TicketWork } from '../../state/tickets/ticket-work.ts';
import type { UispTicketSeen } from '../../state/tickets/uisp-activity.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { CrmApi } from '../ports.ts';
import type { CrmTicket, CrmTicketPage } from '../ticket-ports.ts';
import { CountedCrm } from './counted-crm.ts';
import { asSeen, idsOf, lookAt, readTicket } from './ticket-look.ts';

/** Where the newest activity of the last complete poll is kept: epoch ms by UISP's clock. */
const watermarkFact = 'uisp.ticketsSeenUntil';
/** What UISP dates a little earlier than it shows it is read again. */
const overlapMs = 5 * 60_000;
const hourMs = 60 * 60_000;

export interface TicketPollSummary {
  /** Tickets of UISP that were read, ours or not. */
  readonly tickets: number;
  readonly pages: number;
  /** All requests, those for single tickets included. */
  readonly requests: number;
  /** Linked tickets that are open in UISP. */
  readonly linked: number;
  readonly due: number;
  /** A person has stopped everything: what was read is noted, and nothing comes out. */
  readonly paused: boolean;
  readonly today: CalendarDate;
  readonly ms: number;
}

export interface TicketPollResult {
  readonly due: readonly TicketWork[];
  readonly summary: TicketPollSummary;
}

interface Listing {
  readonly pages: readonly CrmTicketPage[];
  readonly tickets: readonly CrmTicket[];
  /** Epoch ms: all tickets with activity after it were read; null: the list was read to its end. */
  readonly coveredSince: number | null;
}

/** One for each node; remembers the pages of the last complete poll. */
export class TicketPoll {
  readonly store: Pick<Store, 'mode' | 'facts' | 'tickets' | 'clock' | 'pause' | 'checkCurrent'>;
  readonly crm: Pick<CrmApi, 'client' | 'tickets'>;
  #pages: readonly CrmTicketPage[] = [];
  /** In dry-run nothing is stored. */
  #watermark: number | undefined;
  #lookedForRestAt: number | undefined;

  constructor({ store, crm }: Pick<TicketPoll, 'store' | 'crm'>) {
    this.store = store;
    this.crm = crm;
  }

  /**
   * @param today in the property's zone
   * @throws CLAIM_LOST: a person has switched the mode meanwhile; what the CRM and the store throw. The next poll reads all of it again
   */
  async run(today: CalendarDate, signal: AbortSignal): Promise<TicketPollResult> {
    const began = performance.now();
    const { tickets: book } = this.store;
    const crm = new CountedCrm(this.crm, signal);
    const reading = book.beginReading();
    const listing = await this.#list(crm);
    const seen = await this.#seen(crm, listing.tickets);
    this.store.checkCurrent();
    const { missing, isStale } = await book.absorbUisp({ seen, reading, coveredSince: listing.coveredSince });
    for (const one of missing) await this.#lookAt(crm, one);
    await this.#lookForRest(crm, listing);
    this.store.checkCurrent();
    await this.#remember(listing, isStale);
    const owed = await book.due('sync', today);
    this.store.checkCurrent();
    const paused = this.store.pause.isOn;
    const due = paused ? [] : owed;
    const summary = {
      tickets: listing.tickets.length,
      pages: listing.pages.length,
      requests: crm.requests,
      linked: book.openInUisp().length,
      due: due.length,
      paused,
      today,
      ms: Math.round(performance.now() - began),
    };
    return { due, summary };
  }

  async #list(crm: CountedCrm): Promise<Listing> {
    const floor = (await this.#floor()) ?? Number.POSITIVE_INFINITY;
    const pages: CrmTicketPage[] = [];
    for (;;) {
      const before = this.#pages[pages.length];
      const page = await crm.page(pages.length, before);
      pages.push(page);
      const last = page.tickets.at(-1);
      const reached = last === undefined ? null : activityOf(last);
      // Any activity would have come to the front: what is behind an unchanged first page is as it was.
      const isQuiet = pages.length === 1 && page === before;
      if (!page.isLast && !isQuiet && (reached === null || reached >= floor)) continue;
      // Whatever moves to the front meanwhile pushes others onto the next page: they come twice, the second time as they are later.
      const byId = new Map(pages.flatMap(({ tickets }) => tickets.map((ticket) => [ticket.id, ticket] as const)));
      return { pages, tickets: [...byId.values()], coveredSince: page.isLast ? null : reached };
    }
  }

  /** Down to where the list is read; undefined: the first page will do. */
  async #floor(): Promise<number | undefined> {
    const { facts, tickets } = this.store;
    const stored = Number((await facts.get(watermarkFact)) ?? Number.NaN);
    const watermark = this.#watermark ?? (Number.isFinite(stored) ? stored : undefined);
    if (watermark !== undefined) return watermark - overlapMs;
    const linked = tickets.openInUisp().map(({ uid }) => tickets.entry(uid)?.uisp?.lastActivityAt ?? 0);
    return linked.length === 0 ? undefined : Math.min(...linked) - overlapMs;
  }

  /** From a server that leaves the activity out of its lists, linked tickets that have changed are read one by one. */
  async #seen(crm: CountedCrm, tickets: readonly CrmTicket[]): Promise<UispTicketSeen[]> {
    const seen: UispTicketSeen[] = [];
    for (const ticket of tickets) {
      const whole = this.#isToBeRead(ticket) ? await readTicket(crm, ticket.id, crm.signal) : asSeen(ticket);
      // Deleted meanwhile: the book misses it.
      if (whole !== undefined) seen.push(whole);
    }
    return seen;
  }

  #isToBeRead(ticket: CrmTicket): boolean {
    if (ticket.activities !== undefined) return false;
    const known = this.store.tickets.byTicketId(ticket.id)?.uisp;
    if (known == null || known.gone === 'archived') return false;
    return known.status !== ticket.status || known.lastActivityAt !== asSeen(ticket).lastActivityAt;
  }

  /** It should have been listed. */
  async #lookAt(crm: CountedCrm, { uid }: LinkedTicket): Promise<void> {
    const { tickets } = this.store;
    const entry = tickets.entry(uid);
    const ids = entry === undefined ? undefined : idsOf(entry);
    if (ids === undefined) return;
    const reading = tickets.beginReading();
    await tickets.absorbUispOne(uid, await lookAt(crm, ids, crm.signal), reading);
  }

  /** Once an hour: are the open ones that nothing has happened to for long still there? */
  async #lookForRest(crm: CountedCrm, { tickets: read, coveredSince }: Listing): Promise<void> {
    const { tickets, clock } = this.store;
    const now = clock();
    this.#lookedForRestAt ??= now;
    if (now - this.#lookedForRestAt < hourMs) return;
    const ids = new Set(read.map(({ id }) => id));
    const rest = coveredSince === null ? [] : tickets.openInUisp().filter(({ ticketId }) => !ids.has(ticketId));
    if (rest.length > 0) {
      const reading = tickets.beginReading();
      const open = new Map((await crm.open()).map((ticket) => [ticket.id, ticket]));
      for (const one of rest) {
        const listed = open.get(one.ticketId);
        const [seen] = listed === undefined ? [] : await this.#seen(crm, [listed]);
        if (seen === undefined) await this.#lookAt(crm, one);
        else await tickets.absorbUispOne(one.uid, seen, reading);
      }
    }
    this.#lookedForRestAt = now;
  }

  /** @param isStale a row was older than what we wrote meanwhile: the next poll parses all of it again */
  async #remember({ pages, tickets }: Listing, isStale: boolean): Promise<void> {
    const newest = Math.max(...tickets.map(activityOf));
    if (Number.isFinite(newest)) {
      if (this.store.mode === 'live') await this.store.facts.set(watermarkFact, String(newest));
      this.#watermark = newest;
    }
    this.#pages = isStale ? [] : pages;
  }
}

function activityOf(ticket: CrmTicket): number {
  return asSeen(ticket).lastActivityAt ?? 0;
}
