/** Leases that the list does not show any more: proof before removal (design §4, "Lease ended"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { future, hour, lease, minute } from '../stage.ts';
import { over, staysIn, tenancies, village as villageOf } from './tenancies.ts';

const gone = (...uids: string[]) => ({ gone: new Set(uids) });

test('proved gone: its last day is the first on which it was absent, however late that is known', async (t) => {
  const village = await tenancies(t);
  const [a, b] = [lease('a', '101'), lease('b', '102')];
  await village.run([a, b]);
  assert.deepEqual(await village.runOn('2026-11-21', [b]), []);
  await village.restart();
  assert.deepEqual(await village.runOn('2026-11-24', [b]), [], 'absence alone proves nothing');
  assert.equal(village.store.leases.entry('a')?.standing, 'absent');
  assert.deepEqual(await village.run([b], gone('a')), ['a changed leaves 101 2026-11-21']);
  assert.deepEqual(await village.run([b]), []);
  await village.restart();
  assert.deepEqual(await village.runOn('2026-12-01', [b]), []);
  assert.deepEqual(staysIn(village.store, '101'), ['1 2026-11-21']);
});

test('what is gone is only believed of a lease that is absent; seen again, it was never gone', async (t) => {
  const village = await tenancies(t);
  const [a, b] = [lease('a', '101'), lease('b', '102')];
  await village.run([a, b]);
  assert.deepEqual(await village.run([a, b], gone('a')), []);
  assert.equal(village.store.leases.entry('a')?.standing, 'workable');
  await village.runOn('2026-11-21', [b]);
  await village.run([a, b]);
  await village.runOn('2026-11-23', [b]);
  assert.equal(village.store.leases.entry('a')?.absentOn, '2026-11-23', 'without a break');
  assert.deepEqual(await village.run([b], gone('a')), [], 'its last day is today');
  village.clock.forward(24 * hour);
  const works = await village.see([b]);
  assert.deepEqual([...works.keys()], ['a']);
  assert.deepEqual(await village.run([a, b]), ['a changed'], 'looked at once more');
  assert.equal(village.store.leases.entry('a')?.goneOn, null);
  assert.deepEqual(staysIn(village.store, '101'), ['1 served']);
});

test('gone, ended and back again: served again', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101');
  await village.run([a]);
  await village.run([]);
  assert.deepEqual(await village.runOn('2026-11-22', [], gone('a')), ['a changed leaves 101 2026-11-20']);
  assert.deepEqual(await village.run([a]), ['a changed']);
  assert.deepEqual(staysIn(village.store, '101'), ['1 served']);
});

test('scans that are not complete make nobody absent, and keep nobody absent who is shown', async (t) => {
  const village = await tenancies(t);
  const [a, b] = [lease('a', '101'), lease('b', '102')];
  await village.run([a, b]);
  const part = { complete: false };
  await village.runOn('2026-11-22', [b], part);
  assert.equal(village.store.leases.entry('a')?.absentSince, null);
  await village.run([b]);
  await village.run([a], part);
  assert.equal(village.store.leases.entry('a')?.absentSince, null);
});

test('a future lease that is gone, and one whose end had passed when it was: each ends', async (t) => {
  const village = await tenancies(t);
  const soon = lease('soon', '101', { start: '2026-12-15', flags: future });
  const past = lease('past', '102', { end: '2026-11-15' });
  const b = lease('b', '103');
  await village.run([soon, past, b]);
  await village.run([b]);
  assert.deepEqual((await village.runOn('2026-11-22', [b], gone('soon', 'past'))).sort(), [
    'past changed leaves 102 2026-11-20',
    'soon changed leaves 101 2026-11-20',
  ]);
});

test('absent, and then listed as expired: its own end counts; expired and then no longer listed: it ends all the same', async (t) => {
  const village = await tenancies(t);
  const [a, b] = [lease('a', '101', { end: '2026-11-30' }), lease('b', '102', { end: '2026-11-30' })];
  await village.run([a, b]);
  await village.runOn('2026-11-28', [b]);
  village.clock.forward(3 * 24 * hour);
  await village.see([over(a), over(b)]);
  assert.deepEqual(await village.run([]), ['a changed leaves 101 2026-11-30', 'b changed leaves 102 2026-11-30']);
  assert.deepEqual(village.store.leases.absent.list(), []);
});

test('whom Innago is asked about: after the hours that are set, ten at a tick, the longest absent first, once an hour', async (t) => {
  const village = await tenancies(t);
  const { units, leases } = villageOf(24);
  await village.run(leases, { units });
  const first = leases.slice(0, 12);
  const shown = leases.slice(12);
  await village.run(shown, { units });
  village.clock.forward(hour);
  await village.run(shown.slice(1), { units });
  const { clock } = village;
  const ask = (absenceHours = 24) =>
    village.store.leases.absent.toAsk({
      seen: new Set(shown.slice(1).map(({ uid }) => uid)),
      at: clock(),
      absenceHours,
    });
  assert.deepEqual(ask(), []);
  assert.equal(ask(2).length, 0);
  clock.forward(23 * hour - minute);
  assert.deepEqual(ask(), []);
  clock.forward(minute);
  const uids = first.map(({ uid }) => uid);
  assert.deepEqual(ask(), uids.slice(0, 10));
  assert.deepEqual(ask(), uids.slice(10), 'each is asked about once an hour');
  assert.deepEqual(ask(), []);
  village.store.leases.absent.notAnswered('l101');
  assert.deepEqual(ask(), ['l101']);
  clock.forward(hour);
  assert.equal(ask().length, 10);
  assert.deepEqual(ask(), [...uids.slice(10), 'l113']);
  assert.equal(ask(26).length, 0, 'another setting');
  await village.restart();
  await village.run(shown.slice(1), { units });
  assert.equal(ask().length, 10, 'who was asked before a restart is not known any more');
  await village.run(shown.slice(1), { units, gone: new Set(uids.slice(0, 3)) });
  assert.equal(
    village.store.leases.absent.list().some(({ leaseUid }) => uids.slice(0, 3).includes(leaseUid)),
    false,
  );
});

test('who is shown by the very list is not asked about; nor is what nothing hangs on', async (t) => {
  const village = await tenancies(t);
  const [a, b] = [lease('a', '101'), lease('b', ' ')];
  await village.run([a, b]);
  await village.run([]);
  village.clock.forward(24 * hour);
  const ask = (...seen: string[]) =>
    village.store.leases.absent.toAsk({ seen: new Set(seen), at: village.clock(), absenceHours: 24 });
  assert.deepEqual(ask('a'), []);
  assert.deepEqual(ask(), ['a']);
});
