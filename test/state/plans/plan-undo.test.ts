/** Taking a plan change back, as long as nothing is charged for the new plan. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chargeKey } from '../../../nodes/state/billing/charged-months.ts';
import type { EffectRequest } from '../../../nodes/state/effect.ts';
import { planCarriedOut } from '../../../nodes/state/plans/plan-carried.ts';
import { planChangeKey } from '../../../nodes/state/plans/plan-decision.ts';
import type { Store } from '../../../nodes/state/store.ts';
import { carryOut } from '../../../nodes/state/verbs/carry-out.ts';
import { SyncError } from '../../../nodes/sync-error.ts';
import { errorOf } from '../../error-of.ts';
import { claimOf, codes, effectOf, expired, lease, rules, tick } from '../stage.ts';
import { absorb } from '../tickets/book.ts';
import { asks, carryThrough, due, patchHousehold, planStage, request } from './plan-stage.ts';

const undo = (store: Store, key = 'ticket:t1') => carryOut(store, { verb: 'undo', key });
const refusal = async (store: Store, key?: string) => (await errorOf(undo(store, key))).code;
const paid = (plan: string) => ({ plan, planSince: '2026-08-01' });

/** A line of the household, sent now. */
async function charge(store: Store, amountCents: number, change: Partial<EffectRequest<string>> = {}): Promise<void> {
  const claim = await claimOf(store, 'lease:charge');
  const reason = { householdId: 1, because: 'test' };
  const line = { key: chargeKey(1, '2026-12'), kind: 'innago-invoice', reason, after: { amountCents } } as const;
  await store.ledger.apply(claim, effectOf(`${amountCents}`, [], { ...line, ...change })).catch(() => undefined);
  await store.claims.release(claim);
}

test('it goes through the flow once more as an undo, and all is as it was', async (t) => {
  const { store, open, clock } = await planStage(t);
  await patchHousehold(store, paid('Village Fiber 1G'));
  await carryThrough(store);
  await absorb(store, []);
  clock.forward(60_000);
  assert.equal((await undo(store)).text, 'taken back at the next scan: Village Fiber 1G again');
  assert.equal(store.tickets.plans.isUndoing(1), true);
  assert.equal((await store.audit.list())[0]?.outcome, 'undo');
  await store.close();
  const again = await open();
  assert.deepEqual(await due(again), ['t1 plan'], 'closed as it is, and without its text');
  const { order } = await carryThrough(again);
  assert.deepEqual(
    [order?.kind, order?.from, order?.to, order?.answerKey, order?.answer.plan, order?.answer.before],
    ['undo', 'Village Fiber 2G', 'Village Fiber 1G', 'plan/undo', 'Village Fiber 1G', 'Village Fiber 2G'],
  );
  const { plan, planSince } = again.households.peek(1) ?? {};
  assert.deepEqual([plan, planSince, again.tickets.plans.isUndoing(1)], ['Village Fiber 1G', '2026-08-01', false]);
  assert.deepEqual([again.tickets.entry('t1')?.plan?.state, await due(again)], ['undone', []]);
  assert.equal(await refusal(again), 'UNDO_NOTHING');
});

test('back to the included plan, by name', async (t) => {
  const { store } = await planStage(t);
  await carryThrough(store);
  await undo(store);
  assert.equal((await request(store)).order?.to, 'Village Fiber 500');
});

test('by the unit: the last change in it that was not taken back', async (t) => {
  const { store } = await planStage(t);
  assert.equal(await refusal(store, 'unit:101'), 'UNDO_NOTHING');
  await carryThrough(store);
  assert.equal(await refusal(store, 'unit:102'), 'UNDO_NOTHING');
  assert.match((await undo(store, 'unit:Apt 101')).text, /^taken back at the next scan/);
  await carryThrough(store);
  assert.equal(await refusal(store, 'unit:101'), 'UNDO_NOTHING', 'taken back already');
});

test('nothing was changed, or there is no such ticket', async (t) => {
  const { store } = await planStage(t);
  assert.equal(await refusal(store), 'UNDO_NOTHING');
  assert.equal(await refusal(store, 'ticket:t9'), 'NO_SUCH_ITEM');
});

test('while the ticket is being worked on it has to wait', async (t) => {
  const { store } = await planStage(t);
  await carryThrough(store);
  const claim = await claimOf(store, 'ticket:t1');
  assert.equal(await refusal(store), 'UNDO_BUSY');
  await store.claims.release(claim);
  await undo(store);
});

test('too late once a line of the new plan was sent, known or not; one of the old plan is none', async (t) => {
  const { store, clock } = await planStage(t);
  await patchHousehold(store, paid('Village Fiber 1G'));
  await charge(store, 1500, { key: chargeKey(1, '2026-11') });
  clock.forward(1);
  await carryThrough(store);
  await charge(store, 1000, { key: chargeKey(1, '2026-12') });
  await undo(store);
  const { store: other } = await planStage(t);
  await carryThrough(other);
  await charge(other, 1500, { write: () => Promise.reject(new Error('lost')) });
  assert.equal(await refusal(other), 'UNDO_TOO_LATE');
  assert.equal(other.tickets.plans.isUndoing(1), false);
});

