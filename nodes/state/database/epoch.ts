/** Each opening of the database is an epoch; claims of older ones are free at once (design §2, "Claims"). */
import * as v from 'valibot';
import { type Database, firstRow } from './database.ts';

/** Begins the next epoch and frees all claims of older ones. @returns its number, from 1 */
export function beginEpoch(database: Database): Promise<number> {
  return database.transaction(async (transaction) => {
    const row = await firstRow(
      v.object({ value: v.string() }),
      transaction.raw(
        `INSERT INTO meta (name, value) VALUES ('epoch', '1')
         ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(meta.value AS INTEGER) + 1 AS TEXT) RETURNING value`,
      ),
    );
    // Void already by their epoch; this only keeps the table small.
    await transaction('claims').delete();
    return Number(row?.value);
  });
}
