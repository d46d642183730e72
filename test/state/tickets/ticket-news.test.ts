/** What is news of theirs, and what is our own write come back: also when its answer was lost, or comes late (pure rules, design §4). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decidedInInnago,
  isSameInUisp,
  seenInInnago,
  seenInUisp,
  settled,
  wroteInnago,
  wroteUisp,
} from '../../../nodes/state/tickets/ticket-changes.ts';
import { follows } from '../../../nodes/state/tickets/ticket-sides.ts';
import { comment, linkedEntry, statusChange, ticket, uispTicket } from './tickets.ts';

const resolved = ticket('t1', { status: 'Resolved' });
const reopened = ticket('t1', { status: 'ReOpened' });
const solvedInUisp = seenInUisp(linkedEntry(), uispTicket({ status: 3, activities: [statusChange(5, 0, 3)] }), 2);

test('Innago shows what we meant to write, though the answer was lost: it is ours, and a reopening in UISP is news', () => {
  const meant = { ...solvedInUisp, writingInnago: { to: 'solved', since: 3 } } as const;
  const shown = seenInInnago(meant, resolved, 4);
  assert.deepEqual([shown.agreed, shown.revision, shown.writingInnago], ['solved', 1, null]);
  const technician = uispTicket({ status: 1, activities: [statusChange(5, 0, 3), statusChange(6, 3, 1)] });
  assert.deepEqual(follows(seenInUisp(shown, technician, 5)), { side: 'innago', to: 'open' });
});

test('a reopening of ours that Innago shows is not the tenant’s', () => {
  const both = wroteInnago(solvedInUisp, 'solved', 3);
  const byTechnician = seenInUisp(both, uispTicket({ status: 1, activities: [statusChange(9, 3, 1)] }), 4);
  const shown = seenInInnago({ ...byTechnician, writingInnago: { to: 'open', since: 5 } }, reopened, 6);
  assert.equal(shown.innago.reopened, false);
});

test('what was read before we wrote says nothing of the write: it is still waited for', () => {
  const meant = { ...solvedInUisp, writingInnago: { to: 'solved', since: 3 } } as const;
  assert.deepEqual(seenInInnago(meant, ticket('t1'), 3).writingInnago, { to: 'solved', since: 3 });
  assert.equal(seenInInnago(meant, ticket('t1'), 4).writingInnago, null);
});

test('once both sides agree, whoever does later what we meant to do is not us', () => {
  const meant = { ...linkedEntry(), writingInnago: { to: 'solved', since: 3 } } as const;
  assert.equal(settled(meant).writingInnago, null);
});

test('our status turns up in UISP, though the answer was lost: it is ours, and what comes after it is a technician’s', () => {
  const writing = { ...seenInInnago(linkedEntry(), resolved, 2), writing: { to: 'solved', arrived: false } } as const;
  const shown = seenInUisp(writing, uispTicket({ status: 3, activities: [statusChange(5, 0, 3)] }), 3);
  assert.deepEqual([shown.agreed, shown.revision, shown.writing], ['solved', 1, { to: 'solved', arrived: true }]);
  const later = uispTicket({ status: 1, activities: [statusChange(5, 0, 3), statusChange(6, 3, 1)] });
  assert.deepEqual(follows(seenInUisp(shown, later, 4)), { side: 'innago', to: 'open' });
  assert.deepEqual(follows(seenInUisp(writing, later, 3)), { side: 'innago', to: 'open' }, 'both in one reading');
});

test('a reopening from before our own write is answered by it', () => {
  const before = { ...seenInInnago(linkedEntry(), resolved, 2), writing: { to: 'solved', arrived: false } } as const;
  const activities = [statusChange(5, 0, 3), statusChange(6, 3, 1), statusChange(7, 1, 3)];
  const [first, second, ours] = activities;
  assert.ok(first && second && ours);
  const known = seenInUisp({ ...before, writing: null }, uispTicket({ status: 3, activities: [first] }), 3);
  const shown = seenInUisp(
    { ...known, writing: { to: 'solved', arrived: false } },
    uispTicket({ status: 3, activities }),
    4,
  );
  assert.equal(shown.uisp?.reopened, false);
});

test('our own status counts once: the answer that comes after the poll has seen it is no second agreement', () => {
  const writing = { ...seenInInnago(linkedEntry(), resolved, 2), writing: { to: 'solved', arrived: false } } as const;
  const answer = uispTicket({ status: 3, activities: [statusChange(5, 0, 3)] });
  const polled = seenInUisp(writing, answer, 4);
  const reopening = seenInInnago(polled, reopened, 5);
  const written = wroteUisp(reopening, answer, 3);
  assert.equal(written.revision, 1);
  assert.equal(written.uisp?.reading, 4, 'the later reading stays');
  assert.deepEqual(follows(written), { side: 'uisp', to: 'open' }, 'the tenant’s reopening is not forgotten');
});

test('what both had reopened before a write is settled by it', () => {
  const entry = seenInInnago(linkedEntry(), reopened, 2);
  assert.equal(entry.innago.reopened, true);
  const solved = seenInUisp(entry, uispTicket({ status: 3, activities: [statusChange(5, 0, 3)] }), 3);
  const written = wroteUisp(
    { ...solved, writing: { to: 'open', arrived: false } },
    uispTicket({ status: 1, activities: [statusChange(5, 0, 3), statusChange(6, 3, 1)] }),
    4,
  );
  assert.equal(written.innago.reopened, false);
  assert.equal(written.uisp?.reopened, false);
  const again = uispTicket({ status: 3, activities: [statusChange(6, 3, 1), statusChange(7, 1, 3)] });
  assert.deepEqual(follows(seenInUisp(written, again, 5)), { side: 'innago', to: 'solved' }, 'a later solving wins');
});

test('what turns up as ours settles the reopening that it answers: a technician who solves it again right after is followed', () => {
  const entry = seenInInnago(linkedEntry(), reopened, 2);
  const solved = seenInUisp(entry, uispTicket({ status: 3, activities: [statusChange(5, 0, 3)] }), 3);
  const activities = [statusChange(5, 0, 3), statusChange(6, 3, 1), statusChange(7, 1, 3)];
  const writing = { ...solved, writing: { to: 'open', arrived: false } } as const;
  const shown = seenInUisp(writing, uispTicket({ status: 3, activities }), 4);
  assert.deepEqual(follows(shown), { side: 'innago', to: 'solved' });
});

test('written in Innago: what UISP had reopened is told, and a later solving of it wins', () => {
  const both = wroteInnago(solvedInUisp, 'solved', 3);
  const opened = seenInUisp(both, uispTicket({ status: 1, activities: [statusChange(9, 3, 1)] }), 4);
  assert.equal(opened.uisp?.reopened, true);
  const told = wroteInnago(opened, 'open', 5);
  assert.equal(told.uisp?.reopened, false);
  const solvedMeanwhile = seenInUisp(opened, uispTicket({ status: 3, activities: [statusChange(10, 1, 3)] }), 5);
  assert.equal(wroteInnago(solvedMeanwhile, 'open', 6).uisp?.reopened, false);
  assert.deepEqual([told.innago.place, both.innago.place], ['listed', 'left']);
});

test('a reopening that was seen stays one while other news comes in', () => {
  const opened = seenInUisp(
    linkedEntry(),
    uispTicket({ status: 1, activities: [statusChange(5, 0, 3), statusChange(6, 3, 1)] }),
    2,
  );
  assert.equal(opened.uisp?.reopened, true);
  assert.equal(seenInUisp(opened, uispTicket({ status: 1, activities: [comment(7, 'x')] }), 3).uisp?.reopened, true);
});

test('a flow that reopens the ticket in Innago counts as the tenant: it beats a solving in UISP', () => {
  const both = wroteInnago(solvedInUisp, 'solved', 3);
  const decided = decidedInInnago(both, 'open', 4);
  assert.equal(decided.innago.reopened, true);
  assert.deepEqual(follows(decided), { side: 'uisp', to: 'open' });
});

test('news ends a back-off, on either side; the same again does not', () => {
  const failed = { ...linkedEntry(), failures: 2, failureTrouble: 'data', retryAt: 99, planned: true } as const;
  const kept = (entry: typeof failed | ReturnType<typeof seenInUisp>) => [entry.failures, entry.retryAt, entry.planned];
  assert.deepEqual(kept(seenInInnago(failed, ticket('t1'), 2)), [2, 99, true]);
  assert.deepEqual(kept(seenInInnago(failed, ticket('t1', { description: 'Now the TV, too.' }), 2)), [0, null, false]);
  assert.deepEqual(kept(seenInInnago(failed, resolved, 2)), [0, null, false]);
  assert.deepEqual(kept(seenInInnago(failed, reopened, 2)), [0, null, false]);
  assert.deepEqual(kept(seenInUisp(failed, uispTicket(), 2)), [2, 99, true]);
  assert.deepEqual(kept(seenInUisp(failed, uispTicket({ status: 1 }), 2)), [0, null, false]);
  assert.deepEqual(kept(seenInUisp(failed, uispTicket({ activities: [comment(7, 'x', false)] }), 2)), [0, null, false]);
});

test('a file is news, but not the signature behind its link, which is another one each time', () => {
  const photo = (name: string, signature: string) => ({ name, url: `https://files.test/1?sig=${signature}#top` });
  const first = seenInInnago(linkedEntry(), ticket('t1', { files: [photo('a.jpg', '1')] }), 2);
  assert.equal(first.textVersion, 2);
  assert.equal(seenInInnago(first, ticket('t1', { files: [photo('a.jpg', '2')] }), 3).textVersion, 2);
  assert.equal(seenInInnago(first, ticket('t1', { files: [photo('b.jpg', '1')] }), 3).textVersion, 3);
});

test('from a server that tells changes of the status, Pending is taken from those alone', () => {
  const pending = uispTicket({ status: 2, activities: [statusChange(7, 0, 2)] });
  const told = seenInUisp(linkedEntry({ heard: [7] }), pending, 2);
  assert.deepEqual(told.toInnago, []);
});

test('the same in UISP: everything but the number of the reading', () => {
  const seen = seenInUisp(linkedEntry(), uispTicket(), 2);
  assert.equal(isSameInUisp(seen, seenInUisp(seen, uispTicket(), 3)), true);
  assert.equal(isSameInUisp(seen, seenInUisp(seen, uispTicket({ clientId: 1002 }), 3)), false);
  assert.equal(isSameInUisp(seen, seenInUisp(seen, uispTicket({ status: 1 }), 3)), false);
  assert.equal(isSameInUisp(seen, seenInUisp(seen, uispTicket({ lastActivityAt: 2_000 }), 3)), false);
  assert.equal(isSameInUisp(seen, seenInUisp(seen, uispTicket({ activities: [comment(4, 'x', false)] }), 3)), false);
});
