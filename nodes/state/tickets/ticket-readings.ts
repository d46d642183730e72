/** What is read of tickets, on either side, and what follows from it. Nothing that is older than our own write counts. */
import type { CalendarDate } from '../../village/lease.ts';
import { innagoClass, isReopened, type Ticket } from '../../village/tickets/ticket.ts';
import { unitLabel } from '../../village/unit-label.ts';
import type { TicketBookOptions } from './ticket-book-input.ts';
import { goneFromUisp, isSameInUisp, leftInnago, newTicketEntry, seenInInnago, seenInUisp } from './ticket-changes.ts';
import { mayBeMade, type TicketEntry } from './ticket-entry.ts';
import type { TicketShelf } from './ticket-shelf.ts';
import type { UispTicketSeen } from './uisp-activity.ts';

/** What a scan of Innago has read. */
export interface TicketsRead {
  /** Those that may differ from last time. */
  readonly changed: readonly Ticket[];
  /** All that are open, also those of unchanged pages. Absent: the list is the same as last time, or not complete. */
  readonly listed?: ReadonlySet<string>;
  /** From `beginReading`, taken before the first request. */
  readonly reading: number;
  readonly today: CalendarDate;
}

/** What a poll of UISP has read. */
export interface UispTicketsRead {
  readonly seen: readonly UispTicketSeen[];
  readonly reading: number;
  /** Epoch ms by UISP’s clock: all tickets with activity after it were in what was read. null: all there are. */
  readonly coveredSince: number | null;
}

/** A linked ticket, by both ids. */
export interface LinkedTicket {
  readonly uid: string;
  readonly ticketId: number;
}

export class TicketReadings {
  readonly #options: TicketBookOptions;
  readonly #shelf: TicketShelf;

  constructor(options: TicketBookOptions, shelf: TicketShelf) {
    this.#options = options;
    this.#shelf = shelf;
  }

  /** See TicketBook.absorb. */
  innago({ changed, listed, reading, today }: TicketsRead): Promise<{ left: string[]; isStale: boolean }> {
    return this.#shelf.oneByOne(async () => {
      const next: TicketEntry[] = [];
      const left: string[] = [];
      let isStale = false;
      for (const ticket of changed) {
        const known = this.#shelf.get(ticket.uid);
        if (known === undefined) next.push(this.#newEntry(ticket, reading, today));
        else if (known.innago.reading > reading) isStale = true;
        else if (isDoubtful(known, ticket)) left.push(ticket.uid);
        else next.push({ ...seenInInnago(known, ticket, reading), held: this.#isHeld(ticket, today, known) });
      }
      for (const entry of listed === undefined ? [] : this.#shelf.listed()) {
        if (listed?.has(entry.uid) || entry.innago.reading > reading) continue;
        if (entry.link === null && !mayBeMade(entry)) next.push(leftInnago(entry, 'left', reading));
        else left.push(entry.uid);
      }
      await this.#shelf.save(next);
      return { left, isStale };
    });
  }

  /** See TicketBook.absorbOne. */
  innagoOne(uid: string, ticket: Ticket | undefined, reading: number, hasLeft: boolean): Promise<void> {
    return this.#shelf.oneByOne(async () => {
      const entry = this.#shelf.get(uid);
      if (entry === undefined || entry.innago.reading > reading) return;
      if (ticket === undefined) return this.#shelf.save([leftInnago(entry, 'gone', reading)]);
      const seen = seenInInnago(entry, ticket, reading);
      // Open as before, but not in the list of open ones: what Innago’s list leaves out is not asked for at every tick.
      const isOpenStill = seen.innago.place === 'listed' && entry.innago.class === 'open';
      const isUnlisted = isOpenStill && (hasLeft || entry.innago.place !== 'listed');
      await this.#shelf.save([isUnlisted ? leftInnago(seen, 'left', reading) : seen]);
    });
  }

  /** See TicketBook.absorbUisp. */
  uisp({ seen, reading, coveredSince }: UispTicketsRead): Promise<{ missing: LinkedTicket[]; isStale: boolean }> {
    return this.#shelf.oneByOne(async () => {
      const next: TicketEntry[] = [];
      const same: TicketEntry[] = [];
      let isStale = false;
      for (const ticket of seen) {
        const entry = this.#shelf.byTicketId(ticket.id);
        // That its client is restored, a list does not tell: it may show tickets that cannot be edited.
        if (entry === undefined || entry.uisp?.gone === 'archived' || isOutdated(entry, ticket)) continue;
        if (entry.uisp !== null && entry.uisp.reading > reading) {
          isStale = true;
          continue;
        }
        const now = seenInUisp(entry, ticket, reading);
        (isSameInUisp(entry, now) ? same : next).push(now);
      }
      await this.#shelf.save(next);
      for (const entry of same) this.#shelf.keep(entry);
      const ids = new Set(seen.map(({ id }) => id));
      const missing = this.#shelf.watched().flatMap(({ uid, link, uisp }) => {
        if (link === null || uisp === null || uisp.gone !== null || ids.has(link.ticketId) || uisp.reading > reading)
          return [];
        const isCovered = coveredSince === null || (uisp.lastActivityAt ?? 0) > coveredSince;
        return isCovered ? [{ uid, ticketId: link.ticketId }] : [];
      });
      return { missing, isStale };
    });
  }

  /** See TicketBook.absorbUispOne. */
  uispOne(uid: string, seen: UispTicketSeen | 'deleted' | 'archived', reading: number): Promise<void> {
    return this.#shelf.oneByOne(async () => {
      const entry = this.#shelf.get(uid);
      if (entry === undefined || (entry.uisp?.reading ?? 0) > reading) return;
      if (typeof seen !== 'string' && isOutdated(entry, seen)) return;
      const next = typeof seen === 'string' ? goneFromUisp(entry, seen, reading) : seenInUisp(entry, seen, reading);
      if (isSameInUisp(entry, next)) this.#shelf.keep(next);
      else await this.#shelf.save([next]);
    });
  }

  #newEntry(ticket: Ticket, reading: number, today: CalendarDate): TicketEntry {
    return newTicketEntry(ticket, reading, { at: this.#options.clock(), held: this.#isHeld(ticket, today) });
  }

  /**
   * Submitted before go-live? Of one that nobody has judged yet, the unit may have been added to the list since it was first seen; for
   * any other it is settled, or a person has decided.
   */
  #isHeld(ticket: Ticket, today: CalendarDate, known?: TicketEntry): boolean {
    if (known !== undefined && (known.judged !== null || known.link !== null)) return known.held;
    const { leases, units } = this.#options;
    const label = unitLabel(ticket.unitName);
    const unit = units.all().find((one) => one.label === label);
    const goLive = leases.goLiveOf(unit, today) ?? '';
    return ticket.submittedOn !== null && ticket.submittedOn < goLive;
  }
}

/**
 * Innago lists it as open although it was solved, and does not say that it was opened again: last week's list, from a cache on the way?
 * It is asked for by its id before anybody believes it.
 */
function isDoubtful({ link, innago }: TicketEntry, ticket: Ticket): boolean {
  return link !== null && innago.class === 'solved' && innagoClass(ticket) === 'open' && !isReopened(ticket.status);
}

/** UISP has shown later activity than this before: such an answer is no news, wherever it was kept. */
function isOutdated({ uisp }: TicketEntry, { lastActivityAt }: UispTicketSeen): boolean {
  return uisp?.lastActivityAt != null && lastActivityAt !== null && lastActivityAt < uisp.lastActivityAt;
}
