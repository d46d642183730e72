/**
 * The ticket book: what was seen of each maintenance ticket in Innago and in UISP, whose it is, and what is owed to either side
 * (design §2, "Level-triggered"; §4, "Maintenance ticket"). A quiet tick looks only at the few that may owe something, and writes
 * nothing.
 */
import type { CalendarDate } from '../../village/lease.ts';
import type { Ticket } from '../../village/tickets/ticket.ts';
import type { Follows } from '../../village/tickets/ticket-agreement.ts';
import type { TicketTexts } from '../retention/ticket-texts.ts';
import type { Failure } from '../run-node.ts';
import type { Mode } from '../store-port.ts';
import type { Claim } from '../work.ts';
import type { TicketBookOptions } from './ticket-book-input.ts';
import type { TicketEntry, TicketVerdict } from './ticket-entry.ts';
import type { TicketOwner } from './ticket-household.ts';
import { type MovedOut, movedOut } from './ticket-moved-out.ts';
import type { JudgedTicket, TicketOutcomes } from './ticket-outcomes.ts';
import { type TicketPages, ticketPagesOf } from './ticket-pages.ts';
import type { TicketPlans } from './ticket-plans.ts';
import type { LinkedTicket, TicketsRead, UispTicketsRead } from './ticket-readings.ts';
import { loadTickets } from './ticket-rows.ts';
import { follows } from './ticket-sides.ts';
import { TicketTick } from './ticket-tick.ts';
import type { TicketWork } from './ticket-work.ts';
import type { UispTicketSeen } from './uisp-activity.ts';

export class TicketBook {
  #options: TicketBookOptions;
  #pages: TicketPages;

  private constructor(options: TicketBookOptions, entries: readonly TicketEntry[]) {
    this.#options = options;
    this.#pages = ticketPagesOf(options, entries);
  }

  /** What is decided about plan requests. */
  get plans(): TicketPlans {
    return this.#pages.plans;
  }

  /** What waits to be said. */
  get texts(): TicketTexts {
    return this.#pages.texts;
  }

  /**
   * For a switch of the mode: reads the table anew, once what is being taken over is through.
   * @returns the way to take it, as at a start with that mode; numbers of readings go on
   * @throws SyncError STORE_…
   */
  async reread(): Promise<(mode: Mode) => void> {
    const entries = await this.#pages.shelf.oneByOne(() => loadTickets(this.#options.database));
    return (mode) => {
      const { lastReading } = this.#pages.shelf;
      this.#options = { ...this.#options, mode };
      this.#pages = ticketPagesOf(this.#options, entries, lastReading);
    };
  }

  /** Reads the table. @throws SyncError STORE_…: also when a row cannot be read */
  static async load(options: TicketBookOptions): Promise<TicketBook> {
    return new TicketBook(options, await loadTickets(options.database));
  }

  /** A reading of either side begins: take the number before the request, so that it undoes nothing that is written meanwhile. */
  beginReading(): number {
    return this.#pages.shelf.nextReading();
  }

  /** Never changed in place. */
  entry(uid: string): TicketEntry | undefined {
    return this.#pages.shelf.get(uid);
  }

  /** All that were ever seen, to look at. */
  entries(): Iterable<TicketEntry> {
    return this.#pages.shelf.all();
  }

  /** By the number of its UISP ticket. */
  byTicketId(ticketId: number): TicketEntry | undefined {
    return this.#pages.shelf.byTicketId(ticketId);
  }

  /** Whose client in UISP the ticket belongs to. @returns undefined when the ticket’s text is not known now */
  ownerOf(uid: string, today: CalendarDate): TicketOwner | undefined {
    const ticket = this.#pages.shelf.get(uid)?.ticket;
    return ticket === undefined ? undefined : this.#pages.households.ownerOf(ticket, today);
  }

  /** Which side is to be written now, and what it is to become; undefined: they agree, or one of them cannot be seen. */
  followsNow(uid: string): Follows | undefined {
    const entry = this.#pages.shelf.get(uid);
    return entry && follows(entry);
  }

