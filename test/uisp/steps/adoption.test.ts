/** Leases begun before go-live (design §5): found, never made, nothing changed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { World } from '../../simulator/world/world.ts';
import { codeOf, type Scene, scene } from './scene.ts';

const start = '2025-03-01';
const lease = { unit: '101', start, adopt: true } as const;

/** Unit 101 as ERE has run it by hand: a site, an ONU on it, a client on 1G with its own price. */
function handMade(world: World, client: Parameters<World['addClient']>[0] = {}) {
  const added = world.addClient({ firstName: 'Ann', lastName: 'Hand', ...client });
  const site = world.addSite({ name: 'Unit 101', parentId: world.parentSite.id });
  const onu = world.addOnu({ siteId: site.id, name: 'ONU-101' });
  const service = world.addService({
    clientId: added.id,
    siteId: site.id,
    plan: 'Village Fiber 1G',
    name: 'Fiber of Ann',
    activeFrom: '2024-05-05',
    price: 12,
  });
  return { client: added, site, onu, service };
}

async function snapshot(s: Scene): Promise<string> {
  const { crm, sites, devices } = s.simulator.world;
  return JSON.stringify([
    [...crm.clients.values()],
    [...crm.services.values()],
    [...sites.values()],
    [...devices.values()],
  ]);
}

test('by Custom ID, by the site’s live service, by e-mail and unit: kept as it is, without a write', async (t) => {
  const ways = {
    'Custom ID': { userIdent: 'innago:tenant-101-0' },
    'the site’s live service': { userIdent: 'crm-77' },
    'e-mail and unit': { userIdent: null, email: 'ANN.101.0@example.com', street2: 'Apt. 101' },
  } as const;
  for (const [way, facts] of Object.entries(ways)) {
    await t.test(way, async (t) => {
      const s = await scene(t);
      const { world } = s.simulator;
      const { client, site, onu, service } = handMade(world, facts);
      if (way === 'e-mail and unit') service.unmsClientSiteId = null;
      const before = await snapshot(s);
      const work = await s.lease(lease);
      s.mark();
      const results = await s.provision(work);
      const row = await s.household(work);
      assert.deepEqual([row.clientId, row.siteId, row.serviceId, row.onuId], [client.id, site.id, service.id, onu.id]);
      assert.deepEqual([row.plan, row.adoptedPlan], ['Village Fiber 1G', 'Village Fiber 1G']);
      assert.equal(row.adopted, true);
      assert.equal(results.client.outcome, 'found');
      if (way === 'e-mail and unit') {
        assert.deepEqual(s.writes(), ['PATCH /clients/services/{id}/unmsclientsite/bind'], 'the missing piece');
        assert.equal(service.unmsClientSiteId, site.id);
        assert.equal(service.price, 12);
      } else {
        assert.deepEqual(s.writes(), []);
        assert.equal(await snapshot(s), before);
      }
      await s.restart();
      s.mark();
      await s.provision(work);
      assert.deepEqual(s.requests(), []);
    });
  }
});

test('found on the included plan, it is no adopted plan that is to be asked about', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const { service } = handMade(world, { userIdent: 'innago:tenant-101-0' });
  service.servicePlanPeriodId = world.addService({ clientId: 1 }).servicePlanPeriodId;
  const work = await s.lease(lease);
  await s.provision(work);
  const { adopted, adoptedPlan, plan } = await s.household(work);
  assert.deepEqual([adopted, adoptedPlan, plan], [true, null, 'Village Fiber 500']);
});

test('asked for another plan before it was found: that one counts, and what it was on is known', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const { service } = handMade(world, { userIdent: 'innago:tenant-101-0' });
  const work = await s.lease(lease);
  const { claim } = await s.context(work);
  await s.store.households.update(claim, work.householdId, { plan: 'Village Fiber 2G', planChangedAt: 1 });
  await s.store.claims.release(claim);
  await s.provision(work);
  const { adoptedPlan, plan } = await s.household(work);
  assert.deepEqual([adoptedPlan, plan], ['Village Fiber 1G', 'Village Fiber 2G']);
  assert.deepEqual([world.planOf(service)?.name, service.price], ['Village Fiber 2G', null]);
});

test('none: a person is asked; approved, one is made', async (t) => {
  const s = await scene(t);
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease(lease);
  s.mark();
  assert.equal(await codeOf(s.provision(work)), 'ADOPT_NO_MATCH');
  assert.deepEqual(s.writes(), []);
  const [item, ...others] = s.store.attention.list();
  assert.ok(item);
  assert.equal(others.length, 0);
  assert.ok(item.verbs?.includes('approve'));
  assert.doesNotMatch(item.why + item.todo, /Leeson|example\.com/);
  await s.store.attention.judge(item.key, 'approved');
  // A crash at the worst moment must not lose the person's yes.
  s.simulator.faults.next({ method: 'POST', path: '/clients' }, 'reset-before');
  await assert.rejects(s.provision(work));
  await s.restart();
  const results = await s.provision(work);
  assert.equal(results.client.outcome, 'done');
  const [service] = s.simulator.world.crm.services.values();
  assert.equal(service?.activeFrom, start);
  assert.deepEqual(s.store.attention.list(), []);
});

test('e-mail alone, or the unit alone, is not enough', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  world.addClient({ email: 'ann.101.0@example.com', street2: 'Unit 102' });
  world.addClient({ email: 'ann.101.0@example.com' });
  world.addClient({ email: 'other@example.com', street2: 'Unit 101' });
  assert.equal(await codeOf(s.provision(await s.lease(lease))), 'ADOPT_NO_MATCH');
});

test('several fit: a person decides', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  for (let count = 0; count < 2; count += 1) world.addClient({ email: 'ann.101.0@example.com', street2: '#101' });
  const work = await s.lease(lease);
  assert.equal(await codeOf(s.provision(work)), 'ADOPT_AMBIGUOUS');
  const [client] = world.crm.clients.values();
  assert.ok(client);
  client.userIdent = 'innago:tenant-101-0';
  await s.restart();
  assert.equal((await s.provision(work, ['client'])).client.text, `client ${client.id}`);
});

test('a client of another household is never adopted', async (t) => {
  const s = await scene(t);
  const { client } = handMade(s.simulator.world);
  const other = await s.lease({ unit: '104' });
  const { claim } = await s.context(other);
  await s.store.households.update(claim, other.householdId, { clientId: client.id });
  assert.equal(await codeOf(s.provision(await s.lease(lease))), 'CLIENT_TAKEN');
});

test('an adopted client without a service gets one; two unbound services are a question', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const { client, service, site } = handMade(world, { userIdent: 'innago:tenant-101-0' });
  service.activeTo = '2026-10-31';
  const work = await s.lease(lease);
  await s.provision(work);
  const row = await s.household(work);
  const made = world.crm.services.get(row.serviceId ?? 0);
  assert.notEqual(made?.id, service.id);
  assert.equal(made?.unmsClientSiteId, site.id);
  assert.equal(made?.activeFrom, '2026-11-01', 'after the one before');
  assert.equal(made?.invoicingStart, '2099-12-31');

  const second = await s.lease({ ...lease, unit: '102' });
  const other = world.addClient({ userIdent: 'innago:tenant-102-0' });
  for (let count = 0; count < 2; count += 1) world.addService({ clientId: other.id, siteId: null });
  await s.restart();
  assert.equal(await codeOf(s.provision(second)), 'SERVICE_AMBIGUOUS');
  assert.notEqual(client.id, other.id);
});
