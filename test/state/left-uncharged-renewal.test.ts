/** What was due and not charged, of households that go on, or have gone, by another lease; and what it costs to know. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { charged } from './billed-lease.ts';
import { code, leased, paid, today } from './left-uncharged-scene.ts';
import { carryThrough, claimOf, codes, expired, future, lease, stage, tick } from './stage.ts';

/** Statements of a tick of each of three days after the lease was seen to be over. */
async function statementsADay(t: TestContext, { store, back, over }: Awaited<ReturnType<typeof leased>>) {
  await back();
  const run = t.mock.method(store.database, 'run');
  await back();
  assert.equal(run.mock.callCount(), 0, 'a quiet tick reads nothing');
  const counts: number[] = [];
  for (const day of ['2027-01-16', '2027-01-17', '2027-01-18']) {
    run.mock.resetCalls();
    await back([over], { today: day });
    counts.push(run.mock.callCount());
  }
  run.mock.restore();
  return counts;
}

test('a lease that was never acted on is no news, whatever plan its household is on', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const a = lease('a', '101');
  const work = (await tick(store, clock, [a])).get('a');
  const claim = await claimOf(store, 'action:change');
  await store.households.update(claim, work?.householdId ?? 0, paid);
  await store.claims.release(claim);
  await tick(store, clock, [{ ...a, end: '2026-12-10', flags: expired }], { today });
  assert.deepEqual(codes(store), []);
});

test('the household stays by a renewal, begun or still to begin: that one is billed', async (t) => {
  for (const [start, flags] of [
    ['2027-01-15', undefined],
    ['2027-01-16', future],
  ] as const) {
    const { store, back, over, a } = await leased(t, { lease: { end: '2027-01-14' } });
    const renewal = { start, end: null, tenants: a.tenants, ...(flags === undefined ? {} : { flags }) };
    const works = await back([over, lease('b', '101', renewal)]);
    assert.equal(works.get('b')?.householdId, store.leases.entry('a')?.householdId);
    assert.deepEqual(codes(store), [], start);
  }
});

test('a household that moves to another unit has not left', async (t) => {
  const { store, back, over, a } = await leased(t);
  await back([over, lease('b', '102', { start: '2026-12-11', end: null, tenants: a.tenants })]);
  assert.deepEqual(codes(store), []);
});

test('a lease that comes after it and was over before it was seen keeps nobody from asking', async (t) => {
  const { store, back, over, a } = await leased(t);
  const dates = { start: '2026-12-11', end: '2027-01-05', flags: expired };
  await back([over, lease('b', '101', { ...dates, tenants: a.tenants })]);
  assert.deepEqual(codes(store), [code]);
});

test('a renewal that has ended, too: asked for once, by the lease that counted last; each month by its own lease', async (t) => {
  const { store, back, over, a } = await leased(t, { lease: { dueOn: 28 } });
  const renewal = lease('b', '101', { start: '2026-12-11', end: null, tenants: a.tenants });
  await carryThrough(store, (await back([over, renewal])).get('b'));
  assert.deepEqual(codes(store), []);
  await back([over, { ...renewal, end: '2027-01-12', flags: expired }], { today: '2027-01-16' });
  assert.deepEqual(
    store.attention.list().map((item) => [item.key, item.why]),
    [
      [
        'BILLING_LEFT_UNCHARGED/lease:b',
        'Village Fiber 1G, November 2026 ($10.00), and Village Fiber 1G, December 2026 ($10.00), and Village Fiber 1G, January 2027 ($10.00), were due before the lease ended and were not charged.',
      ],
    ],
  );
});

test('the months of a lease that is over are looked up once a day, and no more once all are certain', async (t) => {
  const place = await leased(t);
  const { store, householdId, patch } = place;
  await assert.rejects(charged(store, householdId, 'a', '2026-12-01', () => Promise.reject(new Error('gone'))));
  assert.deepEqual(await statementsADay(t, place), [1, 1, 1], 'its answer was lost');
  const certain = await leased(t);
  await charged(certain.store, certain.householdId, 'a', '2026-12-01');
  assert.deepEqual(await statementsADay(t, certain), [0, 0, 0]);
  await patch({ plan: null });
  assert.deepEqual(await statementsADay(t, place), [0, 0, 0], 'nothing was to be charged');
});
