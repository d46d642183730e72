import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { errorOf } from '../error-of.ts';
import { connected, newClient } from './connected.ts';

async function tenantWithSite(t: TestContext, options: Parameters<typeof connected>[1] = {}) {
  const uisp = await connected(t, { today: () => '2026-11-10', ...options });
  const client = await uisp.crm.createClient({ ...newClient, contacts: [] });
  const site = await uisp.nms.createSubscriberSite({ name: 'Unit 101', parentId: uisp.settings.parentSite.id ?? '' });
  const plans = await uisp.crm.servicePlans();
  const periods = plans.map((plan) => plan.periods.find(({ enabled, months }) => enabled && months === 1)?.id ?? 0);
  return { ...uisp, client, site, plans, periods };
}

const dates = { activeFrom: '2026-12-01', invoicingStart: '2099-12-31' };

test('a service begins at local midnight of the server, mails nobody, and is bound to its site', async (t) => {
  const { crm, client, site, periods, simulator } = await tenantWithSite(t);
  const service = await crm.createService(client.id, {
    ...dates,
    servicePlanPeriodId: periods[0] ?? 0,
    unmsClientSiteId: site.id,
  });
  assert.deepEqual(simulator.requests.at(-1)?.body, {
    servicePlanPeriodId: periods[0],
    activeFrom: '2026-12-01T00:00:00-0600',
    invoicingStart: '2099-12-31T00:00:00-0600',
    sendEmailsAutomatically: false,
    unmsClientSiteId: site.id,
  });
  assert.deepEqual(
    [service.activeFrom, service.invoicingStart, service.activeTo, service.sendEmailsAutomatically, service.status],
    ['2026-12-01', '2099-12-31', null, false, 0],
  );
  assert.equal(service.unmsClientSiteId, site.id);
  assert.deepEqual(await crm.service(service.id), service);
  assert.deepEqual(await crm.services({ clientId: client.id, statuses: [0, 1] }), [service]);
  assert.deepEqual(await crm.services({ clientId: client.id, statuses: [2] }), []);
});

test('the options are read once for many services at once', async (t) => {
  const { crm, client, site, periods, simulator } = await tenantWithSite(t);
  const service = { ...dates, servicePlanPeriodId: periods[0] ?? 0, unmsClientSiteId: site.id };
  await Promise.allSettled(Array.from({ length: 8 }, () => crm.createService(client.id, service)));
  assert.equal(simulator.requests.filter(({ path }) => path.endsWith('/options')).length, 1);
});

test('a service is moved to another plan, ended, unbound and bound again', async (t) => {
  const { crm, client, site, periods } = await tenantWithSite(t, { today: () => '2026-12-10' });
  const made = await crm.createService(client.id, {
    ...dates,
    servicePlanPeriodId: periods[0] ?? 0,
    unmsClientSiteId: site.id,
  });
  assert.equal(made.status, 1);
  const faster = await crm.patchService(made.id, { servicePlanPeriodId: periods[1] ?? 0, price: null });
  assert.deepEqual([faster.id, faster.servicePlanPeriodId], [made.id, periods[1]]);
  assert.deepEqual([faster.downloadMbps, faster.price, faster.hasIndividualPrice], [1000, 55, false]);
  assert.equal((await crm.patchService(made.id, { activeTo: '2026-12-31' })).activeTo, '2026-12-31');
  assert.equal((await crm.patchService(made.id, { activeTo: null })).activeTo, null);
  await crm.unbindSite(made.id);
  assert.equal((await crm.service(made.id)).unmsClientSiteId, null);
  assert.equal((await crm.bindSite(made.id, site.id)).unmsClientSiteId, site.id);
  await crm.endService(made.id);
  assert.equal((await crm.service(made.id)).status, 2);
});

test('a plan change can wait for the next uninvoiced period', async (t) => {
  const { crm, client, site, periods } = await tenantWithSite(t, { today: () => '2026-12-10' });
  const made = await crm.createService(client.id, {
    activeFrom: '2026-12-01',
    invoicingStart: '2026-12-01',
    servicePlanPeriodId: periods[0] ?? 0,
    unmsClientSiteId: site.id,
  });
  const request = await crm.requestServiceChange(made.id, periods[1] ?? 0);
  assert.deepEqual(await crm.serviceChangeRequests(), [
    { id: request, serviceId: made.id, targetServicePlanPeriodId: periods[1] },
  ]);
  await crm.acceptServiceChange(request);
  assert.deepEqual(await crm.serviceChangeRequests(), []);
  const deferred = (await crm.services({ clientId: client.id })).find(({ status }) => status === 6);
  assert.notEqual(deferred?.id, made.id);
  const locked = await errorOf(crm.patchService(made.id, { activeTo: '2026-12-31' }));
  assert.equal(locked.code, 'UISP_CRM_404');
  assert.match(locked.message, /deferred change/);
  await crm.cancelServiceChange(made.id);
  assert.deepEqual(
    (await crm.services({ clientId: client.id })).map(({ id }) => id),
    [made.id],
  );
});

test('plans: Internet only, with speeds and monthly periods; a new one has exactly one', async (t) => {
  const { crm, simulator } = await connected(t, { plansExist: false });
  simulator.world.crm.plans.set(77, {
    id: 77,
    name: 'Parking',
    servicePlanType: 'General',
    downloadSpeed: null,
    uploadSpeed: null,
    archived: false,
    periods: [],
    fields: {},
  });
  assert.deepEqual(await crm.servicePlans(), []);
  const made = await crm.createServicePlan({
    name: 'Village Fiber 1G',
    downloadMbps: 1000,
    uploadMbps: 1000,
    monthlyPriceCents: 3099,
  });
  assert.deepEqual(
    [made.name, made.downloadMbps, made.uploadMbps, made.archived],
    ['Village Fiber 1G', 1000, 1000, false],
  );
  assert.deepEqual(
    made.periods.filter(({ enabled }) => enabled).map(({ months, price }) => ({ months, price })),
    [{ months: 1, price: 30.99 }],
  );
  assert.deepEqual(await crm.servicePlans(), [made]);
});

test('an unknown plan period in the body is a 404 that does not say "wrong address"', async (t) => {
  const { crm, client, site } = await tenantWithSite(t);
  const service = { ...dates, servicePlanPeriodId: 987_654, unmsClientSiteId: site.id };
  const error = await errorOf(crm.createService(client.id, service));
  assert.ok(['UISP_CRM_404', 'UISP_CRM_422'].includes(error.code), error.code);
  assert.equal(error.trouble, 'data');
  if (error.code === 'UISP_CRM_404') assert.match(error.hint ?? '', /request names/);
});
