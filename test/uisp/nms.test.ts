import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf } from '../error-of.ts';
import { connected, newClient } from './connected.ts';

for (const siteCreate201 of [false, true]) {
  test(`a subscriber site is made under its parent (answer ${siteCreate201 ? 201 : 200})`, async (t) => {
    const { nms, simulator, settings } = await connected(t, { variants: { siteCreate201 } });
    const parentId = settings.parentSite.id ?? '';
    const made = await nms.createSubscriberSite({ name: 'Unit 101', parentId });
    assert.deepEqual(simulator.requests.at(-1)?.body, { name: 'Unit 101', type: 'endpoint', parentSiteId: parentId });
    assert.deepEqual(made, { id: made.id, name: 'Unit 101', type: 'endpoint', parentId, service: null });
    assert.deepEqual(await nms.site(made.id), made);
    assert.equal(simulator.requests.at(-1)?.url.endsWith('?ucrmDetails=true'), true);
  });
}

test('one request lists all sites, with the CRM service that each is bound to, in numbers', async (t) => {
  const { crm, nms, simulator, settings } = await connected(t, { today: () => '2026-12-10' });
  const parentId = settings.parentSite.id ?? '';
  const made = await nms.createSubscriberSite({ name: 'Unit 101', parentId });
  const client = await crm.createClient(newClient);
  const [plan] = await crm.servicePlans();
  const service = await crm.createService(client.id, {
    servicePlanPeriodId: plan?.periods.find(({ months }) => months === 1)?.id ?? 0,
    activeFrom: '2026-12-01',
    invoicingStart: '2099-12-31',
    unmsClientSiteId: made.id,
  });
  simulator.requests.length = 0;
  const sites = await nms.sites();
  assert.equal(simulator.requests.length, 1);
  assert.deepEqual(
    sites.map(({ name, type, parentId: parent, service: bound }) => ({ name, type, parent, bound })),
    [
      { name: 'Victorian Village', type: 'site', parent: null, bound: null },
      {
        name: 'Unit 101',
        type: 'endpoint',
        parent: parentId,
        bound: { id: service.id, status: 1, clientId: client.id },
      },
    ],
  );
  assert.deepEqual(
    (await nms.plainSites()).map(({ name }) => name),
    ['Victorian Village'],
  );
});

test('ONUs are listed by their own id, with macs of one spelling, and without the OLT', async (t) => {
  const { nms, simulator, settings } = await connected(t, { variants: { macFormat12: 'mixed' } });
  const site = simulator.world.addSite({ name: 'Unit 101', parentId: simulator.world.parentSite.id });
  const onSite = simulator.world.addOnu({ name: 'ONU-101', siteId: site.id, serialNumber: 'UBNT0000abcd' });
  const bare = simulator.world.addOnu({ serialNumber: null, mac: null, status: 'disconnected', enabled: false });
  simulator.requests.length = 0;
  const onus = await nms.onus();
  assert.equal(simulator.requests[0]?.url.endsWith('/devices?type=onu'), true);
  assert.deepEqual(onus, [
    {
      id: onSite.id,
      name: 'ONU-101',
      serial: 'UBNT0000ABCD',
      mac: onSite.mac?.replaceAll(':', '').toLowerCase(),
      model: 'UF-LOCO',
      siteId: site.id,
      siteName: 'Unit 101',
      siteParentId: settings.parentSite.id,
      status: 'active',
      enabled: true,
    },
    {
      id: bare.id,
      name: 'ubnt',
      serial: null,
      mac: null,
      model: 'UF-LOCO',
      siteId: null,
      siteName: null,
      siteParentId: null,
      status: 'disconnected',
      enabled: false,
    },
  ]);
  assert.deepEqual(await nms.onu(onSite.id), onus[0]);
});

test('ONUs without attributes, serial numbers or anything else are still read', async (t) => {
  const { nms, simulator } = await connected(t, { variants: { attributesMissing: true, serialsMissing: true } });
  simulator.world.addOnu();
  const [onu] = await nms.onus();
  assert.equal(onu?.serial, null);
  assert.equal(onu?.name, 'ubnt');
});

test('an ONU is put on a site and taken off again', async (t) => {
  const { nms, simulator } = await connected(t);
  const site = simulator.world.addSite({ name: 'Unit 101', parentId: simulator.world.parentSite.id });
  const onu = simulator.world.addOnu();
  await nms.assignToSite(onu.id, site.id);
  assert.deepEqual(simulator.requests.at(-1)?.body, { siteId: site.id, deviceIds: [onu.id] });
  assert.equal((await nms.onu(onu.id)).siteId, site.id);
  await nms.unassign(onu.id);
  assert.equal((await nms.onu(onu.id)).siteId, null);
});

