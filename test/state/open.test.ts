/** Opening the store: whose file it is, who may act, and what is said when it cannot be opened. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, open, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { outside } from './outside.ts';
import { stage } from './stage.ts';

test('the database and all files beside it can be read by the owner alone, whatever the umask', async (t) => {
  const { folder, open } = await stage(t);
  const umask = process.umask(0);
  t.after(() => process.umask(umask));
  const file = join(folder, 'made', 'store.sqlite');
  const store = await open({ file });
  await store.facts.set('a', 'b');
  for (const name of ['', '-wal', '-shm', '.lock']) {
    assert.equal((await stat(`${file}${name}`)).mode & 0o777, 0o600, name);
  }
  assert.equal((await stat(join(folder, 'made'))).mode & 0o777, 0o700);
});

test('an existing file that others can read is closed to them', async (t) => {
  const { file, open } = await stage(t);
  await (await open()).close();
  await chmod(file, 0o644);
  await open();
  assert.equal((await stat(file)).mode & 0o777, 0o600);
});

test('every commit is on the disk before it counts: WAL, synchronous FULL, foreign keys', async (t) => {
  const store = await (await stage(t)).open();
  const pragma = (name: string) => store.database.run((knex) => knex.raw(`PRAGMA ${name}`));
  assert.deepEqual(await pragma('journal_mode'), [{ journal_mode: 'wal' }]);
  assert.deepEqual(await pragma('synchronous'), [{ synchronous: 2 }]);
  assert.deepEqual(await pragma('foreign_keys'), [{ foreign_keys: 1 }]);
});

test('what was stored is there after a restart', async (t) => {
  const { open } = await stage(t);
  const first = await open();
  await first.facts.set('zone', 'America/Chicago');
  await first.units.replace([{ uid: 'u', name: 'Unit 101', label: '101' }]);
  await first.scans.save('leases', { at: 1, complete: true, seen: 2, due: 0, why: '' });
  await first.close();
  const second = await open();
  assert.equal(await second.facts.get('zone'), 'America/Chicago');
  assert.deepEqual(second.units.all(), [{ uid: 'u', name: 'Unit 101', label: '101' }]);
  assert.equal(second.scans.last('leases')?.seen, 2);
});

test('a file that is no database is refused and left as it is', async (t) => {
  const { file, open } = await stage(t);
  await writeFile(file, 'These are the holiday pictures.'.repeat(100));
  const before = await readFile(file);
  await assert.rejects(open(), { code: 'STORE_DAMAGED', trouble: 'operator', message: new RegExp(file) });
  assert.deepEqual(await readFile(file), before);
});

test('a database with broken pages is refused and left as it is', async (t) => {
  const { file, open: openStore } = await stage(t);
  const store = await openStore();
  for (let n = 0; n < 50; n += 1) await store.facts.set(`fact ${n}`, 'x'.repeat(2_000));
  await store.close();
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(8_192, 0xab), 0, 8_192, 4_096 * 6);
  await handle.close();
  const before = await readFile(file);
  await assert.rejects(openStore(), { code: 'STORE_DAMAGED' });
  assert.deepEqual(await readFile(file), before);
});

test('a database that was cut off is refused', async (t) => {
  const { file, open } = await stage(t);
  await (await open()).close();
  await truncate(file, 4_096 * 3);
  await assert.rejects(open(), { code: 'STORE_DAMAGED' });
});

test('a database of a newer version is refused and left as it is', async (t) => {
  const { file, open } = await stage(t);
  await (await open()).close();
  await outside(file, (knex) =>
    knex('village_fiber_migrations').insert({ name: '9999-from-the-future', batch: 2, migration_time: 0 }),
  );
  const before = await readFile(file);
  await assert.rejects(open(), { code: 'STORE_NEWER', trouble: 'operator', message: /newer version/ });
  assert.deepEqual(await readFile(file), before);
});

test('the database of another program is refused and left as it is', async (t) => {
  const { file, open } = await stage(t);
  await outside(file, (knex) => knex.schema.createTable('recipes', (table) => table.text('name')));
  const before = await readFile(file);
  await assert.rejects(open(), { code: 'STORE_NOT_OURS', trouble: 'operator' });
  assert.deepEqual(await readFile(file), before);
});

test('a migration that was cut short does not lock the database for ever', async (t) => {
  const { file, open } = await stage(t);
  await (await open()).close();
  await outside(file, (knex) => knex('village_fiber_migrations_lock').update({ is_locked: 1 }));
  await open();
});

test('a database of another world is refused in words', async (t) => {
  const { open } = await stage(t);
  await (await open()).close();
  const world = { kind: 'real' as const, property: 'property-1', uispHost: '10.8.10.10' };
  const refused = (change: object, message: RegExp) =>
    assert.rejects(open({ world: { ...world, ...change } }), {
      code: 'STORE_OTHER_WORLD',
      trouble: 'operator',
      message,
    });
  await refused({ kind: 'sandbox' }, /belongs to a real property.*the sandbox/);
  await refused({ property: 'property-2' }, /property-1.*property-2/);
  await refused({ uispHost: '10.8.10.11' }, /10\.8\.10\.10.*10\.8\.10\.11/);
  await open();
});

test('a part of the world that is not known yet is filled in, once', async (t) => {
  const { open } = await stage(t);
  const world = { kind: 'real' as const, property: '', uispHost: 'uisp.example.com' };
  await (await open({ world })).close();
  await (await open({ world: { ...world, property: 'property-1' } })).close();
  await (await open({ world })).close();
  await assert.rejects(open({ world: { ...world, property: 'property-2' } }), { code: 'STORE_OTHER_WORLD' });
});

test('one store per file: a second one in this process is refused, by whatever path, until the first is closed', async (t) => {
  const { folder, file, open } = await stage(t);
  const first = await open();
  const link = join(folder, 'link.sqlite');
  await symlink(file, link);
  await assert.rejects(open(), { code: 'STORE_IN_USE', trouble: 'state', message: new RegExp(file) });
  await assert.rejects(open({ file: link }), { code: 'STORE_IN_USE' });
  // A refused opening must not have let go of the first one's lock.
  await assert.rejects(open(), { code: 'STORE_IN_USE' });
  await first.close();
  await open();
});

const holder = `
  import { Store } from ${JSON.stringify(new URL('../../nodes/state/store.ts', import.meta.url).href)};
  const log = { info() {}, warn() {} };
  const world = { kind: 'real', property: 'property-1', uispHost: '10.8.10.10' };
  try {
    await Store.open({ file: process.argv[1], mode: 'live', clock: Date.now, world, log });
    console.log('open');
    setInterval(() => {}, 1000);
  } catch (error) {
    console.log(error.code);
  }
`;

/** Another process that opens the file. @returns its first word and the process */
async function otherProcess(file: string) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', holder, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [word] = await once(child.stdout, 'data');
  return { child, word: String(word).trim() };
}

