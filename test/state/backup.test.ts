/** A copy of the database while it is in use, and what a database that is such a copy must not do twice. */
import assert from 'node:assert/strict';
import { chmod, copyFile, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { restoredKey } from '../../nodes/state/backup-gap.ts';
import { backUp } from '../../nodes/state/database/backup.ts';
import type { Store } from '../../nodes/state/store.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { smallDisk } from '../flow/small-disk.ts';
import { outside } from './outside.ts';
import { claimOf, codes, effectOf, hour, lease, minute, type Stage, stage, tick } from './stage.ts';

const day = 24 * hour;

async function backedUp(t: TestContext) {
  const scene = await stage(t);
  const store = await scene.open();
  const folder = join(scene.folder, 'backups');
  const copy = (keep = 14, now = scene.clock()) => backUp(store.database, { folder, keep, now });
  return { ...scene, store, folder, copy };
}

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

/** Puts the copy in the place of the database, as docs/deployment.md says. */
async function restore({ file }: Stage, store: Store, copy: string): Promise<void> {
  await store.close();
  for (const ending of ['', '-wal', '-shm']) await rm(`${file}${ending}`, { force: true });
  await copyFile(copy, file);
  await chmod(file, 0o600);
}

const mail = (householdId: number, address = 'a') =>
  ({
    key: `mail/household:${householdId}/welcome/${address}`,
    kind: 'mail',
    fingerprint: 'x',
    reason: { householdId, because: 'lease new' },
    before: null,
    after: null,
  }) as const;

test('the original has no gap; the copy has, from its first opening until a person says yes', async (t) => {
  const scene = await backedUp(t);
  const { store, copy, open, clock } = scene;
  const { file } = await copy();
  assert.equal(store.gap.restoredAt, undefined);
  await store.close();
  const again = await open();
  assert.deepEqual([again.gap.restoredAt, codes(again)], [undefined, []], 'the original, opened again');
  clock.forward(day);
  await restore(scene, again, file);
  const restored = await open();
  const at = clock();
  assert.deepEqual([restored.gap.restoredAt, codes(restored)], [at, ['STORE_RESTORED']]);
  assert.match(restored.attention.get(restoredKey)?.why ?? '', /2026-11-20 12:00 UTC.*2026-11-21 12:00 UTC/);
  clock.forward(hour);
  await restored.close();
  const later = await open();
  assert.equal(later.gap.restoredAt, at, 'outlives a restart');
  await carryOut(later, { verb: 'approve', key: restoredKey });
  await later.scans.save('leases', { at: clock(), complete: true, seen: 1, due: 0, why: '' });
  assert.deepEqual([later.gap.restoredAt, codes(later)], [undefined, []]);
  await later.close();
  assert.deepEqual(codes(await open()), []);
});

test('what cannot be looked up and may have been done is asked, once, and sent when a person says so', async (t) => {
  const scene = await backedUp(t);
  const { store, copy, open, clock } = scene;
  const { file } = await copy();
  clock.forward(day);
  await restore(scene, store, file);
  const restored = await open();
  const scanned = async (...leases: Parameters<typeof tick>[2]) => {
    await tick(restored, clock, leases);
    await restored.scans.save('leases', { at: clock(), complete: true, seen: leases.length, due: 0, why: '' });
    clock.forward(minute);
  };
  await scanned(lease('a', '101'));
  await scanned(lease('a', '101'));
  await scanned(lease('a', '101'), lease('b', '102'));
  const household = (label: string) => restored.households.all().find(({ unitLabel }) => unitLabel === label)?.id ?? 0;
  const claim = await claimOf(restored);
  const [before, after] = [mail(household('101')), mail(household('102'))];
  await assert.rejects(restored.once.beginOnce(claim, before), { code: 'EFFECT_UNKNOWN' });
  await assert.rejects(restored.once.beginOnce(claim, before), { code: 'EFFECT_UNKNOWN' });
  assert.equal(await restored.once.beginOnce(claim, after), 'send', 'first seen long after the restore');
  assert.equal(await restored.once.sendAgain(before.key), true);
  assert.equal(await restored.once.beginOnce(claim, before), 'send');
  await restored.once.settleOnce(before.key, 'failed', 'SMTP_AUTH');
  assert.equal(await restored.once.beginOnce(claim, before), 'send', 'surely not sent since');

  const said: string[] = [];
  const { look: _look, ...comment } = effectOf('hello', said, {
    key: 'innago-comment/ticket:t1/comment:7',
    kind: 'innago-comment',
    reason: { because: 'ticket t1' },
  });
  await assert.rejects(restored.ledger.apply(claim, comment), { code: 'EFFECT_UNKNOWN' });
  assert.deepEqual(said, []);
  const audited = await restored.audit.list();
  assert.ok(
    audited.some(
      ({ key, outcome, errorCode }) => key === comment.key && outcome === 'unknown' && errorCode === 'RESTORED',
    ),
  );
});

test('what can be looked up is taken over when it is there, and written when it is not', async (t) => {
  const scene = await backedUp(t);
  const { store, copy, open, clock } = scene;
  const claim = await claimOf(store);
  await store.ledger.apply(claim, effectOf('known', [], { key: 'uisp-comment/known' }));
  const { file } = await copy();
  clock.forward(day);
  await restore(scene, store, file);
  const restored = await open();
  const held = await claimOf(restored);
  const written: string[] = [];
  let looked = 0;
  const sought = (key: string, there: string | undefined) =>
    effectOf(key === 'known' ? 'known' : 'new', written, {
      key: `uisp-comment/${key}`,
      lookSinceBackup: async () => {
        looked += 1;
        return there;
      },
    });
  assert.deepEqual(await restored.ledger.apply(held, sought('there', 'found')), {
    outcome: 'adopted',
    result: 'found',
  });
  assert.equal((await restored.ledger.apply(held, sought('there', 'found'))).outcome, 'skipped');
  assert.equal((await restored.ledger.apply(held, sought('not there', undefined))).outcome, 'done');
  assert.equal((await restored.ledger.apply(held, sought('known', 'found'))).outcome, 'skipped', 'in the copy itself');
  assert.deepEqual([written, looked], [['new'], 2]);
});

test('a dry-run asks nothing and sends nothing', async (t) => {
  const scene = await backedUp(t);
  const { file } = await scene.copy();
  await restore(scene, scene.store, file);
  const restored = await scene.open({ mode: 'dry-run' });
  assert.equal(await restored.once.beginOnce(await claimOf(restored), mail(1)), 'planned');
});
