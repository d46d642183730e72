/** A household that goes from one unit to another: two stays for a while, one client, one lease that counts (design §4, "Lease changed"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HouseholdPatch } from '../../../nodes/state/store-port.ts';
import type { Lease } from '../../../nodes/village/lease.ts';
import { claimOf, codes, future, lease, rules, tenant } from '../stage.ts';
import { chain, over, staysIn, type Tenancies, tenancies, told } from './tenancies.ts';

const tenants = [tenant('ada')];
const { flags } = lease('x', '101');

async function moving(t: Parameters<typeof tenancies>[0], dates: { end: string; start: string }) {
  const village = await tenancies(t);
  const old = lease('old', '101', { end: dates.end, tenants });
  const moved = lease('moved', '102', { start: dates.start, end: null, tenants, flags: future });
  assert.deepEqual(await village.run([moved, old]), ['old new', 'moved new']);
  return { village, old, moved, on: { ...moved, flags } };
}

async function counts(village: Tenancies): Promise<string> {
  const { store } = village;
  const today = new Date(village.clock()).toISOString().slice(0, 10);
  const { leaseUid, unitLabel } = await store.households.get(1);
  const toBill = store.leases.toBill.all(today).map(({ lease: { uid } }) => uid);
  return `${leaseUid} in ${unitLabel}, billed by ${toBill}`;
}

test('with a gap: the old one counts until its last day, then the new one, and each ends and begins on its date', async (t) => {
  const { village, old, moved, on } = await moving(t, { end: '2026-11-30', start: '2026-12-15' });
  assert.equal(await counts(village), 'old in 101, billed by old');
  assert.deepEqual(await village.runOn('2026-11-30', [old, moved]), []);
  const gap = [over(old), moved];
  // Which of the two the household is charged by, and named after, is applied, too.
  assert.deepEqual(await village.runOn('2026-12-01', gap), ['old changed leaves 101 2026-11-30', 'moved changed']);
  assert.equal(await counts(village), 'moved in 102, billed by moved');
  assert.deepEqual(await village.run(gap), []);
  assert.deepEqual(await village.runOn('2026-12-15', [over(old), on]), []);
  assert.deepEqual([staysIn(village.store, '101'), staysIn(village.store, '102')], [['1 2026-11-30'], ['1 served']]);
  await village.restart();
  assert.deepEqual(await village.run([over(old), on]), []);
  assert.deepEqual([await counts(village), codes(village.store)], ['moved in 102, billed by moved', []]);
});

test('overlapping: from its first day the new one counts, and the old service runs on until its own last day', async (t) => {
  const { village, old, moved, on } = await moving(t, { end: '2026-12-20', start: '2026-12-15' });
  assert.deepEqual(await village.runOn('2026-12-14', [old, moved]), []);
  assert.deepEqual((await village.runOn('2026-12-15', [old, on])).sort(), ['moved changed', 'old changed']);
  assert.equal(await counts(village), 'moved in 102, billed by moved');
  assert.deepEqual(await village.runOn('2026-12-20', [old, on]), []);
  assert.deepEqual(await village.runOn('2026-12-21', [over(old), on]), ['old changed leaves 101 2026-12-20']);
  assert.deepEqual(await village.run([over(old), on]), []);
  assert.equal(await counts(village), 'moved in 102, billed by moved');
});

test('only the lease that counts is billed, whichever came first', async (t) => {
  const { village, old, moved, on } = await moving(t, { end: '2026-12-20', start: '2026-12-15' });
  const patch = async (given: HouseholdPatch) => {
    const claim = await claimOf(village.store, 'action:plan');
    await village.store.households.update(claim, 1, given);
    await village.store.claims.release(claim);
  };
  const plan = { plan: 'Village Fiber 1G', planSince: '2026-11-20' };
  await patch(plan);
  const billed = async (leases: readonly Lease[]) => {
    await village.run(leases);
    return ['old', 'moved'].map((uid) => village.store.leases.entry(uid)?.billing !== '');
  };
  assert.deepEqual(await billed([old, moved]), [true, false]);
  assert.deepEqual((await village.runOn('2026-12-15', [old, on])).length, 2);
  assert.deepEqual(await billed([old, on]), [false, true]);
  const next = { plan: 'Village Fiber 500', from: '2027-01-01', serviceId: null };
  await patch({ nextPlan: next });
  await village.runOn('2026-12-21', [over(old), on]);
  const household = await village.store.households.get(1);
  assert.deepEqual([household.plan, household.planSince, household.nextPlan], [plan.plan, plan.planSince, next]);
});

for (const first of ['old', 'moved'] as const) {
  test(`both are due at once, and ${first} comes through first`, async (t) => {
    const { village, old, on } = await moving(t, { end: '2026-11-30', start: '2026-12-01' });
    village.clock.forward(11 * 24 * 3_600_000);
    const works = await village.see([over(old), on]);
    assert.deepEqual([...works.values()].map(told), ['old changed leaves 101 2026-11-30', 'moved changed']);
    const order = first === 'old' ? (['old', 'moved'] as const) : (['moved', 'old'] as const);
    for (const uid of order) await chain(village.store, works.get(uid) ?? assert.fail(uid));
    assert.deepEqual(await village.run([over(old), on]), []);
    assert.deepEqual([staysIn(village.store, '101'), staysIn(village.store, '102')], [['1 2026-11-30'], ['1 served']]);
  });
}

test('back to the first unit, where others have lived meanwhile: one household, and its stay there begins anew', async (t) => {
  const { village, old, on } = await moving(t, { end: '2026-11-30', start: '2026-12-01' });
  const between = lease('between', '101', { start: '2026-12-01', end: '2027-01-31' });
  await village.runOn('2026-12-01', [over(old), on, between]);
  const back = lease('back', '101', { start: '2027-02-01', end: null, tenants, flags: future });
  const until = { ...on, end: '2027-01-31' };
  await village.runOn('2027-01-10', [over(old), until, between, back]);
  assert.equal(village.store.households.all().length, 2);
  const last = [over(old), over(until), over(between), { ...back, flags }];
  assert.deepEqual((await village.runOn('2027-02-01', last)).sort(), [
    'back changed',
    'between changed leaves 101 2027-01-31',
    'moved changed leaves 102 2027-01-31',
  ]);
  assert.deepEqual(await village.run(last), []);
  assert.deepEqual(
    [staysIn(village.store, '101'), staysIn(village.store, '102')],
    [['1 served', '2 2027-01-31'], ['1 2027-01-31']],
  );
  await village.restart();
  assert.deepEqual(await village.run(last), []);
  assert.equal(await counts(village), 'back in 101, billed by back');
  assert.deepEqual(await village.runOn('2027-03-01', [...last.slice(0, 3), over(back, '2027-02-20')]), [
    'back changed leaves 101 2027-02-20',
  ]);
});

test('in its second unit, too, the household that is served keeps the unit against a stranger who began earlier', async (t) => {
  const { village, old, on } = await moving(t, { end: '2026-12-20', start: '2026-12-15' });
  await village.runOn('2026-12-15', [old, on]);
  const stranger = lease('stranger', '101', { start: '2026-05-01' });
  assert.deepEqual(await village.run([old, on, stranger]), []);
  assert.deepEqual(
    village.store.attention.list().map(({ code, leaseUid }) => `${code} ${leaseUid}`),
    ['UNIT_TWICE_LEASED stranger'],
  );
});

test('late cut-off days run in the old unit alone', async (t) => {
  const { village, old, on } = await moving(t, { end: '2026-11-30', start: '2026-12-01' });
  const late = { rules: { ...rules, tenancy: { ...rules.tenancy, lateCutoffDays: 3 } } };
  assert.deepEqual(await village.runOn('2026-12-03', [over(old), on], late), ['moved changed']);
  assert.deepEqual(await village.runOn('2026-12-04', [over(old), on], late), ['old changed leaves 101 2026-12-03']);
});
