import assert from 'node:assert/strict';
import { test } from 'node:test';
import { today } from './lease-work.ts';
import { scene } from './scene.ts';

test('a new lease gets client, site, service and ONU, each once, in five writes', async (t) => {
  const s = await scene(t);
  const onu = s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({
    unit: '101',
    tenants: [{ firstName: 'Ann', lastName: 'Lee', phone: '+1 555 0100' }, {}],
  });
  s.mark();
  const results = await s.provision(work);
  assert.deepEqual(s.writes(), [
    'POST /clients',
    'POST /sites',
    'POST /clients/{id}/services',
    'POST /devices/authorize',
    'PUT /devices/onus/{id}/system',
  ]);
  const { crm, sites, parentSite } = s.simulator.world;
  const [client] = crm.clients.values();
  assert.ok(client);
  assert.equal(client.userIdent, `innago:${work.lease.tenants[0]?.uid}`);
  assert.equal(client.firstName, 'Ann');
  assert.equal(client.lastName, 'Lee');
  assert.equal(client.fields['street2'], 'Unit 101');
  assert.equal(client.fields['stopServiceDue'], false);
  assert.deepEqual(
    client.contacts.map(({ name, isBilling }) => ({ name, isBilling })),
    [
      { name: 'Ann Lee', isBilling: false },
      { name: 'Ann Leeson1', isBilling: false },
    ],
  );
  const site = [...sites.values()].find(({ name }) => name === 'Unit 101');
  assert.ok(site);
  assert.equal(site.parentId, parentSite.id);
  assert.equal(sites.size, 2, 'no stray site');
  const [service] = crm.services.values();
  assert.ok(service);
  assert.equal(service.unmsClientSiteId, site.id);
  assert.equal(service.activeFrom, today);
  assert.equal(service.invoicingStart, '2099-12-31');
  assert.equal(service.sendEmailsAutomatically, false);
  assert.equal(onu.siteId, site.id);
  assert.equal(onu.name, 'ONU-101');
  assert.equal(onu.enabled, true);
  const household = await s.household(work);
  assert.deepEqual(
    [household.clientId, household.siteId, household.serviceId, household.onuId, household.adopted],
    [client.id, site.id, service.id, onu.id, false],
  );
  assert.deepEqual(
    Object.values(results).map(({ outcome }) => outcome),
    ['done', 'done', 'done', 'done'],
  );
  assert.equal(results.client.text, `client ${client.id}`);
  assert.equal(results.onu.text, 'ONU-101');
  assert.deepEqual(
    Object.values(results).flatMap(({ warnings = [] }) => warnings),
    [],
  );
});

test('run again, it asks UISP nothing', async (t) => {
  const s = await scene(t);
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  await s.provision(work);
  await s.restart();
  s.mark();
  const results = await s.provision(work);
  assert.deepEqual(s.requests(), []);
  assert.deepEqual(
    Object.values(results).map(({ outcome }) => outcome),
    ['found', 'found', 'found', 'found'],
  );
});

test('a lease that has ended, or whose flags contradict each other, gets nothing', async (t) => {
  const s = await scene(t);
  for (const state of ['ended', 'unclear'] as const) {
    const work = await s.lease({ unit: '101', state, leaseUid: state });
    s.mark();
    const results = await s.provision(work);
    assert.deepEqual(s.requests(), []);
    assert.deepEqual(new Set(Object.values(results).map(({ outcome }) => outcome)), new Set(['skipped']));
  }
});

test('a future lease is prepared at once, its service dated by its start', async (t) => {
  const s = await scene(t);
  s.simulator.world.addOnu({ unit: '102', inTable: 'mac' });
  const work = await s.lease({ unit: '102', state: 'future', start: '2027-01-15' });
  await s.provision(work);
  const [service] = s.simulator.world.crm.services.values();
  assert.equal(service?.activeFrom, '2027-01-15');
  assert.equal(service?.invoicingStart, '2099-12-31');
});

test('an ONU that is offline is assigned and named all the same', async (t) => {
  const s = await scene(t);
  const onu = s.simulator.world.addOnu({ unit: '101', inTable: 'serial', status: 'disconnected' });
  const results = await s.provision(await s.lease({ unit: '101' }));
  assert.equal(results.onu.outcome, 'done');
  assert.equal(onu.name, 'ONU-101');
});

