/** A lease whose unit is edited after something was made for it, and units that change their names (design §4, "Lease changed"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexUnits } from '../../../nodes/village/unit-label.ts';
import { claimOf, codes, effectOf, expired, future, lease, tenant, units } from '../stage.ts';
import { chain, over, staysIn, tenancies, told } from './tenancies.ts';

test('moved by an edit: its own work ends the old unit on the day before, whatever day it comes through, and serves the new one', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101');
  const moved = { ...a, unitName: '102' };
  await village.run([a]);
  village.clock.forward(24 * 3_600_000);
  const line = 'a changed leaves 101 2026-11-20';
  for (let days = 0; days < 3; days += 1) {
    for (let ticks = 0; ticks < 2; ticks += 1) {
      const works = await village.see([moved]);
      assert.deepEqual([...works.values()].map(told), [line]);
      assert.deepEqual([works.get('a')?.unit.label, works.get('a')?.state], ['102', 'active']);
    }
    village.clock.forward(24 * 3_600_000);
    await village.restart();
  }
  assert.deepEqual(await village.run([moved]), [line]);
  assert.deepEqual([staysIn(village.store, '101'), staysIn(village.store, '102')], [['1 2026-11-20'], ['1 served']]);
  assert.deepEqual((await village.store.households.get(1)).unitLabel, '102');
  assert.deepEqual(await village.run([moved]), []);
  await village.restart();
  assert.deepEqual(await village.runOn('2026-12-20', [moved]), []);
  assert.deepEqual(codes(village.store), []);
});

test('moved back, before and after it was ended there', async (t) => {
  const village = await tenancies(t);
  const [a, b] = [lease('a', '101'), lease('b', '103')];
  await village.run([a, b]);
  await village.see([{ ...a, unitName: '102' }, b]);
  const [there, back] = [
    [
      { ...a, unitName: '102' },
      { ...b, unitName: '104' },
    ],
    [a, b],
  ];
  assert.deepEqual(await village.run(there), ['a changed leaves 101 2026-11-19', 'b changed leaves 103 2026-11-19']);
  assert.deepEqual(await village.runOn('2026-11-21', back), [
    'a changed leaves 102 2026-11-20',
    'b changed leaves 104 2026-11-20',
  ]);
  assert.deepEqual(
    ['101', '102', '103'].flatMap((unit) => staysIn(village.store, unit)),
    ['1 served', '1 2026-11-20', '2 served'],
  );
  assert.deepEqual(await village.run(back), []);
});

test('a renewal that is moved by an edit ends the old unit on the day before, not on the old lease’s last day', async (t) => {
  const village = await tenancies(t);
  const tenants = [tenant('ada')];
  const old = lease('old', '101', { start: '2025-06-01', end: '2026-05-31', tenants });
  const renewal = lease('renewal', '101', { end: null, tenants });
  await village.run([
    { ...old, end: '2026-11-30' },
    { ...renewal, start: '2026-12-01', flags: future },
  ]);
  assert.deepEqual(await village.run([over(old), renewal]), ['renewal new']);
  assert.deepEqual(await village.run([over(old), { ...renewal, unitName: '1O2' }]), [], 'a slip: no such unit');
  await village.restart();
  assert.deepEqual(await village.runOn('2026-11-25', [over(old), { ...renewal, unitName: '1O2' }]), []);
  assert.deepEqual(await village.run([over(old), { ...renewal, unitName: '102' }]), [
    'renewal changed leaves 101 2026-11-24',
  ]);
  assert.deepEqual(await village.run([over(old), { ...renewal, unitName: '102' }]), []);
});

test('moved, and over in the new unit before the old one was ended: both end, each on its day', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-23' });
  await village.run([a]);
  const moved = { ...a, unitName: '102' };
  const works = await village.see([moved]);
  const work = works.get('a') ?? assert.fail();
  const claim = await claimOf(village.store, 'lease:a');
  await village.store.households.update(claim, work.householdId, { siteId: 's', serviceId: 9 }, 'unit-102');
  await village.restart();
  const line = 'a changed leaves 101 2026-11-19 leaves 102 2026-11-23';
  village.clock.forward(4 * 24 * 3_600_000);
  const end = (await village.see([over(moved)])).get('a');
  assert.deepEqual(end && told(end), line);
  await chain(village.store, end ?? assert.fail());
  assert.deepEqual(await village.run([over(moved)]), []);
});

test('what is under way for the old unit when the lease is moved stops, and what came of it ends', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101');
  const work = (await village.see([a])).get('a') ?? assert.fail();
  const claim = await claimOf(village.store, work.key);
  await village.store.households.update(claim, work.householdId, { clientId: 1 }, 'unit-101');
  const key = `uisp-service/household:${work.householdId}/unit:unit-101`;
  const lost = () => Promise.reject(new Error('the answer was lost'));
  await assert.rejects(
    village.store.ledger.apply(claim, effectOf('x', [], { key, kind: 'uisp-service', write: lost })),
  );
  const moved = { ...a, unitName: '102' };
  assert.deepEqual([...(await village.see([moved])).values()].map(told), ['a new leaves 101 2026-11-19']);
  await assert.rejects(village.store.households.update(claim, 1, { serviceId: 1 }, 'unit-101'), { code: 'CLAIM_LOST' });
});

test('a name that does not exist: nothing ends, however long; corrected, all is as it was', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101');
  await village.run([a]);
  const slip = { ...a, unitName: '1O1' };
  assert.deepEqual(await village.run([slip]), []);
  await village.restart();
  assert.deepEqual(await village.runOn('2026-12-24', [slip]), []);
  assert.deepEqual(codes(village.store), ['UNIT_UNKNOWN']);
  assert.deepEqual(await village.run([a]), []);
  assert.deepEqual([codes(village.store), staysIn(village.store, '101')], [[], ['1 served']]);
});

test('moved into a unit where somebody else lives: refused there, and its own unit is kept', async (t) => {
  const village = await tenancies(t);
  const [a, b] = [lease('a', '101', { start: '2026-01-01' }), lease('b', '102')];
  await village.run([a, b]);
  assert.deepEqual(await village.run([{ ...a, unitName: '102' }, b]), []);
  assert.deepEqual(codes(village.store), ['UNIT_TWICE_LEASED']);
  await village.restart();
  assert.deepEqual(await village.runOn('2026-12-01', [{ ...a, unitName: '102' }, b]), []);
  assert.deepEqual(staysIn(village.store, '101'), ['1 served']);
});

test('two leases that change places: each ends its own, and takes the other’s', async (t) => {
  const village = await tenancies(t);
  const [a, b] = [lease('a', '101'), lease('b', '102')];
  await village.run([a, b]);
  const swapped = [
    { ...a, unitName: '102' },
    { ...b, unitName: '101' },
  ];
  assert.deepEqual(await village.run(swapped), ['a changed leaves 101 2026-11-19', 'b changed leaves 102 2026-11-19']);
  assert.deepEqual(await village.run(swapped), []);
});

test('a unit that is renamed: stay and household follow, and nothing ends', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101');
  await village.run([a]);
  const renamed = indexUnits(units.units.map(({ uid, name }) => ({ uid, name: name === '101' ? 'A1' : name })));
  assert.deepEqual(await village.run([a], { units: renamed }), [], 'the lease does not say so yet');
  assert.deepEqual(await village.run([{ ...a, unitName: 'Unit A1' }], { units: renamed }), ['a changed']);
  for (const again of [false, true]) {
    if (again) await village.restart();
    const { unitLabel, stays } = await village.store.households.get(1);
    assert.deepEqual([unitLabel, stays.map((stay) => stay.unitLabel)], ['A1', ['A1']]);
    assert.deepEqual(await village.run([{ ...a, unitName: 'Unit A1' }], { units: renamed }), []);
  }
  const ended = await village.runOn('2027-06-01', [{ ...a, unitName: 'A1', flags: expired }], { units: renamed });
  assert.deepEqual(ended, ['a changed leaves A1 2027-05-31']);
});
