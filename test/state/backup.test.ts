/** A copy of the database while it is in use. */
import assert from 'node:assert/strict';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { backUp } from '../../nodes/state/database/backup.ts';
import { smallDisk } from '../flow/small-disk.ts';
import { backedUp, day } from './backup-scene.ts';
import { outside } from './outside.ts';

test('a whole database under a name that tells its time, for the owner alone, whatever the umask', async (t) => {
  const umask = process.umask(0);
  t.after(() => process.umask(umask));
  const { store, copy, folder } = await backedUp(t);
  await store.facts.set('zone', 'America/Chicago');
  const { file, bytes, kept, removed } = await copy();
  assert.equal(file, join(folder, 'store-20261120T120000Z.sqlite'));
  assert.deepEqual([kept, removed], [1, []]);
  assert.deepEqual(await readdir(folder), ['store-20261120T120000Z.sqlite'], 'nothing beside it');
  const { mode, size } = await stat(file);
  assert.deepEqual([mode & 0o777, (await stat(folder)).mode & 0o777, size], [0o600, 0o700, bytes]);
  await store.facts.set('zone', 'written on while copied');
  await outside(file, async (knex) => {
    assert.deepEqual(await knex.raw('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
    assert.deepEqual(await knex('facts').where({ name: 'zone' }).pluck('value'), ['America/Chicago']);
  });
});

test('work goes on while it is made, and the copy is of one moment', async (t) => {
  const { store, copy } = await backedUp(t);
  const writes = Array.from({ length: 50 }, (_, n) => store.facts.set(`fact ${n}`, String(n)));
  const [{ file }] = await Promise.all([copy(), ...writes]);
  await outside(file, async (knex) => {
    const names: string[] = await knex('facts').whereLike('name', 'fact %').orderBy('rowid').pluck('name');
    assert.deepEqual(
      names,
      names.map((_, n) => `fact ${n}`),
    );
  });
  assert.equal(await store.facts.get('fact 49'), '49');
});

test('two at once are made one after the other; one that fails stops no other', async (t) => {
  const { store, copy, folder, clock } = await backedUp(t);
  const nowhere = backUp(store.database, { folder: store.file, keep: 1, now: clock() });
  const [failed, ...made] = await Promise.allSettled([nowhere, copy(), copy(14, clock() + day)]);
  assert.equal(failed.status, 'rejected');
  assert.deepEqual(
    made.map(({ status }) => status),
    ['fulfilled', 'fulfilled'],
  );
  assert.deepEqual(await readdir(folder), ['store-20261120T120000Z.sqlite', 'store-20261121T120000Z.sqlite']);
});

test('as many as wanted are kept, the oldest go, and other files stay', async (t) => {
  const { copy, folder, clock } = await backedUp(t);
  await mkdir(folder);
  const others = ['notes.txt', 'other-20200101T000000Z.sqlite', 'store-by-hand.sqlite'];
  for (const name of others) await writeFile(join(folder, name), '');
  for (let n = 0; n < 4; n += 1) {
    await copy(2);
    clock.forward(day);
  }
  assert.deepEqual(
    (await readdir(folder)).sort(),
    [...others, 'store-20261122T120000Z.sqlite', 'store-20261123T120000Z.sqlite'].sort(),
  );
});

test('what a process that died has left half-done goes with the next one', async (t) => {
  const { copy, folder } = await backedUp(t);
  await mkdir(folder);
  await writeFile(join(folder, 'store-20261119T000000Z.sqlite.part'), 'half');
  await writeFile(join(folder, 'store-20261119T000000Z.sqlite.part-journal'), 'half');
  await copy();
  assert.deepEqual(await readdir(folder), ['store-20261120T120000Z.sqlite']);
});

test('the halves of another database whose name goes on are left alone', async (t) => {
  const { copy, folder } = await backedUp(t);
  await mkdir(folder);
  const others = ['store-north-20261119T000000Z.sqlite.part', 'store-north-20261119T000000Z.sqlite'];
  for (const name of others) await writeFile(join(folder, name), 'of another');
  await copy(1);
  assert.deepEqual((await readdir(folder)).sort(), ['store-20261120T120000Z.sqlite', ...others.toReversed()]);
});

test('a copy that cannot be completed is told, and nothing half-done is left', async (t) => {
  const { copy, folder } = await backedUp(t);
  const taken = 'store-20261120T120000Z.sqlite';
  await mkdir(join(folder, taken, 'something'), { recursive: true });
  await assert.rejects(copy(), { name: 'SyncError' });
  assert.deepEqual(await readdir(folder), [taken]);
});

test('a disk without room is left as it is, and so are older copies', async (t) => {
  const disk = smallDisk();
  if (disk === undefined) return t.skip('no right to mount a small disk here');
  t.after(disk.remove);
  const { store } = await backedUp(t);
  const folder = join(disk.folder, 'backups');
  const copy = (now: number) => backUp(store.database, { folder, keep: 14, now });
  const { file } = await copy(0);
  disk.fill();
  await assert.rejects(copy(day), { code: 'BACKUP_NO_SPACE', trouble: 'operator' });
  assert.deepEqual(await readdir(folder), [file.slice(folder.length + 1)]);
  disk.free();
  for (let n = 0; n < 40; n += 1) await store.facts.set(`fact ${n}`, 'x'.repeat(100_000));
  await assert.rejects(copy(day), { code: 'BACKUP_NO_SPACE' });
  assert.deepEqual(await readdir(folder), [file.slice(folder.length + 1)]);
});

test('a folder that cannot be one is told in words', async (t) => {
  const { store, file } = await backedUp(t);
  await assert.rejects(backUp(store.database, { folder: join(file, 'below'), keep: 1, now: 0 }), {
    code: 'STORE_UNREADABLE',
    trouble: 'operator',
  });
});
