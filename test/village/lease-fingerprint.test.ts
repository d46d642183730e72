import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  billingFingerprint,
  contentFingerprint,
  leaseFingerprint,
  type ToApply,
  type ToBill,
} from '../../nodes/village/lease-fingerprint.ts';
import { lease, noFlags, tenant } from './leases.ts';
import fc from './seeded.ts';

test('it is the sha1 of a text that does not depend on the order of keys', () => {
  assert.equal(
    contentFingerprint({ b: 1, a: [1, { d: null, c: 'x' }] }),
    contentFingerprint({ a: [1, { c: 'x', d: null }], b: 1 }),
  );
  assert.match(contentFingerprint(null), /^[0-9a-f]{40}$/);
});

test('it is the same through JSON, and different for different content', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      assert.equal(contentFingerprint(JSON.parse(JSON.stringify(one))), contentFingerprint(one));
      const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
      assert.equal(contentFingerprint(one) === contentFingerprint(other), same);
    }),
  );
});

/** As the fingerprint must see it: an object as a list of its members by key, marked as an object. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { object: members.map(([key, member]) => ({ key, member: sorted(member) })) };
}

test('undefined is absence, null is not; text is not number', () => {
  assert.equal(contentFingerprint({ a: undefined }), contentFingerprint({}));
  assert.notEqual(contentFingerprint({ a: null }), contentFingerprint({}));
  assert.notEqual(contentFingerprint('1'), contentFingerprint(1));
  assert.notEqual(contentFingerprint(['a', 'b']), contentFingerprint(['a,b']));
});

const base: ToApply = {
  lease: lease({ tenants: [tenant('a'), tenant('b')] }),
  unit: { uid: 'u', name: 'Unit 101', label: '101' },
  onuRow: { unitLabel: '101', serial: 'UBNT1', mac: null },
  siteName: 'Unit 101',
  onuName: 'ONU-101',
};
const before = leaseFingerprint(base);
const changed = (given: Partial<ToApply>) => leaseFingerprint({ ...base, ...given }) !== before;

test('a lease is changed by what is applied', () => {
  const ofLease = (given: Parameters<typeof lease>[0]) => ({ lease: { ...base.lease, ...given } });
  assert.ok(changed(ofLease({ end: null })));
  assert.ok(changed(ofLease({ start: '2026-12-02' })));
  assert.ok(changed(ofLease({ tenants: [tenant('a')] })));
  assert.ok(changed(ofLease({ tenants: [tenant('a', { email: 'new@x.test' }), tenant('b')] })));
  assert.ok(changed({ onuRow: undefined }));
  assert.ok(changed({ onuRow: { unitLabel: '101', serial: 'UBNT2', mac: null } }));
  assert.ok(changed({ onuName: 'VV-101' }));
  assert.ok(changed({ siteName: 'VV 101' }));
  const nextPlan = { plan: 'Village Fiber 1G', from: '2027-01-01' };
  assert.ok(changed({ nextPlan }));
  const other = leaseFingerprint({ ...base, nextPlan: { ...nextPlan, from: '2027-02-01' } });
  assert.notEqual(leaseFingerprint({ ...base, nextPlan }), other);
});

test('a lease is not changed by what nobody applies', () => {
  assert.ok(!changed({ lease: { ...base.lease, flags: { ...noFlags, expiring: true } } }));
  assert.ok(!changed({ lease: { ...base.lease, tenants: [tenant('b'), tenant('a')] } }));
  assert.ok(!changed({ lease: { ...base.lease, dueOn: 5, paymentFrequency: 'Weekly' } }), 'that is billing’s');
  assert.ok(!changed({ nextPlan: null }));
  assert.ok(!changed({ unit: { ...base.unit, name: 'Apt 101' } }));
});

test('billing is changed by what decides charges, and by nothing else', () => {
  const bill: ToBill = { lease: base.lease, plan: '1G', planSince: null, planChangedAt: null, nextPlan: null };
  const differs = (given: Partial<ToBill>) => billingFingerprint({ ...bill, ...given }) !== billingFingerprint(bill);
  const nextPlan = { plan: '2G', from: '2027-01-01' };
  const ofLease = (given: Parameters<typeof lease>[0]) => ({ lease: { ...base.lease, ...given } });
  assert.ok(differs({ plan: '2G' }));
  assert.ok(differs({ planSince: '2026-12-01' }));
  assert.ok(differs({ planChangedAt: 1 }));
  assert.ok(differs({ nextPlan }));
  for (const given of [
    { start: '2026-12-02' },
    { end: null },
    { dueOn: 5 },
    { paymentFrequency: 'Weekly' },
    { uid: 'x' },
  ]) {
    assert.ok(differs(ofLease(given)), Object.keys(given)[0]);
  }
  assert.ok(!differs(ofLease({ tenants: [] })));
});
