/** Who may change a unit's plan. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRequester } from '../../../nodes/village/plan-requests/plan-requester.ts';
import type { LeaseOfTicket } from '../../../nodes/village/tickets/ticket-requester.ts';
import { type Asked, afterwards, ann, bob, handover, lease, unit102, zoe } from '../tickets/ticket-leases.ts';

type Case = readonly [what: string, leases: readonly LeaseOfTicket[], asked: Asked, expected: string];

function told(leases: readonly LeaseOfTicket[], asked: Asked): string {
  const { person = null, name = 'Mia Manager', unitName = 'Unit 101', today = '2026-06-16' } = asked;
  const unitUid = 'unitUid' in asked ? asked.unitUid : 'unit-101';
  const requester = planRequester({ personUid: person, personName: name, unitName }, { unitUid, leases, today });
  return requester.kind === 'nobody'
    ? requester.why
    : `${requester.kind} ${requester.leaseUid} ${requester.householdId}`;
}

const next = lease('next', {
  start: '2026-12-01',
  end: null,
  state: 'future',
  tenants: [bob],
  householdId: 2,
});
const elsewhere = lease('far', { unitUid: unit102, tenants: [bob], householdId: 3 });

const cases: Case[] = [
  ['a tenant by uid', [lease('a')], { person: 'ann' }, 'tenant a 1'],
  ['a roommate by uid', [lease('a', { tenants: [ann, bob] })], { person: 'bob' }, 'tenant a 1'],
  ['of a lease to come', [next, lease('a')], { person: 'bob' }, 'tenant next 2'],
  ['of a lease without household yet', [lease('a', { householdId: null })], { person: 'ann' }, 'tenant a null'],
  [
    'of a renewal: the running lease',
    [lease('a'), lease('b', { start: '2026-12-01', state: 'future' })],
    { person: 'ann' },
    'tenant a 1',
  ],
  ['held over: past its end, not expired', [lease('a', { end: '2026-05-31' })], { person: 'ann' }, 'tenant a 1'],
  ['of another unit', [lease('a'), elsewhere], { person: 'bob' }, 'stranger a 1'],
  [
    'of another unit, with the name of this one’s',
    [lease('a'), elsewhere],
    { person: 'bob', name: 'Ann Lee' },
    'stranger a 1',
  ],
  ['a former tenant', afterwards, { person: 'ann', today: '2026-07-05' }, 'stranger new 2'],
  [
    'a former tenant, with the name of the present one',
    afterwards,
    { person: 'ann', name: 'Bob Ray', today: '2026-07-05' },
    'stranger new 2',
  ],
  [
    'a former tenant of a vacant unit',
    [lease('a', { end: '2026-05-31', state: 'ended' })],
    { person: 'ann' },
    'vacant',
  ],
  ['broken off before its end', [lease('a', { state: 'ended' })], { person: 'ann' }, 'vacant'],
  ['of a lease whose state is unclear', [lease('a', { state: 'unclear' })], { person: 'ann' }, 'vacant'],
  ['cancelled before it began', [lease('a'), { ...next, state: 'ended' }], { person: 'bob' }, 'stranger a 1'],
  ['by name', [lease('a')], { name: 'ann LEE' }, 'tenant a 1'],
  ['by name, last name first', [lease('a', { tenants: [zoe] })], { name: "O'Brien-Lee, Zoe" }, 'tenant a 1'],
  ['by name, with a uid that is nobody’s', [lease('a')], { name: 'Ann Lee', person: 'staff' }, 'tenant a 1'],
  ['by the name of a tenant to come', [next, lease('a')], { name: 'Bob Ray' }, 'tenant next 2'],
  [
    'by the name of one person on two leases',
    [lease('a'), lease('b', { start: '2026-12-01', state: 'future' })],
    { name: 'Ann Lee' },
    'tenant a 1',
  ],
  [
    'by a name that two bear',
    [lease('a', { tenants: [ann, { ...ann, uid: 'ann-2' }] })],
    { name: 'Ann Lee' },
    'stranger a 1',
  ],
  [
    'by a name that a tenant now and one to come bear',
    [lease('a'), { ...next, tenants: [{ ...ann, uid: 'ann-2' }] }],
    { name: 'Ann Lee' },
    'stranger a 1',
  ],
  ['by the name of a former tenant', afterwards, { name: 'Ann Lee', today: '2026-07-05' }, 'stranger new 2'],
  ['by a name of another unit', [lease('a'), elsewhere], { name: 'Bob Ray' }, 'stranger a 1'],
  [
    'without a name',
    [lease('a', { tenants: [{ uid: 'x', firstName: '', lastName: '' }] })],
    { name: '' },
    'stranger a 1',
  ],
  ['staff', handover({}), { name: 'Mia Manager' }, 'stranger old 1'],
  ['staff, of a unit that is only let from later on', [next], {}, 'vacant'],
  ['staff, of a unit whose household is not made yet', [lease('a', { householdId: null })], {}, 'vacant'],
  ['a common area, also by a tenant', [lease('a')], { person: 'ann', unitName: ' ' }, 'common-area'],
  ['no such unit', [lease('a')], { person: 'ann', unitUid: undefined }, 'unknown-unit'],
];

for (const [what, leases, asked, expected] of cases) {
  test(`plan requester: ${what}`, () => {
    assert.equal(told(leases, asked), expected);
    assert.equal(told(leases.toReversed(), asked), expected, 'the order of the leases must not matter');
  });
}
