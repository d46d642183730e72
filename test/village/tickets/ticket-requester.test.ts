import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeaseState } from '../../../nodes/village/lease.ts';
import fc from '../seeded.ts';
import { afterwards, ann, ask, bob, handover, lease, testRequesters, unit101, unit102, zoe } from './ticket-leases.ts';

testRequesters([
  // By name.
  ['a name', [lease('a'), lease('b', { end: null, tenants: [bob], householdId: 2 })], { name: 'Ann Lee' }, 'a'],
  ['a name, spelled otherwise', [lease('z', { tenants: [bob, zoe] }), lease('a')], { name: ' zoe  OBRIEN lee' }, 'z'],
  ['a name, last name first', [lease('z', { tenants: [zoe] }), lease('a')], { name: "O'Brien-Lee, Zoe" }, 'z'],
  [
    'a name, with a uid that is no tenant’s',
    [lease('a'), lease('b', { end: null, tenants: [bob] })],
    { name: 'Ann Lee', person: 'staff' },
    'a',
  ],
  [
    'a name that two bear on one lease',
    [lease('a', { tenants: [ann, { ...ann, uid: 'ann-2' }] })],
    { name: 'Ann Lee' },
    'a',
  ],
  [
    'a name that two bear on two leases: the unit’s',
    [lease('a'), lease('b', { start: '2026-02-01', tenants: [{ ...ann, uid: 'ann-2' }] })],
    { name: 'Ann Lee' },
    'b',
  ],
  [
    'a name that two former tenants bear on one lease',
    [lease('a', { end: '2026-03-31', state: 'ended', tenants: [ann, { ...ann, uid: 'ann-2' }] })],
    { name: 'Ann Lee' },
    'a, former',
  ],
  [
    'the name of one former tenant on two leases: the last',
    [
      lease('a', { start: '2025-01-01', end: '2025-12-31', state: 'ended' }),
      lease('b', { end: '2026-03-31', state: 'ended' }),
    ],
    { name: 'Ann Lee' },
    'b, former',
  ],
  [
    'the name on an unclear lease past its end',
    [lease('a', { end: '2026-05-31', state: 'unclear' })],
    { name: 'Ann Lee' },
    'a, former',
  ],
  ['the name of a tenant to be', handover({}), { name: 'Bob Ray' }, 'new'],
  [
    'the name of a former tenant: never the new household',
    afterwards,
    { name: 'Ann Lee', on: '2026-07-05' },
    'old, former',
  ],
  [
    'a name that two former tenants bear: nobody, never the new household',
    [
      ...afterwards,
      lease('older', { start: '2024-01-01', end: '2024-12-31', state: 'ended', tenants: [{ ...ann, uid: 'ann-2' }] }),
    ],
    { name: 'Ann Lee', on: '2026-07-05' },
    'vacant',
  ],
  [
    'the name of a tenant now and of another once: the one now',
    [
      lease('a'),
      lease('older', { start: '2024-01-01', end: '2024-12-31', state: 'ended', tenants: [{ ...ann, uid: 'ann-2' }] }),
    ],
    { name: 'Ann Lee' },
    'a',
  ],
  ['a name borne in another unit only', [lease('a', { tenants: [bob] })], { name: 'Ann Lee' }, 'a'],
  [
    'no name is nobody’s name: the unit’s',
    [
      lease('a', { tenants: [{ uid: 'x', firstName: '', lastName: '' }] }),
      lease('b', { start: '2026-02-01', tenants: [bob] }),
    ],
    { name: ' , ' },
    'b',
  ],
  // By unit.
  ['staff', [lease('a')], {}, 'a'],
  ['nobody named', [lease('a', { tenants: [{ uid: 'x', firstName: '', lastName: '' }] })], { name: '' }, 'a'],
  ['staff, the day before the new lease begins', handover({}), { on: '2026-06-30' }, 'old'],
  ['staff, when the new lease has begun', afterwards, { on: '2026-07-01', today: '2026-07-01' }, 'new'],
  ['staff, about the last household’s time', afterwards, { on: '2026-06-30', today: '2026-07-02' }, 'old, former'],
  [
    'staff, old and new meet on a day: the new',
    handover({ newStart: '2026-06-30', newState: 'active' }),
    { on: '2026-06-30' },
    'new',
  ],
  [
    'old and new meet on a day: whose tenant is named',
    handover({ newStart: '2026-06-30', newState: 'active' }),
    { on: '2026-06-30', name: 'Lee, Ann' },
    'old',
  ],
  ['staff, the old lease is not marked as expired yet', handover({ newState: 'active' }), { on: '2026-07-01' }, 'new'],
  [
    'staff, strangers on one unit: whoever is provisioned keeps it',
    [lease('b', { start: '2026-05-01', tenants: [bob], householdId: null }), lease('a')],
    {},
    'a',
  ],
  [
    'staff, meeting on a day, the new not provisioned yet',
    [lease('b', { start: '2026-06-15', tenants: [bob], householdId: null }), lease('a', { end: '2026-06-15' })],
    {},
    'b',
  ],
  ['staff, same start: the provisioned', [lease('a', { householdId: null }), lease('b', { tenants: [bob] })], {}, 'b'],
  ['a unit that stands empty', [lease('a', { end: '2026-05-31', state: 'ended' })], {}, 'vacant'],
  ['a unit before its first lease', [lease('a', { start: '2026-07-01', state: 'future' })], {}, 'vacant'],
  ['a unit whose lease was broken off', [lease('a', { state: 'ended' })], {}, 'vacant'],
  ['a unit that never had a lease', [], {}, 'vacant'],
  ['a common area', [lease('a')], { unitName: ' ', unitUid: undefined }, 'common-area'],
  [
    'a unit that the property does not have',
    [lease('a', { unitUid: undefined })],
    { unitName: 'Unit 999', unitUid: undefined },
    'unknown-unit',
  ],
]);

