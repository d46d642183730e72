/** A plan request from the scan to the end of its chain, on a real store. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import { errorOf } from '../../error-of.ts';
import { codes, future, lease, tenant, tick } from '../stage.ts';
import { absorb, oneTicket } from '../tickets/book.ts';
import { asks, carryThrough, due, patchHousehold, planStage, request } from './plan-stage.ts';

const audited = async (store: Awaited<ReturnType<typeof planStage>>['store']) =>
  (await store.audit.list()).filter(({ kind }) => kind === 'plan-request');

test('a clear request becomes an order with all that the answer needs, and stands in the audit with its reason', async (t) => {
  const { store } = await planStage(t);
  assert.deepEqual(await due(store), ['t1 judge']);
  const { to, order } = await request(store);
  assert.equal(to, 'change');
  assert.deepEqual(order, {
    kind: 'change',
    householdId: 1,
    leaseUid: 'a',
    unit: '101',
    from: 'Village Fiber 500',
    to: 'Village Fiber 2G',
    takesEffect: null,
    fault: false,
    staysOpen: false,
    answerKey: 'plan/1/change',
    answer: {
      plan: 'Village Fiber 2G',
      speed: '2 Gbps',
      price: '+$15/mo',
      before: 'Village Fiber 500',
      plans: [
        'Village Fiber 500 (500 Mbps) - Included with rent',
        'Village Fiber 1G (1 Gbps) - +$10/mo',
        'Village Fiber 2G (2 Gbps) - +$15/mo',
      ],
    },
  });
  const [entry] = await audited(store);
  assert.deepEqual(
    [entry?.reason, entry?.outcome, entry?.before, entry?.after],
    [
      { because: 'ticket t1', leaseUid: 'a', unit: '101', householdId: 1 },
      'change',
      { plan: 'Village Fiber 500' },
      { decision: 'change', why: null, plan: 'Village Fiber 2G', from: null, fault: false, approved: false },
    ],
  );
  assert.deepEqual([store.tickets.entry('t1')?.judged?.verdict, codes(store)], ['upgrade', []]);
});

test('what was cut short gets the same order again, also after a restart; carried out and done, it is through', async (t) => {
  const { store, open, clock } = await planStage(t);
  const first = await request(store);
  await store.close();
  const again = await open();
  await tick(again, clock, [lease('a', '101')]);
  assert.deepEqual(await due(again), [], 'its text is not stored: it waits for the scan');
  await absorb(again, [asks('2G please.')]);
  const { claim, order } = await request(again);
  assert.deepEqual(order, first.order);
  assert.equal((await audited(again)).length, 1);
  await again.claims.release(claim);
  await carryThrough(again);
  assert.deepEqual([again.tickets.entry('t1')?.plan?.state, await due(again)], ['settled', []]);
  assert.equal(again.households.peek(1)?.plan, 'Village Fiber 2G');
});

test('a run that ends before the change is carried out leaves it open', async (t) => {
  const { store } = await planStage(t);
  const { work, claim } = await request(store);
  await store.tickets.done(claim, work);
  assert.deepEqual(await due(store), ['t1 judge']);
});

test('unclear: told with plans and why, once; an edit decides anew', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [asks('1G or 2G')]);
  const { to, order } = await carryThrough(store);
  assert.deepEqual(
    [to, order?.kind, order?.to, order?.answerKey, order?.answer['why'], order?.answer['isSeveralPlans']],
    ['unclear', 'tell', null, 'plan/2/unclear-several-plans', 'several-plans', true],
  );
  assert.deepEqual([await due(store), codes(store)], [[], []]);
  await absorb(store, [asks('2G')]);
  const next = await carryThrough(store);
  assert.deepEqual([next.to, next.order?.answerKey], ['change', 'plan/3/change']);
});

test('an answer that could not be said is tried again, the same one', async (t) => {
  const { store, clock } = await planStage(t);
  await absorb(store, [asks('1G or 2G')]);
  const { work, claim, order } = await request(store);
  const failure = { code: 'X', trouble: 'data', effect: 'none', text: 'No.', hint: undefined } as const;
  await store.tickets.failed(claim, work, failure);
  assert.deepEqual(await due(store), [], 'it backs off');
  clock.forward(6 * 60_000);
  assert.deepEqual((await carryThrough(store)).order, order);
  assert.equal((await audited(store)).length, 1);
});

test('no plan request, on the route of upgrades: left for a person until it reads otherwise', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [asks('Something faster.')]);
  assert.equal((await carryThrough(store)).order, null);
  assert.deepEqual([await due(store), codes(store)], [[], ['UPGRADE_REQUEST']]);
  await absorb(store, [asks('2G')]);
  await carryThrough(store);
  assert.deepEqual(codes(store), []);
});

test('what else the ticket asks for keeps it open, and is remembered over a restart', async (t) => {
  const { store, open } = await planStage(t);
  await absorb(store, [asks('2G, and the sink leaks')]);
  assert.deepEqual((await request(store)).order?.staysOpen, true);
  await store.close();
  assert.equal((await open()).tickets.entry('t1')?.plan?.elsewhere, true);
});

test('to the router "internet" alone is a problem: of a change its own text tells', async (t) => {
  const { store } = await planStage(t);
  const change = await request(store, 't1', { route: 'fault' });
  assert.deepEqual([change.to, change.order?.fault], ['change', false]);
});

test('from an internet problem only a clear change goes on, with the fault beside it', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [
    asks('2G, it is down'),
    asks('1G or 2G', 't2'),
    asks('1G', 't3', { personUid: 'else', personName: 'Else' }),
  ]);
  const change = await request(store, 't1', { route: 'fault' });
  assert.deepEqual([change.to, change.order?.fault], ['change', true]);
  await store.claims.release(change.claim);
  const unclear = await request(store, 't2', { route: 'fault' });
  assert.deepEqual([unclear.to, unclear.order, store.tickets.entry('t2')?.judged], ['none', null, null]);
  const asked = await request(store, 't3', { route: 'fault' });
  assert.deepEqual([asked.to, codes(store)], ['none', ['PLAN_REQUESTER']]);
});

test('a ticket from before go-live is remembered, and nothing is done or said', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [asks('2G', 't0', { submittedOn: '2025-12-31' })]);
  const { to } = await carryThrough(store, 't0');
  assert.deepEqual([to, store.tickets.entry('t0')?.plan?.why, codes(store)], ['none', 'before-go-live', []]);
  assert.equal((await due(store)).includes('t0 judge'), false);
});

test('a household whose service is not known yet waits; one that is to move in does not', async (t) => {
  const { store } = await planStage(t);
  await patchHousehold(store, { serviceId: null });
  assert.equal((await errorOf(request(store))).code, 'PLAN_WAITS');
  assert.equal(store.tickets.entry('t1')?.plan, null);
  const { store: other } = await planStage(t, { leases: [lease('a', '101', { start: '2026-12-01', flags: future })] });
  await patchHousehold(other, { serviceId: null });
  const { order } = await request(other);
  assert.deepEqual([order?.kind, order?.answer.from], ['change', 'December 1, 2026']);
});

test('in dry-run it is decided in memory, and planned in the audit', async (t) => {
  const { store } = await oneTicket(t, { mode: 'dry-run' });
  await absorb(store, [asks('2G')]);
  const { to } = await carryThrough(store);
  assert.deepEqual([to, (await audited(store))[0]?.outcome, await due(store)], ['change', 'planned', []]);
  assert.equal(store.households.peek(1)?.plan, null);
});

test('two tickets of a household: the second is decided by what came of the first', async (t) => {
  const { store } = await planStage(t, {
    leases: [lease('a', '101', { tenants: [tenant('tenant-of-a'), tenant('bob')] })],
  });
  await absorb(store, [asks('1G'), asks('1G', 't2', { personUid: 'bob' })]);
  const first = await request(store, 't1');
  assert.equal((await errorOf(request(store, 't2'))).code, 'PLAN_BUSY');
  await store.claims.release(first.claim);
  await carryThrough(store, 't1');
  const second = await carryThrough(store, 't2');
  assert.deepEqual([second.to, second.order?.answer['why']], ['unclear', 'same-plan']);
});

test('a decision waits for nobody who is in no hurry: an unclear one leaves the turn', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [asks('1G or 2G'), asks('2G', 't2')]);
  assert.equal((await request(store, 't1')).to, 'unclear');
  assert.equal((await request(store, 't2')).to, 'change');
});

test('at the limit of upgrades a month a person is asked; undone ones and those of other months do not count', async (t) => {
  const { store, clock } = await planStage(t);
  const change = (uid: string, plan: string) => absorb(store, [asks(plan, uid)]);
  const once = { planChanges: { upgradesPerMonth: 1 } };
  await change('t1', '1G');
  await carryThrough(store, 't1', once);
  await change('t2', '500');
  await carryThrough(store, 't2', once);
  await change('t3', '1G');
  const { to, order } = await carryThrough(store, 't3', once);
  assert.deepEqual(
    [to, order?.answer['isLimit'], codes(store)],
    ['person', true, ['PLAN_DROPPED_UNPAID', 'PLAN_LIMIT']],
  );
  await store.database.run((knex) => knex('plan_changes').update({ at: clock() - 21 * 86_400_000 }));
  store.tickets.retry('t3');
  assert.equal((await request(store, 't3', once)).to, 'change');
});

test('an upgrade that was taken back does not count', async (t) => {
  const { store } = await planStage(t);
  await carryThrough(store);
  await carryOut(store, { verb: 'undo', key: 'ticket:t1' });
  await carryThrough(store);
  await absorb(store, [asks('1G', 't2')]);
  assert.equal((await request(store, 't2', { planChanges: { upgradesPerMonth: 1 } })).to, 'change');
});

test('the plan that is to come counts as the one they have', async (t) => {
  const { store } = await planStage(t);
  const nextPlan = { plan: 'Village Fiber 500', from: '2026-12-01', serviceId: null };
  await patchHousehold(store, { plan: 'Village Fiber 1G', nextPlan });
  await absorb(store, [asks('500')]);
  assert.equal((await request(store)).order?.answer['isSamePlan'], true);
});

test('a stranger is not told what the household has', async (t) => {
  const { store } = await planStage(t);
  await patchHousehold(store, { plan: 'Village Fiber 2G' });
  await absorb(store, [asks('2G', 't1', { personUid: 'else', personName: 'Else' })]);
  const { to, order } = await request(store);
  assert.deepEqual([to, order?.answer['why'], order?.answer.before], ['person', 'stranger', undefined]);
});
