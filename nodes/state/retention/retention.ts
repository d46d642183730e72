/**
 * Retention: names, addresses, telephone numbers and texts of former tenants are purged some days after they have left. What stays is what
 * the invariants need (design §3): uids, dates, units, amounts and fingerprints.
 */
import { todayIn } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import { forgetCopyBefore } from '../database/backup.ts';
import { compact } from '../database/compact.ts';
import type { Database } from '../database/database.ts';
import type { Facts } from '../facts.ts';
import type { LeaseBook } from '../leases/lease-book.ts';
import type { TicketBook } from '../tickets/ticket-book.ts';
import { forgetEffects } from './forgotten-effects.ts';

const dayMs = 86_400_000;
/** What fails is not tried again before: writing the whole file anew is no work for every scan. */
const againMs = 3_600_000;
/** Something was purged, and may still be readable in free pages of the file. */
const restFact = 'retention.rest';
/** Where it is any day last. */
const lastZone = 'Etc/GMT+12';

interface Parts {
  readonly database: Database;
  readonly clock: () => number;
  readonly facts: Facts;
  readonly leases: Pick<LeaseBook, 'former'>;
  readonly tickets: Pick<TicketBook, 'texts'>;
  readonly log: { info(text: string): void; warn(text: string): void };
}

/** One per store. */
export class Retention {
  /** After so many days; 0: never. */
  readonly days: number;
  readonly #parts: Parts;
  #doneOn: CalendarDate = '';
  #againAt = 0;

  constructor(parts: Parts, days: number) {
    this.#parts = parts;
    this.days = days;
  }

  /** After a scan: once a day, and never in the way of anything: a failure is told in the log, and it is tried again an hour later. */
  async tick(): Promise<void> {
    const now = this.#parts.clock();
    const today = todayIn(lastZone, now);
    if (this.days === 0 || today === this.#doneOn || now < this.#againAt) return;
    try {
      await this.run();
      this.#doneOn = today;
    } catch (thrown) {
      this.#againAt = now + againMs;
      const why = thrown instanceof Error ? thrown.message : 'unknown error';
      this.#parts.log.warn(`Data of former tenants could not be purged: ${why}`);
    }
  }

  /** @throws SyncError STORE_…; what was purged until then stays so */
  async run(): Promise<void> {
    const { database, clock, facts, log } = this.#parts;
    const now = clock();
    const before = now - this.days * dayMs;
    await forgetCopyBefore(database, before);
    const leases = await this.#forgetLeases(todayIn(lastZone, now), now);
    const effects = await forgetEffects(database, before, now);
    const texts = await this.#parts.tickets.texts.forget(before);
    if (leases + effects + texts > 0) {
      await facts.set(restFact, 'owed');
      log.info(
        `Retention: data of former tenants purged after ${this.days} days (leases: ${leases}, entries of what was written: ${effects}, tickets: ${texts}).`,
      );
    }
    if (facts.peek(restFact) !== 'owed') return;
    await compact(database);
    await facts.set(restFact, '');
  }

  async #forgetLeases(today: CalendarDate, now: number): Promise<number> {
    const { leases, facts } = this.#parts;
    const { former } = leases;
    const due = former.due(today, this.days);
    if (due.length === 0) return 0;
    // Before the first is purged: a crash in between must not leave the old pages behind.
    await facts.set(restFact, 'owed');
    await former.forget(due, now);
    return due.length;
  }
}
