import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Asking, asking, at, listAt } from './asking.ts';
import { type Simulator, startSimulator } from './simulator.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';

describe('the simulated UISP NMS', () => {
  let simulator: Simulator;
  let ask: Asking;

  before(async () => {
    simulator = await startSimulator({ village: 'empty' });
    ask = asking(simulator);
  });
  after(() => simulator.stop());

  it('checks the token: 401, 403 for writing with a read token, and tells its version to everybody', async () => {
    assert.deepEqual(
      at((await ask.nms('GET', '/sites', undefined, { 'x-auth-token': NOWHERE })).body, 'statusCode'),
      401,
    );
    const read = { 'x-auth-token': simulator.uisp.nmsReadToken };
    assert.equal((await ask.nms('GET', '/sites', undefined, read)).status, 200);
    assert.equal((await ask.nms('POST', '/sites', { name: 'x' }, read)).status, 403);
    assert.equal((await ask.nms('GET', '/nms/version', undefined, { 'x-auth-token': '' })).status, 200);
  });

  it('answers 404 to routes that are gone or never were', async () => {
    const onu = simulator.world.addOnu();
    for (const [method, path] of [
      ['PATCH', `/devices/${onu.id}`],
      ['PATCH', `/devices/onus/${onu.id}`],
      ['POST', `/devices/${onu.id}/authorize`],
      ['PATCH', `/sites/${simulator.uisp.parentSiteId}`],
    ] as const) {
      assert.equal((await ask.nms(method, path, { name: 'ONU-101' })).status, 404, `${method} ${path}`);
    }
    assert.equal(onu.name, 'ubnt');
  });

  it('refuses unknown and malformed query keys', async () => {
    for (const query of [
      'parentSiteId=x',
      'parentId=x',
      'name=Unit',
      'ucrm=true',
      'type=unit',
      'type=site&ucrm=1',
      'id=101',
      'limit=10',
    ]) {
      const { status, body } = await ask.nms('GET', `/sites?${query}`);
      assert.deepEqual([status, at(body, 'validation.source')], [400, 'query'], query);
    }
    assert.equal((await ask.nms('GET', '/devices?name=x')).status, 400);
    assert.equal((await ask.nms('GET', '/devices?type=phone')).status, 400);
    assert.equal((await ask.nms('GET', '/sites/101')).status, 400);
    assert.equal((await ask.nms('GET', '/sites/search?query=x')).status, 400);
  });

  it('makes sites of type site unless told otherwise, with equal names', async () => {
    const parentSiteId = simulator.uisp.parentSiteId;
    const plain = await ask.nms('POST', '/sites', { name: 'Unit 101' });
    assert.deepEqual(
      [plain.status, at(plain.body, 'identification.type'), at(plain.body, 'identification.parent')],
      [200, 'site', null],
    );
    const made = await ask.nms('POST', '/sites', { name: 'Unit 101', type: 'subscriber', parentSiteId });
    assert.deepEqual(
      [
        at(made.body, 'identification.type'),
        at(made.body, 'identification.parent.id'),
        at(made.body, 'identification.status'),
      ],
      ['endpoint', parentSiteId, 'inactive'],
    );
    assert.equal(simulator.world.sitesNamed('Unit 101').length, 2);
    assert.deepEqual((await ask.nms('GET', `/sites/${parentSiteId}/clients`)).body, [at(made.body, 'id')]);
    const endpoints = await ask.nms('GET', '/sites?type=endpoint&ucrmDetails=true');
    assert.deepEqual([listAt(endpoints.body).length, at(endpoints.body, '0.ucrm')], [1, null]);
    const refusals = [
      undefined,
      [],
      { type: 'endpoint' },
      { name: '' },
      { name: 'x'.repeat(101) },
      { name: null },
      { name: 'x', type: 'unit' },
      { name: 'x', note: null },
      { name: 'x', colour: 'red' },
      { name: 'x', parentSiteId: 'village' },
      { name: 'x', parentSiteId: NOWHERE },
    ];
    for (const body of refusals) {
      const answer = await ask.nms('POST', '/sites', body);
      assert.deepEqual([answer.status, at(answer.body, 'validation.source')], [400, 'payload'], JSON.stringify(body));
    }
  });

  it('changes a site only by its whole', async () => {
    const made = await ask.nms('POST', '/sites', { name: 'Unit 102', type: 'endpoint' });
    const path = `/sites/${at(made.body, 'id')}`;
    const whole = Object(made.body);
    assert.equal((await ask.nms('PUT', path, { name: 'x' })).status, 400);
    assert.equal((await ask.nms('PUT', path, { identification: whole.identification })).status, 400);
    assert.equal((await ask.nms('PUT', path, { ...whole, ucrm: null })).status, 400);
    const parent = {
      ...whole,
      identification: { ...whole.identification, parent: { id: simulator.uisp.parentSiteId } },
    };
    const put = await ask.nms('PUT', path, parent);
    assert.deepEqual([put.status, at(put.body, 'identification.parent.name')], [200, 'Victorian Village']);
  });

  it('shows devices without an id of their own, and the OLT as onu.id', async () => {
    const onu = simulator.world.addOnu({ serialNumber: 'UBNT00000001' });
    const devices = listAt((await ask.nms('GET', '/devices?type=onu&type=olt')).body);
    assert.equal(devices.length, simulator.world.devices.size);
    assert.ok(
      devices.every(
        (device) =>
          at(device, 'id') === undefined && at(device, 'onu') === undefined && at(device, 'interfaces') === undefined,
      ),
    );
    const detail = await ask.nms('GET', `/devices/onus/${onu.id}`);
    assert.deepEqual(
      [at(detail.body, 'identification.id'), at(detail.body, 'onu.id')],
      [onu.id, simulator.world.olt.id],
    );
    assert.equal((await ask.nms('GET', `/devices/onus/${simulator.world.olt.id}`)).status, 404);
    assert.equal((await ask.nms('GET', '/devices/onus')).status, 404);
    assert.ok(listAt((await ask.nms('GET', `/devices/onus?parentId=${simulator.world.olt.id}`)).body).length > 0);
    assert.equal(at((await ask.nms('GET', `/devices/mac/${onu.mac?.replaceAll(':', '')}`)).body, 'id'), onu.id);
    assert.equal((await ask.nms('GET', '/devices/mac/xyz')).status, 400);
  });

  it('moves a device without a word', async () => {
    const [one, other] = ['Unit 103', 'Unit 104'].map((name) =>
      simulator.world.addSite({ name, parentId: simulator.uisp.parentSiteId }),
    );
    const onu = simulator.world.addOnu({ siteId: one?.id ?? null });
    const moved = await ask.nms('POST', '/devices/authorize', { siteId: other?.id, deviceIds: [onu.id] });
    assert.deepEqual(moved.body, { result: true, message: 'Authorized' });
    assert.equal(onu.siteId, other?.id);
    assert.equal(at((await ask.nms('GET', `/sites/${other?.id}`)).body, 'identification.status'), 'active');
    for (const [body, status] of [
      [{ deviceIds: [onu.id] }, 400],
      [{ siteId: other?.id, deviceIds: ['x'] }, 400],
      [{ siteId: other?.id, deviceIds: [onu.id], force: true }, 400],
      [{ siteId: NOWHERE, deviceIds: [onu.id] }, 404],
      [{ siteId: other?.id, deviceIds: [NOWHERE] }, 404],
    ] as const) {
      assert.equal((await ask.nms('POST', '/devices/authorize', body)).status, status, JSON.stringify(body));
    }
    assert.equal((await ask.nms('POST', `/devices/${onu.id}/unassign`)).status, 200);
    assert.equal(onu.siteId, null);
  });

  it('renames through the system route, strictly', async () => {
    const onu = simulator.world.addOnu();
    const path = `/devices/onus/${onu.id}/system`;
    assert.deepEqual((await ask.nms('GET', path)).body, { name: 'ubnt', enabled: true });
    for (const body of [
      { name: 'ONU-101' },
      { enabled: true },
      { name: '', enabled: true },
      { name: 'ONU-101', enabled: 'true' },
      { name: 'ONU-101', enabled: true, profile: 'x' },
    ]) {
      assert.equal((await ask.nms('PUT', path, body)).status, 400, JSON.stringify(body));
    }
    assert.deepEqual((await ask.nms('PUT', path, { name: 'ONU-101', enabled: true })).body, {
      name: 'ONU-101',
      enabled: true,
    });
    assert.equal(onu.name, 'ONU-101');
    await ask.nms('PUT', path, { name: 'ONU-101', enabled: false });
    assert.equal(onu.status, 'disabled', 'a guessed enabled cuts a tenant off');
  });

  it('gives a device an alias beside its name', async () => {
    const onu = simulator.world.addOnu({ name: 'ONU-105' });
    const path = `/devices/${onu.id}/system/unms`;
    const meta = { alias: 'ONU-105-old-0001', maintenance: false, note: null };
    assert.equal((await ask.nms('PUT', path, { meta })).status, 400);
    assert.equal((await ask.nms('PUT', path, { overrideGlobal: false, meta: { alias: 'x' } })).status, 400);
    assert.equal(
      (await ask.nms('PUT', path, { overrideGlobal: false, meta: { ...meta, alias: 'x'.repeat(31) } })).status,
      400,
    );
    assert.equal((await ask.nms('PUT', path, { overrideGlobal: false, meta })).status, 200);
    const shown = await ask.nms('GET', `/devices/${onu.id}`);
    assert.deepEqual(
      [at(shown.body, 'identification.name'), at(shown.body, 'identification.displayName')],
      ['ONU-105', 'ONU-105-old-0001'],
    );
  });

  it('links a site to one live CRM service, whose ids are strings here', async () => {
    const { world } = simulator;
    const client = world.addClient({ firstName: 'Ann', lastName: 'Lee' });
    const site = world.addSite({ name: 'Unit 106', parentId: simulator.uisp.parentSiteId });
    const [service, rival] = [world.addService({ clientId: client.id }), world.addService({ clientId: client.id })];
    assert.equal((await ask.nms('POST', `/sites/${site.id}/ucrm/bind`, { ucrmId: service.id })).status, 400);
    assert.equal((await ask.nms('POST', `/sites/${site.id}/ucrm/bind`, { ucrmId: String(service.id) })).status, 200);
    assert.equal((await ask.nms('POST', `/sites/${site.id}/ucrm/bind`, { ucrmId: String(rival.id) })).status, 422);
    const details = await ask.nms('GET', `/sites/${site.id}?ucrmDetails=true`);
    assert.deepEqual(
      [
        at(details.body, 'ucrm.client.id'),
        at(details.body, 'ucrm.service.id'),
        at(details.body, 'ucrm.service.status'),
      ],
      [String(client.id), String(service.id), 1],
    );
    assert.equal(at((await ask.nms('GET', `/sites/${site.id}`)).body, 'ucrm'), undefined);
    assert.equal((await ask.nms('POST', `/sites/${site.id}/ucrm/unbind`)).status, 200);
    assert.equal(service.unmsClientSiteId, null);
  });

  it('does not delete a site that has devices', async () => {
    const site = simulator.world.addSite({ name: 'Unit 107' });
    const onu = simulator.world.addOnu({ siteId: site.id });
    assert.equal((await ask.nms('DELETE', `/sites/${site.id}`)).status, 422);
    assert.equal((await ask.nms('DELETE', `/devices/${onu.id}`)).status, 200);
    assert.equal((await ask.nms('DELETE', `/sites/${site.id}`)).status, 200);
    assert.equal(simulator.world.deletions.length, 2);
  });

  it('does what the variants say', async () => {
    const { world } = simulator;
    const [odd, slow, away] = [
      world.addOnu({ serialNumber: 'UBNT0000ODD1' }),
      world.addOnu(),
      world.addOnu({ status: 'disconnected' }),
    ];
    const site = world.addSite({ name: 'Unit 108' });
    const rename = (id: string) => ask.nms('PUT', `/devices/onus/${id}/system`, { name: 'ONU-108', enabled: true });
    const nameOf = async (id: string) => at((await ask.nms('GET', `/devices/${id}`)).body, 'identification.name');
    world.variants = {
      systemRoute501For: ['UBNT0000ODD1'],
      authorizeResultFalseFor: ['UBNT0000ODD1'],
      nameLagReads: 2,
      offlineOnuKeepsName: true,
      siteCreate201: true,
      parentAppearsAfterDevice: true,
      macFormat12: true,
      serialsMissing: true,
      attributesMissing: true,
    };
    assert.equal((await rename(odd.id)).status, 501);
    assert.deepEqual((await ask.nms('POST', '/devices/authorize', { siteId: site.id, deviceIds: [odd.id] })).body, {
      result: false,
      message: 'Not authorized',
    });
    assert.equal(odd.siteId, null);
    assert.equal((await rename(slow.id)).status, 200);
    assert.deepEqual(
      [await nameOf(slow.id), await nameOf(slow.id), await nameOf(slow.id)],
      ['ubnt', 'ubnt', 'ONU-108'],
    );
    await rename(away.id);
    assert.equal(await nameOf(away.id), 'ubnt');
    world.setOnuStatus(away.id, 'active');
    assert.equal(await nameOf(away.id), 'ONU-108');
    const made = await ask.nms('POST', '/sites', {
      name: 'Unit 109',
      type: 'endpoint',
      parentSiteId: simulator.uisp.parentSiteId,
    });
    assert.deepEqual([made.status, at(made.body, 'identification.parent')], [201, null]);
    await ask.nms('POST', '/devices/authorize', { siteId: at(made.body, 'id'), deviceIds: [slow.id] });
    const shown = await ask.nms('GET', `/devices/${slow.id}`);
    assert.equal(at(shown.body, 'identification.site.parent.id'), simulator.uisp.parentSiteId);
    assert.match(String(at(shown.body, 'identification.mac')), /^[0-9A-F]{12}$/);
    assert.deepEqual([at(shown.body, 'identification.serialNumber'), at(shown.body, 'attributes')], [null, null]);
    world.variants = {};
    world.setOltConnected(false);
    assert.deepEqual(at((await rename(slow.id)).body, 'message'), 'Olt not found');
    assert.equal((await ask.nms('GET', `/devices/onus?parentId=${world.olt.id}`)).status, 404);
  });
});
