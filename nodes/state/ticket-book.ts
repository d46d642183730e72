/** The maintenance tickets as they were last seen. All are in memory, too; what is the same costs a comparison. */
import * as v from 'valibot';
import { type Database, rowsOf } from './database/database.ts';
import type { Mode } from './store-port.ts';

export interface SeenTicket {
  readonly uid: string;
  /** Of all that matters in it. */
  readonly fingerprint: string;
  /** As Innago spells it. */
  readonly status: string | null;
}

/** Rows per statement: SQLite takes 500 at most. */
const batch = 200;

export class TicketBook {
  readonly #database: Database;
  readonly #mode: Mode;
  readonly #fingerprints: Map<string, string>;

  private constructor(database: Database, mode: Mode, fingerprints: Map<string, string>) {
    this.#database = database;
    this.#mode = mode;
    this.#fingerprints = fingerprints;
  }

  static async load({ database, mode }: { database: Database; mode: Mode }): Promise<TicketBook> {
    const row = v.object({ uid: v.string(), fingerprint: v.string() });
    const rows = await database.run((knex) => rowsOf(row, knex('tickets').select('uid', 'fingerprint')));
    return new TicketBook(database, mode, new Map(rows.map(({ uid, fingerprint }) => [uid, fingerprint])));
  }

  /**
   * Remembers what a scan has seen. A dry-run remembers it in memory only: live begins afresh (design §5).
   * @param at epoch ms
   * @returns by uid, which are new and which are different from last time
   * @throws SyncError STORE_…; then nothing is remembered
   */
  async absorb(seen: readonly SeenTicket[], at: number): Promise<Map<string, 'new' | 'changed'>> {
    const news = new Map<string, 'new' | 'changed'>();
    const rows: (SeenTicket & { first_seen_at: number })[] = [];
    for (const { uid, fingerprint, status } of seen) {
      const known = this.#fingerprints.get(uid);
      if (known === fingerprint) continue;
      news.set(uid, known === undefined ? 'new' : 'changed');
      rows.push({ uid, fingerprint, status, first_seen_at: at });
    }
    if (rows.length > 0 && this.#mode === 'live') {
      await this.#database.transaction(async (transaction) => {
        for (let from = 0; from < rows.length; from += batch) {
          const some = transaction('tickets').insert(rows.slice(from, from + batch));
          await some.onConflict('uid').merge(['fingerprint', 'status']);
        }
      });
    }
    for (const { uid, fingerprint } of rows) this.#fingerprints.set(uid, fingerprint);
    return news;
  }
}
