/** The action backup: one that fails is told until there is a copy again. */
import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { flow } from './flow.ts';

const to = { to: 'operator@example.com' };

test('a copy that fails is an item, and goes to Catch; the next good one clears it', async (t) => {
  const { store, node } = await flow(t);
  const [nightly, weekly] = [node('backup', { folder: 'nightly' }), node('backup', { folder: 'weekly' })];
  const key = `BACKUP_FAILED/${nightly.id}`;
  const folder = join(dirname(store.file), 'nightly');
  await writeFile(folder, 'no folder');
  for (const _ of [1, 2]) assert.equal((await nightly.receive({}))?.code, 'STORE_UNREADABLE');
  assert.deepEqual(nightly.out(), []);
  const [item, ...others] = store.attention.all();
  assert.deepEqual(others, []);
  assert.deepEqual([item?.key, item?.code, item?.where, item?.verbs], [key, 'BACKUP_FAILED', 'the backup', ['ignore']]);
  assert.match(item?.why ?? '', /cannot be opened for reading and writing/);
  assert.match(item?.todo ?? '', /^Let the user that runs Node-RED/);
  const digest = node('digest', to);
  await digest.receive({});
  assert.match(String(digest.out()[0]?.['plaintext']), /NEW\n- the backup, BACKUP FAILED: The database/);
  assert.equal(await weekly.receive({}), undefined);
  assert.ok(store.attention.get(key), 'another node’s');
  await rm(folder);
  await mkdir(folder);
  assert.equal(await nightly.receive({}), undefined);
  assert.equal(nightly.out().length, 1);
  assert.equal(store.attention.get(key), undefined);
});

test('a field that cannot be used is told as well; a store that cannot be written hides no cause', async (t) => {
  const { store, node } = await flow(t);
  const backup = node('backup', { keep: 'all' });
  assert.equal((await backup.receive({}))?.code, 'BACKUP_KEEP');
  assert.match(store.attention.get(`BACKUP_FAILED/${backup.id}`)?.why ?? '', /"all"/);
  const other = node('backup', { keep: '0' });
  await store.database.run((knex) => knex.raw('PRAGMA query_only = ON'));
  assert.equal((await other.receive({}))?.code, 'BACKUP_KEEP');
  assert.equal(store.attention.get(`BACKUP_FAILED/${other.id}`), undefined);
  await store.database.run((knex) => knex.raw('PRAGMA query_only = OFF'));
});
