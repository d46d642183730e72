import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TestStage, testForm } from '../../nodes/http/test-connection.ts';
import { innagoTest } from '../../nodes/innago/test-connection.ts';
import { deadPort, json, page, serve } from '../http/server.ts';
import { selfSignedCertificate } from '../simulator/http/certificate.ts';
import { fieldsOf, simulate } from './account.ts';

const tested = (form: unknown, stage: TestStage = {}) => testForm(innagoTest, form, { environment: {}, ...stage });

test('all is well', async (t) => {
  const simulator = await simulate(t);
  const result = await tested({
    ...fieldsOf(simulator),
    propertyId: ` ${simulator.innago.propertyUid.toUpperCase()} `,
  });
  assert.equal(result.ok, true, result.text);
  assert.match(result.text, /keys are accepted.*has 118 units/);
  assert.equal(result.hint, '');
  assert.ok(result.properties?.some(({ uid }) => uid === simulator.innago.propertyUid));
  assert.ok(simulator.requests.every(({ isWrite }) => !isWrite));
});

test('each cause is told apart', async (t) => {
  const simulator = await simulate(t);
  const good = fieldsOf(simulator);
  const certificate = await selfSignedCertificate();
  t.after(() => certificate.remove());
  const secure = await serve(t, (_request, response) => json(response, {}), certificate);
  const forbidden = await serve(t, (_request, response) => page(response, 403));
  const elsewhere = await serve(t, (_request, response) => response.writeHead(301, { location: 'https://x' }).end());
  const web = await serve(t, ({ url }, response) => (url === '/none' ? json(response, {}, 404) : page(response, 200)));
  const fixed = { apiKey: 'key', clientId: '', clientSecret: '', bearerToken: 'jwt' };
  const causes: [object, RegExp, RegExp][] = [
    [{ apiKey: '' }, /API key is missing/, /INNAGO_API_KEY/],
    [{ clientSecret: '${NOT_SET}' }, /variable NOT_SET is not set/, /NOT_SET/],
    [{ clientSecret: 'wrong' }, /client id or the client secret/, /INNAGO_CLIENT_SECRET/],
    [{ apiKey: 'wrong' }, /refuses the API key/, /INNAGO_API_KEY/],
    [{ ...fixed, apiUrl: forbidden.url }, /403/, /no access/],
    [{ apiUrl: await deadPort(t) }, /cannot be reached/, /address and the port/],
    [{ apiUrl: 'https://no-such-host.invalid' }, /host name is not known/, /address/],
    [{ apiUrl: 'http://10.8.10.10/openapi' }, /plain http/, /https/],
    [{ ...fixed, apiUrl: secure.url }, /self-signed/, /CA file/],
    [{ ...fixed, apiUrl: elsewhere.url }, /redirect/, /https:\/\/ instead/],
    [{ ...fixed, apiUrl: web.url }, /web page instead of JSON/, /address and its path/],
    [{ apiUrl: new URL('/other', simulator.innago.url).href }, /404/, /API URL/],
    [{ tokenUrl: `${web.url}/none` }, /no token endpoint/, /Token URL|token URL/],
    [{ propertyId: '' }, /No property id is set/, /below/],
    [{ propertyId: '${INNAGO_PROPERTY_ID}' }, /No property id is set/, /below/],
    [{ propertyId: '00000000-0000-4000-8000-000000000000' }, /None of them/, /below/],
    [{ routes: 'nonsense' }, /line 1/, /Methods/],
  ];
  for (const [change, text, hint] of causes) {
    const result = await tested({ ...good, ...change });
    assert.equal(result.ok, false);
    assert.match(result.text, text);
    assert.match(result.hint, hint, result.text);
    for (const secret of [simulator.innago.apiKey, simulator.innago.clientSecret]) {
      assert.ok(!JSON.stringify(result).includes(secret));
    }
  }
});

test('a server that never answers is given up in time', async (t) => {
  const server = await serve(t, () => {});
  const result = await tested({ apiUrl: server.url, apiKey: 'k', bearerToken: 'jwt' }, { withinMs: 200 });
  assert.deepEqual([result.ok, result.text], [false, 'Innago did not answer within 10 seconds.']);
});

test('variables of the form are replaced from the environment', async (t) => {
  const simulator = await simulate(t);
  const env = simulator.env();
  const form = {
    apiUrl: '${INNAGO_API_URL}',
    tokenUrl: '${INNAGO_TOKEN_URL}',
    propertyId: '${INNAGO_PROPERTY_ID}',
    apiKey: '${INNAGO_API_KEY}',
    clientId: '${INNAGO_CLIENT_ID}',
    clientSecret: '${INNAGO_CLIENT_SECRET}',
    bearerToken: '${INNAGO_BEARER_TOKEN}',
    timeoutSeconds: '30',
    routes: '',
  };
  const result = await tested(form, { environment: env });
  assert.equal(result.ok, true, result.text);
});

test('a stored secret is used for the deployed addresses only', async (t) => {
  const simulator = await simulate(t);
  const stored = fieldsOf(simulator);
  const marks = { apiKey: '__PWRD__', clientId: '__PWRD__', clientSecret: '__PWRD__' };
  const form = { ...stored, ...marks };
  assert.equal((await tested(form, { deployed: stored })).ok, true);
  assert.equal((await tested({ ...form, apiUrl: `${stored.apiUrl}/` }, { deployed: stored })).ok, true);

  const thief = await serve(t, (_request, response) => json(response, {}));
  for (const change of [
    { apiUrl: thief.url },
    { tokenUrl: `${thief.url}/token` },
    { apiUrl: thief.url, tokenUrl: thief.url },
  ]) {
    const result = await tested({ ...form, ...change }, { deployed: stored });
    assert.equal(result.ok, false);
    assert.match(result.text, /stored API key is not sent there/);
    assert.match(result.hint, /again/);
  }
  const undeployed = await tested(form);
  assert.match(undeployed.text, /is not sent there/);
  assert.equal(thief.received.length, 0);

  const retyped = await tested({ ...stored, apiUrl: thief.url, tokenUrl: `${thief.url}/token` }, { deployed: stored });
  assert.equal(retyped.ok, false);
  assert.ok(thief.received.length > 0);
});

test('a form that is none', async () => {
  for (const form of [undefined, null, 'x', 7, { apiUrl: {} }]) {
    assert.deepEqual(await tested(form), { ok: false, text: 'The form could not be read.', hint: '' });
  }
});
