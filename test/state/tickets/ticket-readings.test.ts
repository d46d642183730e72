/** What is read of tickets on either side, and what follows from it, on a real database. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimOf, codes, hour, lease, stage, tick } from '../stage.ts';
import { absorb, absorbUisp, judged, linked, today, uids, village } from './book.ts';
import { statusChange, ticket, uispTicket } from './tickets.ts';

test('a row that was read before our own write is not taken for news', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  const early = store.tickets.beginReading();
  await store.tickets.absorbOne('t1', ticket('t1', { status: 'Resolved' }), store.tickets.beginReading());
  const { isStale } = await store.tickets.absorb({ changed: [ticket('t1')], reading: early, today });
  assert.equal(isStale, true);
  assert.equal(store.tickets.entry('t1')?.innago.class, 'solved');
});

test('one that left the list is asked for once when it is linked, never when it is not ours', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1'), ticket('t2')]);
  await linked(store);
  await judged(store, 't2', 'other');
  assert.deepEqual((await absorb(store, [])).left, ['t1']);
  await store.tickets.absorbOne('t1', ticket('t1', { status: 'Resolved' }), store.tickets.beginReading());
  assert.deepEqual((await absorb(store, [])).left, []);
  assert.deepEqual(store.tickets.followsNow('t1'), { side: 'uisp', to: 'solved' });
});

test('deleted in Innago: a person is told, nothing is owed; back again, the item goes', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  await store.tickets.absorbOne('t1', undefined, store.tickets.beginReading());
  assert.deepEqual(await store.tickets.due('sync', today), []);
  assert.deepEqual(codes(store), ['TICKET_DELETED_IN_INNAGO']);
  await absorb(store, [ticket('t1')]);
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store), []);
});

test('one that should have been among what UISP listed is missing; one beyond what was read is not', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  assert.deepEqual((await absorbUisp(store, [], 1_000)).missing, []);
  assert.deepEqual((await absorbUisp(store, [], 999)).missing, [{ uid: 't1', ticketId: 31 }]);
  await store.tickets.absorbUispOne('t1', 'deleted', store.tickets.beginReading());
  assert.deepEqual((await absorbUisp(store, [])).missing, [], 'known to be gone');
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store), ['TICKET_DELETED_IN_UISP']);
  await absorbUisp(store, [uispTicket()]);
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store), []);
});

test('submitted before go-live: judged, one item for all, forwarded when a person approves', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ goLive: '2026-11-15' });
  await village(store, clock, [lease('a', '101', { start: '2026-11-16' })]);
  await absorb(store, [ticket('t1', { submittedOn: '2026-11-14' }), ticket('t2', { submittedOn: '2026-11-14' })]);
  assert.deepEqual(uids(await store.tickets.due('judge', today)), ['t1 new', 't2 new']);
  await judged(store, 't1', 'internet');
  await judged(store, 't2', 'internet');
  assert.deepEqual(await store.tickets.due('sync', today), []);
  assert.deepEqual(codes(store), ['TICKETS_BEFORE_GO_LIVE']);
  assert.equal(await store.tickets.release(), 2);
  assert.deepEqual(codes(store), []);
  assert.equal((await store.tickets.due('sync', today)).length, 2);
});

test('a unit that is added later: what was submitted before that day is held, also in common areas', async (t) => {
  const { open, clock } = await stage(t);
  const pilot = await open({ onlyUnits: ['101'] });
  await village(pilot, clock);
  const tickets = [ticket('t1', { unitName: '102' }), ticket('t2', { unitName: '', personUid: null })];
  await absorb(pilot, tickets);
  assert.deepEqual(await pilot.tickets.due('judge', today), []);
  await pilot.close();
  clock.forward(10 * 24 * hour);
  const all = await open();
  await tick(all, clock, [lease('a', '101')], { today: '2026-11-30' });
  const late = ticket('t3', { unitName: '102', submittedOn: '2026-11-30' });
  await absorb(all, [...tickets, late], '2026-11-30');
  for (const uid of ['t1', 't2', 't3']) await judged(all, uid, 'internet');
  assert.deepEqual(uids(await all.tickets.due('sync', '2026-11-30')), ['t3 changed']);
  assert.deepEqual(codes(all), ['TICKETS_BEFORE_GO_LIVE']);
});

test('a list that was asked for before our own write takes no ticket out of it', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1'), ticket('t2')]);
  await linked(store);
  const early = store.tickets.beginReading();
  for (const uid of ['t1', 't2']) await store.tickets.absorbLook(uid, ticket(uid), store.tickets.beginReading());
  const { left } = await store.tickets.absorb({ changed: [], listed: new Set(), reading: early, today });
  assert.deepEqual([left, store.tickets.entry('t2')?.innago.place], [[], 'listed']);
  await store.tickets.absorbOne('t1', undefined, early);
  assert.equal(store.tickets.entry('t1')?.innago.place, 'listed', 'nor does an early answer for it alone');
});

test('one that we may have made in UISP is asked for when it leaves the list', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await judged(store, 't1', 'internet');
  await store.tickets.change(await claimOf(store, 'ticket:t1'), 't1', (entry) => ({ ...entry, said: ['x'] }));
  assert.deepEqual((await absorb(store, [])).left, ['t1']);
});

test('open, but left out of the list of open ones: asked for once, not at every tick', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  assert.deepEqual((await absorb(store, [])).left, ['t1']);
  await store.tickets.absorbOne('t1', ticket('t1'), store.tickets.beginReading());
  assert.deepEqual((await absorb(store, [])).left, []);
  await store.tickets.absorbLook('t1', ticket('t1'), store.tickets.beginReading());
  assert.deepEqual((await absorb(store, [])).left, [], 'a look before a write does not put it on the list, either');
  await absorb(store, [ticket('t1')]);
  await store.tickets.absorbLook('t1', ticket('t1'), store.tickets.beginReading());
  assert.equal(store.tickets.entry('t1')?.innago.place, 'listed', 'nor does it take it off');
});

test('a row of UISP that is older than what we wrote there is not taken, and told; nor is the ticket missed', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  const early = store.tickets.beginReading();
  await store.tickets.absorbUispOne('t1', uispTicket({ status: 1 }), store.tickets.beginReading());
  const old = await store.tickets.absorbUisp({ seen: [uispTicket()], reading: early, coveredSince: null });
  assert.deepEqual(old, { missing: [], isStale: true });
  await store.tickets.absorbUispOne('t1', 'deleted', early);
  assert.deepEqual(await store.tickets.absorbUisp({ seen: [], reading: early, coveredSince: null }), {
    missing: [],
    isStale: false,
  });
  assert.deepEqual([store.tickets.entry('t1')?.uisp?.status, store.tickets.entry('t1')?.uisp?.gone], [1, null]);
});

test('a list may show the tickets of an archived client: that it is restored, only a closer look tells', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  await store.tickets.absorbUispOne('t1', 'archived', store.tickets.beginReading());
  assert.deepEqual(store.tickets.openInUisp(), [], 'not looked for among the open ones');
  await absorbUisp(store, [uispTicket({ status: 3 })]);
  assert.equal(store.tickets.entry('t1')?.uisp?.gone, 'archived');
  await store.tickets.absorbUispOne('t1', uispTicket(), store.tickets.beginReading());
  assert.equal(store.tickets.entry('t1')?.uisp?.gone, null);
});

test('the number of a reading goes on after a restart', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  const last = store.tickets.beginReading();
  await absorb(store, [ticket('t1', { description: 'Now the TV, too.' })]);
  await store.close();
  const again = await open();
  assert.ok(again.tickets.beginReading() > last);
});

test('submitted on the day of go-live: ours', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ goLive: '2026-11-15' });
  await village(store, clock);
  await absorb(store, [ticket('t1', { submittedOn: '2026-11-15' }), ticket('t2', { submittedOn: null })]);
  for (const uid of ['t1', 't2']) await judged(store, uid, 'internet');
  assert.equal((await store.tickets.due('sync', today)).length, 2);
});

test('hundreds of tickets at once', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(
    store,
    Array.from({ length: 1_100 }, (_, number) => ticket(`m-${number}`)),
  );
  await store.close();
  assert.ok((await open()).tickets.entry('m-1099'));
});

test('last week’s answer of UISP, from the list or by its id, is no news', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  const solved = uispTicket({ status: 3, lastActivityAt: 2_000, activities: [statusChange(5, 0, 3)] });
  await absorbUisp(store, [solved]);
  const { missing } = await absorbUisp(store, [uispTicket({ status: 0 })]);
  await store.tickets.absorbUispOne('t1', uispTicket({ status: 0 }), store.tickets.beginReading());
  assert.deepEqual([missing, store.tickets.entry('t1')?.uisp?.class], [[], 'solved']);
  await absorbUisp(store, [uispTicket({ status: 1, lastActivityAt: 2_000 })]);
  assert.equal(store.tickets.entry('t1')?.uisp?.class, 'open', 'within the same second it may be');
});
