/** The verdict of the last scan of each kind: one row, overwritten; the one thing a quiet tick writes. */
import * as v from 'valibot';
import { type Database, jsonColumn, rowsOf } from './database/database.ts';

const scanSchema = v.object({
  /** Epoch ms when it began. */
  at: v.number(),
  /** All pages were read and their counts add up. */
  complete: v.boolean(),
  /** How many leases (or tickets) it saw. */
  seen: v.number(),
  /** How many of them are due. */
  due: v.number(),
  /** Why it is not complete, in words; empty when it is. */
  why: v.string(),
});
/** The verdict of a scan. */
export type Scan = v.InferOutput<typeof scanSchema>;

/** The table `scans`. */
export class Scans {
  readonly #database: Database;
  readonly #last: Map<string, Scan>;

  private constructor(database: Database, last: Map<string, Scan>) {
    this.#database = database;
    this.#last = last;
  }

  /** @throws SyncError STORE_… */
  static async load(database: Database): Promise<Scans> {
    const row = v.object({ kind: v.string(), verdict_json: v.string() });
    const rows = await database.run((knex) => rowsOf(row, knex('scans')));
    return new Scans(database, new Map(rows.map((scan) => [scan.kind, jsonColumn(scanSchema, scan.verdict_json)])));
  }

  /** @param kind `leases`, later `tickets` */
  last(kind: string): Scan | undefined {
    return this.#last.get(kind);
  }

  /** @throws SyncError STORE_…; then the verdict before it stays */
  async save(kind: string, scan: Scan): Promise<void> {
    const row = { kind, verdict_json: JSON.stringify(scan) };
    await this.#database.run((knex) => knex('scans').insert(row).onConflict('kind').merge());
    this.#last.set(kind, scan);
  }
}
