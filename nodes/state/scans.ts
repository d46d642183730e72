/**
 * The verdict of the last scan of each kind, and how the scans of each day went: one row a day, and one statement a scan, which is the
 * one thing a quiet tick writes.
 */
import * as v from 'valibot';
import type { CalendarDate } from '../village/lease.ts';
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
  /** Epoch ms when the last complete one began, itself or one before; absent: none was, or it was before that was noted. */
  completeAt: v.exactOptional(v.number()),
});
/** The verdict of a scan. */
export type Scan = v.InferOutput<typeof scanSchema>;

/** When a scan was, by the calendar, and how long it took. */
export interface ScanTime {
  /** In the property's zone; of UTC where that is not known. */
  readonly day: CalendarDate;
  readonly ms: number;
}

const dayColumns = {
  day: v.string(),
  scans: v.number(),
  incomplete: v.number(),
  failed: v.number(),
};
const daySchema = v.pipe(
  v.object({ ...dayColumns, slowest_ms: v.number() }),
  v.transform(({ slowest_ms, ...row }) => ({ ...row, slowestMs: slowest_ms })),
);
/** The scans of a day; incomplete and failed ones are among all. */
export type ScansOfDay = v.InferOutput<typeof daySchema>;

/** The table `scan_days`. */
export class Scans {
  readonly #database: Database;
  readonly #last: Map<string, Scan>;
  readonly #listeners: ((kind: string, scan: Scan) => Promise<void> | undefined)[] = [];

  private constructor(database: Database, last: Map<string, Scan>) {
    this.#database = database;
    this.#last = last;
  }

  /** @throws SyncError STORE_… */
  static async load(database: Database): Promise<Scans> {
    const row = v.object({ kind: v.string(), verdict_json: v.string() });
    const rows = await database.run((knex) => rowsOf(row, knex('scan_days').whereNotNull('verdict_json')));
    const last = new Map<string, Scan>();
    for (const { kind, verdict_json } of rows) {
      const scan = jsonColumn(scanSchema, verdict_json);
      // Not by day: days of UTC are among them, from before the zone was known.
      if (scan.at >= (last.get(kind)?.at ?? 0)) last.set(kind, scan);
    }
    return new Scans(database, last);
  }

  /** @param kind `leases`, later `tickets` */
  last(kind: string): Scan | undefined {
    return this.#last.get(kind);
  }

  /** When the last complete scan of a kind began, epoch ms; undefined: nobody knows of any. */
  lastComplete(kind: string): number | undefined {
    const last = this.#last.get(kind);
    return last?.completeAt ?? (last?.complete ? last.at : undefined);
  }

  /** The days of a kind from this one on, oldest first; days without a scan are left out. @throws SyncError STORE_… */
  days(kind: string, from: CalendarDate): Promise<ScansOfDay[]> {
    return this.#database.run((knex) =>
      rowsOf(daySchema, knex('scan_days').where({ kind }).andWhere('day', '>=', from).orderBy('day')),
    );
  }

  /** Hears each verdict that was saved; the scan waits for it. */
  listen(listener: (kind: string, scan: Scan) => Promise<void> | undefined): void {
    this.#listeners.push(listener);
  }

  /** @throws SyncError STORE_…; then the verdict before it stays */
  async save(
    kind: string,
    verdict: Omit<Scan, 'completeAt'>,
    { day = utcDay(verdict.at), ms = 0 }: Partial<ScanTime> = {},
  ): Promise<void> {
    const completeAt = verdict.complete ? verdict.at : this.lastComplete(kind);
    const scan: Scan = { ...verdict, ...(completeAt === undefined ? {} : { completeAt }) };
    await this.#count(kind, { day, ms }, scan);
    this.#last.set(kind, scan);
    for (const listener of this.#listeners) await listener(kind, scan);
  }

  /** Nothing could be read: it counts, and the verdict before it stays. @throws SyncError STORE_… */
  failed(kind: string, time: ScanTime): Promise<void> {
    return this.#count(kind, time, undefined);
  }

  async #count(kind: string, { day, ms }: ScanTime, scan: Scan | undefined): Promise<void> {
    const row = {
      kind,
      day,
      scans: 1,
      incomplete: scan === undefined || scan.complete ? 0 : 1,
      failed: scan === undefined ? 1 : 0,
      slowest_ms: Math.round(ms),
      verdict_json: scan === undefined ? null : JSON.stringify(scan),
    };
    await this.#database.run((knex) =>
      knex('scan_days')
        .insert(row)
        .onConflict(['kind', 'day'])
        .merge({
          scans: knex.raw('scan_days.scans + 1'),
          incomplete: knex.raw('scan_days.incomplete + excluded.incomplete'),
          failed: knex.raw('scan_days.failed + excluded.failed'),
          slowest_ms: knex.raw('max(scan_days.slowest_ms, excluded.slowest_ms)'),
          verdict_json: knex.raw('coalesce(excluded.verdict_json, scan_days.verdict_json)'),
        }),
    );
  }
}

/** The calendar day of UTC. @param at epoch ms */
export function utcDay(at: number): CalendarDate {
  return new Date(at).toISOString().slice(0, 10);
}
