/** By which lease a household is charged, and what was charged beyond the end of its last (design §4, "Invoice line"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { charged, settled } from './billed-lease.ts';
import { carryThrough, expired, future, hour, lease, property, stage, tenant, tick } from './stage.ts';

test('which leases a household is charged by: its renewal, what came before, and nothing before the first scan', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  assert.deepEqual([store.leases.isScanned, store.leases.toBill.all('2026-11-20')], [false, []]);
  const tenants = [tenant('ann')];
  const old = lease('old', '101', { start: '2025-06-01', end: '2026-05-31', flags: expired, tenants });
  const now = lease('now', '101', { start: '2026-06-01', end: '2026-12-31', tenants });
  const next = lease('next', '101', { start: '2027-01-01', end: null, flags: future, tenants });
  const cancelled = lease('cancelled', '101', { start: '2026-12-15', end: '2026-12-01', flags: future, tenants });
  const other = lease('other', '102');
  const works = await tick(store, clock, [now, old, next, cancelled, other]);
  const { householdId = 0 } = works.get('now') ?? {};
  assert.equal(store.leases.toBill.of(householdId, '2026-11-20')?.lease.uid, 'now');
  assert.deepEqual(
    store.leases.toBill
      .all('2026-11-20')
      .map(({ lease: { uid } }) => uid)
      .toSorted(),
    ['now', 'other'],
  );
  const around = store.leases.toBill.around('now');
  // A lease that was over when it was first seen belongs to no household.
  assert.deepEqual([around.former.map(({ uid }) => uid), around.next?.uid], [[], 'next']);
  assert.deepEqual(store.leases.toBill.around('nobody'), { former: [], next: undefined });
  clock.forward(45 * 24 * hour);
  const later = [{ ...now, flags: expired }, { ...next, flags: now.flags }, other];
  await tick(store, clock, later);
  assert.equal(store.leases.toBill.of(householdId, '2027-01-04')?.lease.uid, 'next');
  assert.deepEqual(
    store.leases.toBill.around('next').former.map(({ uid }) => uid),
    ['now'],
  );
  assert.equal(property.uid, 'property-1');
});

test('a lease that ends before what was charged is due: attention, also when it is over already, once, until the end is right again', async (t) => {
  const { open, clock, store, a, next, householdId } = await settled(t);
  await charged(store, householdId, 'a', '2026-12-01');
  const open1 = () => store.attention.list().map(({ code }) => code);
  await next();
  assert.deepEqual(open1(), []);
  const ends = await next([{ ...a, end: '2026-11-30' }]);
  assert.deepEqual(open1(), ['BILLING_AFTER_END']);
  await carryThrough(store, ends.get('a'));
  assert.deepEqual(open1(), ['BILLING_AFTER_END'], 'the chain does not clear it');
  await next([{ ...a, end: '2026-12-01' }]);
  assert.deepEqual(open1(), []);
  const over = [{ ...a, end: '2026-11-18', flags: expired }];
  await next(over);
  assert.deepEqual(open1(), ['BILLING_AFTER_END']);
  assert.match(
    store.attention.list()[0]?.why ?? '',
    /ends on November 18, 2026, .* December 2026 \(due December 1, 2026\)/,
  );
  const since = store.attention.list()[0]?.since;
  clock.forward(48 * hour);
  await store.close();
  const again = await open();
  await tick(again, clock, over);
  assert.deepEqual(
    again.attention.list().map((item) => [item.code, item.since]),
    [['BILLING_AFTER_END', since]],
  );
  await again.attention.judge('BILLING_AFTER_END/lease:a', 'ignored');
  await tick(again, clock, over, { today: '2026-11-24' });
  assert.deepEqual(again.attention.list(), []);
  await again.close();
  const corrected = await open();
  await tick(corrected, clock, [a]);
  assert.deepEqual(corrected.attention.all(), [], 'the end was corrected meanwhile');
});

test('nothing is to be voided when the household stays by a renewal, or the lease runs on past its end', async (t) => {
  const { store, a, next, householdId } = await settled(t);
  await charged(store, householdId, 'a', '2026-12-01');
  const renewal = lease('b', '101', { start: '2026-12-05', end: null, flags: future, tenants: a.tenants });
  await next([{ ...a, end: '2026-11-28' }, renewal]);
  assert.deepEqual(store.attention.list(), []);
  await next([{ ...a, end: '2026-11-18', flags: expired }, renewal]);
  assert.deepEqual(store.attention.list(), []);
});

test('month to month past its end: nothing to void', async (t) => {
  const { store, a, next, householdId } = await settled(t);
  await charged(store, householdId, 'a', '2026-12-01');
  await next([{ ...a, end: '2026-11-10' }]);
  assert.deepEqual(store.attention.list(), []);
});

test('a charge that surely never arrived is nothing to void', async (t) => {
  const { store, a, next } = await settled(t);
  await store.leases.toBill.noteCharge('a', '2026-12-01');
  await next([{ ...a, end: '2026-11-28' }]);
  assert.deepEqual(store.attention.list(), []);
});