test('a line that slipped in since: it is refused on its way, a person is told, and the change stands', async (t) => {
  const { store } = await planStage(t);
  await carryThrough(store);
  await undo(store);
  await charge(store, 1500);
  assert.equal((await request(store)).to, 'none');
  assert.deepEqual([store.tickets.entry('t1')?.plan?.state, codes(store)], ['settled', ['PLAN_UNDO_REFUSED']]);
  assert.equal(store.tickets.plans.isUndoing(1), false);
});

test('once the service is being put back, it is put back', async (t) => {
  const { store } = await planStage(t);
  await carryThrough(store);
  await undo(store);
  const claim = await claimOf(store, 'ticket:t1');
  const key = `${planChangeKey('t1')}/undo`;
  const lost = { write: () => Promise.reject(new Error('lost')) };
  await store.ledger
    .apply(claim, effectOf('500', [], { key, kind: 'uisp-plan-change', ...lost }))
    .catch(() => undefined);
  await store.claims.release(claim);
  await charge(store, 1500);
  assert.equal((await request(store)).order?.kind, 'undo');
});

test('only the last change of a household: a later one is taken back first', async (t) => {
  const { store, clock } = await planStage(t);
  await absorb(store, [asks('1G')]);
  await carryThrough(store);
  clock.forward(60_000);
  await absorb(store, [asks('2G', 't2')]);
  await carryThrough(store, 't2');
  assert.equal(await refusal(store), 'UNDO_LATER_CHANGE');
  await undo(store, 'ticket:t2');
  await carryThrough(store, 't2');
  await undo(store);
  await carryThrough(store);
  assert.equal(store.households.peek(1)?.plan, null);
});

test('a change that is only to come can be taken back while no line carries its amount', async (t) => {
  const { store, clock } = await planStage(t);
  await patchHousehold(store, paid('Village Fiber 1G'));
  await charge(store, 1000, { key: chargeKey(1, '2026-11') });
  clock.forward(1);
  await absorb(store, [asks('500')]);
  const planChanges = { downgradeTakesEffect: 'end of paid month' } as const;
  const { order } = await carryThrough(store, 't1', { planChanges });
  assert.deepEqual([order?.takesEffect, order?.answer.from], ['2026-12-01', 'December 1, 2026']);
  assert.equal(store.households.peek(1)?.nextPlan?.plan, 'Village Fiber 500');
  await charge(store, 1000);
  await undo(store);
  const { order: back } = await carryThrough(store);
  assert.deepEqual([back?.from, back?.to], ['Village Fiber 500', 'Village Fiber 1G']);
  const { plan, planSince, nextPlan } = store.households.peek(1) ?? {};
  assert.deepEqual([plan, planSince, nextPlan], ['Village Fiber 1G', '2026-08-01', null]);
});

test('too late for a change to come, too, once its first line was sent ahead of it', async (t) => {
  const { store } = await planStage(t);
  await patchHousehold(store, paid('Village Fiber 1G'));
  const { work, claim, order } = await request(store);
  assert.ok(order);
  // UISP changes over at its next period.
  await planCarriedOut(store, claim, work, order, { plans: rules.plans, firstDay: '2026-12-01', serviceId: 52 });
  await store.tickets.done(claim, work);
  assert.equal(store.households.peek(1)?.nextPlan?.plan, 'Village Fiber 2G');
  await charge(store, 1500);
  assert.equal(await refusal(store), 'UNDO_TOO_LATE');
});

test('killed right after the household was put back: the tenant is told the same', async (t) => {
  const { store, open } = await planStage(t);
  await carryThrough(store);
  await undo(store);
  const { work, claim, order } = await request(store);
  assert.ok(order);
  await planCarriedOut(store, claim, work, order, { plans: rules.plans, firstDay: '2026-11-20' });
  await store.close();
  const again = await open();
  assert.deepEqual((await request(again)).order, order);
});

test('when the lease has ended there is nothing to put back', async (t) => {
  const { store, clock } = await planStage(t);
  await carryThrough(store);
  await tick(store, clock, [lease('a', '101', { end: '2026-11-10', flags: expired })]);
  assert.equal(await refusal(store), 'UNDO_ENDED');
});

test('an unpaid drop that is taken back is listed no more', async (t) => {
  const { store } = await planStage(t);
  await patchHousehold(store, paid('Village Fiber 1G'));
  await absorb(store, [asks('500')]);
  await carryThrough(store);
  assert.deepEqual(codes(store), ['PLAN_DROPPED_UNPAID']);
  await undo(store, 'PLAN_DROPPED_UNPAID/ticket:t1');
  await carryThrough(store);
  assert.deepEqual(codes(store), []);
});

test('a line that was surely not sent is none', async (t) => {
  const { store } = await planStage(t);
  await carryThrough(store);
  const no = new SyncError('no', { code: 'INNAGO_422', trouble: 'data', effect: 'none' });
  await charge(store, 1500, { write: () => Promise.reject(no) });
  assert.match((await undo(store)).text, /taken back/);
});
