import assert from 'node:assert/strict';
import { test } from 'node:test';
import { server, simulated, switchOn, tested } from './test-connection-scene.ts';

test('all is well: version, zone, plans and parent site are told, and nothing was written', async (t) => {
  const { simulator, form } = await simulated(t);
  switchOn(simulator, 'ticketingEnabled');
  const result = await tested(form);
  assert.equal(result.ok, true);
  assert.deepEqual(
    result.states.map((line) => line.replace(/[\d.]+/g, '#')),
    [
      'ok: #:# answers#',
      'ok: UISP CRM # answers#',
      'ok: The CRM key is accepted#',
      'ok: UISP NMS answers#',
      'ok: The NMS token is accepted#',
      'ok: Clients, services and tickets can be read#',
      'ok: Service plans: Village Fiber #, Village Fiber #G, Village Fiber #G#',
      'ok: Time zone America/Chicago#',
      'note: Whether the keys may also write shows with the first write only: a key of type Read passes this test#',
      'ok: The parent site is "Victorian Village"#',
      'warning: There is no ONU#',
    ],
  );
  assert.deepEqual(simulator.requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`).sort(), [
    'GET /crm/api/v1.0/clients',
    'GET /crm/api/v1.0/clients/services',
    'GET /crm/api/v1.0/options',
    'GET /crm/api/v1.0/organizations',
    'GET /crm/api/v1.0/service-plans',
    'GET /crm/api/v1.0/ticketing/tickets',
    'GET /crm/api/v1.0/version',
    'GET /nms/api/v2.1/devices',
    'GET /nms/api/v2.1/sites',
  ]);
});

test('it warns of what would still reach tenants', async (t) => {
  const { simulator, form } = await simulated(t, { plansExist: false });
  switchOn(simulator, 'mailerEnabled', 'notificationInvoiceNew', 'notificationTicketUserCreatedByEmail');
  const never = (await tested(form)).warnings.join('\n');
  assert.match(never, /notificationTicketUserCreatedByEmail/);
  assert.doesNotMatch(never, /notificationInvoiceNew/);
  assert.match(never, /no Internet service plan/);
  const normal = (await tested({ ...form, uispInvoices: 'normal' })).warnings.join('\n');
  assert.match(normal, /notificationInvoiceNew/);
  switchOn(simulator, 'notificationTicketUserCreatedByEmail');
  const noMailer = (await tested(form)).warnings.join('\n');
  assert.doesNotMatch(noMailer, /notificationTicketUserCreatedByEmail/);
});

test('each wrong key is named, and both when both are wrong', async (t) => {
  const { simulator, form } = await simulated(t);
  const crm = await tested({ ...form, crmKey: 'no' });
  assert.deepEqual([crm.ok, /UISP CRM answered 401/.test(crm.text), /CRM app key/.test(crm.hint)], [false, true, true]);
  const swapped = { ...form, crmKey: simulator.uisp.nmsToken, nmsKey: simulator.uisp.crmKey };
  const both = await tested(swapped);
  assert.match(both.text, /UISP CRM answered 401.*\n.*UISP NMS answered 401/);
  assert.match(both.hint, /CRM app key.*\n.*NMS token/);
  assert.equal(JSON.stringify(both).includes(simulator.uisp.nmsToken), false);
});

test('parent site: missing, ambiguous, by a wrong id', async (t) => {
  const { simulator, form } = await simulated(t);
  const missing = await tested({ ...form, parentSiteName: 'Gothic Village' });
  assert.match(missing.text, /no site named "Gothic Village"/);
  const twin = simulator.world.addSite({ name: 'Victorian Village', type: 'site' });
  const ambiguous = await tested(form);
  assert.match(ambiguous.text, /more than one site/);
  assert.match(ambiguous.hint, new RegExp(twin.id));
  const byId = await tested({ ...form, parentSiteId: simulator.uisp.parentSiteId });
  assert.equal(byId.ok, true);
});

test('a self-signed certificate: refused with both ways out, accepted by CA file or by choice', async (t) => {
  const { simulator, form } = await simulated(t, { tls: true });
  const refused = await tested(form);
  assert.match(refused.text, /certificate is self-signed/);
  assert.equal(refused.text.split('\n').length, 1, 'told once, not for each API');
  assert.match(refused.hint, /CA file/);
  assert.equal((await tested({ ...form, caFile: simulator.uisp.certificateFile })).ok, true);
  const accepted = await tested({ ...form, allowSelfSigned: 'true' });
  assert.equal(accepted.ok, true);
  assert.match(accepted.warnings.join('\n'), /Any certificate is accepted/);
  assert.match(
    refused.states.join('\n'),
    /^ok: .*answers\.\nfailed: .*certificate[\s\S]*skipped: UISP CRM[\s\S]*skipped: UISP NMS/,
  );
  assert.match(accepted.states.join('\n'), /warning: Any certificate/);
  const noFile = await tested({ ...form, caFile: '/nowhere/ca.pem' });
  assert.match(noFile.text, /\/nowhere\/ca\.pem cannot be read \(ENOENT\)/);
  const plain = await tested({ ...form, host: simulator.uisp.plainUrl });
  assert.match(plain.text, /redirect/);
});

test('plain http elsewhere, no host of that name, nothing there', async () => {
  const keys = { crmKey: 'x', nmsKey: 'y' };
  const http = await tested({ host: 'http://10.8.10.10', ...keys });
  assert.match(http.text, /plain http/);
  const nothing = await tested({ host: 'http://127.0.0.1:1', ...keys });
  assert.match(nothing.text, /cannot be reached/);
  assert.equal((await tested({ host: '127.0.0.1', ...keys, routes: 'x' })).text.includes('line 1'), true);
  assert.match((await tested({ host: '127.0.0.1' })).hint, /UISP_CRM_API_KEY/);
});

test('something else than UISP, and something that never answers', async (t) => {
  const keys = { crmKey: 'x', nmsKey: 'y' };
  const page = await server(t, (_request, response) =>
    response.writeHead(404, { 'content-type': 'text/html' }).end('<html>'),
  );
  const elsewhere = await tested({ host: page, ...keys });
  assert.match(elsewhere.text, /404/);
  assert.match(elsewhere.hint, /Is this a UISP server/);
  const silent = await server(t, () => undefined);
  const began = Date.now();
  const slow = await tested({ host: silent, ...keys, timeoutSeconds: '1' });
  assert.match(slow.text, /did not answer/);
  assert.ok(Date.now() - began < 5000);
});

test('a stored key goes only to the host that was deployed', async (t) => {
  const { simulator, form } = await simulated(t);
  const deployed = {
    host: `${simulator.uisp.url}/nms/`,
    crmKey: simulator.uisp.crmKey,
    nmsKey: simulator.uisp.nmsToken,
  };
  const stored = { ...form, crmKey: '__PWRD__', nmsKey: '__PWRD__' };
  assert.equal((await tested(stored, { deployed })).ok, true);
  const heard: string[] = [];
  const elsewhere = await server(t, (request, response) => {
    heard.push(String(request.headers['x-auth-app-key']));
    response.end('{}');
  });
  const moved = await tested({ ...stored, host: elsewhere }, { deployed });
  assert.deepEqual([moved.ok, heard], [false, []]);
  assert.match(moved.hint, /Type the CRM key again/);
  const fresh = await tested(stored);
  assert.match(fresh.text, /has no CRM key/, 'nothing deployed, nothing stored');
  assert.match(fresh.hint, /UISP_CRM_API_KEY/);
  const keyless = await tested({ ...stored, host: elsewhere }, { deployed: { host: deployed.host, crmKey: '' } });
  assert.match(keyless.text, /has no CRM key/);
  const unusable = { ...deployed, host: 'http://10.8.10.10' };
  const corrected = await tested({ ...stored, host: 'https://127.0.0.1:1' }, { deployed: unusable });
  assert.match(corrected.text, /not the deployed one, so the stored CRM key is not sent/);
  assert.match((await tested({ ...stored, host: 'http://10.8.10.10' }, { deployed })).text, /plain http/);
});

test('so does a variable in the field of a key, and only one of this account’s own', async (t) => {
  const { simulator, form } = await simulated(t);
  const heard: string[] = [];
  const elsewhere = await server(t, (request, response) => {
    heard.push(`${request.headers['x-auth-app-key']} ${request.headers['x-auth-token']}`);
    response.end('{}');
  });
  const environment = {
    ...simulator.env(),
    NODE_RED_CREDENTIAL_SECRET: 'c4n4ry',
    INNAGO_API_KEY: 'c4n4ry',
    MINE: 'c4n4ry',
  };
  const keys = { crmKey: '${UISP_CRM_API_KEY}', nmsKey: '${UISP_NMS_API_KEY}' };
  const deployed = { host: simulator.uisp.url, crmKey: 'a', nmsKey: 'b' };
  assert.equal((await tested({ ...form, ...keys }, { deployed, environment })).ok, true);
  assert.equal((await tested({ ...form, ...keys }, { environment })).ok, true, 'before any deploy');
  const moved = await tested({ ...form, ...keys, host: elsewhere }, { deployed, environment });
  assert.match(moved.text, /not the deployed one, so the CRM key of the variable UISP_CRM_API_KEY is not sent there/);
  for (const name of ['NODE_RED_CREDENTIAL_SECRET', 'INNAGO_API_KEY', 'MINE']) {
    const foreign = { ...form, ...keys, nmsKey: `\${${name}}`, host: elsewhere };
    for (const stage of [{ environment }, { environment, deployed: { ...deployed, host: elsewhere } }]) {
      const { ok, text } = await tested(foreign, stage);
      assert.deepEqual([ok, text.includes(`variable ${name} is none of this account’s own`)], [false, true], text);
    }
  }
  assert.deepEqual(heard, []);
});

test('a variable with a blank beside it is none: Node-RED leaves it as it is', async (t) => {
  const { simulator, form } = await simulated(t);
  const environment = simulator.env();
  assert.equal((await tested({ ...form, crmKey: '${UISP_CRM_API_KEY}' }, { environment })).ok, true);
  assert.match((await tested({ ...form, crmKey: '${UISP_CRM_API_KEY} ' }, { environment })).text, /has no CRM key/);
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
  assert.equal((await tested(variables, { environment: simulator.env() })).ok, true);
  const { UISP_NMS_API_KEY: _unset, ...others } = simulator.env();
  assert.match((await tested(variables, { environment: others })).hint, /UISP_NMS_API_KEY/);
});

test('nonsense from the browser is answered, not thrown', async () => {
  for (const form of [undefined, null, 'x', { host: {} }]) assert.equal((await tested(form)).ok, false);
});
