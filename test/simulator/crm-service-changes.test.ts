/** Plan changes at the next uninvoiced period, and what a server may do differently (uisp-crm.md §4, "plan change"). */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { askedSimulator, at, listAt } from './asking.ts';
import { crmClerk } from './crm-clerk.ts';

let today = '2026-11-22';
const { simulator, ask } = await askedSimulator({ village: 'empty', today: () => today });
const { period, newClient, newService } = crmClerk(simulator, ask);
const target = period('Village Fiber 2G');

async function serviceOf(body: Record<string, unknown> = {}) {
  const client = await newClient();
  const site = simulator.world.addSite({ name: `Unit ${client}`, parentId: simulator.uisp.parentSiteId });
  const made = await newService(client, { unmsClientSiteId: site.id, ...body });
  return { client, site: site.id, id: Number(at(made.body, 'id')) };
}

const requestChange = (serviceId: number, targetServicePlanPeriodId = target) =>
  ask.crm('POST', '/service-change-requests', { serviceId, targetServicePlanPeriodId });

const acceptChange = (request: unknown) => ask.crm('PATCH', `/service-change-requests/${at(request, 'id')}/accept`);

/** `[id, status, period, activeFrom, site, individual price]` of a client's services. */
async function rows(client: number): Promise<unknown[][]> {
  const { body } = await ask.crm('GET', `/clients/services?clientId=${client}`);
  return listAt(body).map((one) =>
    ['id', 'status', 'servicePlanPeriodId', 'activeFrom', 'unmsClientSiteId', 'hasIndividualPrice'].map((field) =>
      at(one, field),
    ),
  );
}

describe('service change requests of the simulated UISP CRM', () => {
  beforeEach(() => {
    today = '2026-11-22';
    Object.assign(simulator.world.variants, { deferredLosesSite: false, deferredLateReads: 0, planLagReads: 0 });
  });

  it('are listed until they are accepted; then a new service waits for its first day', async () => {
    const { client, site, id } = await serviceOf({ price: 40 });
    const { body: request } = await requestChange(id);
    const waiting = await ask.crm('GET', '/service-change-requests?limit=100&offset=0');
    assert.deepEqual(
      listAt(waiting.body).map((one) => [at(one, 'serviceId'), at(one, 'targetServicePlanPeriodId')]),
      [[id, target]],
    );
    assert.equal((await acceptChange(request)).status, 200);
    assert.equal((await acceptChange(request)).status, 404, 'it is gone');
    assert.equal(listAt((await ask.crm('GET', '/service-change-requests')).body).length, 0);
    assert.deepEqual(await rows(client), [
      [id, 1, period(), '2026-11-22T00:00:00-0600', site, true],
      [id + 1, 6, target, '2026-12-01T00:00:00-0600', null, true],
    ]);
    today = '2026-12-01';
    assert.deepEqual(await rows(client), [
      [id, 5, period(), '2026-11-22T00:00:00-0600', null, true],
      [id + 1, 1, target, '2026-12-01T00:00:00-0600', site, true],
    ]);
  });

  it('begin no earlier than invoicing does', async () => {
    const { client, id } = await serviceOf({ invoicingStart: '2099-12-31T00:00:00-0600' });
    await acceptChange((await requestChange(id)).body);
    assert.equal((await rows(client))[1]?.[3], '2099-12-31T00:00:00-0600');
  });

  it('are taken back before their day, and not after it', async () => {
    const { client, id } = await serviceOf();
    const cancel = () => ask.crm('PATCH', `/clients/services/${id}/cancel-deferred-change`);
    assert.equal((await cancel()).status, 422);
    await acceptChange((await requestChange(id)).body);
    assert.equal((await acceptChange((await requestChange(id)).body)).status, 404, 'one at a time');
    const cancelled = await cancel();
    assert.deepEqual([cancelled.status, cancelled.body], [200, undefined]);
    assert.deepEqual(
      (await rows(client)).map(([one, status]) => [one, status]),
      [[id, 1]],
    );
    await acceptChange((await requestChange(id)).body);
    today = '2026-12-01';
    assert.equal((await cancel()).status, 422);
  });

  it('are refused for a plan that cannot be had, and for an archived client', async () => {
    const { client, id } = await serviceOf();
    assert.equal((await requestChange(id, target + 1)).status, 422);
    assert.equal((await requestChange(id, 9999)).status, 404);
    assert.equal((await requestChange(9999)).status, 404);
    const { body: request } = await requestChange(id);
    await ask.crm('PATCH', `/clients/${client}/archive`);
    assert.equal((await requestChange(id)).status, 404);
    assert.equal((await acceptChange(request)).status, 404);
  });

  it('may lose the site, and come late', async () => {
    Object.assign(simulator.world.variants, { deferredLosesSite: true, deferredLateReads: 1 });
    const { client, id } = await serviceOf();
    await acceptChange((await requestChange(id)).body);
    today = '2026-12-01';
    const seen = async () => (await rows(client)).map(([, status, , , site]) => [status, site === null]);
    assert.deepEqual(await seen(), [
      [1, false],
      [6, true],
    ]);
    assert.deepEqual(await seen(), [
      [5, true],
      [1, true],
    ]);
  });
});

describe('a plan changed in place', () => {
  it('may show late, with its price', async () => {
    Object.assign(simulator.world.variants, { planLagReads: 1 });
    const { id } = await serviceOf({ price: 40 });
    const path = `/clients/services/${id}`;
    await ask.crm('PATCH', path, { servicePlanPeriodId: target, price: null });
    const shown = async () => {
      const { body } = await ask.crm('GET', path);
      return [at(body, 'servicePlanPeriodId'), at(body, 'hasIndividualPrice'), at(body, 'downloadSpeed')];
    };
    assert.deepEqual(await shown(), [period(), true, 500]);
    assert.deepEqual(await shown(), [target, false, 2000]);
  });

  it('shows another speed than its plan’s, where the variant says so', async () => {
    const { id } = await serviceOf();
    Object.assign(simulator.world.variants, { shownMbps: 300 });
    assert.equal(at((await ask.crm('GET', `/clients/services/${id}`)).body, 'downloadSpeed'), 300);
    Object.assign(simulator.world.variants, { shownMbps: undefined });
  });
});
