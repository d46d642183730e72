/** All ticket entries, in memory and in the table; changed one after the other, so that none is made from one just replaced. */
import type { Statements } from '../database/database.ts';
import { claimBindings, claimHeld, claimLost } from '../ledger/claims.ts';
import type { Claim } from '../work.ts';
import type { TicketBookOptions } from './ticket-book-input.ts';
import type { TicketEntry } from './ticket-entry.ts';
import { saveTickets, ticketColumns } from './ticket-rows.ts';

export class TicketShelf {
  readonly #options: TicketBookOptions;
  readonly #entries = new Map<string, TicketEntry>();
  readonly #byTicketId = new Map<number, string>();
  /** The few that may owe something, or that a person must look at. */
  readonly #watched = new Set<string>();
  /** Among Innago’s open ones, as far as we know. */
  readonly #listed = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();
  #reading = 0;

  constructor(options: TicketBookOptions, entries: readonly TicketEntry[], lastReading: number) {
    this.#options = options;
    this.#reading = lastReading;
    for (const entry of entries) this.keep(entry);
  }

  /** Number of the latest reading. */
  get lastReading(): number {
    return this.#reading;
  }

  /** Number of a reading that begins now. */
  nextReading(): number {
    this.#reading += 1;
    return this.#reading;
  }

  get(uid: string): TicketEntry | undefined {
    return this.#entries.get(uid);
  }

  byTicketId(ticketId: number): TicketEntry | undefined {
    return this.#entries.get(this.#byTicketId.get(ticketId) ?? '');
  }

  /** All that were ever seen. */
  all(): Iterable<TicketEntry> {
    return this.#entries.values();
  }

  watched(): TicketEntry[] {
    return this.#all(this.#watched);
  }

  listed(): TicketEntry[] {
    return this.#all(this.#listed);
  }

  /** Nothing is owed for it any more; the next change of it watches it again. */
  unwatch({ uid }: TicketEntry): void {
    this.#watched.delete(uid);
  }

  /** Runs changes when all earlier ones are over, however those ended. */
  oneByOne<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine;
    return mine;
  }

  /**
   * Stored first, in one transaction; in dry-run in memory only, since live begins afresh (design §5). Inside {@link oneByOne}.
   * @throws SyncError STORE_…: then nothing of it is kept
   */
  async save(entries: readonly TicketEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { database, mode } = this.#options;
    if (mode === 'live') await database.transaction((transaction) => saveTickets(transaction, entries));
    for (const entry of entries) this.keep(entry);
  }

  /**
   * Changes an entry, if the claim is still held.
   * @param change pure: gets the entry as it is now
   * @param also what is stored in the same transaction; not in dry-run
   * @throws SyncError CLAIM_LOST, STORE_…
   */
  change(
    claim: Claim,
    uid: string,
    change: (entry: TicketEntry) => TicketEntry,
    also?: (statements: Statements) => Promise<void>,
  ): Promise<TicketEntry> {
    return this.oneByOne(async () => {
      const { database, clock, mode, claims } = this.#options;
      const before = this.#entries.get(uid);
      if (before === undefined || !claims.isOurs(claim)) throw claimLost(claim);
      const after = change(before);
      if (after === before) return before;
      if (mode === 'live') {
        const update = (statements: Statements) =>
          statements('tickets')
            .where({ uid })
            .whereRaw(claimHeld, [...claimBindings(claim, clock())])
            .update(ticketColumns(after));
        const changed = await (also === undefined
          ? database.run(update)
          : database.transaction(async (transaction) => {
              const rows = await update(transaction);
              if (rows > 0) await also(transaction);
              return rows;
            }));
        if (changed === 0) throw claimLost(claim);
      }
      this.keep(after);
      return after;
    });
  }

  /** In memory alone. */
  keep(entry: TicketEntry): void {
    const { uid, link, innago, uisp } = entry;
    this.#entries.set(uid, entry);
    this.#watched.add(uid);
    if (link !== null) this.#byTicketId.set(link.ticketId, uid);
    if (innago.place === 'listed') this.#listed.add(uid);
    else this.#listed.delete(uid);
    this.#reading = Math.max(this.#reading, innago.reading, uisp?.reading ?? 0);
  }

  #all(uids: ReadonlySet<string>): TicketEntry[] {
    return [...uids].flatMap((uid) => this.#entries.get(uid) ?? []);
  }
}
