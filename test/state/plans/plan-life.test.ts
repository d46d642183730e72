/** What becomes of a decision when the ticket is edited, closed, approved, or the process dies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planCarriedOut } from '../../../nodes/state/plans/plan-carried.ts';
import { planChangeKey } from '../../../nodes/state/plans/plan-decision.ts';
import type { Store } from '../../../nodes/state/store.ts';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import type { Claim } from '../../../nodes/state/work.ts';
import { errorOf } from '../../error-of.ts';
import { claimOf, codes, effectOf, rules } from '../stage.ts';
import { absorb, judged } from '../tickets/book.ts';
import { asks, carryThrough, due, planStage, request } from './plan-stage.ts';

/** The change of the service is sent, and its answer is lost. */
async function begin(store: Store, claim: Claim): Promise<void> {
  const lost = { write: () => Promise.reject(new Error('lost')) };
  const effect = effectOf('2G', [], { key: planChangeKey('t1'), kind: 'uisp-plan-change', ...lost });
  await store.ledger.apply(claim, effect).catch(() => undefined);
}

test('a ticket that is closed before its change began is not carried out; opened again, it is', async (t) => {
  const { store } = await planStage(t);
  const { claim } = await request(store);
  await store.claims.release(claim);
  await absorb(store, []);
  assert.deepEqual(await due(store), []);
  await absorb(store, [asks('2G please.')]);
  assert.deepEqual(await due(store), ['t1 judge']);
});

test('closed while UISP keeps refusing its change: what it failed with goes away, and nobody looks at it any more', async (t) => {
  const { store } = await planStage(t);
  const { claim, work } = await request(store);
  const refused = { code: 'PLAN_ONU_TOO_SLOW', trouble: 'operator', effect: 'none', text: 'slow', hint: 'x' } as const;
  await store.tickets.failed(claim, work, refused);
  assert.deepEqual(codes(store), ['PLAN_ONU_TOO_SLOW']);
  await absorb(store, []);
  await store.tickets.due('sync', '2026-11-20');
  assert.deepEqual(codes(store), []);
  const looks = t.mock.method(store.tickets.plans, 'hasBegun');
  await due(store);
  await store.tickets.due('sync', '2026-11-20');
  assert.equal(looks.mock.callCount(), 0);
  await absorb(store, [asks('2G please.')]);
  assert.deepEqual(await due(store), ['t1 judge'], 'opened again');
});

test('a ticket that closes on its way to the decision is no request any more', async (t) => {
  const { store } = await planStage(t);
  const pending = request(store);
  await absorb(store, []);
  assert.deepEqual([(await pending).to, store.tickets.entry('t1')?.plan], ['none', null]);
});

test('one whose change has begun is finished, closed or not, edited or not, and without its text', async (t) => {
  const { store, open } = await planStage(t);
  const { claim, order } = await request(store);
  await begin(store, claim);
  await store.claims.release(claim);
  await absorb(store, [asks('Rather 1G.')]);
  assert.deepEqual(await due(store), ['t1 plan']);
  await absorb(store, []);
  await store.close();
  const again = await open();
  assert.deepEqual(await due(again), ['t1 plan']);
  const finished = await carryThrough(again);
  assert.deepEqual(finished.order, order);
  assert.deepEqual([await due(again), again.households.peek(1)?.plan], [[], 'Village Fiber 2G']);
  await again.tickets.due('sync', '2026-11-20');
  assert.deepEqual(codes(again), ['PLAN_SECOND_CHANGE'], 'nobody has read what it says now');
  await carryOut(again, { verb: 'ignore', key: 'PLAN_SECOND_CHANGE/ticket:t1' });
  assert.deepEqual(codes(again), []);
});

test('carried out, but not answered: it goes on where it was, also when it was closed', async (t) => {
  const { store, open } = await planStage(t);
  const { work, claim, order } = await request(store);
  assert.ok(order);
  await planCarriedOut(store, claim, work, order, { plans: rules.plans, firstDay: '2026-11-20' });
  await store.close();
  const again = await open();
  await absorb(again, []);
  assert.deepEqual(await due(again), ['t1 plan']);
  assert.deepEqual((await carryThrough(again)).order, order);
  assert.equal((await again.planHistory.all()).length, 1);
});

test('an edit before the change began is what counts', async (t) => {
  const { store } = await planStage(t);
  const { claim } = await request(store);
  await store.claims.release(claim);
  await absorb(store, [asks('Rather 1G.')]);
  assert.deepEqual(await due(store), ['t1 judge']);
  const { order } = await request(store);
  assert.deepEqual([order?.to, order?.answerKey], ['Village Fiber 1G', 'plan/2/change']);
});

test('a change that UISP refused is not carried out over a later request of the household, unless a person says so', async (t) => {
  const { store } = await planStage(t);
  const refused = { code: 'PLAN_ONU_TOO_SLOW', trouble: 'operator', effect: 'none', text: 'slow', hint: 'x' } as const;
  const { claim, work } = await request(store);
  await store.tickets.failed(claim, work, refused);
  await absorb(store, [asks('2G please.'), asks('1G', 't2')]);
  await carryThrough(store, 't2');
  assert.equal((await carryThrough(store)).to, 'person');
  assert.deepEqual([codes(store), await due(store)], [['PLAN_OVERTAKEN'], []]);
  await carryOut(store, { verb: 'approve', key: 'PLAN_OVERTAKEN/ticket:t1' });
  const { order } = await carryThrough(store);
  assert.deepEqual([order?.from, order?.to, codes(store)], ['Village Fiber 1G', 'Village Fiber 2G', []]);
});

