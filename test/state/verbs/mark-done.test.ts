/** What a person has done by hand (verb mark-done). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../nodes/state/store.ts';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import { errorOf } from '../../error-of.ts';
import { carryThrough, claimOf, expired, future, hour, lease, minute, stage, tick } from '../stage.ts';
import { fail } from './verbs-scene.ts';

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
