import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedSimulator, at, listAt } from './asking.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';

const { simulator, ask } = await askedSimulator({ village: 'empty' });

describe('sites of the simulated UISP NMS', () => {
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
});