test('a disabled ONU stays disabled', async (t) => {
  const s = await scene(t);
  const onu = s.simulator.world.addOnu({ unit: '101', inTable: 'serial', enabled: false, status: 'disabled' });
  await s.provision(await s.lease({ unit: '101' }));
  assert.equal(onu.enabled, false);
});

test('with "UISP invoices tenants: normal", invoicing starts at the latest of first day, go-live and today', async (t) => {
  const s = await scene(t, { uispInvoices: 'normal' });
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  await s.provision(await s.lease({ unit: '101', start: '2026-11-20' }));
  const [service] = s.simulator.world.crm.services.values();
  assert.equal(service?.activeFrom, '2026-11-20');
  assert.equal(service?.invoicingStart, today);
});

test('a changed table is followed: an ONU that was replaced makes room and keeps its history', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const old = world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  await s.provision(work);
  old.status = 'disconnected';
  world.onuTable.length = 0;
  const onu = world.addOnu({ unit: '101', inTable: 'serial' });
  await s.restart();
  s.mark();
  const results = await s.provision(work);
  assert.equal(results.onu.outcome, 'done');
  assert.deepEqual(s.writes(), [
    'PUT /devices/{id}/system/unms',
    'POST /devices/{id}/unassign',
    'POST /devices/authorize',
    'PUT /devices/onus/{id}/system',
  ]);
  assert.equal(old.siteId, null);
  assert.equal(old.alias, `ONU-101-old-${old.serialNumber?.slice(-4).toUpperCase()}`);
  assert.equal(onu.siteId, (await s.household(work)).siteId);
  assert.equal(onu.name, 'ONU-101');
  assert.equal((await s.household(work)).onuId, onu.id);
});

test('an ONU that was replaced and comes back takes its place again', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const first = world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  await s.provision(work);
  const [row] = world.onuTable.splice(0);
  first.status = 'disconnected';
  const second = world.addOnu({ unit: '101', inTable: 'serial' });
  await s.restart();
  await s.provision(work);
  assert.equal(first.siteId, null);
  assert.ok(row);
  world.onuTable.splice(0, 1, row);
  second.status = 'disconnected';
  first.status = 'active';
  await s.restart();
  await s.provision(work);
  assert.equal(first.siteId, (await s.household(work)).siteId);
  assert.equal(second.siteId, null);
});

test('one site per unit: renamed by hand, or under another pattern, it is still the unit’s', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const site = world.addSite({ name: 'Unit 101', parentId: world.parentSite.id });
  world.addOnu({ unit: '101', inTable: 'serial' });
  const first = await s.lease({ unit: '101', leaseUid: 'first' });
  await s.provision(first);
  assert.equal((await s.household(first)).siteId, site.id);
  for (const service of world.crm.services.values()) Object.assign(service, { activeTo: '2026-11-30' });
  site.name = 'Unit 101 (back yard)';
  await s.restart();
  const second = await s.lease({ unit: '101', leaseUid: 'second', tenants: [{ uid: 'second' }] });
  await s.provision(second);
  assert.equal((await s.household(second)).siteId, site.id);
  s.options = { ...s.options, fields: { siteNamePattern: 'Apartment {unit}' } };
  const report = await s.prepare(true, ['sites', 'onus'], ['101']);
  assert.deepEqual([report.sites.found, report.onus.found], [1, 1]);
  assert.equal([...world.sites.values()].filter(({ type }) => type === 'endpoint').length, 1);
});

test('names with {property}: site, ONU and who sits on whose site', async (t) => {
  const s = await scene(t, { fields: { siteNamePattern: '{property} {unit}', onuNamePattern: '{property}-{unit}' } });
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  world.addOnu({ name: 'Victorian Village-102' });
  const [first, second] = [await s.lease({ unit: '101' }), await s.lease({ unit: '102' })];
  for (const work of [first, second]) await s.provision(work);
  for (const [work, label] of [
    [first, '101'],
    [second, '102'],
  ] as const) {
    const { siteId } = await s.household(work);
    assert.equal(world.sites.get(siteId ?? '')?.name, `Victorian Village ${label}`);
    assert.deepEqual(
      world.devicesOf(siteId ?? '').map(({ name }) => name),
      [`Victorian Village-${label}`],
    );
  }
});
