/** Leases of a unit, and who asks about it, for the tests of whose ticket it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeaseState } from '../../../nodes/village/lease.ts';
import { type LeaseOfTicket, type Requester, requesterOf } from '../../../nodes/village/tickets/ticket-requester.ts';

export const [unit101, unit102] = ['unit-101', 'unit-102'];
export const ann = { uid: 'ann', firstName: 'Ann', lastName: 'Lee' };
export const bob = { uid: 'bob', firstName: 'Bob', lastName: 'Ray' };
export const zoe = { uid: 'zoe', firstName: 'Zoë', lastName: 'O’Brien-Lee' };

/** Ann's, on 101, from 2026 to 2026-11-30 unless said otherwise. */
export function lease(leaseUid: string, given: Partial<LeaseOfTicket> = {}): LeaseOfTicket {
  const plain = {
    unitUid: unit101,
    start: '2026-01-01',
    end: '2026-11-30',
    state: 'active',
    tenants: [ann],
    householdId: 1,
  } as const;
  return { leaseUid, ...plain, ...given };
}

export interface Asked {
  readonly person?: string | null;
  readonly name?: string;
  readonly on?: string | null;
  readonly unitName?: string;
  readonly unitUid?: string | undefined;
  readonly today?: string;
}

export function ask(leases: readonly LeaseOfTicket[], asked: Asked = {}): Requester {
  const { person = null, name = 'Mia Manager', on = '2026-06-15', unitName = 'Unit 101', today = '2026-06-16' } = asked;
  const unitUid = 'unitUid' in asked ? asked.unitUid : unit101;
  return requesterOf({ personUid: person, personName: name, submittedOn: on, unitName }, { unitUid, leases, today });
}

/** `old` or, where the requester is a former tenant, `old, former`; else why nobody. */
function told(requester: Requester): string {
  return requester.kind === 'nobody' ? requester.why : `${requester.leaseUid}${requester.former ? ', former' : ''}`;
}

/** As the two households of a unit look on a day: Ann's until the end of June, Bob's from a day in July. */
export function handover({
  oldEnd = '2026-06-30',
  newStart = '2026-07-01',
  oldState = 'active' as LeaseState,
  newState = 'future' as LeaseState,
}) {
  return [
    lease('new', { start: newStart, end: '2027-06-30', state: newState, tenants: [bob], householdId: 2 }),
    lease('old', { end: oldEnd, state: oldState }),
  ];
}

/** Bob lives there now. */
export const afterwards = handover({ oldState: 'ended', newState: 'active' });

export type RequesterCase = readonly [what: string, leases: readonly LeaseOfTicket[], asked: Asked, expected: string];

/** One test for each case, with the leases in either order. */
export function testRequesters(cases: readonly RequesterCase[]): void {
  for (const [what, leases, asked, expected] of cases) {
    test(`requester: ${what}`, () => {
      assert.equal(told(ask(leases, asked)), expected);
      assert.equal(told(ask(leases.toReversed(), asked)), expected, 'the order of the leases must not matter');
    });
  }
}
