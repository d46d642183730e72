/** A plan change that waits for UISP's next uninvoiced period: a new service, deferred until its first day. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isSyncError } from '../../../nodes/sync-error.ts';
import { changePlan } from '../../../nodes/uisp/steps/plan-change.ts';
import { isRefusal } from '../../../nodes/uisp/steps/plan-change-context.ts';
import { crashes } from '../crashes.ts';
import { accept, cancel, deferredPlans, firstDay, invoiced, nextPeriod, request } from './plan-period-scene.ts';
import { basic, fast, fastest, planScene } from './plan-scene.ts';
import { codeOf } from './scene.ts';

test('a request, accepted; its new service and first day are noted', async (t) => {
  const s = await invoiced(t);
  const present = await s.service();
  assert.deepEqual(await s.change(fast, {}, nextPeriod), { outcome: 'done', text: fast, firstDay });
  assert.deepEqual(s.asked(), ['GET /clients/services/{id}', request, accept, 'GET /clients/services']);
  const next = present.deferredServiceId;
  const { plan, nextPlan, serviceId } = await s.household();
  assert.deepEqual([plan, serviceId, nextPlan], [null, present.id, { plan: fast, from: firstDay, serviceId: next }]);
  assert.equal(await s.plan(), basic, 'nothing has changed yet');
  assert.deepEqual(
    (await s.history()).map(({ to, since }) => ({ to, since })),
    [{ to: fast, since: firstDay }],
  );
  await s.scene.restart();
  s.scene.mark();
  assert.deepEqual(await s.change(fast, {}, nextPeriod), { outcome: 'found', text: fast, firstDay });
  assert.deepEqual(s.asked(), [], 'it waits, and is asked for no more');
});

test('killed after the ledger has committed and before the household is stored', async (t) => {
  const s = await invoiced(t);
  const { households, database } = s.scene.store;
  households.changePlan = async () => {
    await database.close();
    return database.run(async () => undefined);
  };
  assert.equal(await codeOf(s.change(fast, {}, nextPeriod)), 'STORE_CLOSED');
  await s.scene.restart();
  s.scene.mark();
  assert.equal((await s.change(fast, {}, nextPeriod)).firstDay, firstDay);
  assert.deepEqual(s.scene.writes(), []);
  assert.equal((await s.household()).nextPlan?.serviceId, (await s.service()).deferredServiceId);
});

test('on its day the lease’s run follows the new service', async (t) => {
  const s = await invoiced(t);
  await s.change(fast, {}, nextPeriod);
  const { nextPlan, siteId, serviceId } = await s.household();
  s.scene.mark();
  const waiting = await s.provision('2026-12-31');
  assert.deepEqual([waiting.service.outcome, waiting.service.text], ['waiting', 'plan on 2027-01-01']);
  assert.equal(waiting.service.waiting?.until, firstDay);
  assert.deepEqual(s.asked(), []);
  s.setDay(firstDay);
  assert.equal((await s.provision()).service.outcome, 'found');
  assert.deepEqual(s.scene.writes(), []);
  const now = await s.household();
  assert.deepEqual([now.serviceId, now.plan, now.planSince, now.nextPlan], [nextPlan?.serviceId, fast, firstDay, null]);
  assert.deepEqual(
    s.world.liveServicesOf(siteId ?? '').map(({ id }) => id),
    [nextPlan?.serviceId],
  );
  assert.equal(s.world.crm.services.get(serviceId ?? 0)?.isObsolete, true);
  s.scene.mark();
  await s.provision();
  assert.deepEqual(s.asked(), []);
});

test('a site that was lost on the way is bound again, an individual price does not come along', async (t) => {
  const s = await invoiced(t, { variants: { deferredLosesSite: true } });
  (await s.service()).price = 7;
  await s.change(fast, {}, nextPeriod);
  s.setDay(firstDay);
  s.scene.mark();
  await s.provision();
  assert.deepEqual(s.scene.writes(), [
    'PATCH /clients/services/{id}/unmsclientsite/bind',
    'PATCH /clients/services/{id}',
  ]);
  const service = await s.service();
  assert.deepEqual([service.unmsClientSiteId, service.price], [(await s.household()).siteId, null]);
});

test('UISP is late: the lease waits, and a new request is tried again', async (t) => {
  const s = await invoiced(t, { variants: { deferredLateReads: 3 } });
  await s.change(fast, {}, nextPeriod);
  s.setDay(firstDay);
  const { service } = await s.provision();
  assert.deepEqual([service.outcome, service.text, service.waiting?.until], ['waiting', 'next plan late', undefined]);
  assert.equal(await codeOf(s.change(fastest, { uid: 'm-2', from: fast })), 'NEXT_PLAN_LATE');
  for (let read = 0; read < 3; read += 1) await s.provision();
  assert.equal(await s.plan(), fast);
});

test('“UISP never invoices tenants”: that period never comes, and nothing is sent', async (t) => {
  for (const setting of ['never', 'normal'] as const) {
    const s = await planScene(t, { uispInvoices: setting });
    // Either is enough: what UISP has of a service made by hand, and what it is to be for those that we make.
    (await s.service()).invoicingStart = setting === 'normal' ? '2099-12-31' : '2026-12-01';
    s.scene.mark();
    const error = await s.change(fast, {}, nextPeriod).catch((thrown: unknown) => thrown);
    assert.ok(isRefusal(error), String(error));
    assert.deepEqual([error.code, error.trouble], ['PLAN_NEXT_PERIOD', 'operator']);
    assert.deepEqual(s.scene.writes(), []);
    assert.equal((await s.household()).nextPlan, null);
  }
});

test('a service that has not begun is changed at once, whatever the setting', async (t) => {
  const s = await invoiced(t, { lease: { state: 'future', start: '2027-03-01' } });
  await s.change(fast, {}, nextPeriod);
  assert.deepEqual(s.scene.writes(), ['PATCH /clients/services/{id}']);
  assert.equal((await s.household()).plan, fast);
});

test('UISP’s day comes before the property’s: tried again, and nothing is lost', async (t) => {
  const s = await invoiced(t);
  await s.change(fast, {}, nextPeriod);
  const next = (await s.service()).deferredServiceId;
  const context = await s.context(fastest, { uid: 'm-2', from: fast });
  s.setDay(firstDay);
  assert.equal(await codeOf(changePlan(context)), 'NEXT_PLAN_EARLY');
  await s.scene.store.claims.release(context.claim);
  assert.equal((await s.household()).nextPlan?.serviceId, next);
  await s.change(fastest, { uid: 'm-2', from: fast });
  assert.deepEqual([(await s.household()).serviceId, await s.plan()], [next, fastest]);
});

test('a plan that was archived since: no to the request, no to its acceptance', async (t) => {
  const s = await invoiced(t);
  const plan = s.planNamed(fast);
  plan.archived = true;
  const first = await s.change(fast, {}, nextPeriod).catch((thrown: unknown) => thrown);
  assert.ok(isRefusal(first) && first.code === 'PLAN_ARCHIVED', String(first));
  plan.archived = false;
  await s.scene.restart();
  await s.scene.uisp.directory.servicePlans();
  s.faults.hook((asked, moment) => {
    if (moment === 'before-effect' && asked.path.endsWith('/accept')) plan.archived = true;
  });
  const second = await s.change(fast, {}, nextPeriod).catch((thrown: unknown) => thrown);
  assert.ok(isRefusal(second) && second.code === 'PLAN_ARCHIVED', String(second));
  assert.equal(s.world.crm.changeRequests.size, 1);
});

test('dry-run: planned, nothing is sent; also what waits stays', async (t) => {
  const s = await invoiced(t);
  await s.scene.restart('dry-run');
  s.scene.mark();
  assert.equal((await s.change(fast, {}, nextPeriod)).outcome, 'planned');
  assert.match((await s.effects())[0] ?? '', /planned .*"plan":"Village Fiber 500".* → .*"from":"the next period"/);
  await s.scene.restart('live');
  await s.change(fast, {}, nextPeriod);
  const before = await s.household();
  await s.scene.restart('dry-run');
  s.scene.mark();
  assert.equal((await s.change(fastest, { uid: 'm-2', from: fast }, nextPeriod)).outcome, 'planned');
  s.setDay(firstDay);
  assert.equal((await s.provision()).service.outcome, 'planned');
  assert.deepEqual([s.scene.writes(), await s.household()], [[], before]);
});

suite('killed at each of its writes', { concurrency: 4 }, () => {
  for (const [when, crash] of Object.entries(crashes)) {
    for (const path of ['/service-change-requests', '/service-change-requests/{id}/accept']) {
      test(`${path}, ${when}: one request, one deferred service`, async (t) => {
        const s = await invoiced(t);
        crash(
          { simulator: s.scene.simulator, store: s.scene.store },
          { method: path.endsWith('t') ? 'PATCH' : 'POST', path },
        );
        await assert.rejects(
          s.change(fast, {}, nextPeriod),
          (error) => isSyncError(error) && error.code !== 'UNEXPECTED',
        );
        await s.scene.restart();
        assert.equal((await s.change(fast, {}, nextPeriod)).firstDay, firstDay);
        assert.deepEqual([deferredPlans(s), s.world.crm.changeRequests.size], [[fast], 0]);
        assert.equal((await s.household()).nextPlan?.serviceId, (await s.service()).deferredServiceId);
        assert.equal((await s.history()).length, 1);
      });
    }
    test(`taking back, ${when}`, async (t) => {
      const s = await invoiced(t);
      await s.change(fast, {}, nextPeriod);
      crash({ simulator: s.scene.simulator, store: s.scene.store }, { method: 'PATCH', path: cancel.slice(6) });
      await assert.rejects(s.change(fastest, { uid: 'm-2', from: fast }), (error) => isSyncError(error));
      await s.scene.restart();
      await s.change(fastest, { uid: 'm-2', from: fast });
      assert.deepEqual([await s.plan(), deferredPlans(s), (await s.household()).nextPlan], [fastest, [], null]);
    });
  }
});
