/** Sync this unit now, leave this lease alone, done by hand: what a person says of leases. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../nodes/state/store.ts';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import { errorOf } from '../../error-of.ts';
import { carryThrough, claimOf, expired, future, hour, lease, stage, tick } from '../stage.ts';
import { fail } from './verbs-scene.ts';

async function said(store: Store): Promise<(readonly [string, string, string | undefined])[]> {
  const entries = await store.audit.list();
  return entries.reverse().map(({ outcome, key, reason }) => [outcome, key, reason.unit] as const);
}

test('retry of a unit: all its leases that can be acted on are due at the next tick, and it says which', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [
    lease('old', '101', { end: '2026-11-10', flags: expired }),
    lease('a', '101', { start: '2026-06-01', end: '2026-12-31' }),
    lease('b', '101', { start: '2027-01-01', flags: future }),
    lease('c', '102'),
  ];
  for (const work of (await tick(store, clock, leases)).values()) await carryThrough(store, work);
  assert.deepEqual([...(await tick(store, clock, leases)).keys()], []);
  const { text } = await carryOut(store, { verb: 'retry', key: 'unit:Apt 101' });
  assert.equal(text, 'lease a and lease b of unit 101: tried again at the next scan');
  const due = await tick(store, clock, leases);
  assert.deepEqual(
    [...due.values()].map(({ lease, reason }) => [lease.uid, reason]),
    [
      ['a', 'retry'],
      ['b', 'retry'],
    ],
  );
  assert.deepEqual(await said(store), [
    ['retry', 'lease:a', '101'],
    ['retry', 'lease:b', '101'],
  ]);
});

test('retry of a unit whose lease is in flight says so; of one where nothing can be done it says why', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101'), lease('old', '102', { end: '2026-11-10', flags: expired })];
  await tick(store, clock, leases);
  await claimOf(store, 'lease:a');
  assert.match((await carryOut(store, { verb: 'retry', key: 'unit:101' })).text, /being worked on right now/);
  const error = await errorOf(carryOut(store, { verb: 'retry', key: 'unit:102' }));
  assert.equal(error.code, 'NOTHING_TO_DO');
  assert.match(error.message, /lease old of unit 102: has ended/);
});

test('an ignored lease is left alone, over a restart, until a person takes it up again; its neighbour is not', async (t) => {
  const { open, clock } = await stage(t);
  const first = await open();
  const leases = [lease('a', '101'), lease('b', '102')];
  const due = await tick(first, clock, leases);
  await fail(first, due.get('a'));
  assert.equal(first.attention.list().length, 1);
  const { text, items } = await carryOut(first, { verb: 'ignore', key: 'unit:101' }, 'operator: ann');
  assert.match(text, /^lease a of unit 101: left alone/);
  assert.deepEqual(items, []);
  assert.deepEqual([...(await tick(first, clock, leases)).keys()], ['b']);
  assert.equal(first.leases.entry('a')?.standing, 'ignored');
  const [entry] = await first.audit.list();
  assert.deepEqual(
    [entry?.reason.because, entry?.before, entry?.after, entry?.outcome],
    ['operator: ann', 'workable', 'ignored', 'ignored'],
  );
  await first.close();

  const store = await open();
  assert.deepEqual([...(await tick(store, clock, leases)).keys()], ['b']);
  assert.equal((await errorOf(carryOut(store, { verb: 'ignore', key: 'lease:a' }))).code, 'NOTHING_TO_DO');
  assert.equal((await errorOf(carryOut(store, { verb: 'heed', key: 'lease:b' }))).code, 'NOTHING_TO_DO');
  const result = await carryOut(store, { verb: 'heed', key: 'lease:a' });
  assert.deepEqual(result.ignored, []);
  assert.deepEqual([...(await tick(store, clock, leases)).keys()].sort(), ['a', 'b']);
});

test('retry takes up an ignored lease, too: by lease and by unit', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101')];
  for (const key of ['lease:a', 'unit:101']) {
    await tick(store, clock, leases);
    await carryOut(store, { verb: 'ignore', key });
    assert.deepEqual([...(await tick(store, clock, leases)).keys()], []);
    assert.match((await carryOut(store, { verb: 'retry', key })).text, /taken up again/);
    assert.deepEqual([...(await tick(store, clock, leases)).keys()], ['a']);
  }
  assert.deepEqual(
    (await said(store)).map(([outcome]) => outcome),
    ['ignored', 'heed', 'retry', 'ignored', 'heed', 'retry'],
  );
});

test('what is in flight for a lease that is ignored is refused at its next write, and what waits does not begin', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const work = (await tick(store, clock, [lease('a', '101')])).get('a');
  const claim = await claimOf(store, 'lease:a');
  await carryOut(store, { verb: 'ignore', key: 'lease:a' });
  await assert.rejects(store.renew(claim), { code: 'CLAIM_LOST' });
  assert.ok(work);
  const begun: string[] = [];
  await store.desk.begin({ work, owner: {}, start: ({ key }) => begun.push(key) });
  assert.deepEqual(begun, []);
});

test('an ignored lease that runs out is not ended, and ends when it is taken up', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const work = (await tick(store, clock, [lease('a', '101', { end: '2026-11-20' })])).get('a');
  assert.ok(work);
  const claim = await claimOf(store, work.key);
  await store.households.update(claim, work.householdId, { clientId: 1, siteId: 's', serviceId: 7 });
  await store.leases.done(claim, work);
  await carryOut(store, { verb: 'ignore', key: 'lease:a' });
  clock.forward(48 * hour);
  const over = [lease('a', '101', { end: '2026-11-20', flags: expired })];
  assert.deepEqual([...(await tick(store, clock, over)).keys()], []);
  await carryOut(store, { verb: 'heed', key: 'unit:101' });
  const leaving = (await tick(store, clock, over)).get('a');
  assert.deepEqual(leaving?.leaves, [{ unitUid: 'unit-101', unitLabel: '101', lastDay: '2026-11-20' }]);
});
