/** Plan requests that wait for a person’s word, and what becomes of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import { errorOf } from '../../error-of.ts';
import { codes, expired, lease, tick } from '../stage.ts';
import { absorb } from '../tickets/book.ts';
import { asks, carryThrough, due, patchHousehold, planStage, request } from './plan-stage.ts';

const stranger = { personUid: 'else', personName: 'Else' };

test('a second wish in the same ticket is a person’s', async (t) => {
  const { store } = await planStage(t);
  await carryThrough(store);
  await absorb(store, [asks('And now 1G.')]);
  assert.deepEqual(await due(store), ['t1 judge']);
  assert.equal((await carryThrough(store)).to, 'none');
  await store.tickets.due('sync', '2026-11-20');
  assert.deepEqual([codes(store), await due(store)], [['PLAN_SECOND_CHANGE'], []]);
  assert.match(store.attention.list()[0]?.todo ?? '', /undo it \(group 8 of the flow/, 'the item has no such button');
  assert.equal((await store.planHistory.all()).length, 1);
  await absorb(store, []);
  await store.tickets.due('sync', '2026-11-20');
  assert.deepEqual(codes(store), []);
});

test('a stranger’s request waits for a yes, and is then the household’s', async (t) => {
  const { store, open } = await planStage(t);
  await absorb(store, [asks('2G', 't1', stranger)]);
  const { to, order } = await carryThrough(store);
  assert.deepEqual(
    [to, order?.kind, order?.householdId, order?.leaseUid, order?.answer.before, order?.answerKey],
    ['person', 'tell', null, null, undefined, 'plan/2/person-stranger'],
  );
  assert.deepEqual([await due(store), codes(store)], [[], ['PLAN_REQUESTER']]);
  const result = await carryOut(store, { verb: 'approve', key: 'PLAN_REQUESTER/ticket:t1' });
  assert.deepEqual([result.text, codes(store)], ['approved: the plan is changed at the next scan', []]);
  await store.close();
  const again = await open();
  assert.deepEqual(await due(again), ['t1 plan']);
  const { order: change } = await carryThrough(again);
  assert.deepEqual([change?.kind, change?.householdId, change?.leaseUid], ['change', 1, null]);
  assert.equal(again.households.peek(1)?.plan, 'Village Fiber 2G');
});

test('a yes is for the text that was read: another wish asks again', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [asks('1G', 't1', stranger)]);
  await carryThrough(store);
  await carryOut(store, { verb: 'approve', key: 'PLAN_REQUESTER/ticket:t1' });
  await absorb(store, [asks('2G', 't1', stranger)]);
  assert.equal((await carryThrough(store)).to, 'person');
  assert.deepEqual([codes(store), store.households.peek(1)?.plan], [['PLAN_REQUESTER'], null]);
  assert.equal(store.attention.get('PLAN_REQUESTER/ticket:t1')?.verdict, null);
});

test('an item that was ignored comes back for another wish', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [asks('1G', 't1', stranger)]);
  await carryThrough(store);
  await carryOut(store, { verb: 'ignore', key: 'PLAN_REQUESTER/ticket:t1' });
  await absorb(store, [asks('2G', 't1', stranger)]);
  await carryThrough(store);
  assert.deepEqual(codes(store), ['PLAN_REQUESTER']);
});

test('a yes that comes when the text is another by now changes nothing', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [asks('1G', 't1', stranger)]);
  await carryThrough(store);
  await absorb(store, [asks('2G', 't1', stranger)]);
  const { text } = await carryOut(store, { verb: 'approve', key: 'PLAN_REQUESTER/ticket:t1' });
  assert.match(text, /too late/);
  assert.deepEqual(await due(store), ['t1 judge']);
});

test('where nobody lives there is nothing to approve', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [asks('2G', 't1', { ...stranger, unitName: '102' })]);
  await carryThrough(store);
  assert.deepEqual(store.attention.get('PLAN_REQUESTER/ticket:t1')?.verbs, ['retry', 'ignore']);
  const approve = carryOut(store, { verb: 'approve', key: 'PLAN_REQUESTER/ticket:t1' });
  assert.equal((await errorOf(approve)).code, 'NO_SUCH_ITEM');
});

test('“retry” looks again at who asks', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [asks('2G', 't1', stranger)]);
  await carryThrough(store);
  await absorb(store, [asks('2G', 't1')]);
  assert.deepEqual(await due(store), []);
  await carryOut(store, { verb: 'retry', key: 'PLAN_REQUESTER/ticket:t1' });
  assert.equal((await carryThrough(store)).to, 'change');
  assert.deepEqual(codes(store), []);
});

test('a paid plan that is dropped before its first line is listed, and can be ignored', async (t) => {
  const { store } = await planStage(t);
  await patchHousehold(store, { plan: 'Village Fiber 1G', planSince: '2026-11-10' });
  await absorb(store, [asks('500')]);
  await carryThrough(store);
  assert.deepEqual([store.households.peek(1)?.plan, codes(store)], [null, ['PLAN_DROPPED_UNPAID']]);
});

test('a yes is not lost when the change fails at first', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [asks('2G', 't1', stranger)]);
  await carryThrough(store);
  await carryOut(store, { verb: 'approve', key: 'PLAN_REQUESTER/ticket:t1' });
  const { work, claim } = await request(store);
  const failure = { code: 'X', trouble: 'server', effect: 'none', text: 'No.', hint: undefined } as const;
  await store.tickets.failed(claim, work, failure);
  assert.deepEqual(await due(store), ['t1 plan']);
  assert.equal((await carryThrough(store)).to, 'change');
});

test('a yes is for the household that it was asked about', async (t) => {
  const { store, clock } = await planStage(t);
  await absorb(store, [asks('2G', 't1', stranger)]);
  await carryThrough(store);
  await carryOut(store, { verb: 'approve', key: 'PLAN_REQUESTER/ticket:t1' });
  const over = lease('a', '101', { end: '2026-11-18', flags: expired });
  await tick(store, clock, [over, lease('b', '101', { start: '2026-11-19' })]);
  const next = store.leases.entry('b')?.householdId ?? 0;
  await patchHousehold(store, { serviceId: 52 }, next);
  assert.equal((await carryThrough(store)).to, 'person');
  assert.deepEqual([codes(store), store.households.peek(next)?.plan], [['PLAN_REQUESTER'], null]);
});
