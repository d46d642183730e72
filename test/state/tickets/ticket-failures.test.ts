/** How a ticket's run ended: what it failed with, who is told, and that only who holds the claim may change it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../../../nodes/state/run-node.ts';
import type { Store } from '../../../nodes/state/store.ts';
import { errorOf } from '../../error-of.ts';
import { claimOf, codes, hour, stage } from '../stage.ts';
import { absorb, judged, linked, oneTicket, today, village } from './book.ts';
import { ticket, uispTicket } from './tickets.ts';

/** A failure as a node hands it on. */
function failure(change: Partial<Failure> = {}): Failure {
  return { code: 'UISP_CRM_REJECTED', trouble: 'data', effect: 'none', text: 'refused', hint: undefined, ...change };
}

/** The router's look at the ticket fails. */
async function fail(store: Store, change: Partial<Failure>): Promise<void> {
  const [work] = await store.tickets.due('judge', today);
  assert.ok(work, 'the ticket is due');
  await store.tickets.failed(await claimOf(store, work.key), work, failure(change));
}

test('what is wrong for all has an item of its own, costs the ticket no try, and is met again at the next tick', async (t) => {
  const { store } = await oneTicket(t);
  store.tickets.retry('t1');
  for (let tries = 0; tries < 4; tries += 1)
    await fail(store, { trouble: 'operator', code: 'UISP_CRM_401', about: 'CRM key' });
  assert.deepEqual(codes(store), []);
  assert.deepEqual([store.tickets.entry('t1')?.failures, store.tickets.entry('t1')?.forced], [0, true]);
  await fail(store, {});
  assert.equal(store.tickets.entry('t1')?.forced, false, 'its own failure backs off, though a person said "retry"');
});

test('what a person alone can put right is told at the first failure', async (t) => {
  const { store } = await oneTicket(t);
  await fail(store, { trouble: 'operator', code: 'TICKET_NO_CLIENT' });
  assert.deepEqual(codes(store), ['TICKET_NO_CLIENT']);
});

test('what the book tells by itself is not told twice, and stays until its cause goes', async (t) => {
  const { store, clock } = await oneTicket(t);
  await linked(store);
  await store.tickets.absorbUispOne('t1', 'deleted', store.tickets.beginReading());
  const [work] = await store.tickets.due('sync', today);
  assert.ok(work);
  const gone = failure({ trouble: 'operator', code: 'TICKET_DELETED_IN_UISP', text: 'other words' });
  await store.tickets.failed(await claimOf(store, work.key), work, gone);
  const [item, ...more] = store.attention.list();
  assert.deepEqual([item?.code, item?.why.includes('other words'), more], ['TICKET_DELETED_IN_UISP', false, []]);
  clock.forward(hour);
  await store.tickets.done(await claimOf(store, work.key), work);
  const [same] = store.attention.list();
  assert.deepEqual([same?.code, same?.since], ['TICKET_DELETED_IN_UISP', item?.since], 'not raised anew');
});

test('an item is gone with its cause, also when it was raised before a restart', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  await store.tickets.absorbUispOne('t1', 'archived', store.tickets.beginReading());
  await store.tickets.due('sync', today);
  await store.close();
  const again = await open();
  await again.tickets.absorbUispOne('t1', uispTicket(), again.tickets.beginReading());
  await again.tickets.due('sync', today);
  assert.deepEqual(codes(again), []);
});

test('a run that ends well starts afresh, and clears what was raised before it, not while it ran', async (t) => {
  const { store, clock } = await oneTicket(t);
  await fail(store, { trouble: 'operator', code: 'TICKET_NO_CLIENT' });
  store.tickets.retry('t1');
  const [work] = await store.tickets.due('judge', today);
  assert.ok(work);
  const mark = store.attention.mark();
  const claim = await claimOf(store, work.key);
  await store.attention.raise({ key: 'SAID/ticket:t1', code: 'SAID', where: 'unit 101', why: 'x', todo: 'y' });
  await store.tickets.judge(claim, work, 'other');
  await store.tickets.done(claim, work, mark);
  assert.deepEqual(codes(store), ['SAID']);
  const { failures, forced, retryAt } = store.tickets.entry('t1') ?? {};
  assert.deepEqual([failures, forced, retryAt], [0, false, null]);
  clock.forward(hour);
  assert.deepEqual(await store.tickets.due('judge', today), [], 'not once more');
});

test('in dry-run what was planned is planned again when a person says "retry", or when the try failed', async (t) => {
  const { store, clock } = await oneTicket(t, { mode: 'dry-run' });
  await judged(store, 't1', 'internet');
  assert.deepEqual(await store.tickets.due('sync', today), [], 'planned');
  store.tickets.retry('t1');
  const [again] = await store.tickets.due('sync', today);
  assert.ok(again);
  await store.tickets.failed(await claimOf(store, again.key), again, failure());
  clock.forward(hour);
  assert.equal((await store.tickets.due('sync', today)).length, 1);
});

test('another’s claim on the ticket is refused, in memory and in the table', async (t) => {
  const { store } = await oneTicket(t);
  const claim = await claimOf(store, 'ticket:t1');
  const judge = (token: string) => store.tickets.judge({ ...claim, token }, { uid: 't1', text: '' }, 'other');
  assert.equal((await errorOf(judge('another'))).code, 'CLAIM_LOST');
  await store.database.run((knex) => knex('claims').update({ token: 'taken by another process' }));
  assert.equal((await errorOf(judge(claim.token))).code, 'CLAIM_LOST');
  assert.equal(store.tickets.entry('t1')?.judged, null);
});

test('… and in dry-run, where there is no table to ask', async (t) => {
  const { store } = await oneTicket(t, { mode: 'dry-run' });
  const claim = await claimOf(store, 'ticket:t1');
  const judge = store.tickets.judge({ ...claim, token: 'another' }, { uid: 't1', text: '' }, 'other');
  assert.equal((await errorOf(judge)).code, 'CLAIM_LOST');
});

test('changes that come together are made one after the other, also behind one that fails', async (t) => {
  const { store } = await oneTicket(t);
  const claim = await claimOf(store, 'ticket:t1');
  const add = (word: string) =>
    store.tickets.change(claim, 't1', (entry) => ({ ...entry, said: [...entry.said, word] }));
  const broken = store.tickets.change(claim, 't1', () => {
    throw new Error('broken');
  });
  const [, failed] = await Promise.allSettled([add('a'), broken, add('b'), add('c')]);
  assert.equal(failed.status, 'rejected');
  assert.deepEqual(store.tickets.entry('t1')?.said, ['a', 'b', 'c']);
});
