/** A migration that fails, and the copy that is made before one. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { type TestContext, test } from 'node:test';
import { Database } from '../../nodes/state/database/database.ts';
import { migrate } from '../../nodes/state/database/migrate.ts';
import { type Migration, migrations } from '../../nodes/state/database/migrations/index.ts';
import { filled, table } from './migrations-scene.ts';
import { stage } from './stage.ts';

const bad: Migration = {
  name: '9001-bad',
  up: async (knex) => {
    await knex('facts').insert({ name: 'half', value: 'done' });
    await knex.schema.createTable('half', (half) => half.text('done'));
    throw new Error('the disk said no');
  },
};

const good: Migration = { name: '9000-good', up: (knex) => knex.schema.createTable('good', (rows) => rows.text('x')) };

async function whole(t: TestContext, steps: readonly Migration[]) {
  const scene = await stage(t);
  await filled(scene, migrations.length);
  const database = new Database({ file: scene.file });
  t.after(() => database.close());
  const run = () => migrate(database, scene.clock(), [...migrations, ...steps]);
  const tables = () =>
    database.run(async (knex): Promise<string[]> => {
      const rows: { name: string }[] = await knex.raw("SELECT name FROM sqlite_master WHERE name IN ('half', 'good')");
      const done: string[] = await knex(table).where('name', '>=', '9').pluck('name');
      return [...rows.map(({ name }) => name), ...done];
    });
  return { ...scene, database, run, tables };
}

/** Leaves an older copy behind, as an earlier upgrade would have. */
async function migrateOnly(database: Database, steps: readonly Migration[]): Promise<void> {
  await migrate(database, 0, steps);
  await database.run((knex) => knex.raw('VACUUM INTO ?', [`${database.file}.before-0001`]));
}

test('a step that fails leaves the database as it was, the steps before it included, and a copy beside it', async (t) => {
  const { run, tables, database, file, folder, open } = await whole(t, [good, bad]);
  await assert.rejects(run(), { name: 'SyncError' });
  assert.deepEqual(await tables(), []);
  assert.equal(await database.run((knex) => knex('facts').where({ name: 'half' }).first()), undefined);
  await database.close();
  assert.ok((await readFile(`${file}.before-9000`)).length > 0);
  assert.equal((await (await open()).households.get(1)).clientId, 1001, 'the older version goes on with it');
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.includes('.part')),
    [],
  );
});

test('of the copies from before an upgrade the last is kept; one that is put back opens, and knows that it is a copy', async (t) => {
  const { run, file, database, open } = await whole(t, [good]);
  await migrateOnly(database, [...migrations]);
  await run();
  await assert.rejects(stat(`${file}.before-0001`));
  const copy = `${file}.before-9000`;
  const restored = await open({ file: copy });
  assert.notEqual(restored.gap.restoredAt, undefined);
});

test('without room for a copy nothing is changed', async (t) => {
  const { run, tables, file } = await whole(t, [good]);
  // In place of a full disk: the copy's name is taken by a folder.
  await mkdir(`${file}.before-9000.part`, { recursive: true });
  await assert.rejects(run(), { code: /^STORE_|^UNEXPECTED/ });
  assert.deepEqual(await tables(), []);
});
