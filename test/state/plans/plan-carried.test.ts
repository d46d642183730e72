/** What a carried-out change makes of the household's row, and that it is made once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextPlanBegun, planCarriedOut } from '../../../nodes/state/plans/plan-carried.ts';
import type { PlanOrder } from '../../../nodes/state/plans/plan-order.ts';
import type { Store } from '../../../nodes/state/store.ts';
import { claimOf, rules } from '../stage.ts';
import { decided, decision, order, patchHousehold, planStage } from './plan-stage.ts';

const { plans } = rules;
const work = { uid: 't1', unit: '101' };

async function carry(store: Store, change: PlanOrder, firstDay = '2026-11-20', serviceId?: number) {
  const claim = await claimOf(store, 'ticket:t1');
  const deferred = serviceId === undefined ? {} : { serviceId };
  const household = await planCarriedOut(store, claim, work, change, { plans, firstDay, ...deferred });
  await store.claims.release(claim);
  return household;
}

test('an upgrade is the household’s plan from now, counted from its first day, and in the history', async (t) => {
  const { store, clock, open } = await planStage(t);
  await decided(store, decision());
  const household = await carry(store, order());
  assert.deepEqual(
    [household?.plan, household?.planSince, household?.planChangedAt, household?.nextPlan],
    ['Village Fiber 2G', '2026-11-20', clock(), null],
  );
  const change = {
    householdId: 1,
    unit: '101',
    leaseUid: 'a',
    ticketUid: 't1',
    from: 'Village Fiber 500',
    to: 'Village Fiber 2G',
    since: '2026-11-20',
    at: clock(),
    kind: 'up',
  };
  assert.deepEqual(await store.planHistory.all(), [change]);
  await store.close();
  const again = await open();
  const before = { plan: null, planSince: null, planChangedAt: null, nextPlan: null };
  assert.deepEqual([again.households.peek(1)?.plan, again.tickets.entry('t1')?.plan?.before], [change.to, before]);
});

test('said twice, carried out once: also when the process died right behind it', async (t) => {
  const { store, clock, open } = await planStage(t);
  await decided(store, decision());
  await carry(store, order());
  const first = store.households.peek(1);
  const known = store.tickets.entry('t1')?.plan?.before;
  await store.close();
  const again = await open();
  clock.forward(60_000);
  await carry(again, order());
  assert.deepEqual(again.households.peek(1), first);
  assert.deepEqual(again.tickets.entry('t1')?.plan?.before, known);
  assert.equal((await again.planHistory.all()).length, 1);
});

test('from one paid plan to another the paid time goes on; back to the included plan it is over', async (t) => {
  const { store } = await planStage(t);
  await patchHousehold(store, { plan: 'Village Fiber 1G', planSince: '2026-08-01' });
  await decided(store, decision());
  const up = await carry(store, order({ from: 'Village Fiber 1G' }));
  assert.deepEqual([up?.plan, up?.planSince], ['Village Fiber 2G', '2026-08-01']);
  const { store: other } = await planStage(t);
  await patchHousehold(other, { plan: 'Village Fiber 1G', planSince: '2026-08-01' });
  await decided(other, decision());
  const down = await carry(other, order({ from: 'Village Fiber 1G', to: 'Village Fiber 500' }));
  assert.deepEqual([down?.plan, down?.planSince], [null, '2026-11-20']);
  assert.equal((await other.planHistory.all())[0]?.kind, 'down');
});

test('a later plan is noted, and becomes the plan on its day', async (t) => {
  const { store, clock } = await planStage(t);
  await patchHousehold(store, { plan: 'Village Fiber 1G', planSince: '2026-08-01' });
  await decided(store, decision());
  const later = await carry(store, order({ takesEffect: '2026-12-01', to: 'Village Fiber 500' }), '2026-12-01');
  assert.deepEqual(
    [later?.plan, later?.planSince, later?.nextPlan, later?.planChangedAt],
    ['Village Fiber 1G', '2026-08-01', { plan: 'Village Fiber 500', from: '2026-12-01', serviceId: null }, clock()],
  );
  assert.ok(later);
  assert.deepEqual(nextPlanBegun(later, plans), { plan: null, planSince: '2026-12-01', nextPlan: null });
});

test('a service that UISP made for the next period comes with its plan', async (t) => {
  const { store } = await planStage(t);
  await decided(store, decision());
  const later = await carry(store, order(), '2026-12-15', 77);
  assert.ok(later);
  assert.deepEqual(later.nextPlan, { plan: 'Village Fiber 2G', from: '2026-12-15', serviceId: 77 });
  assert.deepEqual(nextPlanBegun(later, plans), {
    plan: 'Village Fiber 2G',
    planSince: '2026-12-15',
    nextPlan: null,
    serviceId: 77,
  });
});

test('a change replaces one that was to come', async (t) => {
  const { store } = await planStage(t);
  const nextPlan = { plan: 'Village Fiber 500', from: '2026-12-01', serviceId: null };
  await patchHousehold(store, { plan: 'Village Fiber 1G', planSince: '2026-08-01', nextPlan });
  await decided(store, decision());
  const household = await carry(store, order({ from: 'Village Fiber 500' }));
  assert.deepEqual(
    [household?.plan, household?.planSince, household?.nextPlan],
    ['Village Fiber 2G', '2026-08-01', null],
  );
});

test('an undo puts back all that was there before, once', async (t) => {
  const { store, clock, open } = await planStage(t);
  const nextPlan = { plan: 'Village Fiber 500', from: '2026-12-01', serviceId: null };
  const before = { plan: 'Village Fiber 1G', planSince: '2026-08-01', planChangedAt: 5, nextPlan };
  await patchHousehold(store, before);
  await decided(store, decision());
  await carry(store, order({ from: 'Village Fiber 500' }));
  const back = order({ kind: 'undo', from: 'Village Fiber 2G', to: 'Village Fiber 1G', answerKey: 'plan/undo' });
  clock.forward(60_000);
  await carry(store, back);
  await store.close();
  const again = await open();
  const household = await carry(again, back);
  const { plan, planSince, planChangedAt, nextPlan: next } = household ?? {};
  assert.deepEqual({ plan, planSince, planChangedAt, nextPlan: next }, before);
  assert.deepEqual(
    (await again.planHistory.all()).map(({ kind }) => kind),
    ['up', 'undo'],
  );
  assert.equal(again.tickets.entry('t1')?.plan?.putBack, true);
});

test('in dry-run, and for whom nothing is changed, the household stays as it is', async (t) => {
  const { store, open } = await planStage(t);
  assert.equal(await carry(store, order({ kind: 'tell' })), undefined);
  assert.equal(await carry(store, order({ householdId: null })), undefined);
  await store.close();
  const dry = await open({ mode: 'dry-run' });
  assert.equal((await carry(dry, order()))?.plan, null);
  assert.deepEqual(await dry.planHistory.all(), []);
});
