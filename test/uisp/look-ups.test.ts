/** The lists that the dialogs choose from, and the rule that a stored secret goes to the deployed address only. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { storedVariables } from '../../nodes/http/account-routes.ts';
import type { TestStage } from '../../nodes/http/form-limits.ts';
import { lookUp } from '../../nodes/http/look-up.ts';
import { innagoDialog } from '../../nodes/innago/test-connection.ts';
import { connectUisp } from '../../nodes/uisp/connection.ts';
import { uispDialog } from '../../nodes/uisp/test-connection.ts';
import { uispServerSettings } from '../../nodes/uisp/uisp-server-settings.ts';
import { json, serve } from '../http/server.ts';
import { startSimulator } from '../simulator/simulator.ts';

async function simulated(t: TestContext) {
  const simulator = await startSimulator({ village: 'empty', units: 3 });
  t.after(async () => {
    await simulator.stop();
    assert.deepEqual(simulator.contractProblems(), []);
  });
  const { url: host, crmKey, nmsToken: nmsKey } = simulator.uisp;
  return { simulator, form: { host, crmKey, nmsKey } };
}

const address = { street1: '1 Way', street2: '', city: 'Dallas', zipCode: '75201', contacts: [] };

const listOf = (what: unknown, form: object, stage: TestStage = {}) =>
  lookUp(uispDialog, { ...form, what }, { environment: {}, ...stage });

test('parent sites, organizations and plans, as they are called in UISP; nothing is written', async (t) => {
  const { simulator, form } = await simulated(t);
  simulator.world.addSite({ name: 'Annex', type: 'site' });
  simulator.world.addSite({ name: 'Unit 1', type: 'endpoint' });
  simulator.world.crm.organizations.push({ id: 12, name: 'Second' }, { id: 3, name: 'Another' });
  const sites = await listOf('parentSites', form);
  assert.deepEqual([sites.ok, sites.text, sites.hint], [true, '', '']);
  assert.deepEqual(
    sites.choices.map(({ label }) => label),
    ['Annex', 'Victorian Village'],
  );
  assert.equal(sites.choices.at(-1)?.value, simulator.uisp.parentSiteId);
  assert.deepEqual((await listOf('organizations', form)).choices, [
    { value: '3', label: 'Another' },
    { value: '1', label: 'ERE Fiber' },
    { value: '12', label: 'Second' },
  ]);
  const plans = (await listOf('servicePlans', form)).choices;
  assert.deepEqual(plans[0], { value: 'Village Fiber 1G', label: 'Village Fiber 1G', more: '1000/1000 Mbps' });
  assert.deepEqual(
    plans.map(({ value }) => value),
    ['Village Fiber 1G', 'Village Fiber 2G', 'Village Fiber 500'],
  );
  assert.ok(simulator.requests.every(({ isWrite }) => !isWrite));
});

test('archived plans and subscribers are no choices, whatever the server gives', async (t) => {
  const plan = (name: string, archived: boolean) => ({ id: name.length, name, archived, periods: [] });
  const site = (id: string, type: string) => ({ id, identification: { id, name: id, type } });
  const url = (
    await serve(t, ({ url = '' }, response) => {
      if (url.includes('/sites')) return json(response, [site('parent', 'site'), site('unit', 'endpoint')]);
      return json(response, [plan('Old', true), plan('Newer', false)]);
    })
  ).url;
  const form = { host: url, crmKey: 'x', nmsKey: 'y' };
  assert.deepEqual((await listOf('servicePlans', form)).choices, [{ value: 'Newer', label: 'Newer' }]);
  assert.deepEqual((await listOf('parentSites', form)).choices, [{ value: 'parent', label: 'parent' }]);
});

test('why there is no list is told in words: no such list, no key, a wrong one, nobody there', async (t) => {
  const { form } = await simulated(t);
  for (const what of [undefined, 'none', 'toString', 7]) assert.match((await listOf(what, form)).text, /no such list/);
  assert.match((await listOf('parentSites', { ...form, nmsKey: '' })).text, /no NMS token/);
  const wrong = await listOf('servicePlans', { ...form, crmKey: 'c4n4ry' });
  assert.deepEqual([wrong.ok, wrong.choices], [false, []]);
  assert.match(wrong.text, /401/);
  assert.match(wrong.hint, /CRM app key/);
  assert.ok(!JSON.stringify(wrong).includes('c4n4ry'));
  assert.match((await listOf('parentSites', { ...form, host: 'http://127.0.0.1:1' })).text, /cannot be reached/);
  for (const nonsense of [undefined, null, 'x']) assert.equal((await lookUp(uispDialog, nonsense)).ok, false);
});

test('a list that does not come is given up in time', async (t) => {
  const silent = await serve(t, () => {});
  const form = { host: silent.url, crmKey: 'x', nmsKey: 'y' };
  const { text } = await listOf('parentSites', form, { withinMs: 200 });
  assert.equal(text, 'UISP did not answer within 10 seconds.');
});

test('a stored secret goes only to the address that was deployed', async (t) => {
  const { form } = await simulated(t);
  const stored = { ...form, crmKey: '__PWRD__', nmsKey: '__PWRD__' };
  assert.equal((await listOf('servicePlans', stored, { deployed: form })).ok, true);
  const thief = await serve(t, (_request, response) => json(response, []));
  const moved = await listOf('servicePlans', { ...stored, host: thief.url }, { deployed: form });
  assert.match(moved.text, /stored CRM key is not sent there/);
  assert.match((await listOf('servicePlans', stored)).text, /has no CRM key/);
  assert.equal(thief.received.length, 0);
  assert.equal((await listOf('servicePlans', { ...form, host: thief.url }, { deployed: form })).ok, true, 'retyped');
});

test('of stored secrets only the names of variables of ours are told', () => {
  const stored = { crmKey: '${UISP_CRM_API_KEY}', nmsKey: 'c4n4ry', other: '${UISP_HOST}' };
  assert.deepEqual(storedVariables(uispDialog, stored), { crmKey: 'UISP_CRM_API_KEY' });
  assert.deepEqual(storedVariables(uispDialog, { crmKey: '${c4n4ry}', nmsKey: 7 }), {});
  for (const nothing of [undefined, null, 'x']) assert.deepEqual(storedVariables(innagoDialog, nothing), {});
});

test('with an organization chosen, clients and plans are made for it; without one UISP takes its default', async (t) => {
  const { simulator, form } = await simulated(t);
  simulator.world.crm.organizations.push({ id: 2, name: 'Second' });
  const made = async (organizationId: string) => {
    const { crm, close } = connectUisp(uispServerSettings({ ...form, organizationId }, form));
    t.after(close);
    const name = `of ${organizationId || 'none'}`;
    await crm.createClient({ userIdent: `innago:${name}`, firstName: 'A', lastName: name, ...address });
    await crm.createServicePlan({ name, downloadMbps: 1, uploadMbps: 1, monthlyPriceCents: 100 });
    return simulator.requests
      .filter(({ isWrite }) => isWrite)
      .slice(-2)
      .map(({ body }) => Object(body).organizationId);
  };
  assert.deepEqual(await made('2'), [2, 2]);
  assert.deepEqual(await made(''), [undefined, undefined]);
  for (const wrong of ['x', '0', '-1'])
    assert.throws(() => uispServerSettings({ organizationId: wrong }, form), { code: 'NOT_CONFIGURED' }, wrong);
});
