/**
 * Brings a database to the version this package knows, after making sure that it is ours and not newer (design §2).
 * Caller holds the process lock, so nobody else migrates.
 */
import type { Knex } from 'knex';
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import { copyBefore } from './backup.ts';
import { type Database, rowsOf } from './database.ts';
import { type Migration, migrations } from './migrations/index.ts';
import { damagedError } from './store-errors.ts';

const migrationsTable = 'village_fiber_migrations';

function sourceOf(steps: readonly Migration[]): Knex.MigrationSource<Migration> {
  return {
    getMigrations: async () => [...steps],
    getMigrationName: ({ name }) => name,
    getMigration: async ({ up }) => ({ up, down: refuseDown }),
  };
}

/**
 * Beside a database of an older version a copy of it is left, as it was. All steps are one transaction: a database is of the old version or of the new.
 * @param now epoch ms
 * @param steps in order; those of this version unless told
 * @throws SyncError STORE_DAMAGED, STORE_NOT_OURS, STORE_NEWER, BACKUP_NO_SPACE (trouble operator; the file is not changed), or any STORE_…
 */
export async function migrate(
  database: Database,
  now: number,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  await checkIntact(database);
  const applied = await appliedSteps(database, steps);
  const [next] = steps.filter(({ name }) => !applied.includes(name));
  if (applied.length > 0 && next !== undefined) await copyBefore(database, next.name.slice(0, 4), now);
  await database.run((knex) => knex.raw('PRAGMA journal_mode = WAL'));
  await database.transaction(async (transaction) => {
    const config = { migrationSource: sourceOf(steps), tableName: migrationsTable, disableTransactions: true };
    // A process that died while migrating leaves knex's own lock behind; ours is the kernel's, so this one is void.
    await transaction.migrate.forceFreeMigrationsLock(config);
    await transaction.migrate.latest(config);
  });
}

async function checkIntact(database: Database): Promise<void> {
  const check = v.object({ quick_check: v.string() });
  const rows = await database.run((knex) => rowsOf(check, knex.raw('PRAGMA quick_check(1)')));
  const verdict = rows[0]?.quick_check;
  if (verdict !== 'ok') throw damagedError(database.file, 'the check of its pages failed');
}

/** Names of the steps that the database has behind it; none: it is new. */
async function appliedSteps(database: Database, steps: readonly Migration[]): Promise<string[]> {
  const tables = await database.run((knex) =>
    rowsOf(v.object({ name: v.string() }), knex.raw("SELECT name FROM sqlite_master WHERE type = 'table'")),
  );
  if (tables.length === 0) return [];
  if (!tables.some((table) => table.name === migrationsTable)) {
    throw new SyncError(`The file ${database.file} is the database of another program. It was left as it is.`, {
      code: 'STORE_NOT_OURS',
      trouble: 'operator',
      hint: 'Name another file in sync-database.',
    });
  }
  const known = new Set(steps.map((migration) => migration.name));
  const applied = await database.run((knex) =>
    rowsOf(v.object({ name: v.string() }), knex.select('name').from(migrationsTable)),
  );
  if (applied.some((migration) => !known.has(migration.name))) {
    throw new SyncError(
      `The database ${database.file} was made by a newer version of this package. It was left as it is.`,
      {
        code: 'STORE_NEWER',
        trouble: 'operator',
        hint: 'Install the newer version again, or name another file in sync-database.',
      },
    );
  }
  return applied.map(({ name }) => name);
}

async function refuseDown(): Promise<void> {
  throw new Error('There is no way back to an older version: restore a backup.');
}
