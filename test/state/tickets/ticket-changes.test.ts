/** What becomes of a ticket’s entry when either side is read or written: pure rules (design §4, "Maintenance ticket"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  goneFromUisp,
  leftInnago,
  seenInInnago,
  seenInUisp,
  settled,
  wroteInnago,
  wroteUisp,
} from '../../../nodes/state/tickets/ticket-changes.ts';
import { isUnjudged, owes } from '../../../nodes/state/tickets/ticket-due.ts';
import { follows } from '../../../nodes/state/tickets/ticket-sides.ts';
import { saidFingerprint } from '../../../nodes/village/tickets/said-fingerprint.ts';
import { comment, linkedEntry, statusChange, ticket, uispTicket } from './tickets.ts';

test('solved in UISP: Innago follows; written, both agree', () => {
  const solved = seenInUisp(linkedEntry(), uispTicket({ status: 3, activities: [statusChange(5, 0, 3)] }), 2);
  assert.deepEqual(follows(solved), { side: 'innago', to: 'solved' });
  const written = wroteInnago(solved, 'solved', 3);
  assert.equal(follows(written), undefined);
  assert.equal(owes(written), false);
  assert.equal(written.agreed, 'solved');
  assert.equal(written.revision, 1);
});

test('resolved in Innago: UISP follows; what we wrote is no news when UISP shows it', () => {
  const resolved = seenInInnago(linkedEntry(), ticket('t1', { status: 'Resolved' }), 2);
  assert.deepEqual(follows(resolved), { side: 'uisp', to: 'solved' });
  const answer = uispTicket({ status: 3, activities: [statusChange(6, 0, 3)] });
  const written = wroteUisp(resolved, answer, 3);
  assert.equal(owes(written), false);
  assert.equal(settled(seenInUisp(written, answer, 4)).revision, 1);
});

test('opened again on one side: the other follows, whichever it is', () => {
  const both = { ...wroteInnago(seenInUisp(linkedEntry(), uispTicket({ status: 3 }), 2), 'solved', 3) };
  const byTenant = seenInInnago(both, ticket('t1', { status: 'ReOpened' }), 4);
  assert.deepEqual(follows(byTenant), { side: 'uisp', to: 'open' });
  const byTechnician = seenInUisp(both, uispTicket({ status: 1, activities: [statusChange(9, 3, 1)] }), 4);
  assert.deepEqual(follows(byTechnician), { side: 'innago', to: 'open' });
});

test('solved here and, unseen, solved and opened again there: the reopen beats the resolve, in either order of reading', () => {
  const technician = uispTicket({ status: 3, activities: [statusChange(5, 0, 3)] });
  const tenant = ticket('t1', { status: 'ReOpened' });
  const orders = [
    settled(seenInUisp(settled(seenInInnago(linkedEntry(), tenant, 2)), technician, 3)),
    settled(seenInInnago(settled(seenInUisp(linkedEntry(), technician, 2)), tenant, 3)),
  ];
  for (const entry of orders) assert.deepEqual(follows(entry), { side: 'uisp', to: 'open' });

  const reopening = uispTicket({ status: 1, activities: [statusChange(5, 0, 3), statusChange(6, 3, 1)] });
  const resolved = ticket('t1', { status: 'Resolved' });
  const others = [
    settled(seenInUisp(settled(seenInInnago(linkedEntry(), resolved, 2)), reopening, 3)),
    settled(seenInInnago(settled(seenInUisp(linkedEntry(), reopening, 2)), resolved, 3)),
  ];
  for (const entry of others) assert.deepEqual(follows(entry), { side: 'innago', to: 'open' });
});

test('a reopen that both sides have seen counts no more: a later resolve wins', () => {
  const reopened = settled(seenInInnago(linkedEntry(), ticket('t1', { status: 'ReOpened' }), 2));
  assert.equal(reopened.innago.reopened, true, 'UISP was not read after it');
  const seen = settled(seenInUisp(reopened, uispTicket(), 3));
  assert.equal(seen.innago.reopened, false);
  assert.deepEqual(follows(seenInUisp(seen, uispTicket({ status: 3 }), 4)), { side: 'innago', to: 'solved' });
});

test('each public comment is to be told once; private ones and our own words never', () => {
  const ours = 'The tenant changed the text of the ticket.';
  const entry = linkedEntry({ said: [saidFingerprint(ours)] });
  const seen = uispTicket({
    activities: [comment(2, `${ours}\r\n`), comment(3, 'On my way'), comment(4, 'Note to self', false)],
  });
  const told = seenInUisp(entry, seen, 2);
  assert.deepEqual(
    told.toInnago.map(({ source, text }) => [source, text]),
    [['comment:3', 'On my way']],
  );
  assert.deepEqual(seenInUisp({ ...told, toInnago: [] }, seen, 3).toInnago, []);
});

test('each entering of Pending is to be told once', () => {
  const pending = uispTicket({ status: 2, activities: [statusChange(7, 0, 2)] });
  const told = seenInUisp(linkedEntry(), pending, 2);
  assert.deepEqual(
    told.toInnago.map(({ source, kind }) => [source, kind]),
    [['pending:7', 'pending']],
  );
  assert.deepEqual(seenInUisp({ ...told, toInnago: [] }, pending, 3).toInnago, []);
});

test('an older UISP lists without activity: Pending is told from the status alone, once', () => {
  const told = seenInUisp(linkedEntry(), uispTicket({ status: 2, lastActivityAt: 5 }), 2);
  assert.deepEqual(
    told.toInnago.map(({ source }) => source),
    ['pending:at-5'],
  );
  assert.deepEqual(seenInUisp({ ...told, toInnago: [] }, uispTicket({ status: 2, lastActivityAt: 6 }), 3).toInnago, []);
});

test('each version of the tenant’s text is to be told once, also when it goes back to an earlier one', () => {
  const first = linkedEntry();
  const second = seenInInnago(first, ticket('t1', { description: 'Now the TV, too.' }), 2);
  const third = seenInInnago(second, ticket('t1'), 3);
  assert.deepEqual(
    third.toUisp.map(({ source }) => source),
    ['text:2', 'text:3'],
  );
  assert.equal(seenInInnago(third, ticket('t1', { status: 'OldRequest', urgent: true }), 4).toUisp.length, 2);
});

test('resolved or opened again in Innago: a back-off ends, and a dry-run plans anew; a look that shows the same changes neither', () => {
  const waits = linkedEntry({ failures: 3, failureTrouble: 'data', retryAt: 99, planned: true });
  for (const status of ['Resolved', 'ReOpened']) {
    const { failures, retryAt, planned } = seenInInnago(waits, ticket('t1', { status }), 2);
    assert.deepEqual({ status, failures, retryAt, planned }, { status, failures: 0, retryAt: null, planned: false });
  }
  const same = seenInInnago(waits, ticket('t1', { status: 'OldRequest' }), 2);
  assert.deepEqual([same.failures, same.retryAt, same.planned], [3, 99, true]);
});

test('a ticket that is not ours is judged again only when its text changes', () => {
  const sink = linkedEntry({ link: null, uisp: null });
  const other = { ...sink, judged: { verdict: 'other' as const, text: sink.text } };
  assert.equal(isUnjudged(seenInInnago(other, ticket('t1', { status: 'ReOpened', urgent: true }), 2)), false);
  assert.equal(isUnjudged(seenInInnago(other, ticket('t1', { description: 'And the wifi.' }), 2)), true);
});

test('edited before its UISP ticket is made: nothing is made until the new text is judged', () => {
  const waits = linkedEntry({ link: null, uisp: null });
  assert.equal(owes(waits), true);
  const edited = seenInInnago(waits, ticket('t1', { description: 'Never mind, but the sink leaks.' }), 2);
  assert.deepEqual([owes(edited), isUnjudged(edited)], [false, true]);
});

test('deleted on either side: nothing is owed that would resolve or make anything', () => {
  const solvedThere = seenInUisp(linkedEntry(), uispTicket({ status: 3 }), 2);
  assert.equal(owes(leftInnago(solvedThere, 'gone', 3)), false);
  const resolvedHere = seenInInnago(linkedEntry(), ticket('t1', { status: 'Resolved' }), 2);
  const gone = goneFromUisp(resolvedHere, 'deleted', 3);
  assert.equal(follows(gone), undefined);
  assert.deepEqual(
    follows(seenInUisp(gone, uispTicket(), 4)),
    { side: 'uisp', to: 'solved' },
    'goes on when it is back',
  );
});
