/** Names and addresses in what was done, and was to be done: the tables `effects`, `audit` and `planned`. */
import type { Knex } from 'knex';
import * as v from 'valibot';
import { type Database, rowsOf } from '../database/database.ts';
import { jsonOf } from '../ledger/audit.ts';
import { kindsWithPersons, withoutPersons } from './persons.ts';

/** Rows per transaction: others get their turn in between. */
const batch = 200;

const rowSchema = v.object({ row: v.number(), before_json: v.string(), after_json: v.string() });

/** Each table, and the column that says since when a row's names are kept. A plan is what is wanted now, so it has no age. */
const tables = [
  { table: 'effects', since: 'begun_at' },
  { table: 'audit', since: 'at' },
  { table: 'planned', since: null },
] as const;

/**
 * Takes persons out of all that is older than `before`, whoever it is about, and out of all that is about a lease which is forgotten. What is
 * done again is told by fingerprints, which stay.
 * @param before epoch ms
 * @returns how many rows were changed
 * @throws SyncError STORE_…
 */
export async function forgetEffects(database: Database, before: number, now: number): Promise<number> {
  let changed = 0;
  for (const { table, since } of tables) {
    const isDue = (query: Knex.QueryBuilder) => {
      query.whereIn('lease_uid', (leases) => leases.from('leases').select('uid').whereNotNull('forgotten_at'));
      if (since !== null) query.orWhere(since, '<', before);
    };
    let last = batch;
    while (last === batch) {
      last = await database.transaction(async (transaction) => {
        const due = transaction(table)
          .select({ row: transaction.raw('rowid') }, 'before_json', 'after_json')
          .whereIn('kind', [...kindsWithPersons])
          .whereNull('forgotten_at')
          .andWhere(isDue)
          .limit(batch);
        const rows = await rowsOf(rowSchema, due);
        for (const { row, before_json, after_json } of rows) {
          const update = {
            before_json: forgotten(before_json),
            after_json: forgotten(after_json),
            forgotten_at: now,
          };
          await transaction(table).whereRaw('rowid = ?', [row]).update(update);
        }
        return rows.length;
      });
      changed += last;
    }
  }
  return changed;
}

function forgotten(json: string): string {
  return JSON.stringify(withoutPersons(jsonOf(json)));
}
