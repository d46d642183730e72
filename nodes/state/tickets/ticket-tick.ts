/** What a tick looks at: the few tickets that may owe something; what both sides agree on is settled, what is to be done comes out. */
import type { CalendarDate } from '../../village/lease.ts';
import type { TicketBookOptions } from './ticket-book-input.ts';
import { settled } from './ticket-changes.ts';
import { isDue, isUnjudged, owes } from './ticket-due.ts';
import { type TicketEntry, ticketKey } from './ticket-entry.ts';
import type { TicketOwner } from './ticket-household.ts';
import type { MovedOut } from './ticket-moved-out.ts';
import type { TicketPages } from './ticket-pages.ts';
import { planNeed } from './ticket-plan.ts';
import { inOrder, type TicketWork, workOf } from './ticket-work.ts';

/** A ticket that waits longer than this for its household's client is told of, in milliseconds. */
const patience = 15 * 60_000;

/** Whose a ticket is, as the ticket book knows it. */
interface Owners {
  ownerOf(uid: string, today: CalendarDate): TicketOwner | undefined;
  movedOut(uid: string): MovedOut | undefined;
}

/** One for each tick. */
export class TicketTick {
  readonly #options: TicketBookOptions;
  readonly #pages: TicketPages;
  readonly #book: Owners;

  constructor(options: TicketBookOptions, pages: TicketPages, book: Owners) {
    this.#options = options;
    this.#pages = pages;
    this.#book = book;
  }

  /** See `TicketBook.due`. @throws SyncError STORE_… */
  async due(after: 'judge' | 'sync', today: CalendarDate): Promise<TicketWork[]> {
    if (after === 'sync') await this.#settle(today);
    const { mode, clock, claims } = this.#options;
    const now = clock();
    const works: TicketWork[] = [];
    for (const entry of this.#pages.shelf.watched()) {
      if (!this.#isServed(entry) || claims.isHeld(ticketKey(entry.uid)) || !isDue(entry, { mode, now })) continue;
      const need = after === 'sync' ? this.#needAfterSync(entry, today) : await this.#needAfterScan(entry);
      if (need !== undefined) works.push(workOf(entry, need, today));
    }
    return works.sort(inOrder);
  }

  async #needAfterScan(entry: TicketEntry): Promise<'judge' | 'plan' | undefined> {
    const need = planNeed(entry, await this.#pages.plans.hasBegun(entry));
    return need ?? (isUnjudged(entry) ? 'judge' : undefined);
  }

  #needAfterSync(entry: TicketEntry, today: CalendarDate): 'sync' | undefined {
    return (owes(entry) || this.#book.movedOut(entry.uid)) && !this.#isWaiting(entry, today) ? 'sync' : undefined;
  }

  #isServed({ unit }: TicketEntry): boolean {
    return this.#options.onlyUnits?.includes(unit) ?? true;
  }

  /** Its household has no client yet: it is forwarded as soon as there is one. */
  #isWaiting({ uid, link }: TicketEntry, today: CalendarDate): boolean {
    return link === null && this.#options.mode === 'live' && this.#book.ownerOf(uid, today)?.kind === 'waiting';
  }

  /** It has waited for its household's client longer than a lease takes that has nothing to wait for. */
  #isLate(entry: TicketEntry, today: CalendarDate): boolean {
    const isOwed = this.#isServed(entry) && owes(entry) && entry.link === null;
    return isOwed && this.#options.clock() - entry.firstSeenAt >= patience && this.#isWaiting(entry, today);
  }

  /** Where both sides are the same, that is what they agree on; what needs a person is raised, what no longer does is cleared. */
  async #settle(today: CalendarDate): Promise<void> {
    const { claims } = this.#options;
    await this.#pages.shelf.oneByOne(async () => {
      const next = this.#pages.shelf.watched().flatMap((entry) => {
        const now = claims.isHeld(ticketKey(entry.uid)) ? entry : settled(entry);
        return now === entry ? [] : [now];
      });
      await this.#pages.shelf.save(next);
    });
    for (const entry of this.#pages.shelf.watched()) {
      const isLate = this.#isLate(entry, today);
      const isOpen = this.#pages.items.concerns(entry, isLate) && (await this.#pages.items.keep(entry, isLate));
      const isAlive = entry.innago.place === 'listed' || (entry.uisp?.class === 'open' && entry.uisp.gone === null);
      // What is worked on was not settled above: looked at again when it is through.
      if (isOpen || isAlive || owes(entry) || claims.isHeld(ticketKey(entry.uid))) continue;
      if (planNeed(entry, await this.#pages.plans.hasBegun(entry)) !== undefined) continue;
      // Nothing runs for it any more that could clear what it failed with.
      await this.#pages.items.clearFailures(entry, undefined);
      this.#pages.shelf.unwatch(entry);
    }
    await this.#pages.items.keepHeld(this.#pages.outcomes.held());
  }
}
