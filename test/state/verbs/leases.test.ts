/** Sync this unit now, leave this lease alone, done by hand: what a person says of leases. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../nodes/state/store.ts';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import { errorOf } from '../../error-of.ts';
import { carryThrough, claimOf, expired, future, hour, lease, minute, stage, tick } from '../stage.ts';

const failure = { code: 'ONU_MISSING', trouble: 'operator', effect: 'none', text: 'No ONU.', hint: undefined } as const;

async function fail(store: Store, work: Parameters<typeof carryThrough>[1], what: object = failure): Promise<void> {
  assert.ok(work);
  await store.leases.failed(await claimOf(store, work.key), work, { ...failure, ...what });
}

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

test('done by hand: what is wanted counts as applied, failures and items are gone; a change is worked on again', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101')];
  await fail(store, (await tick(store, clock, leases)).get('a'));
  const [item] = store.attention.list();
  assert.ok(item);
  const { text, items } = await carryOut(store, { verb: 'mark-done', key: item.key });
  assert.match(text, /lease a of unit 101: done by hand/);
  assert.deepEqual(items, []);
  const entry = store.leases.entry('a');
  assert.deepEqual([entry?.failures, entry?.failureTrouble, entry?.waiting], [0, null, []]);
  assert.ok(entry?.applied);
  clock.forward(2 * hour);
  assert.deepEqual([...(await tick(store, clock, leases)).keys()], []);
  const [audited] = await store.audit.list();
  assert.deepEqual(
    [audited?.outcome, audited?.before, audited?.after],
    ['mark-done', { failures: 1, waiting: [], items: [item.key] }, 'applied'],
  );
  await store.close();
  const again = await open();
  assert.deepEqual([...(await tick(again, clock, leases)).keys()], []);
  const moved = [lease('a', '102')];
  assert.deepEqual([...(await tick(again, clock, moved)).keys()], ['a']);
});

test('done by hand: what it waits for is forgotten, and by unit all of its leases are meant', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101', { end: '2026-12-31' }), lease('b', '101', { start: '2027-01-01', flags: future })];
  const due = await tick(store, clock, leases);
  await carryThrough(store, due.get('a'), [{ why: 'the previous household', until: '2026-11-25' }]);
  await fail(store, due.get('b'));
  await carryOut(store, { verb: 'mark-done', key: 'unit:101' });
  clock.forward(30 * 24 * hour);
  assert.deepEqual([...(await tick(store, clock, leases)).keys()], []);
});

test('done by hand is refused: in flight, while all is paused, before the first scan, for a lease that is over', async (t) => {
  const { open, clock } = await stage(t);
  const first = await open();
  const leases = [lease('a', '101'), lease('old', '102', { end: '2026-11-10', flags: expired })];
  await tick(first, clock, leases);
  const code = async (store: Store, key: string) => (await errorOf(carryOut(store, { verb: 'mark-done', key }))).code;
  const claim = await claimOf(first, 'lease:a');
  assert.equal(await code(first, 'lease:a'), 'LEASE_BUSY');
  assert.equal(first.claims.isOurs(claim), true, 'and nothing is taken away from who works on it');
  await first.claims.release(claim);
  assert.equal(await code(first, 'unit:102'), 'NOTHING_TO_DO');
  await carryOut(first, { verb: 'pause' });
  assert.equal(await code(first, 'lease:a'), 'PAUSED');
  await carryOut(first, { verb: 'resume' });
  assert.deepEqual(first.leases.entry('a')?.applied, null);
  await first.close();
  const store = await open();
  assert.equal(await code(store, 'lease:a'), 'NOT_SCANNED');
});

test('done by hand, dry-run: it counts as planned, and live does it all the same', async (t) => {
  const { open, clock } = await stage(t);
  const dry = await open({ mode: 'dry-run' });
  const leases = [lease('a', '101')];
  await fail(dry, (await tick(dry, clock, leases)).get('a'));
  await carryOut(dry, { verb: 'mark-done', key: 'lease:a' });
  assert.deepEqual([...(await tick(dry, clock, leases)).keys()], []);
  await dry.close();
  const live = await open();
  assert.deepEqual([...(await tick(live, clock, leases)).keys()], ['a']);
});

test('done by hand: charges are looked at as ever', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101')];
  const work = (await tick(store, clock, leases)).get('a');
  assert.ok(work);
  const claim = await claimOf(store, work.key);
  await store.households.update(claim, work.householdId, { plan: 'Village Fiber 1G', planChangedAt: clock() });
  await store.claims.release(claim);
  await fail(store, (await tick(store, clock, leases)).get('a'));
  await store.attention.raise({
    key: 'BILLING_MISSED/lease:a',
    code: 'BILLING_MISSED',
    where: 'unit 101',
    why: 'x',
    todo: 'y',
    leaseUid: 'a',
  });
  const { items } = await carryOut(store, { verb: 'mark-done', key: 'lease:a' });
  assert.deepEqual(
    items.map(({ code }) => code),
    ['BILLING_MISSED'],
  );
  clock.forward(minute);
  const due = await tick(store, clock, leases);
  assert.deepEqual(
    [...due.values()].map(({ reason }) => reason),
    ['billing'],
  );
});

test('done by hand, of a lease that has ended: its service counts as ended on its last day', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const work = (await tick(store, clock, [lease('a', '101', { end: '2026-11-20' })])).get('a');
  assert.ok(work);
  const claim = await claimOf(store, work.key);
  await store.households.update(claim, work.householdId, { clientId: 1, siteId: 's', serviceId: 7 });
  await store.leases.done(claim, work);
  clock.forward(48 * hour);
  const over = [lease('a', '101', { end: '2026-11-20', flags: expired })];
  const leaving = (await tick(store, clock, over)).get('a');
  assert.equal(leaving?.state, 'ended');
  await fail(store, leaving);
  await carryOut(store, { verb: 'mark-done', key: 'unit:101' });
  assert.deepEqual(store.attention.list(), []);
  assert.equal(store.households.lastDayInUnit('unit-101'), '2026-11-20');
  assert.equal((await store.households.get(work.householdId)).serviceId, null);
  assert.deepEqual([...(await tick(store, clock, over)).keys()], []);
});