test('the household comes with its lease; none yet is null', () => {
  assert.deepEqual(ask([lease('a', { householdId: 7 })]), {
    kind: 'household',
    leaseUid: 'a',
    householdId: 7,
    former: false,
  });
  assert.deepEqual(ask([lease('a', { householdId: null })]), {
    kind: 'household',
    leaseUid: 'a',
    householdId: null,
    former: false,
  });
});

const days = fc.constantFrom('2026-01-01', '2026-05-31', '2026-06-01', '2026-06-15', '2026-06-16', '2026-12-31');
const anyLease = fc.record({
  leaseUid: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  unitUid: fc.constantFrom(unit101, unit102, undefined),
  start: fc.option(days),
  end: fc.option(days),
  state: fc.constantFrom<LeaseState>('future', 'active', 'ended', 'unclear'),
  tenants: fc.subarray([ann, bob, zoe, { ...ann, uid: 'ann-2' }]),
  householdId: fc.option(fc.nat(3)),
});
const anyLeases = fc.uniqueArray(anyLease, { maxLength: 5, selector: ({ leaseUid }) => leaseUid });

test('any leases: a known tenant gets a lease of theirs; order does not matter; no lease of another unit by name or unit', () => {
  const people = fc.constantFrom('ann', 'bob', 'staff', null);
  const names = fc.constantFrom('Ann Lee', 'Ray, Bob', 'Mia Manager', '', ',');
  fc.assert(
    fc.property(anyLeases, people, names, fc.option(days), (leases, person, name, on) => {
      const found = ask(leases, { person, name, on });
      assert.deepEqual(ask(leases.toReversed(), { person, name, on }), found);
      const isKnown = leases.some(({ tenants }) => tenants.some(({ uid }) => uid === person));
      if (found.kind === 'nobody') return assert.ok(!isKnown && found.why === 'vacant');
      const chosen = leases.find(({ leaseUid }) => leaseUid === found.leaseUid);
      if (isKnown) assert.ok(chosen?.tenants.some(({ uid }) => uid === person));
      else assert.equal(chosen?.unitUid, unit101);
      if (chosen?.state === 'ended') assert.ok(found.former);
    }),
    { numRuns: 3000 },
  );
});
