/** A household moves to another unit: same client, and two stays for a while (design §4, "Lease changed"). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import { today } from './lease-work.ts';
import { counts, endedLease, stayOf, transferLease } from './leaving.ts';
import { type Scene, scene } from './scene.ts';

async function household(s: Scene): Promise<LeaseWork> {
  for (const unit of ['101', '102']) s.simulator.world.addOnu({ unit, inTable: 'serial' });
  const work = await s.lease({ unit: '101', start: '2026-01-01' });
  await s.provision(work);
  return work;
}

async function serviceIn(s: Scene, work: LeaseWork) {
  const { serviceId } = await stayOf(s, work);
  return s.simulator.world.crm.services.get(serviceId ?? 0);
}

async function patch(s: Scene, work: LeaseWork, changes: Parameters<typeof s.store.households.update>[2]) {
  const { claim } = await s.context(work);
  await s.store.households.update(claim, work.householdId, changes);
  await s.store.claims.release(claim);
}

test('prepared while the old stay goes on; the old service ends on its day, the new one begins on its', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const old = await household(s);
  const first = await serviceIn(s, old);
  const next = await transferLease(s, old, { unit: '102', start: '2026-12-15' });
  const results = await s.provision(next);
  assert.deepEqual(
    [results.client, results.site, results.service, results.onu].map(({ outcome }) => outcome),
    ['found', 'done', 'done', 'done'],
  );
  const second = await serviceIn(s, next);
  assert.equal(second?.activeFrom, '2026-12-15');
  assert.equal(second?.clientId, first?.clientId);
  assert.notEqual(second?.unmsClientSiteId, first?.unmsClientSiteId);
  assert.equal((await stayOf(s, next)).onuId, world.devicesOf(second?.unmsClientSiteId ?? '')[0]?.id);
  assert.equal(first?.activeTo, null);
  assert.equal(world.crm.clients.size, 1);
  s.mark();
  assert.equal((await s.provision(old)).service.text, `service ${first?.id}`);
  assert.equal((await s.provision(next)).service.text, `service ${second?.id}`);
  assert.deepEqual(s.requests(), [], 'each lease keeps its own unit');
  await counts(s, next);
  await s.provision(endedLease(old, '2026-12-14', '2026-12-15'));
  assert.deepEqual([first?.activeTo, first?.unmsClientSiteId], ['2026-12-14', null]);
  assert.deepEqual([second?.activeTo, (await stayOf(s, next)).endedOn], [null, null]);
  assert.equal((await s.household(next)).serviceId, second?.id);
});

suite('in both orders, and with an overlap', () => {
  for (const [what, order, start] of [
    ['first out, then in', ['out', 'in'], today],
    ['first in, then out', ['in', 'out'], today],
    ['an overlap', ['in', 'out'], '2026-11-15'],
    ['the same first day as before', ['in', 'out'], '2026-01-01'],
  ] as const) {
    test(what, async (t) => {
      const s = await scene(t);
      const old = await household(s);
      const next = await transferLease(s, old, { unit: '102', start, state: 'active' });
      await counts(s, next);
      for (const step of order) await s.provision(step === 'in' ? next : endedLease(old, '2026-11-30'));
      const [first, second] = [await serviceIn(s, old), await serviceIn(s, next)];
      assert.deepEqual([first?.activeTo, first?.unmsClientSiteId], ['2026-11-30', null]);
      assert.deepEqual([second?.activeFrom, second?.activeTo], [start, null]);
      assert.equal(s.simulator.world.crm.services.size, 2);
      assert.equal(s.store.households.lastDayInUnit(next.unit.uid), undefined);
    });
  }
});

test('a lease that was moved to another unit by an edit ends the old one and makes the new one in one run', async (t) => {
  const s = await scene(t);
  const old = await household(s);
  const first = await serviceIn(s, old);
  const to = await transferLease(s, old, { unit: '102', start: '2026-01-01', state: 'active' });
  const moved: LeaseWork = {
    ...to,
    key: old.key,
    lease: { ...to.lease, uid: old.lease.uid },
    leaves: [{ unitUid: old.unit.uid, unitLabel: '101', lastDay: '2026-11-30' }],
  };
  await counts(s, moved);
  const { service } = await s.provision(moved);
  assert.equal(service.outcome, 'done');
  const second = await serviceIn(s, moved);
  assert.equal(service.text, `service ${second?.id}`);
  assert.deepEqual([first?.activeTo, first?.unmsClientSiteId], ['2026-11-30', null]);
  assert.equal(second?.activeFrom, '2026-01-01');
  const ends = await s.store.audit.list();
  assert.equal(ends.find(({ kind }) => kind === 'uisp-service-end')?.reason.unit, '101');
});

test('the second service is made on the present plan, and what is charged goes on as it was', async (t) => {
  const s = await scene(t);
  const old = await household(s);
  await patch(s, old, { plan: 'Village Fiber 1G', planSince: '2026-03-01', planChangedAt: 1 });
  const next = await transferLease(s, old, { unit: '102', start: '2026-12-15' });
  await s.provision(next);
  const second = await serviceIn(s, next);
  assert.ok(second);
  assert.equal(s.simulator.world.planOf(second)?.name, 'Village Fiber 1G');
  assert.equal((await s.household(next)).planSince, '2026-03-01');
  await counts(s, next);
  s.mark();
  assert.equal((await s.provision({ ...next, state: 'active' }, ['service'])).service.outcome, 'found');
  assert.deepEqual(s.requests(), [], 'nothing has changed meanwhile');
});

test('a plan that was changed in between is followed when the new lease counts, once', async (t) => {
  const s = await scene(t);
  const old = await household(s);
  const next = await transferLease(s, old, { unit: '102', start: '2026-12-15' });
  await s.provision(next);
  const second = await serviceIn(s, next);
  assert.ok(second);
  const { world } = s.simulator;
  await patch(s, old, { plan: 'Village Fiber 1G', planSince: '2026-12-01', planChangedAt: Date.now() });
  s.mark();
  await s.provision(next);
  assert.deepEqual(s.requests(), [], 'it does not count yet');
  assert.equal(world.planOf(second)?.name, 'Village Fiber 500');
  await counts(s, next);
  await s.restart();
  assert.equal((await s.provision({ ...next, state: 'active' })).service.outcome, 'done');
  assert.equal(world.planOf(second)?.name, 'Village Fiber 1G');
  assert.equal((await s.household(next)).planSince, '2026-12-01');
  s.mark();
  await s.provision({ ...next, state: 'active' });
  assert.deepEqual(s.requests(), []);
});

test('a plan that nobody asked for is not followed', async (t) => {
  const s = await scene(t);
  const old = await household(s);
  const next = await transferLease(s, old, { unit: '102', start: '2026-12-15' });
  await s.provision(next);
  await patch(s, old, { plan: 'Village Fiber 1G' });
  await counts(s, next);
  s.mark();
  await s.provision(next, ['service']);
  assert.deepEqual(s.writes(), []);
});

test('whoever comes first in a unit must have a service in this unit, not in another', async (t) => {
  const s = await scene(t);
  const first = await household(s);
  const { unit } = await transferLease(s, first, { unit: '102', start: '2026-12-15' });
  const earlier = [{ leaseUid: 'transfer-102', householdId: first.householdId }];
  const stranger = await s.lease({ unit: '102', tenants: [{ uid: 'stranger' }], start: '2027-01-01', earlier });
  assert.equal(stranger.unit.uid, unit.uid);
  const { service } = await s.provision(stranger);
  assert.equal(service.outcome, 'waiting');
  assert.match(service.waiting?.why ?? '', /^lease transfer-102 comes first/);
});

suite('a plan that was asked for and has not begun', () => {
  test('is forgotten when the last stay ends, and not while another is on', async (t) => {
    const s = await scene(t);
    const old = await household(s);
    const nextPlan = { plan: 'Village Fiber 1G', from: '2026-12-20', serviceId: null };
    await patch(s, old, { nextPlan, planChangedAt: 1 });
    const next = await transferLease(s, old, { unit: '102', start: '2026-12-15' });
    await s.provision(next);
    await s.provision(endedLease(old, '2026-11-30'));
    assert.deepEqual((await s.household(next)).nextPlan, nextPlan);
    await s.provision(endedLease(next, '2026-11-30'));
    assert.equal((await s.household(next)).nextPlan, null);
  });

  for (const variants of [{}, { deferredEdit422: true }]) {
    test(`in UISP it is cancelled first (${'deferredEdit422' in variants ? '422' : '404'})`, async (t) => {
      const s = await scene(t, { variants });
      const { world } = s.simulator;
      const old = await household(s);
      const first = await serviceIn(s, old);
      assert.ok(first);
      const { crm } = s.uisp;
      const [plan] = [...world.crm.plans.values()].filter(({ name }) => name === 'Village Fiber 1G');
      await crm.acceptServiceChange(await crm.requestServiceChange(first.id, plan?.periods[0]?.id ?? 0));
      const serviceId = first.deferredServiceId;
      assert.ok(serviceId);
      await patch(s, old, { nextPlan: { plan: 'Village Fiber 1G', from: '2099-12-31', serviceId }, planChangedAt: 1 });
      await s.provision(endedLease(old, '2026-11-30'));
      assert.deepEqual([first.activeTo, first.unmsClientSiteId], ['2026-11-30', null]);
      assert.deepEqual([...world.crm.services.keys()], [first.id], 'the deferred one is gone');
      assert.equal((await s.household(old)).nextPlan, null);
    });
  }

  test('a change that a person has deferred is for a person to cancel', async (t) => {
    const s = await scene(t);
    const { world } = s.simulator;
    const old = await household(s);
    const first = await serviceIn(s, old);
    const { crm } = s.uisp;
    const [plan] = [...world.crm.plans.values()].filter(({ name }) => name === 'Village Fiber 1G');
    await crm.acceptServiceChange(await crm.requestServiceChange(first?.id ?? 0, plan?.periods[0]?.id ?? 0));
    const error = await s.provision(endedLease(old, '2026-11-30')).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof Error && 'code' in error);
    assert.equal(error.code, 'PLAN_CHANGE_PENDING');
    await crm.cancelServiceChange(first?.id ?? 0);
    await s.provision(endedLease(old, '2026-11-30'));
    assert.equal(first?.activeTo, '2026-11-30');
  });
});
