/** A month that was due before a lease ended, and that nobody charged because nothing could be done then (design §4, "Invoice line"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { missedKey } from '../../nodes/state/billing/billing-keys.ts';
import { Consent } from '../../nodes/state/billing/charged-from.ts';
import { charged } from './billed-lease.ts';
import { code, key, leased, paid, today } from './left-uncharged-scene.ts';
import { carryThrough, claimOf, codes, expired, lease, stage, tick } from './stage.ts';

test('one item for the lease, in words; the same text the next day, after a restart and when it is ignored', async (t) => {
  const { store, open, clock, over, back } = await leased(t);
  assert.deepEqual(codes(store), []);
  await back();
  const [item, ...others] = store.attention.list();
  assert.deepEqual(others, []);
  const { since, ...told } = item ?? {};
  assert.deepEqual(told, {
    key,
    code,
    where: 'unit 101',
    why: 'Village Fiber 1G, December 2026 ($10.00), was due before the lease ended and was not charged.',
    todo: 'Charge it by hand in Innago if it is owed, then ignore.',
    leaseUid: 'a',
    verbs: ['ignore'],
    verdict: null,
  });
  await back([over], { today: '2027-01-16' });
  await store.close();
  const again = await open();
  await tick(again, clock, [over], { today: '2027-01-17' });
  assert.deepEqual(
    again.attention.list().map((one) => [one.key, one.since]),
    [[key, since]],
  );
  await again.attention.judge(key, 'ignored');
  await tick(again, clock, [over], { today: '2027-01-18' });
  assert.deepEqual(codes(again), []);
});

test('each month by the plan that was in effect then, two months back from the end at most', async (t) => {
  const { store, back, over, patch, householdId, why } = await leased(t, { plan: { planSince: '2026-08-01' } });
  const claim = await claimOf(store, 'action:change');
  const change = { householdId, unit: '101', leaseUid: 'a', ticketUid: 'x', at: 1, kind: 'up' } as const;
  const [from, to] = ['Village Fiber 1G', 'Village Fiber 2G'];
  await store.households.changePlan(claim, householdId, { plan: to }, { ...change, from, to, since: '2026-11-15' });
  await store.claims.release(claim);
  await back();
  assert.equal(
    why(),
    'Village Fiber 1G, October 2026 ($10.00), and Village Fiber 1G, November 2026 ($10.00), and Village Fiber 2G, December 2026 ($15.00), were due before the lease ended and were not charged.',
  );
  await patch({ plan: 'Village Fiber 2G', planSince: '2026-12-02' });
  await back([over], { today: '2027-01-16' });
  assert.equal(why(), undefined, 'paid only since the day after the due date');
});

test('cleared when its charge becomes known, or when the lease is extended', async (t) => {
  const { store, back, over, a, householdId } = await leased(t);
  await back();
  assert.deepEqual(codes(store), [code]);
  await back([{ ...a, end: '2027-05-31' }]);
  assert.deepEqual(codes(store), []);
  await back();
  assert.deepEqual(codes(store), [code]);
  await charged(store, householdId, 'a', '2026-12-01');
  await back([over], { today: '2027-01-16' });
  assert.deepEqual(codes(store), []);
});

test('extended while nothing ran: cleared by the first tick', async (t) => {
  const { store, open, clock, back, a } = await leased(t);
  await back();
  await store.close();
  const again = await open();
  assert.deepEqual(codes(again), [code]);
  await tick(again, clock, [{ ...a, end: '2027-05-31' }], { today });
  assert.deepEqual(codes(again), []);
});

test('a charge whose answer was lost counts as charged', async (t) => {
  const { store, back, householdId } = await leased(t);
  await assert.rejects(charged(store, householdId, 'a', '2026-12-01', () => Promise.reject(new Error('gone'))));
  await back();
  assert.deepEqual(codes(store), []);
});

test('a month that was spent in dry-run is owed to nobody', async (t) => {
  const { store, open, clock, over, householdId } = await leased(t);
  await store.close();
  const dry = await open({ mode: 'dry-run' });
  await charged(dry, householdId, 'a', '2026-12-01');
  await dry.close();
  const again = await open();
  await tick(again, clock, [over], { today });
  assert.deepEqual(codes(again), []);
});

test('a month that a person has ignored stays ignored, one that nobody has answered does not', async (t) => {
  const { store, back, over, householdId } = await leased(t);
  const missed = { code: 'BILLING_MONTH_MISSED', where: 'unit 101', why: 'x', todo: 'y', leaseUid: 'a' };
  const december = missedKey(householdId, '2026-12');
  await store.attention.raise({ ...missed, key: december });
  await store.attention.judge(december, 'ignored');
  await back();
  await back([over], { today: '2027-01-16' });
  assert.deepEqual(codes(store), []);
  await store.attention.clear(december);
  await store.attention.raise({ ...missed, key: december });
  await back([over], { today: '2027-01-17' });
  assert.deepEqual(codes(store), [code], 'one item, not two');
});

const nothing: readonly (readonly [string, Parameters<typeof leased>[1] & {}])[] = [
  ['the last day before the due date', { lease: { end: '2026-11-30' } }],
  ['an included plan', { plan: { plan: 'Village Fiber 500' } }],
  ['a plan that nobody knows', { plan: { plan: 'A plan of old' } }],
  ['paid since after the due date', { plan: { planSince: '2026-12-02' } }],
  [
    'back to the included plan before it was due',
    {
      plan: { nextPlan: { plan: 'Village Fiber 500', from: '2026-12-01', serviceId: null } },
    },
  ],
  ['a weekly rent', { lease: { paymentFrequency: 'Weekly' } }],
  ['no due day', { lease: { dueOn: null } }],
  ['cancelled before it began', { lease: { start: '2026-12-05', end: '2026-12-04', dueOn: 1 } }],
  ['flags that contradict each other', { lease: { flags: { ...expired, active: true } } }],
];
for (const [name, given] of nothing) {
  test(`nothing is asked: ${name}`, async (t) => {
    const { store, back } = await leased(t, given);
    await back();
    assert.deepEqual(codes(store), []);
  });
}

test('before go-live nothing was to be charged', async (t) => {
  const { store, back, over } = await leased(t);
  await store.facts.set('goLive/all', '2026-12-02');
  await back();
  assert.deepEqual(codes(store), []);
  await store.facts.set('goLive/all', '2026-12-01');
  await back([over], { today: '2027-01-16' });
  assert.deepEqual(codes(store), [code]);
});

test('in the sandbox, which has no go-live date, it counts from the first charge on', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ world: { kind: 'sandbox', property: 'property-1', uispHost: '10.8.10.10' } });
  const a = lease('a', '101');
  const work = (await tick(store, clock, [a])).get('a');
  const claim = await claimOf(store, 'action:change');
  await store.households.update(claim, work?.householdId ?? 0, paid);
  await store.claims.release(claim);
  await carryThrough(store, work);
  const over = { ...a, end: '2026-12-10', flags: expired };
  await tick(store, clock, [over], { today });
  assert.deepEqual(codes(store), []);
  await store.facts.set('billing/first-day', '2026-11-20');
  await tick(store, clock, [over], { today: '2027-01-16' });
  assert.deepEqual(codes(store), [code]);
});

test('found on a paid plan: only from the month on that a person has agreed to', async (t) => {
  const { store, back, over, householdId } = await leased(t, {
    plan: { adopted: true, adoptedPlan: 'Village Fiber 1G' },
  });
  const consent = new Consent(store, householdId);
  const months = [
    [undefined, []],
    ['2027-01', []],
    ['2026-12', [code]],
  ] as const;
  for (const [number, [month, expected]] of months.entries()) {
    if (month !== undefined) {
      await consent.ask(month);
      await consent.agree();
    }
    await back([over], { today: `2027-01-${15 + number}` });
    assert.deepEqual(codes(store), expected, month);
  }
});