  /** Its household has left, and the open UISP ticket is to say so. */
  movedOut(uid: string): MovedOut | undefined {
    return movedOut(this.#pages.shelf.get(uid), this.#options.households);
  }

  /**
   * Takes over what a scan of Innago has read.
   * @returns `left`: the linked ones that are no longer in the list, or are in it against what is known; each is to be fetched once, by its id, and given to
   *   {@link absorbOne}. `isStale`: a row was older than what we wrote ourselves; the next scan must give all rows again
   * @throws SyncError STORE_…; then nothing is remembered
   */
  absorb(read: TicketsRead): Promise<{ left: string[]; isStale: boolean }> {
    return this.#pages.readings.innago(read);
  }

  /**
   * One ticket of Innago that left the list, fetched by its id.
   * @param ticket undefined: Innago says 404
   * @throws SyncError STORE_…
   */
  absorbOne(uid: string, ticket: Ticket | undefined, reading: number): Promise<void> {
    return this.#pages.readings.innagoOne(uid, ticket, reading, true);
  }

  /** As {@link absorbOne}, for another look at any ticket, right before it is written: whether it is in the list, the list tells. */
  absorbLook(uid: string, ticket: Ticket | undefined, reading: number): Promise<void> {
    return this.#pages.readings.innagoOne(uid, ticket, reading, false);
  }

  /**
   * Takes over what a poll of UISP has read.
   * @returns `missing`: the linked ones that should have been there; each is to be fetched by its id and given to
   *   {@link absorbUispOne}. `isStale`: as in {@link absorb}
   * @throws SyncError STORE_…; then nothing is remembered
   */
  absorbUisp(read: UispTicketsRead): Promise<{ missing: LinkedTicket[]; isStale: boolean }> {
    return this.#pages.readings.uisp(read);
  }

  /** A linked UISP ticket, fetched by its id: what it is, or why it cannot be worked on. @throws SyncError STORE_… */
  absorbUispOne(uid: string, seen: UispTicketSeen | 'deleted' | 'archived', reading: number): Promise<void> {
    return this.#pages.readings.uispOne(uid, seen, reading);
  }

  /** Linked tickets that are open in UISP, for a look whether they are still there. */
  openInUisp(): LinkedTicket[] {
    return this.#pages.shelf.watched().flatMap(({ uid, link, uisp }) => {
      const isOpen = link !== null && uisp?.class === 'open' && uisp.gone === null;
      return isOpen ? [{ uid, ticketId: link.ticketId }] : [];
    });
  }

  /**
   * What is to be done now, in the order in which it was submitted.
   * @param after `judge`: a scan of Innago; what comes is for the keyword router (`judge`), or its plan change goes on (`plan`). `sync`: both
   *   sides have been read
   * @throws SyncError STORE_…
   */
  async due(after: 'judge' | 'sync', today: CalendarDate): Promise<TicketWork[]> {
    return new TicketTick(this.#options, this.#pages, this).due(after, today);
  }

  /**
   * Changes an entry, if the claim is still held.
   * @param change pure: gets the entry as it is now
   * @throws SyncError CLAIM_LOST, STORE_…
   */
  change(claim: Claim, uid: string, change: (entry: TicketEntry) => TicketEntry): Promise<TicketEntry> {
    return this.#pages.shelf.change(claim, uid, change);
  }

  /** See {@link TicketOutcomes.judge}. */
  judge(claim: Claim, judged: JudgedTicket, verdict: TicketVerdict): Promise<TicketEntry> {
    return this.#pages.outcomes.judge(claim, judged, verdict);
  }

  /** See {@link TicketOutcomes.done}. */
  done(claim: Claim, work: TicketWork, mark?: number): Promise<void> {
    return this.#pages.outcomes.done(claim, work, mark);
  }

  /** See {@link TicketOutcomes.failed}. */
  failed(claim: Claim, work: TicketWork, failure: Failure): Promise<void> {
    return this.#pages.outcomes.failed(claim, work, failure);
  }

  /** See {@link TicketOutcomes.retry}. */
  retry(uid: string): boolean {
    return this.#pages.outcomes.retry(uid);
  }

  /** See {@link TicketOutcomes.sortAgain}. */
  sortAgain(): number {
    return this.#pages.outcomes.sortAgain();
  }

  /** See {@link TicketOutcomes.accept}. */
  accept(uid: string, what: readonly ('unit' | 'client')[] = ['unit', 'client']): Promise<boolean> {
    return this.#pages.outcomes.accept(uid, what);
  }

  /** See {@link TicketOutcomes.tellAgain}. */
  tellAgain(uid: string, source: string): Promise<boolean> {
    return this.#pages.outcomes.tellAgain(uid, source);
  }

  /** See {@link TicketOutcomes.release}. */
  release(): Promise<number> {
    return this.#pages.outcomes.release();
  }
}
