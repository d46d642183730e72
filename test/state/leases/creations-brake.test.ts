/** The brake on creation (design §4, "Lease ended"): many new households at once wait for a person. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { units as fewUnits, future, hour, lease, minute, tenant } from '../stage.ts';
import { over, type Tenancies, tenancies, village as villageOf } from './tenancies.ts';

function heldItem({ store }: Tenancies) {
  return store.attention.list().find(({ code }) => code === 'CREATIONS_HELD');
}

for (const [size, most] of [
  [118, 11],
  [20, 5],
] as const) {
  test(`${size} units: the first complete scan is free, then ${most} new households a day; the others are held and listed`, async (t) => {
    const village = await tenancies(t);
    const { units, leases } = villageOf(size);
    const known = size - most - 2;
    assert.equal((await village.run(leases.slice(0, known), { units })).length, known);
    village.clock.forward(minute);
    assert.equal((await village.run(leases.slice(0, known + 1), { units })).length, 1);
    assert.equal((await village.run(leases, { units })).length, most - 1);
    const names = leases.slice(-2).map(({ unitName }) => unitName);
    assert.match(
      heldItem(village)?.why ?? '',
      new RegExp(` 2 more are held, without client and mail: ${names.join(', ')}\\.$`),
    );
    const { key, verbs } = heldItem(village) ?? {};
    assert.deepEqual([key, verbs], ['CREATIONS_HELD/property', ['approve', 'ignore']]);
    village.clock.forward(49 * hour);
    await village.restart();
    assert.deepEqual(await village.run(leases, { units }), [], 'until a person says so');
    assert.match(heldItem(village)?.why ?? '', / 2 more are held/);
    assert.equal(await village.store.leases.release('creations'), 2);
    assert.deepEqual((await village.run(leases, { units })).length, 2);
    assert.equal(heldItem(village), undefined);
    assert.deepEqual(await village.run(leases, { units }), []);
    await village.restart();
    assert.deepEqual(await village.run(leases, { units }), []);
  });
}

test('scans before the first complete one are free, whatever they show; one that shows nothing is no first', async (t) => {
  const village = await tenancies(t);
  const { units, leases } = villageOf(118);
  await village.run([], { units });
  village.clock.forward(minute);
  const part = { units, complete: false };
  assert.equal((await village.run(leases.slice(0, 40), part)).length, 40);
  village.clock.forward(minute);
  assert.equal((await village.run(leases.slice(40, 80), part)).length, 40);
  await village.restart();
  village.clock.forward(minute);
  assert.equal((await village.run(leases, { units })).length, 38);
  assert.equal(heldItem(village), undefined);
});

test('rolling: a day later as many may come again; the released ones do not count', async (t) => {
  const village = await tenancies(t);
  const { units, leases } = villageOf(40);
  const see = (many: number) => village.run(leases.slice(0, many), { units });
  await see(10);
  village.clock.forward(minute);
  assert.equal((await see(15)).length, 5);
  assert.equal((await see(18)).length, 0);
  await village.store.leases.release('creations');
  assert.equal((await see(18)).length, 3);
  village.clock.forward(24 * hour - 1);
  assert.equal((await see(19)).length, 0);
  village.clock.forward(1);
  assert.equal((await see(24)).length, 5);
  assert.match(heldItem(village)?.why ?? '', / 1 more is held/);
});

test('a renewal or a transfer is no new household, also of one that is held; a held one that is corrected or gone is off the list', async (t) => {
  const village = await tenancies(t);
  const { units, leases } = villageOf(40);
  const first = leases.slice(0, 12);
  await village.run(first, { units });
  village.clock.forward(minute);
  const renewals = first.map((one, n) =>
    lease(`r${one.uid}`, n % 2 === 0 ? one.unitName : String(130 + n), {
      start: '2027-06-01',
      end: null,
      tenants: one.tenants,
      flags: future,
    }),
  );
  await village.run([...first, ...renewals], { units });
  assert.equal(village.store.households.all().length, 12);
  assert.equal(heldItem(village), undefined);
  const all = [...first, ...renewals];
  const fresh = leases.slice(13, 20);
  assert.equal((await village.run([...all, ...fresh], { units })).length, 5);
  const [sixth, seventh] = fresh.slice(5);
  assert.ok(sixth && seventh);
  const renewal = lease('renewal', '140', { start: '2027-06-01', end: null, tenants: sixth.tenants, flags: future });
  assert.deepEqual(await village.run([...all, ...fresh, renewal], { units }), []);
  assert.equal(village.store.leases.entry('renewal')?.standing, 'held');
  assert.match(heldItem(village)?.why ?? '', / 2 more are held/, 'households');
  const gone = over(seventh, '2026-11-10');
  assert.deepEqual(await village.run([...all, ...fresh.slice(0, 6), gone], { units }), []);
  assert.match(
    heldItem(village)?.why ?? '',
    / 1 more is held/,
    'the renewal alone is not shown any more, and still theirs',
  );
  assert.equal(await village.store.leases.release('creations'), 1);
  assert.deepEqual(await village.run([...all, ...fresh.slice(0, 6), gone, renewal], { units }), [
    'l119 new',
    'renewal new',
  ]);
});

test('a held household that is given another unit before it is released begins there', async (t) => {
  const village = await tenancies(t);
  const { units, leases } = villageOf(10);
  await village.run([lease('old', '110', { tenants: [tenant('old')] })], { units });
  village.clock.forward(minute);
  const six = leases.slice(0, 6);
  assert.equal((await village.run(six, { units })).length, 5);
  const [held] = six.slice(5);
  assert.ok(held);
  const corrected = [...six.slice(0, 5), { ...held, unitName: '108' }];
  assert.deepEqual(await village.run(corrected, { units }), []);
  await village.store.leases.release('creations');
  assert.deepEqual(await village.run(corrected, { units }), ['l106 new']);
  const household = village.store.households.all().find(({ leaseUid }) => leaseUid === 'l106');
  assert.deepEqual([household?.unitLabel, household?.stays.map(({ unitLabel }) => unitLabel)], ['108', ['108']]);
});

test('a list of units that is widened later is no burst, and leases that were entered meanwhile are none', async (t) => {
  const village = await tenancies(t, { onlyUnits: ['101'] });
  const { units, leases } = villageOf(40);
  assert.equal((await village.run(leases.slice(0, 20), { units })).length, 1);
  village.clock.forward(24 * hour);
  await village.run(leases, { units });
  village.clock.forward(48 * hour);
  await village.restart({});
  assert.equal((await village.run(leases, { units })).length, 39);
  assert.equal(heldItem(village), undefined);
});

test('dry-run holds the same', async (t) => {
  const village = await tenancies(t, { mode: 'dry-run' });
  const { leases } = villageOf(10);
  await village.run([], { units: fewUnits });
  await village.run(leases.slice(0, 1));
  village.clock.forward(minute);
  const { units } = villageOf(10);
  assert.equal((await village.run(leases.slice(0, 8), { units })).length, 5);
  assert.match(heldItem(village)?.why ?? '', / 2 more are held/);
});
