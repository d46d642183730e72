/** What was deleted or overwritten is still in a SQLite file, in free pages and in the write-ahead log, until both are written anew. */
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import { type Database, firstRow } from './database.ts';

const checkpointSchema = v.object({ busy: v.number() });

/**
 * Writes the file anew without its free pages, and empties the write-ahead log. Needs as much free space as the file has.
 * @throws SyncError STORE_…; STORE_LOCKED (trouble state) while another program reads the file
 */
export async function compact(database: Database): Promise<void> {
  await database.run((knex) => knex.raw('VACUUM'));
  const checkpoint = await database.run((knex) =>
    firstRow(checkpointSchema, knex.raw('PRAGMA wal_checkpoint(TRUNCATE)')),
  );
  if (checkpoint?.busy === 0) return;
  throw new SyncError('Another program reads the database: its log could not be emptied.', {
    code: 'STORE_LOCKED',
    trouble: 'state',
    hint: 'Close the other program; it is tried again by itself.',
  });
}