test('two processes on one database: one acts; when it is killed, the other can', async (t) => {
  const { file, open } = await stage(t);
  const { child, word } = await otherProcess(file);
  t.after(() => child.kill('SIGKILL'));
  assert.equal(word, 'open');
  await assert.rejects(open(), { code: 'STORE_IN_USE' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await open();
  const late = await otherProcess(file);
  await once(late.child, 'exit');
  assert.equal(late.word, 'STORE_IN_USE');
});

test('a path that cannot be a database is told in words', async (t) => {
  const { folder, open } = await stage(t);
  await mkdir(join(folder, 'directory'));
  await assert.rejects(open({ file: join(folder, 'directory') }), { code: 'STORE_UNREADABLE', trouble: 'operator' });
  await writeFile(join(folder, 'plain'), '');
  await assert.rejects(open({ file: join(folder, 'plain', 'store.sqlite') }), { code: 'STORE_UNREADABLE' });
});

test('no permission is told in words', { skip: process.getuid?.() === 0 && 'root may read everything' }, async (t) => {
  const { folder, open } = await stage(t);
  await chmod(folder, 0o500);
  t.after(() => chmod(folder, 0o700));
  await assert.rejects(open(), { code: 'STORE_UNREADABLE' });
});

test('after close every statement is refused, and closing twice is harmless', async (t) => {
  const store = await (await stage(t)).open();
  await store.close();
  await store.close();
  await assert.rejects(store.facts.set('a', 'b'), { code: 'STORE_CLOSED', trouble: 'state' });
});

test('no value of a statement, no person’s name, is in an error', async (t) => {
  const store = await (await stage(t)).open();
  const failing = store.database.run((knex) => knex('nowhere').insert({ name: 'Ada Lovelace' }));
  await assert.rejects(failing, (error: Error) => {
    assert.doesNotMatch(
      JSON.stringify({ ...error, message: error.message, stack: error.stack, cause: error.cause }),
      /Ada/,
    );
    return true;
  });
});

test('a copy made while the store is open is a whole database', async (t) => {
  const { folder, file, open } = await stage(t);
  const store = await open();
  await store.facts.set('a', 'b');
  const copy = join(folder, 'copy.sqlite');
  await outside(file, (knex) => knex.raw('VACUUM INTO ?', [copy]));
  await copyFile(copy, join(folder, 'restored.sqlite'));
  const restored = await open({ file: join(folder, 'restored.sqlite') });
  assert.equal(await restored.facts.get('a'), 'b');
});