test('a 200 that says result: false is a refusal', async (t) => {
  const { nms, simulator } = await connected(t);
  const site = simulator.world.addSite({ name: 'Unit 101', parentId: simulator.world.parentSite.id });
  const onu = simulator.world.addOnu();
  simulator.world.variants = { authorizeResultFalseFor: [onu.id] };
  const error = await errorOf(nms.assignToSite(onu.id, site.id));
  assert.deepEqual([error.code, error.trouble, error.effect], ['UISP_NMS_REFUSED', 'data', 'none']);
  assert.equal(onu.siteId, null);
});

test('a rename sends name and enabled and nothing else; the new name may lag', async (t) => {
  const { nms, simulator } = await connected(t, { variants: { nameLagReads: 2 } });
  const onu = simulator.world.addOnu({ enabled: false });
  await nms.renameOnu(onu.id, 'ONU-101', false);
  assert.deepEqual(simulator.requests.at(-1)?.body, { name: 'ONU-101', enabled: false });
  const seen: (string | null)[] = [];
  for (let read = 0; read < 3; read += 1) seen.push((await nms.onu(onu.id)).name);
  assert.deepEqual(seen, ['ubnt', 'ubnt', 'ONU-101']);
  assert.equal(onu.enabled, false);
});

test('a model that cannot be renamed is UISP_NMS_501: data, and no reason to leave the server alone', async (t) => {
  const { nms, simulator } = await connected(t);
  const onu = simulator.world.addOnu();
  simulator.world.variants = { systemRoute501For: [onu.id] };
  for (let round = 0; round < 4; round += 1) {
    const error = await errorOf(nms.renameOnu(onu.id, 'ONU-101', true));
    assert.deepEqual([error.code, error.trouble, error.effect], ['UISP_NMS_501', 'data', 'none']);
    assert.match(error.hint ?? '', /Routes/);
  }
});

test('the alias is set with what was there before', async (t) => {
  const { nms, simulator } = await connected(t);
  const onu = simulator.world.addOnu({ note: 'behind the fridge', maintenance: true, overrideGlobal: true });
  await nms.setAlias(onu.id, 'ONU-101-old-ABCD');
  assert.deepEqual(
    [onu.alias, onu.note, onu.maintenance, onu.overrideGlobal],
    ['ONU-101-old-ABCD', 'behind the fridge', true, true],
  );
  const plain = simulator.world.addOnu();
  await nms.setAlias(plain.id, 'ONU-102');
  assert.deepEqual([plain.alias, plain.note, plain.maintenance, plain.overrideGlobal], ['ONU-102', null, false, false]);
});

test('the disconnected OLT, a time-out of the device, a bad site name', async (t) => {
  const objections = ['nms POST /sites: body/name: must NOT have more than 100 characters'];
  const { nms, simulator, settings } = await connected(t, {}, { objections });
  const onu = simulator.world.addOnu();
  simulator.world.setOltConnected(false);
  const away = await errorOf(nms.renameOnu(onu.id, 'ONU-101', true));
  assert.deepEqual([away.code, away.trouble], ['UISP_NMS_404', 'data']);
  assert.match(away.hint ?? '', /OLT/);
  simulator.faults.next({ server: 'nms' }, 503);
  const slow = await errorOf(nms.renameOnu(onu.id, 'ONU-101', true));
  assert.deepEqual([slow.code, slow.trouble, slow.effect], ['UISP_NMS_503', 'server', 'unknown']);
  const name = 'Unit 101 '.repeat(20);
  const long = await errorOf(nms.createSubscriberSite({ name, parentId: settings.parentSite.id ?? '' }));
  assert.deepEqual([long.code, long.trouble, long.effect], ['UISP_NMS_400', 'data', 'none']);
  assert.doesNotMatch(long.message, /Unit 101/);
});

test('a wrong token, a read token, a web page while UISP starts', async (t) => {
  const wrong = await connected(t, {}, { secrets: { nmsKey: 'nonsense' } });
  const unknown = await errorOf(wrong.nms.sites());
  assert.deepEqual([unknown.code, unknown.trouble], ['UISP_NMS_401', 'server']);
  assert.match(unknown.hint ?? '', /NMS token/);
  const { nms, simulator } = await connected(t);
  simulator.faults.next({ server: 'nms' }, '502-html');
  assert.equal((await errorOf(nms.sites())).code, 'UISP_NMS_502');
  simulator.faults.next({ server: 'nms' }, '403-html');
  const forbidden = await errorOf(nms.sites());
  assert.deepEqual([forbidden.code, forbidden.trouble], ['UISP_NMS_403', 'server']);
  assert.match(forbidden.hint ?? '', /Read Only/);
  simulator.faults.next({ server: 'nms' }, 'html');
  assert.equal((await errorOf(nms.sites())).code, 'UISP_NMS_NOT_JSON');
});

test('routes can be overridden', async (t) => {
  const { nms, simulator } = await connected(t, {}, { fields: { routes: 'onu = GET /devices/{id}' } });
  const onu = simulator.world.addOnu();
  assert.equal((await nms.onu(onu.id)).id, onu.id);
  assert.equal(simulator.requests.at(-1)?.url, `/nms/api/v2.1/devices/${onu.id}`);
});
