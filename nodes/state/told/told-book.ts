/** What the operator was told by mail, noted with the attention items themselves, so that a restart repeats nothing. */
import * as v from 'valibot';
import type { Attention } from '../attention/attention.ts';
import { type Database, rowsOf } from '../database/database.ts';
import type { Facts } from '../facts.ts';
import type { LastMails, OpenMatter, SettledMatter } from './digest-plan.ts';

const fact = 'told.digest';
const lastSchema = v.pipe(v.string(), v.parseJson(), v.object({ digestAt: v.number(), urgentAt: v.number() }));
const openSchema = v.object({ id: v.number(), key: v.string(), told_at: v.nullable(v.number()) });
const settledSchema = v.object({ id: v.number(), code: v.string(), place: v.string() });

/** Rows per statement: SQLite takes 500 values at most. */
const batch = 400;

interface Parts {
  readonly database: Database;
  readonly attention: Attention;
  readonly facts: Facts;
}

/** All of it throws SyncError STORE_…. */
export class ToldBook {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Oldest first; without ignored ones and members of a group. */
  async open(): Promise<OpenMatter[]> {
    const { database, attention } = this.#parts;
    const rows = await database.run((knex) =>
      rowsOf(openSchema, knex('attention').select('id', 'key', 'told_at').whereNull('cleared_at')),
    );
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return attention.told().map(({ key, code, where, why, todo, since }) => {
      const row = byKey.get(key);
      return { id: row?.id ?? null, key, code, where, why, todo, since, isTold: row?.told_at != null };
    });
  }

  /** Told when they were open, and gone since; oldest first. */
  async settled(): Promise<SettledMatter[]> {
    const rows = await this.#parts.database.run((knex) =>
      rowsOf(
        settledSchema,
        knex('attention')
          .select('id', 'code', 'place')
          .whereNotNull('cleared_at')
          .whereNotNull('told_at')
          .whereNull('told_cleared_at')
          .orderBy('id'),
      ),
    );
    return rows.map(({ id, code, place }) => ({ id, code, where: place }));
  }

  last(): LastMails {
    const parsed = v.safeParse(lastSchema, this.#parts.facts.peek(fact));
    return parsed.success ? parsed.output : { digestAt: 0, urgentAt: 0 };
  }

  /** A mail was accepted. @param last when mails were accepted, this one included; epoch ms */
  async note({ open, settled }: { open: readonly number[]; settled: readonly number[] }, last: LastMails, now: number) {
    const { database, facts } = this.#parts;
    await database.transaction(async (transaction) => {
      for (const ids of batches(open)) await transaction('attention').whereIn('id', ids).update({ told_at: now });
      for (const ids of batches(settled))
        await transaction('attention').whereIn('id', ids).update({ told_cleared_at: now });
    });
    await facts.set(fact, JSON.stringify(last));
  }
}

function batches(ids: readonly number[]): number[][] {
  const count = Math.ceil(ids.length / batch);
  return Array.from({ length: count }, (_, index) => ids.slice(index * batch, (index + 1) * batch));
}
