/** How a ticket's run ended, and what a person decides about it, on a real database. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { approveTicket } from '../../../nodes/state/tickets/ticket-verbs.ts';
import { isSyncError } from '../../../nodes/sync-error.ts';
import { claimOf, codes, hour, stage } from '../stage.ts';
import { absorb, absorbUisp, judged, linked, oneTicket, today, uids, village } from './book.ts';
import { comment, ticket, uispTicket } from './tickets.ts';

test('an upgrade request is an item until the ticket is closed or says something else', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1', { title: 'Internet Upgrade' })]);
  await judged(store, 't1', 'upgrade');
  assert.deepEqual(codes(store), ['UPGRADE_REQUEST']);
  assert.deepEqual(await store.tickets.due('sync', today), [], 'it stays open, and nothing is written');
  await absorb(store, []);
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store), []);
});

test('moved to another unit in Innago, or given to another client in UISP: an item each, gone when a person accepts', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  await absorb(store, [ticket('t1', { unitName: 'Unit 102' })]);
  await absorbUisp(store, [uispTicket({ clientId: 1002, activities: [comment(8, 'for the other one')] })]);
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store).sort(), ['TICKET_CLIENT_CHANGED', 'TICKET_UNIT_CHANGED']);
  assert.deepEqual(await store.tickets.due('sync', today), [], 'its comments are not passed on meanwhile');
  assert.equal(await store.tickets.accept('t1'), true);
  assert.deepEqual(codes(store), []);
  assert.deepEqual(uids(await store.tickets.due('sync', today)), ['t1 changed']);
});

test('a ticket that is refused backs off and asks for a person at the third time; a server’s trouble costs it nothing', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  const fail = async (trouble: 'data' | 'server', code: string) => {
    const [work] = await store.tickets.due('judge', today);
    assert.ok(work);
    const claim = await claimOf(store, work.key);
    await store.tickets.failed(claim, work, { code, trouble, effect: 'none', text: 'refused', hint: undefined });
  };
  await fail('server', 'UISP_CRM_TIMEOUT');
  await fail('data', 'UISP_CRM_REJECTED');
  assert.deepEqual(await store.tickets.due('judge', today), []);
  for (const minutes of [5, 15]) {
    clock.forward(minutes * 60_000);
    assert.deepEqual(codes(store), []);
    await fail('data', 'UISP_CRM_REJECTED');
  }
  assert.deepEqual(codes(store), ['UISP_CRM_REJECTED']);
  assert.equal(store.tickets.retry('t1'), true);
  assert.deepEqual(uids(await store.tickets.due('judge', today)), ['t1 retry']);
  await judged(store, 't1', 'other');
  assert.deepEqual(codes(store), []);
});

test('what a ticket failed with goes when the ticket is closed; deleted in UISP is nobody’s business then, either', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1'), ticket('t2')]);
  const [, work] = await store.tickets.due('judge', today);
  assert.ok(work);
  const claim = await claimOf(store, work.key);
  const failure = {
    code: 'TICKET_NO_CLIENT',
    trouble: 'operator',
    effect: 'none',
    text: 'nobody',
    hint: undefined,
  } as const;
  await store.tickets.failed(claim, work, failure);
  await linked(store);
  await store.tickets.absorbUispOne('t1', 'deleted', store.tickets.beginReading());
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store).sort(), ['TICKET_DELETED_IN_UISP', 'TICKET_NO_CLIENT']);
  await absorb(store, []);
  await store.tickets.absorbOne('t1', ticket('t1', { status: 'Resolved' }), store.tickets.beginReading());
  assert.deepEqual(await store.tickets.due('sync', today), []);
  assert.deepEqual(codes(store), []);
});

test('a change with a lost claim is refused, and nothing of it is kept', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  const claim = await claimOf(store, 'ticket:t1');
  clock.forward(hour);
  await assert.rejects(
    store.tickets.judge(claim, { uid: 't1', text: '' }, 'other'),
    (error) => isSyncError(error) && error.code === 'CLAIM_LOST',
  );
  assert.equal(store.tickets.entry('t1')?.judged, null);
});

test('a person accepts the unit, or the client: each by itself', async (t) => {
  const { store } = await oneTicket(t);
  await linked(store);
  await absorb(store, [ticket('t1', { unitName: '102' })]);
  await store.tickets.absorbUispOne('t1', uispTicket({ clientId: 1002 }), store.tickets.beginReading());
  await store.tickets.due('sync', today);
  await approveTicket(store.tickets, 'TICKET_UNIT_CHANGED/ticket:t1');
  assert.deepEqual(codes(store), ['TICKET_CLIENT_CHANGED']);
  assert.deepEqual(store.tickets.entry('t1')?.link, { ticketId: 31, clientId: 1001, householdId: 1, unit: '102' });
  await absorb(store, [ticket('t1', { unitName: '103' })]);
  await approveTicket(store.tickets, 'TICKET_CLIENT_CHANGED/ticket:t1');
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store), ['TICKET_UNIT_CHANGED']);
  assert.deepEqual(store.tickets.entry('t1')?.link, { ticketId: 31, clientId: 1002, householdId: 1, unit: '102' });
});

test('from before go-live: only internet problems wait for a person, and no longer when the tenant closes them', async (t) => {
  const { store } = await oneTicket(t, { goLive: '2026-11-21' });
  await absorb(store, [ticket('t1'), ticket('t2')]);
  await judged(store, 't2', 'other');
  assert.deepEqual(codes(store), []);
  await judged(store, 't1', 'internet');
  assert.equal(store.attention.list()[0]?.where, '1 ticket');
  await absorb(store, []);
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store), []);
});
