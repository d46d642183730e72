import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedSimulator, at, listAt } from './asking.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';

const { simulator, ask } = await askedSimulator({ village: 'empty' });

describe('devices of the simulated UISP NMS', () => {
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
