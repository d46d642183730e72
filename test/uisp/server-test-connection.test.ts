import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { type TestContext, test } from 'node:test';
import { type DeployedServer, testForm } from '../../nodes/uisp/test-route.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../simulator/simulator.ts';

async function simulated(t: TestContext, options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ village: 'empty', units: 3, ...options });
  t.after(async () => {
    await simulator.stop();
    assert.deepEqual(simulator.contractProblems(), []);
  });
  const form = {
    host: simulator.uisp.url,
    crmKey: simulator.uisp.crmKey,
    nmsKey: simulator.uisp.nmsToken,
    caFile: '',
    allowSelfSigned: 'false',
    parentSiteName: 'Victorian Village',
    parentSiteId: '',
    uispInvoices: 'never',
    timeoutSeconds: '60',
    routes: '',
  };
  return { simulator, form };
}

function switchOn(simulator: Simulator, ...names: string[]) {
  const { options } = simulator.world.crm;
  for (const name of Object.keys(options)) if (typeof options[name] === 'boolean') options[name] = false;
  for (const name of names) options[name] = true;
}

test('all is well: version, zone, plans and parent site are told, and nothing was written', async (t) => {
  const { simulator, form } = await simulated(t);
  switchOn(simulator);
  const result = await testForm(form, undefined, {});
  assert.equal(result.ok, true);
  assert.match(result.text, /UISP 4\.5.*America\/Chicago.*Village Fiber 500.*parent site "Victorian Village"/);
  assert.equal(result.hint, '');
  assert.deepEqual(result.warnings.length, 1);
  assert.match(result.warnings[0] ?? '', /type Read passes/);
  assert.deepEqual(simulator.requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`).sort(), [
    'GET /crm/api/v1.0/options',
    'GET /crm/api/v1.0/service-plans',
    'GET /crm/api/v1.0/version',
    'GET /nms/api/v2.1/sites',
  ]);
});

test('it warns of what would still reach tenants', async (t) => {
  const { simulator, form } = await simulated(t, { plansExist: false });
  switchOn(simulator, 'mailerEnabled', 'notificationInvoiceNew', 'notificationTicketUserCreatedByEmail');
  const never = (await testForm(form, undefined, {})).warnings.join('\n');
  assert.match(never, /notificationTicketUserCreatedByEmail/);
  assert.doesNotMatch(never, /notificationInvoiceNew/);
  assert.match(never, /no Internet service plan/);
  const normal = (await testForm({ ...form, uispInvoices: 'normal' }, undefined, {})).warnings.join('\n');
  assert.match(normal, /notificationInvoiceNew/);
  switchOn(simulator, 'notificationTicketUserCreatedByEmail');
  const noMailer = (await testForm(form, undefined, {})).warnings.join('\n');
  assert.doesNotMatch(noMailer, /notificationTicketUserCreatedByEmail/);
});

test('each wrong key is named, and both when both are wrong', async (t) => {
  const { simulator, form } = await simulated(t);
  const crm = await testForm({ ...form, crmKey: 'no' }, undefined, {});
  assert.deepEqual([crm.ok, /UISP CRM answered 401/.test(crm.text), /CRM app key/.test(crm.hint)], [false, true, true]);
  const swapped = { ...form, crmKey: simulator.uisp.nmsToken, nmsKey: simulator.uisp.crmKey };
  const both = await testForm(swapped, undefined, {});
  assert.match(both.text, /UISP CRM answered 401.*\n.*UISP NMS answered 401/);
  assert.match(both.hint, /CRM app key.*\n.*NMS token/);
  assert.equal(JSON.stringify(both).includes(simulator.uisp.nmsToken), false);
});

test('parent site: missing, ambiguous, by a wrong id', async (t) => {
  const { simulator, form } = await simulated(t);
  const missing = await testForm({ ...form, parentSiteName: 'Gothic Village' }, undefined, {});
  assert.match(missing.text, /no site named "Gothic Village"/);
  const twin = simulator.world.addSite({ name: 'Victorian Village', type: 'site' });
  const ambiguous = await testForm(form, undefined, {});
  assert.match(ambiguous.text, /more than one site/);
  assert.match(ambiguous.hint, new RegExp(twin.id));
  const byId = await testForm({ ...form, parentSiteId: simulator.uisp.parentSiteId }, undefined, {});
  assert.equal(byId.ok, true);
});

test('a self-signed certificate: refused with both ways out, accepted by CA file or by choice', async (t) => {
  const { simulator, form } = await simulated(t, { tls: true });
  const refused = await testForm(form, undefined, {});
  assert.match(refused.text, /certificate is self-signed/);
  assert.equal(refused.text.split('\n').length, 1, 'told once, not for each API');
  assert.match(refused.hint, /CA file/);
  assert.equal((await testForm({ ...form, caFile: simulator.uisp.certificateFile }, undefined, {})).ok, true);
  const accepted = await testForm({ ...form, allowSelfSigned: 'true' }, undefined, {});
  assert.equal(accepted.ok, true);
  assert.match(accepted.warnings.join('\n'), /Any certificate is accepted/);
  const noFile = await testForm({ ...form, caFile: '/nowhere/ca.pem' }, undefined, {});
  assert.match(noFile.text, /\/nowhere\/ca\.pem cannot be read \(ENOENT\)/);
  const plain = await testForm({ ...form, host: simulator.uisp.plainUrl }, undefined, {});
  assert.match(plain.text, /redirect/);
});

test('plain http elsewhere, no host of that name, nothing there', async () => {
  const keys = { crmKey: 'x', nmsKey: 'y' };
  const http = await testForm({ host: 'http://10.8.10.10', ...keys }, undefined, {});
  assert.match(http.text, /plain http/);
  const nothing = await testForm({ host: 'http://127.0.0.1:1', ...keys }, undefined, {});
  assert.match(nothing.text, /cannot be reached/);
  assert.equal(
    (await testForm({ host: '127.0.0.1', ...keys, routes: 'x' }, undefined, {})).text.includes('line 1'),
    true,
  );
  assert.match((await testForm({ host: '127.0.0.1' }, undefined, {})).hint, /UISP_CRM_API_KEY/);
});

async function server(t: TestContext, listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    listening.closeAllConnections();
    listening.close();
  });
  const address = listening.address();
  assert.ok(address !== null && typeof address === 'object');
  return `http://127.0.0.1:${address.port}`;
}

test('something else than UISP, and something that never answers', async (t) => {
  const keys = { crmKey: 'x', nmsKey: 'y' };
  const page = await server(t, (_request, response) =>
    response.writeHead(404, { 'content-type': 'text/html' }).end('<html>'),
  );
  const elsewhere = await testForm({ host: page, ...keys }, undefined, {});
  assert.match(elsewhere.text, /404/);
  assert.match(elsewhere.hint, /Is this a UISP server/);
  const silent = await server(t, () => undefined);
  const began = Date.now();
  const slow = await testForm({ host: silent, ...keys, timeoutSeconds: '1' }, undefined, {});
  assert.match(slow.text, /did not answer/);
  assert.ok(Date.now() - began < 5000);
});

test('a stored key goes only to the host that was deployed', async (t) => {
  const { simulator, form } = await simulated(t);
  const deployed: DeployedServer = {
    host: `${simulator.uisp.url}/nms/`,
    secrets: { crmKey: simulator.uisp.crmKey, nmsKey: simulator.uisp.nmsToken },
  };
  const stored = { ...form, crmKey: '__PWRD__', nmsKey: '__PWRD__' };
  assert.equal((await testForm(stored, deployed, {})).ok, true);
  const heard: string[] = [];
  const elsewhere = await server(t, (request, response) => {
    heard.push(String(request.headers['x-auth-app-key']));
    response.end('{}');
  });
  const moved = await testForm({ ...stored, host: elsewhere }, deployed, {});
  assert.deepEqual([moved.ok, heard], [false, []]);
  assert.match(moved.hint, /Type the CRM key again/);
  assert.equal((await testForm(stored, undefined, {})).ok, false);
});

test('variables are replaced on the server, where they are set', async (t) => {
  const { simulator, form } = await simulated(t);
  const variables = {
    ...form,
    host: '${UISP_HOST}',
    crmKey: '${UISP_CRM_API_KEY}',
    nmsKey: '${UISP_NMS_API_KEY}',
    parentSiteId: '${UISP_PARENT_SITE_ID}',
  };
  assert.equal((await testForm(variables, undefined, simulator.env())).ok, true);
  const { UISP_NMS_API_KEY: _unset, ...others } = simulator.env();
  assert.match((await testForm(variables, undefined, others)).hint, /UISP_NMS_API_KEY/);
});

test('nonsense from the browser is answered, not thrown', async () => {
  for (const form of [undefined, null, 'x', { host: 5 }]) assert.equal((await testForm(form, undefined, {})).ok, false);
});
