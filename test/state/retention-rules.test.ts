/** Which leases are forgotten, and what is left of what was written: the rules of retention. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../nodes/state/effect.ts';
import { isForgettable, leaseOf } from '../../nodes/state/retention/former-tenants.ts';
import { withoutPersons } from '../../nodes/state/retention/persons.ts';
import { newStay } from '../../nodes/state/stays.ts';
import { expired, future, lease } from './stage.ts';

const ended = lease('a', '101', { start: '2026-01-01', end: '2026-06-30', flags: expired });
const entry = {
  lease: ended,
  householdId: 1,
  state: 'ended',
  standing: 'ended',
  goneOn: null,
  absentOn: null,
  absentSince: null,
  forgottenAt: null,
} as const;
const stay = newStay(1, { unitUid: 'unit-101', unitLabel: '101', leaseUid: 'a' });
const on = (today: string) => ({ today, days: 90 });

test('a lease is forgotten more than 90 days after it, and its service, are over', () => {
  assert.equal(isForgettable(entry, [], on('2026-09-28')), false);
  assert.equal(isForgettable(entry, [], on('2026-09-29')), true);
  const served = { ...stay, serviceId: 1 };
  assert.equal(isForgettable(entry, [served], on('2027-01-01')), false, 'its service has not been ended');
  const later = { ...served, endedOn: '2026-07-10' };
  assert.equal(isForgettable(entry, [later], on('2026-10-08')), false);
  assert.equal(isForgettable(entry, [later], on('2026-10-09')), true);
  assert.equal(isForgettable(entry, [{ ...served, leaseUid: 'b' }], on('2026-09-29')), true, 'another lease goes on');
  assert.equal(isForgettable({ ...entry, goneOn: '2026-08-01' }, [], on('2026-09-29')), false);
  for (const standing of ['leaving'] as const)
    assert.equal(isForgettable({ ...entry, standing }, [], on('2027-01-01')), false, standing);
  for (const state of ['active', 'future', 'unclear'] as const)
    assert.equal(isForgettable({ ...entry, state, standing: 'unclear' }, [], on('2027-01-01')), false, state);
  assert.equal(isForgettable({ ...entry, forgottenAt: 1 }, [], on('2027-01-01')), false, 'once');
});

test('one that never had a household is forgotten as long after it was first absent, whatever its end', () => {
  const absentSince = Date.parse('2026-07-11T23:00:00Z');
  const lost = {
    ...entry,
    lease: { ...ended, end: null },
    state: 'active',
    absentOn: '2026-07-01',
    absentSince,
  } as const;
  for (const standing of ['absent', 'outside', 'ignored'] as const) {
    const homeless = { ...lost, standing, householdId: null };
    assert.equal(isForgettable(homeless, [], on('2026-09-29')), false, standing);
    assert.equal(isForgettable(homeless, [], on('2026-09-30')), true, standing);
    assert.equal(isForgettable({ ...homeless, absentOn: null }, [], on('2026-10-09')), false, standing);
    assert.equal(
      isForgettable({ ...homeless, absentOn: null }, [], on('2026-10-10')),
      true,
      'of a database from before',
    );
    assert.equal(isForgettable({ ...homeless, absentOn: null, absentSince: null }, [], on('2028-01-01')), false);
    assert.equal(isForgettable({ ...lost, standing }, [], on('2028-01-01')), false, 'Innago is asked about it');
  }
});

test('a forgotten lease that is listed again stays without names while it is over', () => {
  const known = { forgottenAt: 1 };
  const taken = leaseOf(known, ended, '2026-11-20');
  assert.deepEqual(taken.tenants, [{ uid: 'tenant-of-a', firstName: '', lastName: '', email: null, phone: null }]);
  assert.equal(leaseOf({ forgottenAt: null }, ended, '2026-11-20'), ended);
  assert.equal(leaseOf(undefined, ended, '2026-11-20'), ended);
  const again = lease('a', '101', { end: '2027-06-30' });
  assert.equal(leaseOf(known, again, '2026-11-20'), again);
  const toCome = lease('a', '101', { start: '2027-01-01', flags: future });
  assert.equal(leaseOf(known, toCome, '2026-11-20'), toCome);
});

test('of what was written, texts go but those of the unit, and a Custom ID of ours stays', () => {
  const client: Json = {
    userIdent: 'innago:t-1',
    firstName: 'Ada',
    companyName: null,
    street2: 'Unit 101',
    contacts: [{ name: 'Ada L', email: 'a@example.com', id: 7, isBilling: false }],
  };
  assert.deepEqual(withoutPersons(client), {
    userIdent: 'innago:t-1',
    firstName: null,
    companyName: null,
    street2: 'Unit 101',
    contacts: [{ name: null, email: null, id: 7, isBilling: false }],
  });
  assert.deepEqual(withoutPersons({ userIdent: 'LOVELACE-101' }), { userIdent: null }, 'the operator’s own');
});
