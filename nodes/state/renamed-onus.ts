/** ONUs that were given their name a moment ago: UISP may still show the old one (contracts/uisp-nms.md §3.3). */
import * as v from 'valibot';
import { type Database, rowsOf } from './database/database.ts';
import { effective } from './ledger/effect-rows.ts';

const keyStart = 'onu-name/onu:';

/** @param since epoch ms @returns ids of ONUs whose name was written, or may have been, since then @throws SyncError STORE_… */
export async function renamedOnus(database: Database, since: number): Promise<Set<string>> {
  const rows = await database.run((knex) =>
    rowsOf(
      v.object({ key: v.string() }),
      knex('effects')
        .where({ kind: 'onu-name' })
        .whereIn('state', [...effective])
        .andWhere('begun_at', '>', since)
        .select('key'),
    ),
  );
  return new Set(rows.map(({ key }) => key.slice(keyStart.length)));
}
