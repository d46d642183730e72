/** A plan change that waits for its billing period, and is taken back or replaced before. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accept, cancel, deferredPlans, firstDay, invoiced, nextPeriod, request } from './plan-period-scene.ts';
import { basic, fast, fastest } from './plan-scene.ts';
import { codeOf } from './scene.ts';

test('another request while one waits: that one is taken back first', async (t) => {
  const s = await invoiced(t);
  await s.change(fast, {}, nextPeriod);
  s.scene.mark();
  await s.change(fastest, { uid: 'm-2', from: fast }, nextPeriod);
  assert.deepEqual(s.scene.writes(), [cancel, request, accept]);
  assert.deepEqual(deferredPlans(s), [fastest]);
  assert.equal((await s.household()).nextPlan?.plan, fastest);
  s.scene.mark();
  await s.change(fast, { uid: 'm-3', from: fastest });
  assert.deepEqual(s.scene.writes(), [cancel, 'PATCH /clients/services/{id}']);
  assert.deepEqual([await s.plan(), deferredPlans(s), (await s.household()).nextPlan], [fast, [], null]);
});

test('the present plan again while another waits: taken back, and nothing else', async (t) => {
  const s = await invoiced(t);
  await s.change(fast, {}, nextPeriod);
  s.scene.mark();
  await s.change(basic, { uid: 'm-2', from: fast }, nextPeriod);
  assert.deepEqual(s.scene.writes(), [cancel]);
  assert.deepEqual([deferredPlans(s), (await s.household()).nextPlan], [[], null]);
});

test('put back before its day: the waiting change is taken back', async (t) => {
  const s = await invoiced(t);
  await s.change(fast, {}, nextPeriod);
  await s.change(fastest, { uid: 'm-2', from: fast }, nextPeriod);
  s.scene.mark();
  await s.change(fast, { uid: 'm-2', kind: 'undo', from: fastest }, nextPeriod);
  assert.deepEqual(s.scene.writes(), [cancel]);
  assert.equal(await s.plan(), basic);
  const { nextPlan } = await s.household();
  assert.deepEqual(nextPlan, { plan: fast, from: firstDay, serviceId: null }, 'the request before it still counts');
  s.setDay(firstDay);
  await s.provision();
  assert.deepEqual([await s.plan(), (await s.household()).plan], [fast, fast]);
});

test('put back on its day, before the lease’s run: the new service gets the plan before', async (t) => {
  const s = await invoiced(t);
  await s.change(fast, {}, nextPeriod);
  const next = (await s.service()).deferredServiceId;
  s.setDay(firstDay);
  await s.change(basic, { kind: 'undo', from: fast });
  const { serviceId, plan, nextPlan } = await s.household();
  assert.deepEqual([serviceId, plan, nextPlan, await s.plan()], [next, null, null, basic]);
});

test('taken back in UISP by hand: a person is asked on its day, and goes on once the service bears the plan', async (t) => {
  const s = await invoiced(t);
  await s.change(fast, {}, nextPeriod);
  const { id } = await s.service();
  await s.scene.uisp.crm.cancelServiceChange(id);
  s.setDay(firstDay);
  assert.equal(await codeOf(s.provision()), 'NEXT_PLAN_GONE');
  const fastPeriod = s.world.addService({ clientId: 1, plan: fast }).servicePlanPeriodId;
  (await s.service()).servicePlanPeriodId = fastPeriod;
  await s.provision();
  const { serviceId, plan, nextPlan } = await s.household();
  assert.deepEqual([serviceId, plan, nextPlan], [id, fast, null]);
});

test('taken back in UISP by hand: another request does not mind', async (t) => {
  const s = await invoiced(t);
  await s.change(fast, {}, nextPeriod);
  await s.scene.uisp.crm.cancelServiceChange((await s.service()).id);
  await s.change(fastest, { uid: 'm-2', from: fast });
  assert.equal(await s.plan(), fastest);
});
