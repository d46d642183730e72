/** When a ticket is owed anything, and when that may be done: pure rules. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDue, isUnjudged, owes } from '../../../nodes/state/tickets/ticket-due.ts';
import type { Outgoing, TicketEntry } from '../../../nodes/state/tickets/ticket-entry.ts';
import { isWithAnotherClient } from '../../../nodes/state/tickets/ticket-sides.ts';
import { linkedEntry } from './tickets.ts';

const entry = linkedEntry();
const { innago, uisp, link } = entry;
assert.ok(uisp !== null && link !== null);
const unlinked = { link: null, uisp: null };
const told: Outgoing = { source: 'comment:3', kind: 'comment', text: 'On my way', files: [] };
const solvedInInnago = { ...innago, class: 'solved', place: 'left' } as const;

const owed: readonly (readonly [string, Partial<TicketEntry>, boolean])[] = [
  ['both sides agree', {}, false],
  ['not in UISP yet', unlinked, true],
  ['not in UISP, and edited since: for the router first', { ...unlinked, text: 'another' }, false],
  ['not in UISP, and no longer in the list of open ones', { ...unlinked, innago: solvedInInnago }, false],
  ['… but we may have made it: it is looked for', { ...unlinked, innago: solvedInInnago, said: ['x'] }, true],
  ['… whatever it is judged by now', { ...unlinked, judged: { verdict: 'other', text: 'x' }, said: ['x'] }, true],
  ['not ours', { ...unlinked, judged: { verdict: 'other', text: 'x' } }, false],
  ['not judged', { ...unlinked, judged: null }, false],
  ['from before go-live', { ...unlinked, held: true }, false],
  ['a status whose answer was lost', { writing: { to: 'solved', arrived: false } }, true],
  [
    '… also when the ticket is gone from Innago',
    { innago: { ...innago, place: 'gone' }, writing: { to: 'solved', arrived: true } },
    true,
  ],
  ['solved in UISP', { uisp: { ...uisp, class: 'solved', status: 3 } }, true],
  [
    'solved in UISP, gone from Innago',
    { uisp: { ...uisp, class: 'solved' }, innago: { ...innago, place: 'gone' } },
    false,
  ],
  ['a comment for the tenant', { toInnago: [told] }, true],
  ['a comment on a ticket of another client now', { toInnago: [told], uisp: { ...uisp, clientId: 1002 } }, false],
  ['a comment on a ticket that is gone from Innago', { toInnago: [told], innago: { ...innago, place: 'gone' } }, false],
  ['a text for the technician', { toUisp: [{ ...told, kind: 'text' }] }, true],
  ['deleted in UISP, open in Innago: looked for', { uisp: { ...uisp, gone: 'deleted' } }, true],
  ['deleted in UISP, solved in Innago', { uisp: { ...uisp, gone: 'deleted' }, innago: solvedInInnago }, false],
  ['its client archived, open in Innago', { uisp: { ...uisp, gone: 'archived' } }, true],
  ['its client archived, solved in Innago', { uisp: { ...uisp, gone: 'archived' }, innago: solvedInInnago }, true],
];

for (const [what, change, expected] of owed) {
  test(`${expected ? 'owed' : 'nothing owed'}: ${what}`, () => assert.equal(owes(linkedEntry(change)), expected));
}

test('with another client: not said of a ticket that is gone', () => {
  const elsewhere = { ...uisp, clientId: 1002 };
  assert.equal(isWithAnotherClient({ link, uisp: elsewhere }), true);
  assert.equal(isWithAnotherClient({ link, uisp: { ...elsewhere, gone: 'deleted' } }), false);
});

test('when: at once, after its back-off, or when a person says so; in dry-run once', () => {
  const live = { mode: 'live', now: 1_000 } as const;
  assert.equal(isDue(entry, live), true);
  assert.equal(isDue({ ...entry, retryAt: 1_000 }, live), true);
  assert.equal(isDue({ ...entry, retryAt: 1_001 }, live), false);
  assert.equal(isDue({ ...entry, retryAt: 1_001, forced: true }, live), true);
  assert.equal(isDue({ ...entry, planned: true }, live), true);
  assert.equal(isDue({ ...entry, planned: true }, { ...live, mode: 'dry-run' }), false);
  assert.equal(isDue({ ...entry, planned: true, forced: true }, { ...live, mode: 'dry-run' }), true);
});

test('shown to the router: what is new or reads otherwise, as long as it is open and not in UISP', () => {
  const open = { ...entry, ...unlinked };
  assert.equal(isUnjudged({ ...open, judged: null }), true);
  assert.equal(isUnjudged(open), false);
  const edited = { ...open, text: 'another' };
  assert.equal(isUnjudged(edited), true);
  assert.equal(isUnjudged({ ...edited, innago: { ...innago, place: 'left' } }), false);
  assert.equal(isUnjudged({ ...edited, link }), false, 'in UISP: its text goes to the technician, whatever the words');
});
