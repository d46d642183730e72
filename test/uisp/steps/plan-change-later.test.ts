/** A plan that begins on a later day (`nextPlan` without a service of its own), and what the lease's run does meanwhile and then. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isSyncError } from '../../../nodes/sync-error.ts';
import { crashes } from '../crashes.ts';
import { basic, fast, fastest, planScene } from './plan-scene.ts';

const firstDay = '2027-01-01';
const patch = { method: 'PATCH', path: '/clients/services/{id}' };

test('nothing is written now; on its day the lease’s run carries it out, once', async (t) => {
  const s = await planScene(t);
  await s.change(fast);
  s.scene.mark();
  const later = { uid: 'm-2', from: fast, takesEffect: firstDay };
  assert.deepEqual(await s.change(basic, later), { outcome: 'done', text: basic, firstDay });
  assert.deepEqual(s.asked(), []);
  const { plan, nextPlan } = await s.household();
  assert.deepEqual([plan, nextPlan], [fast, { plan: basic, from: firstDay, serviceId: null }]);
  const before = await s.provision('2026-12-31');
  assert.deepEqual(
    [before.service.outcome, before.service.waiting?.until, before.onu.outcome],
    ['waiting', firstDay, 'found'],
  );
  assert.deepEqual(s.asked(), []);
  s.setDay(firstDay);
  assert.equal((await s.provision()).service.outcome, 'found');
  assert.deepEqual(s.scene.writes(), ['PATCH /clients/services/{id}']);
  assert.equal(await s.plan(), basic);
  const now = await s.household();
  assert.deepEqual([now.plan, now.planSince, now.nextPlan], [null, firstDay, null]);
  await s.scene.restart();
  s.scene.mark();
  await s.provision();
  assert.deepEqual(s.asked(), []);
});

test('the ticket comes back on or after that day: the plan is carried out all the same', async (t) => {
  const s = await planScene(t);
  const later = { takesEffect: firstDay };
  await s.change(fast, later);
  s.setDay('2027-01-03');
  assert.deepEqual(await s.change(fast, later), { outcome: 'found', text: fast, firstDay });
  const { plan, planSince, nextPlan } = await s.household();
  assert.deepEqual([await s.plan(), plan, planSince, nextPlan], [fast, fast, firstDay, null]);
});

test('an order that was held up beyond its day is carried out now', async (t) => {
  const s = await planScene(t);
  s.setDay('2027-01-03');
  await s.change(fast, { takesEffect: firstDay });
  const { plan, nextPlan } = await s.household();
  assert.deepEqual([await s.plan(), plan, nextPlan], [fast, fast, null]);
});

test('another request before that day takes its place', async (t) => {
  const s = await planScene(t);
  await s.change(fast);
  await s.change(basic, { uid: 'm-2', from: fast, takesEffect: firstDay });
  await s.change(fastest, { uid: 'm-3', from: basic });
  const { plan, nextPlan, planSince } = await s.household();
  assert.deepEqual([await s.plan(), plan, nextPlan, planSince], [fastest, fastest, null, '2026-12-01']);
});

test('another request on that day, before the lease’s run: what was due begins first', async (t) => {
  const s = await planScene(t);
  await s.change(fast);
  await s.change(basic, { uid: 'm-2', from: fast, takesEffect: firstDay });
  s.setDay(firstDay);
  await s.change(fastest, { uid: 'm-3', from: basic });
  const { planSince } = await s.household();
  assert.deepEqual([await s.plan(), planSince], [fastest, firstDay], 'the included plan came between');
});

test('a household that has no service on that day gets it on the plan', async (t) => {
  const s = await planScene(t, { before: ['client', 'site'] });
  await s.change(fast, { takesEffect: firstDay });
  s.setDay(firstDay);
  await s.provision();
  assert.deepEqual([await s.plan(), (await s.household()).plan], [fast, fast]);
  assert.equal(s.world.crm.services.size, 1);
});

test('made before that day, its service is on the plan until now, and the new one waits', async (t) => {
  const s = await planScene(t, { before: ['client', 'site'] });
  await s.change(fast, { takesEffect: firstDay });
  const { service } = await s.provision();
  assert.deepEqual([service.outcome, service.waiting?.until], ['waiting', firstDay]);
  assert.equal(await s.plan(), basic);
});

test('dry-run on that day: planned', async (t) => {
  const s = await planScene(t);
  await s.change(fast, { takesEffect: firstDay });
  const before = await s.household();
  await s.scene.restart('dry-run');
  s.scene.mark();
  assert.deepEqual(await s.change(fastest, { uid: 'm-2', from: fast, takesEffect: firstDay }), {
    outcome: 'planned',
    text: 'plan: Fiber 2G',
    firstDay,
  });
  s.setDay(firstDay);
  const { service } = await s.provision();
  assert.deepEqual([service.outcome, service.text], ['planned', 'plan: next plan']);
  assert.deepEqual([s.scene.writes(), await s.household()], [[], before]);
});

test('a lease that is only to be charged asks UISP nothing and changes nothing', async (t) => {
  const s = await planScene(t);
  await s.change(fast, { takesEffect: firstDay });
  s.setDay(firstDay);
  s.scene.mark();
  const results = await s.provision(firstDay, { reason: 'billing' });
  assert.deepEqual(s.asked(), []);
  assert.deepEqual(new Set(Object.values(results).map(({ outcome }) => outcome)), new Set(['skipped']));
  assert.notEqual((await s.household()).nextPlan, null);
});

suite('killed on that day', { concurrency: 4 }, () => {
  for (const [when, crash] of Object.entries(crashes)) {
    test(when, async (t) => {
      const s = await planScene(t);
      await s.change(fast, { takesEffect: firstDay });
      s.setDay(firstDay);
      crash({ simulator: s.scene.simulator, store: s.scene.store }, patch);
      await assert.rejects(s.provision(), (error) => isSyncError(error) && error.code !== 'UNEXPECTED');
      await s.scene.restart();
      await s.provision();
      const { plan, nextPlan } = await s.household();
      assert.deepEqual([await s.plan(), plan, nextPlan], [fast, fast, null]);
      const open = await s.scene.store.database.run((knex) => knex('effects').where({ state: 'intent' }).select('key'));
      assert.deepEqual(open, []);
    });
  }
});
