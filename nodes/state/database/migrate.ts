/**
 * Brings a database to the version this package knows, after making sure that it is ours and not newer (design §2).
 * Caller holds the process lock, so nobody else migrates.
 */
import type { Knex } from 'knex';
import * as v from 'valibot';
import { SyncError } from '../../sync-error.ts';
import { type Database, rowsOf } from './database.ts';
import { type Migration, migrations } from './migrations/index.ts';
import { damagedError } from './store-errors.ts';

const migrationsTable = 'village_fiber_migrations';

const source: Knex.MigrationSource<Migration> = {
  getMigrations: async () => [...migrations],
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => ({ up: migration.up, down: refuseDown }),
};

/** @throws SyncError STORE_DAMAGED, STORE_NOT_OURS, STORE_NEWER (trouble operator; the file is not changed), or any STORE_… */
export async function migrate(database: Database): Promise<void> {
  await checkIntact(database);
  await checkOurs(database);
  await database.run((knex) => knex.raw('PRAGMA journal_mode = WAL'));
  await database.run(async (knex) => {
    const config = { migrationSource: source, tableName: migrationsTable };
    // A process that died while migrating leaves knex's own lock behind; ours is the kernel's, so this one is void.
    await knex.migrate.forceFreeMigrationsLock(config);
    await knex.migrate.latest(config);
  });
}

async function checkIntact(database: Database): Promise<void> {
  const check = v.object({ quick_check: v.string() });
  const rows = await database.run((knex) => rowsOf(check, knex.raw('PRAGMA quick_check(1)')));
  const verdict = rows[0]?.quick_check;
  if (verdict !== 'ok') throw damagedError(database.file, 'the check of its pages failed');
}

async function checkOurs(database: Database): Promise<void> {
  const tables = await database.run((knex) =>
    rowsOf(v.object({ name: v.string() }), knex.raw("SELECT name FROM sqlite_master WHERE type = 'table'")),
  );
  if (tables.length === 0) return;
  if (!tables.some((table) => table.name === migrationsTable)) {
    throw new SyncError(`The file ${database.file} is the database of another program. It was left as it is.`, {
      code: 'STORE_NOT_OURS',
      trouble: 'operator',
      hint: 'Name another file in sync-database.',
    });
  }
  const known = new Set(migrations.map((migration) => migration.name));
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
}

async function refuseDown(): Promise<void> {
  throw new Error('There is no way back to an older version: restore a backup.');
}