test('a yes is for the plan that the household had then', async (t) => {
  const { store } = await planStage(t);
  const planChanges = { upgradesPerMonth: 0 };
  await carryThrough(store, 't1', { planChanges });
  await carryOut(store, { verb: 'approve', key: 'PLAN_LIMIT/ticket:t1' });
  await absorb(store, [asks('2G please.'), asks('1G', 't2')]);
  await carryThrough(store, 't2');
  assert.equal((await carryThrough(store, 't1', { planChanges })).to, 'person');
  assert.deepEqual(codes(store), ['PLAN_OVERTAKEN']);
});

test('two requests at once: in the order in which they were submitted, however Innago lists them', async (t) => {
  const { store } = await planStage(t);
  await carryThrough(store);
  const at = (hour: string) => ({ submittedAt: `2026-11-20T${hour}:00:00` });
  await absorb(store, [asks('2G', 't3', at('11')), asks('1G', 't2', at('10'))]);
  assert.deepEqual(await due(store), ['t2 judge', 't3 judge']);
});

test('an edit that comes while the ticket travels stops the decision', async (t) => {
  const { store } = await planStage(t);
  const { store: other } = await planStage(t);
  for (const one of [store, other]) await absorb(one, [asks('2G please.')]);
  const pending = request(store);
  await absorb(store, [asks('Rather 1G.')]);
  assert.equal((await errorOf(pending)).code, 'PLAN_TEXT_CHANGED');
  assert.equal((await request(store)).order?.to, 'Village Fiber 1G');
});

test('an edit to something that is no request leaves the earlier wish undone', async (t) => {
  const { store } = await planStage(t);
  const { claim } = await request(store);
  await store.claims.release(claim);
  await absorb(store, [asks('Never mind.')]);
  const work = await request(store);
  await store.tickets.judge(work.claim, work.work, 'other');
  await store.tickets.done(work.claim, work.work);
  assert.deepEqual([await due(store), store.tickets.entry('t1')?.plan?.kind], [[], 'none']);
});

test('a change whose fault is in UISP already goes on without the router', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [asks('2G, it is down')]);
  const { work, claim } = await request(store, 't1', { route: 'fault' });
  await store.tickets.change(claim, 't1', (entry) => ({
    ...entry,
    judged: { verdict: 'internet', text: entry.text },
    link: { ticketId: 31, clientId: 1001, householdId: 1, unit: '101' },
  }));
  const failure = { code: 'X', trouble: 'server', effect: 'none', text: 'No.', hint: undefined } as const;
  await store.tickets.failed(claim, work, failure);
  assert.deepEqual(await due(store), ['t1 plan']);
  const { order } = await carryThrough(store);
  assert.deepEqual([order?.kind, order?.to, order?.fault], ['change', 'Village Fiber 2G', true]);
});

test('closed meanwhile, its fault is nobody’s work any more', async (t) => {
  const { store } = await planStage(t);
  await absorb(store, [asks('2G, it is down')]);
  const { claim, order } = await request(store, 't1', { route: 'fault' });
  assert.equal(order?.fault, true);
  await begin(store, claim);
  await store.claims.release(claim);
  await absorb(store, []);
  assert.equal((await carryThrough(store)).order?.fault, false);
});

test('an edit that the router takes for another matter leaves the earlier wish undone', async (t) => {
  const { store } = await planStage(t);
  const { claim } = await request(store);
  await store.claims.release(claim);
  await absorb(store, [asks('The faucet drips.')]);
  await judged(store, 't1', 'other');
  assert.deepEqual(await due(store), []);
});

test('what ends in UISP’s part of the flow, or before it was put back, settles nothing', async (t) => {
  const { store } = await planStage(t);
  const { work, claim, order } = await request(store);
  assert.ok(order);
  await planCarriedOut(store, claim, work, order, { plans: rules.plans, firstDay: '2026-11-20' });
  await store.tickets.done(claim, { ...work, need: 'sync' });
  assert.deepEqual(await due(store), ['t1 plan']);
  await carryThrough(store);
  await carryOut(store, { verb: 'undo', key: 'ticket:t1' });
  const back = await request(store);
  await store.tickets.done(back.claim, back.work);
  assert.deepEqual(await due(store), ['t1 plan']);
});

test('one that is closed is not forgotten while its change is under way', async (t) => {
  const { store } = await planStage(t);
  const { claim } = await request(store);
  await begin(store, claim);
  await store.claims.release(claim);
  await absorb(store, []);
  await store.tickets.due('sync', '2026-11-20');
  assert.deepEqual(await due(store), ['t1 plan']);
});

test('opened again after its change, without another word, it is a person’s; with its fault in UISP it is theirs', async (t) => {
  const { store } = await planStage(t);
  await carryThrough(store);
  await absorb(store, []);
  await absorb(store, [asks('2G please.', 't1', { status: 'ReOpened' })]);
  await store.tickets.due('sync', '2026-11-20');
  assert.deepEqual(codes(store), ['PLAN_SECOND_CHANGE']);
  const claim = await claimOf(store, 'ticket:t1');
  const link = { ticketId: 31, clientId: 1001, householdId: 1, unit: '101' };
  await store.tickets.change(claim, 't1', (entry) => ({ ...entry, link }));
  await store.claims.release(claim);
  await store.tickets.due('sync', '2026-11-20');
  assert.deepEqual(codes(store), []);
});

test('a ticket that was edited, and is not read yet in this process, is not shown to the router', async (t) => {
  const { store, open } = await planStage(t);
  await judged(store, 't1', 'other');
  await absorb(store, [asks('2G, please!')]);
  assert.deepEqual(await due(store), ['t1 judge']);
  await store.close();
  assert.deepEqual(await due(await open()), []);
});
