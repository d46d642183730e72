/** What a database that is a backup must not do twice: it is looked for, or asked of a person. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restoredKey } from '../../nodes/state/backup-gap.ts';
import { switchMode } from '../../nodes/state/mode.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { SyncError } from '../../nodes/sync-error.ts';
import { backedUp, day, mail, restore, scanned } from './backup-scene.ts';
import { claimOf, codes, effectOf, hour, lease, minute, tick } from './stage.ts';

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
  await scanned(later, clock);
  assert.equal(later.gap.restoredAt, at, 'what is due after the first scan was not asked yet');
  await scanned(later, clock);
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
  const absorbed = async (...leases: Parameters<typeof tick>[2]) => {
    await tick(restored, clock, leases);
    await restored.scans.save('leases', { at: clock(), complete: true, seen: leases.length, due: 0, why: '' });
    clock.forward(minute);
  };
  await absorbed(lease('a', '101'));
  await absorbed(lease('a', '101'));
  await absorbed(lease('a', '101'), lease('b', '102'));
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

test('a yes in dry-run, or while everything is paused, closes nothing: nothing was asked yet', async (t) => {
  const scene = await backedUp(t);
  const { clock } = scene;
  const { file } = await scene.copy();
  await restore(scene, scene.store, file);
  const restored = await scene.open();
  const at = restored.gap.restoredAt;
  await switchMode(restored, 'dry-run', 'operator');
  await carryOut(restored, { verb: 'approve', key: restoredKey });
  for (let n = 0; n < 3; n += 1) await scanned(restored, clock);
  assert.equal(restored.gap.restoredAt, at);
  await switchMode(restored, 'live', 'operator', { confirm: true });
  await carryOut(restored, { verb: 'pause' });
  for (let n = 0; n < 3; n += 1) await scanned(restored, clock);
  await carryOut(restored, { verb: 'resume' });
  await scanned(restored, clock);
  await assert.rejects(restored.once.beginOnce(await claimOf(restored), mail(1)), { code: 'EFFECT_UNKNOWN' });
  await scanned(restored, clock);
  assert.deepEqual([restored.gap.restoredAt, codes(restored)], [undefined, []]);
});

test('once it is closed nothing more is asked; what can be looked up is looked up all the same, over restarts', async (t) => {
  const scene = await backedUp(t);
  const { clock } = scene;
  const { file } = await scene.copy();
  await restore(scene, scene.store, file);
  const restored = await scene.open();
  await scanned(restored, clock);
  await carryOut(restored, { verb: 'approve', key: restoredKey });
  await scanned(restored, clock);
  await restored.close();
  const later = await scene.open();
  assert.deepEqual(codes(later), []);
  const claim = await claimOf(later);
  assert.equal(await later.once.beginOnce(claim, mail(1)), 'send');
  const written: string[] = [];
  const charge = effectOf('new', written, { key: 'innago-invoice/late', lookSinceBackup: async () => 'found' });
  assert.deepEqual(await later.ledger.apply(claim, charge), { outcome: 'adopted', result: 'found' });
  assert.deepEqual(written, []);
});

test('a write that was under way when the copy was made is looked for as it may have been tried again since', async (t) => {
  const scene = await backedUp(t);
  const { store, clock } = scene;
  const written: string[] = [];
  const lost = new SyncError('Lost.', { code: 'INNAGO_TIMEOUT', trouble: 'server', effect: 'unknown' });
  const there = async () => 'of another day';
  const charge = (lookSinceBackup = there) =>
    effectOf('new', written, { key: 'innago-invoice/lost', lookSinceBackup, write: () => Promise.reject(lost) });
  await assert.rejects(store.ledger.apply(await claimOf(store), charge()), { code: 'INNAGO_TIMEOUT' });
  const { file } = await scene.copy();
  clock.forward(hour);
  await restore(scene, store, file);
  const restored = await scene.open();
  const held = await claimOf(restored);
  assert.deepEqual(await restored.ledger.apply(held, charge()), { outcome: 'adopted', result: 'of another day' });
});

test('who was absent in the copy has to be absent anew: only then Innago is asked whether they are gone', async (t) => {
  const scene = await backedUp(t);
  const { store, copy, open, clock } = scene;
  const [a, b, c] = [lease('a', '101'), lease('b', '102'), lease('c', '103')];
  await tick(store, clock, [a, b, c]);
  await tick(store, clock, [c]);
  clock.forward(day);
  await tick(store, clock, [c], { gone: new Set(['b']) });
  const absentOn = store.leases.entry('a')?.absentOn;
  const { file } = await copy();
  clock.forward(5 * day);
  await restore(scene, store, file);
  const restored = await open();
  const ask = () => restored.leases.absent.toAsk({ seen: new Set(['c']), at: clock(), absenceHours: 24 });
  await tick(restored, clock, [c]);
  assert.equal(restored.leases.entry('a')?.standing, 'absent');
  assert.deepEqual(ask(), []);
  clock.forward(day);
  assert.deepEqual(ask(), ['a']);
  await tick(restored, clock, [c], { gone: new Set(['a']) });
  assert.equal(restored.leases.entry('a')?.goneOn, absentOn, 'its last day is still the first on which it was absent');
  assert.notEqual(restored.leases.entry('b')?.goneOn, null);
});
