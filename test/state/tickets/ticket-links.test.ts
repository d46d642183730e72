/** How a ticket gets its other half in UISP, and what of it counts as told (pure rules). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seenInInnago } from '../../../nodes/state/tickets/ticket-changes.ts';
import { tellAgain, unsureInInnago } from '../../../nodes/state/tickets/ticket-comments.ts';
import type { Outgoing } from '../../../nodes/state/tickets/ticket-entry.ts';
import { linkedToFound, linkedToGone, linkedToOurs } from '../../../nodes/state/tickets/ticket-links.ts';
import { follows } from '../../../nodes/state/tickets/ticket-sides.ts';
import { comment, linkedEntry, ticket, uispTicket } from './tickets.ts';

const link = { ticketId: 31, clientId: 1001, householdId: 1, unit: '101' };
const waiting = (source: string): Outgoing => ({ source, kind: 'comment', text: source, files: [] });
const alone = linkedEntry({ link: null, uisp: null, judged: null });

test('made by us: the first comment is ours, the next one a technician’s', () => {
  const seen = uispTicket({ activities: [comment(2, 'The wifi is down.'), comment(3, 'On my way')] });
  const entry = linkedToOurs(alone, link, { seen, reading: 2 });
  assert.deepEqual(
    entry.toInnago.map(({ source }) => source),
    ['comment:3'],
  );
  assert.deepEqual([entry.toUisp, entry.judged?.verdict, entry.link], [[], 'internet', link]);
});

test('made by us in an earlier try: a text that was edited since is told, the same one is not', () => {
  const seen = uispTicket({ activities: [comment(2, 'The wifi is down.')] });
  const same = linkedToOurs(alone, link, { seen, reading: 2, body: 'The wifi is down.\r\n' });
  assert.deepEqual(same.toUisp, []);
  const edited = linkedToOurs(alone, link, { seen, reading: 2, body: 'Now the TV, too.' });
  assert.deepEqual(
    edited.toUisp.map(({ source }) => source),
    ['text:1'],
  );
});

test('found by its marker: all that is on it was told before us; a ticket that is open again in Innago opens it', () => {
  const seen = uispTicket({ status: 3, activities: [comment(2, 'Told by telephone')] });
  const reopened = seenInInnago(alone, ticket('t1', { status: 'ReOpened' }), 2);
  const entry = linkedToFound({ ...reopened, innago: { ...reopened.innago, reopened: false } }, link, {
    seen,
    reading: 3,
  });
  assert.deepEqual([entry.toInnago, entry.heard], [[], [2]]);
  assert.deepEqual(follows(entry), { side: 'uisp', to: 'open' });
  assert.deepEqual(follows(linkedToFound(alone, link, { seen, reading: 3 })), { side: 'innago', to: 'solved' });
});

test('gone by the time it is linked: known, and nothing follows', () => {
  const entry = linkedToGone(alone, link, { gone: 'archived', reading: 2 });
  assert.deepEqual([entry.uisp?.gone, entry.uisp?.clientId, follows(entry)], ['archived', 1001, undefined]);
});

test('a comment of which nobody knows leaves the queue; said again, it comes before all that waits', () => {
  const [first, second] = [waiting('comment:3'), waiting('comment:4')];
  const unsure = unsureInInnago(linkedEntry({ toInnago: [first, second] }), first);
  assert.deepEqual([unsure.toInnago, unsure.unsure], [[second], [first]]);
  const again = tellAgain({ ...unsure, retryAt: 99 }, 'comment:3');
  assert.deepEqual([again.toInnago, again.unsure, again.forced, again.retryAt], [[first, second], [], true, null]);
  const ofFlow = tellAgain({ ...unsure, link: null }, 'comment:3');
  assert.deepEqual([ofFlow.toInnago, ofFlow.unsure], [[second], []], 'its flow says it again');
  assert.equal(tellAgain(unsure, 'comment:9'), unsure);
});
