import assert from 'node:assert/strict';
import { test } from 'node:test';
import { continues, firstTenant, leaseProblems, whoHoldsUnit } from '../../nodes/village/household-rules.ts';
import type { Lease } from '../../nodes/village/lease.ts';
import { lease, tenant } from './leases.ts';

const old = lease({ uid: 'old', start: '2026-01-01', end: '2026-12-31', tenants: [tenant('a'), tenant('b')] });

const followers: readonly [string, Partial<Lease>, boolean][] = [
  ['the day after', { start: '2027-01-01' }, true],
  ['another unit, too', { start: '2027-01-01', unitName: 'Unit 205' }, true],
  ['before the old one ends', { start: '2026-12-20' }, true],
  ['31 days after its end', { start: '2027-01-31' }, true],
  ['32 days after its end', { start: '2027-02-01' }, false],
  ['one tenant of two stays', { start: '2027-01-01', tenants: [tenant('b'), tenant('c')] }, true],
  ['nobody stays', { start: '2027-01-01', tenants: [tenant('c')] }, false],
  ['starts on the same day', { start: '2026-01-01' }, false],
  ['starts before it', { start: '2025-01-01' }, false],
  ['without a start', { start: null }, false],
];

for (const [when, given, expected] of followers) {
  test(`a lease ${expected ? 'continues' : 'does not continue'} another: ${when}`, () => {
    const later = lease({ uid: 'new', tenants: [tenant('a')], ...given });
    assert.equal(continues(later, old), expected);
  });
}

test('no lease continues itself, and one without an end is continued by whatever follows', () => {
  assert.equal(continues(old, old), false);
  const open = lease({ ...old, end: null });
  assert.equal(continues(lease({ uid: 'new', start: '2028-01-01', tenants: [tenant('a')] }), open), true);
});

const uids = (leases: readonly Lease[]) => leases.map(({ uid }) => uid);
const active = (uid: string, start: string | null, ...tenants: string[]) =>
  lease({ uid, start, tenants: tenants.map((one) => tenant(one)) });

test('one lease holds its unit', () => {
  const only = active('x', '2026-01-01', 'a');
  assert.deepEqual(whoHoldsUnit([only], undefined), { holder: only, sameHousehold: [only], refused: [] });
  assert.deepEqual(whoHoldsUnit([], 'x'), { holder: undefined, sameHousehold: [], refused: [] });
});

test('two leases with a shared tenant are one household, and the later start counts', () => {
  const leases = [active('new', '2027-01-01', 'a', 'c'), active('old', '2026-01-01', 'a', 'b')];
  const { holder, sameHousehold, refused } = whoHoldsUnit(leases, 'old');
  assert.equal(holder?.uid, 'new');
  assert.deepEqual(uids(sameHousehold), ['old', 'new']);
  assert.deepEqual(refused, []);
});

test('leases that hang together by a third are one household', () => {
  const leases = [active('x', '2026-01-01', 'a'), active('y', '2026-02-01', 'b'), active('z', '2026-03-01', 'a', 'b')];
  const { sameHousehold, refused } = whoHoldsUnit(leases, undefined);
  assert.deepEqual(uids(sameHousehold), ['x', 'y', 'z']);
  assert.deepEqual(refused, []);
});

test('of strangers the one that is provisioned keeps the unit', () => {
  const leases = [active('early', '2026-01-01', 'a'), active('late', '2026-06-01', 'b')];
  const { holder, refused } = whoHoldsUnit(leases, 'late');
  assert.equal(holder?.uid, 'late');
  assert.deepEqual(uids(refused), ['early']);
});

test('of strangers that are both new the earlier start holds, then the smaller uid; no start comes last', () => {
  const holderOf = (...leases: Lease[]) => whoHoldsUnit(leases, 'gone').holder?.uid;
  assert.equal(holderOf(active('b', '2026-06-01', 'b'), active('c', '2026-01-01', 'a')), 'c');
  assert.equal(holderOf(active('b', '2026-01-01', 'b'), active('a', '2026-01-01', 'a')), 'a');
  assert.equal(holderOf(active('a', null, 'b'), active('b', '2026-01-01', 'a')), 'b');
});

test('the first tenant stays until they leave the lease; then it is the next listed', () => {
  const [a, b] = [tenant('a'), tenant('b')];
  assert.equal(firstTenant(undefined, [a, b])?.uid, 'a');
  assert.equal(firstTenant('b', [a, b])?.uid, 'b');
  assert.equal(firstTenant('gone', [b, a])?.uid, 'b');
  assert.equal(firstTenant('a', []), undefined);
});

test('what keeps a lease from being acted on', () => {
  const unit = { uid: 'u', name: 'Unit 101', label: '101' };
  const codes = (given: Partial<Lease>, withUnit = true) =>
    leaseProblems(lease(given), withUnit ? unit : undefined).map(({ code }) => code);
  assert.deepEqual(codes({}), []);
  assert.deepEqual(codes({ tenants: [] }), ['LEASE_WITHOUT_TENANT']);
  assert.deepEqual(codes({ unitName: ' ' }, false), ['LEASE_WITHOUT_UNIT']);
  assert.deepEqual(codes({}, false), ['UNIT_UNKNOWN']);
  assert.deepEqual(codes({ start: null }), ['LEASE_WITHOUT_START']);
  assert.deepEqual(codes({ start: null, tenants: [] }, false), [
    'UNIT_UNKNOWN',
    'LEASE_WITHOUT_TENANT',
    'LEASE_WITHOUT_START',
  ]);
});
