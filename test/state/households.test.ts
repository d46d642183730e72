/** Whose household a lease is, and who holds a unit (design §4, "Words"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carryThrough, claimOf, codes, expired, future, lease, stage, tenant, tick } from './stage.ts';

const day = 24 * 3_600_000;
const ada = tenant('ada');

test('a renewal shares the household, and is due only when it counts', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const old = lease('old', '101', { end: '2026-11-30', tenants: [ada] });
  const renewal = lease('renewal', '101', { start: '2026-12-01', tenants: [ada], flags: future });
  const works = await tick(store, clock, [renewal, old]);
  assert.deepEqual([...works.keys()], ['old']);
  await carryThrough(store, works.get('old'));
  assert.equal(store.households.all().length, 1);
  clock.forward(11 * day);
  const next = await tick(store, clock, [
    { ...renewal, flags: old.flags },
    { ...old, flags: expired },
  ]);
  assert.equal(next.get('renewal')?.householdId, works.get('old')?.householdId);
  assert.equal((await store.households.get(next.get('renewal')?.householdId ?? 0)).leaseUid, 'renewal');
  await carryThrough(store, next.get('renewal'));
  await store.close();
  const again = await open();
  assert.equal(again.households.all()[0]?.leaseUid, 'renewal');
});

test('next tenants are a household of their own, prepared while the old ones still live there', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const works = await tick(store, clock, [
    lease('old', '101', { end: '2026-11-30' }),
    lease('next', '101', { start: '2026-12-01', flags: future }),
  ]);
  assert.deepEqual([...works.keys()], ['old', 'next']);
  assert.notEqual(works.get('old')?.householdId, works.get('next')?.householdId);
});

test('two leases of strangers active on one unit: the earlier one is served, the other is a person’s business', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const early = lease('early', '101', { start: '2026-05-01' });
  const late = lease('late', '101');
  assert.deepEqual([...(await tick(store, clock, [late, early])).keys()], ['early']);
  assert.deepEqual(codes(store), ['UNIT_TWICE_LEASED']);
  assert.deepEqual(
    [...(await tick(store, clock, [late, { ...early, unitName: '102' }])).keys()].includes('late'),
    true,
  );
  assert.deepEqual(codes(store).includes('UNIT_TWICE_LEASED'), false);
});

test('of two strangers the household that is provisioned keeps the unit, however late it began', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const here = lease('here', '101');
  const work = (await tick(store, clock, [here])).get('here');
  await store.households.update(await claimOf(store, 'lease:here'), work?.householdId ?? 0, { clientId: 1001 });
  await store.claims.take('lease:here');
  const earlier = lease('earlier', '101', { start: '2025-01-01' });
  assert.deepEqual([...(await tick(store, clock, [here, earlier])).keys()].includes('earlier'), false);
  assert.deepEqual(
    store.attention.list().map(({ leaseUid }) => leaseUid),
    ['earlier'],
  );
});

test('a stranger that begins on the last day of the one who lives there is the next household, and nobody’s trouble', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const now = lease('now', '101', { end: '2026-11-20' });
  const next = lease('next', '101', { start: '2026-11-20', end: null });
  const overlapping = lease('overlapping', '101', { start: '2026-11-19' });
  const works = await tick(store, clock, [next, now]);
  assert.deepEqual([...works.keys()].sort(), ['next', 'now']);
  assert.deepEqual(works.get('next')?.earlier, [{ leaseUid: 'now', householdId: works.get('now')?.householdId }]);
  assert.equal(works.get('now')?.earlier, undefined);
  assert.deepEqual(codes(store), []);
  await tick(store, clock, [next, now, overlapping]);
  assert.deepEqual(
    store.attention.list().map(({ code, leaseUid }) => `${code} ${leaseUid}`),
    ['UNIT_TWICE_LEASED overlapping'],
  );
});

test('of two strangers that are both prepared the one that is served keeps the unit', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const now = lease('now', '101', { end: '2026-12-31' });
  const next = lease('next', '101', { start: '2026-12-01', end: null, flags: future });
  const works = await tick(store, clock, [now, next]);
  const ids = { now: { clientId: 1, serviceId: 11 }, next: { clientId: 2 } } as const;
  for (const uid of ['now', 'next'] as const) {
    const claim = await claimOf(store, `lease:${uid}`);
    await store.households.update(claim, works.get(uid)?.householdId ?? 0, ids[uid]);
    await store.claims.release(claim);
  }
  clock.forward(11 * day);
  for (const leases of [
    [now, { ...next, flags: now.flags }],
    [{ ...next, flags: now.flags, dueOn: 2 }, now],
    [
      { ...now, dueOn: 3 },
      { ...next, flags: now.flags, dueOn: 2 },
    ],
  ]) {
    await tick(store, clock, leases);
    assert.deepEqual(
      store.attention.list().map(({ leaseUid }) => leaseUid),
      ['next'],
    );
  }
});

test('who comes first in a unit: who lives there, then the earlier start; who is over keeps nobody waiting', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const now = lease('now', '101', { end: '2026-12-15', tenants: [] });
  const next = lease('next', '101', { start: '2026-12-15', end: '2027-01-31', flags: future });
  const last = lease('last', '101', { start: '2027-02-01', flags: future });
  const earlier = (works: Awaited<ReturnType<typeof tick>>, uid: string) =>
    works.get(uid)?.earlier?.map(({ leaseUid, householdId }) => `${leaseUid} ${householdId === null}`);
  const works = await tick(store, clock, [last, next, now]);
  assert.deepEqual(earlier(works, 'next'), ['now true'], 'no household could be made for it yet');
  assert.deepEqual(earlier(works, 'last')?.sort(), ['next false', 'now true']);
  const waiting = [{ why: 'lease now comes first' }];
  for (let n = 0; n < 4; n += 1) {
    for (const work of (await tick(store, clock, [last, next, now])).values()) await carryThrough(store, work, waiting);
  }
  assert.equal((await tick(store, clock, [last, next, now])).size, 0);
  const over = await tick(store, clock, [last, next, { ...now, end: '2026-11-19', flags: expired }]);
  assert.deepEqual([...over.keys()], ['next', 'last'], 'due at once');
  assert.equal(over.get('next')?.earlier, undefined);
});

test('a lease that moves its household to another unit: two stays, and the one that counts is where they live', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const old = lease('old', '101', { end: '2026-12-20', tenants: [ada] });
  const moved = lease('moved', '102', { start: '2026-12-15', tenants: [ada], flags: future });
  const due = await tick(store, clock, [moved, old]);
  assert.deepEqual([...due.keys()], ['old', 'moved']);
  const id = due.get('old')?.householdId ?? 0;
  assert.equal(due.get('moved')?.householdId, id);
  const before = await store.households.get(id);
  assert.deepEqual(
    [before.leaseUid, before.unitLabel, before.stays.map(({ unitUid }) => unitUid)],
    ['old', '101', ['unit-101', 'unit-102']],
  );
  clock.forward(25 * day);
  await tick(store, clock, [{ ...moved, flags: old.flags }, old]);
  const after = await store.households.get(id);
  assert.deepEqual([after.leaseUid, after.unitLabel], ['moved', '102']);
  assert.deepEqual(codes(store), []);
});

test('a lease that is corrected before anything was made takes its household along; afterwards it is a second stay', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const wrong = lease('a', '101', { tenants: [ada] });
  const id = (await tick(store, clock, [wrong])).get('a')?.householdId ?? 0;
  const right = lease('a', '102', { start: '2026-07-01', tenants: [tenant('grace')] });
  assert.deepEqual([...(await tick(store, clock, [right])).keys()], ['a']);
  const household = await store.households.get(id);
  assert.deepEqual(
    [household.unitUid, household.unitLabel, household.firstTenantUid, household.begun],
    ['unit-102', '102', 'grace', '2026-07-01'],
  );
  assert.equal(store.households.all().length, 1);
  const claim = await claimOf(store, 'lease:a');
  await store.households.update(claim, id, { clientId: 1001 });
  await store.claims.release(claim);
  const again = await tick(store, clock, [{ ...right, unitName: '103' }]);
  assert.equal(again.get('a')?.householdId, id);
  const { unitLabel, stays } = await store.households.get(id);
  assert.deepEqual([unitLabel, stays.length], ['103', 2]);
  assert.deepEqual(codes(store), []);
  await store.close();
  assert.equal((await (await open()).households.get(id)).firstTenantUid, 'grace');
});

test('the first tenant stays, whoever is listed first later', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const [grace, work] = [tenant('grace'), (await tick(store, clock, [lease('a', '101', { tenants: [ada] })])).get('a')];
  await tick(store, clock, [lease('a', '101', { tenants: [grace, ada] })]);
  assert.equal((await store.households.get(work?.householdId ?? 0)).firstTenantUid, 'ada');
});
