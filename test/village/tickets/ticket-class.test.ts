import assert from 'node:assert/strict';
import { test } from 'node:test';
import { innagoClass, isReopened, type TicketClass, uispClass } from '../../../nodes/village/tickets/ticket.ts';

const statuses: readonly [status: string | null, resolvedOn: string | null, expected: TicketClass][] = [
  ['NewRequest', null, 'open'],
  ['OldRequest', null, 'open'],
  ['ReOpened', null, 'open'],
  ['Resolved', '2026-12-03', 'solved'],
  ['Resolved', null, 'solved'],
  ['new request', null, 'open'],
  ['OLD_REQUEST', null, 'open'],
  ['Re-opened', null, 'open'],
  ['resolved ', null, 'solved'],
  // A ticket that was opened again may still carry the day on which it was solved.
  ['ReOpened', '2026-12-03', 'open'],
  ['Closed', null, 'solved'],
  ['In Progress', null, 'open'],
  ['On hold', null, 'open'],
  ['On hold', '2026-12-03', 'solved'],
  [null, null, 'open'],
  [null, '2026-12-03', 'solved'],
  ['', '2026-12-03', 'solved'],
];

for (const [status, resolvedOn, expected] of statuses) {
  test(`Innago's ${JSON.stringify(status)}, resolved on ${resolvedOn}, is ${expected}`, () =>
    assert.equal(innagoClass({ status, resolvedOn }), expected));
}

test('UISP: 0 New, 1 Open, 2 Pending are open, 3 is solved', () => {
  assert.deepEqual([0, 1, 2, 3].map(uispClass), ['open', 'open', 'open', 'solved']);
});

test('a ticket that was opened again is known by its status', () => {
  const spelled = ['ReOpened', 'Re-Opened', 're opened', 'REOPEN', 'NewRequest', 'OldRequest', 'Resolved', '', null];
  assert.deepEqual(spelled.map(isReopened), [true, true, true, true, false, false, false, false, false]);
});
