import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestStage } from '../../nodes/http/form-limits.ts';
import { testForm } from '../../nodes/http/test-connection.ts';
import { innagoDialog } from '../../nodes/innago/test-connection.ts';
import { deadPort, json, page, serve } from '../http/server.ts';
import { selfSignedCertificate } from '../simulator/http/certificate.ts';
import { told } from '../told.ts';
import { fieldsOf, simulate } from './account.ts';

const tested = async (form: unknown, stage: TestStage = {}) =>
  told(await testForm(innagoDialog, form, { environment: {}, ...stage }));

test('all is well', async (t) => {
  const simulator = await simulate(t);
  const result = await tested({
    ...fieldsOf(simulator),
    propertyId: ` ${simulator.innago.propertyUid.toUpperCase()} `,
  });
  assert.equal(result.ok, true, result.text);
  assert.match(result.text, /keys is accepted.*has 118 units/s);
  assert.equal(result.hint, '');
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
    [{ propertyId: '' }, /No property id is set/, /list beside/],
    [{ propertyId: '${INNAGO_PROPERTY_ID}' }, /No property id is set/, /list beside/],
    [{ propertyId: '00000000-0000-4000-8000-000000000000' }, /None of them/, /list beside/],
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

test('each list is tried by itself, as a key may be allowed one and refused another', async (t) => {
  const simulator = await simulate(t);
  const { apiKey, ...good } = fieldsOf(simulator);
  const whole = await tested({ ...good, apiKey });
  assert.deepEqual(
    whole.states.map((line) => line.replace(/[\d.]+:\d+/, 'host')),
    [
      'ok: host answers.',
      'ok: Innago answers.',
      'ok: The set of keys is accepted.',
      'ok: The account has one property.',
      'ok: "Victorian Village" has 118 units.',
      'ok: The leases can be read.',
      'ok: The maintenance tickets can be read.',
    ],
  );
  const refusing = async (part: string) => {
    const partly = await serve(t, async (request, response) => {
      if (request.url?.startsWith(`/openapi${part}`)) return json(response, { errorMessage: 'Forbidden' }, 403);
      const authorization = request.headers.authorization ?? '';
      const answer = await fetch(new URL(request.url ?? '/', simulator.innago.url), {
        headers: { authorization, 'x-api-key': String(request.headers['x-api-key']) },
      });
      json(response, await answer.json(), answer.status);
    });
    const { states } = await tested({ ...good, apiKey, apiUrl: `${partly.url}/openapi`, tokenUrl: good.tokenUrl });
    return states.filter((line) => !line.startsWith('ok: '));
  };
  assert.match((await refusing('/v1/leases')).join(), /^failed: The leases cannot be read: [^,]*403[^,]*$/);
  assert.match((await refusing('/v2/maintenances')).join(), /^failed: The maintenance tickets cannot be read: .*403/);
});

test('a 403 does not tell that the keys are accepted: what stands before the API says it to a wrong one', async (t) => {
  const simulator = await simulate(t);
  const refusing = await serve(t, (_request, response) => page(response, 403));
  const fixed = { apiKey: 'wrong', clientId: '', clientSecret: '', bearerToken: 'jwt', apiUrl: refusing.url };
  for (const change of [fixed, { tokenUrl: `${refusing.url}/identity/connect/token` }]) {
    const { states } = await tested({ ...fieldsOf(simulator), ...change });
    assert.deepEqual(
      states.map((line) => line.replace(/[\d.]+:\d+/, 'host').replace(/ (answered|refuses).*/, ' $1')),
      ['ok: host answers.', 'ok: Innago answers.', states.at(-1)?.replace(/ (answered|refuses).*/, ' $1')],
    );
    assert.match(states.at(-1) ?? '', /^failed: Innago.*403/);
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
  assert.match(undeployed.text, /API key is missing/);
  assert.equal(thief.received.length, 0);

  const retyped = await tested({ ...stored, apiUrl: thief.url, tokenUrl: `${thief.url}/token` }, { deployed: stored });
  assert.equal(retyped.ok, false);
  assert.ok(thief.received.length > 0);
});

test('a form that is none', async () => {
  for (const form of [undefined, null, 'x', 7, { apiUrl: {} }]) {
    assert.deepEqual((await tested(form)).states, ['failed: The form could not be read.']);
  }
});
