import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { TokenExchange } from '../../nodes/innago/api/token-exchange.ts';
import type { InnagoFieldValues } from '../../nodes/innago/settings.ts';
import { errorOf } from '../error-of.ts';
import { json, page, serve } from '../http/server.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { clientOf, drain, fieldsOf, simulate } from './account.ts';

const grantsOf = (simulator: Simulator) =>
  simulator.requests
    .filter(({ server }) => server === 'token')
    .map(({ body }) => new URLSearchParams(String(body)).get('grant_type'));

test('a token is fetched once, however many requests need one', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, fieldsOf(simulator));
  await Promise.all([innago.units(), innago.property(), innago.properties()]);
  assert.deepEqual(grantsOf(simulator), ['password']);
});

/** An Innago that notes headers. */
async function headersSent(t: TestContext, secrets: InnagoFieldValues) {
  const server = await serve(t, ({ url }, response) =>
    json(
      response,
      url === '/token' ? { access_token: 'jwt.of.mine', expires_in: 3600 } : { data: { units: [] }, error: null },
    ),
  );
  const urls = { apiUrl: server.url, tokenUrl: `${server.url}/token`, propertyId: 'p' };
  await clientOf(t, { ...urls, ...secrets }).units();
  return server.received;
}

test('token exchange: the form of the contract, then both headers', async (t) => {
  const [token, units] = await headersSent(t, { apiKey: 'key', clientId: 'id', clientSecret: 's+/=' });
  assert.deepEqual([token?.method, token?.url, token?.headers['x-api-key']], ['POST', '/token', 'key']);
  assert.equal(token?.headers['content-type'], 'application/x-www-form-urlencoded');
  assert.deepEqual(Object.fromEntries(new URLSearchParams(token?.body)), {
    grant_type: 'password',
    username: 'id',
    password: 's+/=',
    client_id: 'id',
    client_secret: 's+/=',
  });
  const { authorization, token: keyAgain, 'x-api-key': key, 'user-agent': agent } = units?.headers ?? {};
  assert.deepEqual([authorization, key, keyAgain], ['Bearer jwt.of.mine', 'key', 'key']);
  assert.match(agent ?? '', /^node-red-innago-uisp\//);
});

test('key alone, bearer token alone, and both are sent as they are', async (t) => {
  for (const secrets of [{ apiKey: 'key' }, { bearerToken: 'jwt' }, { apiKey: 'key', bearerToken: 'jwt' }]) {
    const received = await headersSent(t, secrets);
    assert.equal(received.length, 1);
    const { authorization, token, 'x-api-key': key } = received[0]?.headers ?? {};
    const bearer = 'bearerToken' in secrets ? 'Bearer jwt' : undefined;
    const apiKey = 'apiKey' in secrets ? 'key' : undefined;
    assert.deepEqual([authorization, key, token], [bearer, apiKey, apiKey]);
  }
});

test('a token that nears its end is refreshed before the request', async (t) => {
  let now = Date.parse('2026-12-01T00:00:00Z');
  const clock = () => now;
  const simulator = await simulate(t, { now: clock });
  const innago = clientOf(t, fieldsOf(simulator), { clock });
  await innago.units();
  now += 3_539_000;
  await innago.units();
  assert.deepEqual(grantsOf(simulator), ['password']);
  now += 2000;
  await innago.units();
  assert.deepEqual(grantsOf(simulator), ['password', 'refresh_token']);
  assert.ok(simulator.requests.every(({ status }) => status === 200));
});

test('a refused refresh token is followed by the client id and secret', async (t) => {
  let now = Date.parse('2026-12-01T00:00:00Z');
  const clock = () => now;
  const simulator = await simulate(t, { now: clock });
  const innago = clientOf(t, fieldsOf(simulator), { clock });
  await innago.units();
  simulator.innago.expireTokens({ refresh: true });
  now += 3_600_000;
  await innago.units();
  assert.deepEqual(grantsOf(simulator), ['password', 'refresh_token', 'password']);
});

test('a withdrawn token: one 401, a new token, the same request again, for reads and writes', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, fieldsOf(simulator));
  const { pages } = await drain(innago.ticketPages());
  const uid = pages[0]?.tickets[0]?.uid ?? '';
  simulator.innago.expireTokens();
  await innago.addComment(uid, 'Hello');
  simulator.innago.expireTokens({ refresh: true });
  await Promise.all([innago.units(), innago.property()]);
  assert.deepEqual(grantsOf(simulator), ['password', 'password', 'password']);
  assert.equal(simulator.world.maintenances.get(uid)?.comments.length, 1);
});

test('a 401 to an old token does not throw away the one that was fetched since', async (t) => {
  const simulator = await simulate(t);
  const { tokenUrl, apiKey, clientId, clientSecret } = simulator.innago;
  const auth = new TokenExchange({
    tokenUrl,
    apiKey,
    clientId,
    clientSecret,
    timeoutMs: 2000,
    userAgent: 'test',
    clock: Date.now,
  });
  t.after(() => auth.close());
  const old = await auth.headers();
  assert.equal(await auth.renew(old), true);
  const current = await auth.headers();
  assert.notDeepEqual(current, old);
  assert.equal(await auth.renew(old), true);
  assert.deepEqual(await auth.headers(), current);
  assert.deepEqual(grantsOf(simulator), ['password', 'password']);
});

test('a key that stays refused: one new token, one more try, then silence until the next probe', async (t) => {
  const simulator = await simulate(t);
  const innago = clientOf(t, fieldsOf(simulator));
  await innago.units();
  simulator.faults.next({ server: 'innago', times: Number.POSITIVE_INFINITY }, 401);
  const from = simulator.requests.length;
  const errors = await Promise.all(Array.from({ length: 20 }, () => errorOf(innago.units())));
  assert.ok(errors.every(({ code, trouble }) => trouble === 'server' && /^INNAGO_(401|PAUSED)$/.test(code)));
  assert.match(errors.find(({ code }) => code === 'INNAGO_401')?.hint ?? '', /API key/);
  const asked = simulator.requests.slice(from);
  assert.ok(asked.filter(({ server }) => server === 'innago').length <= 4, `${asked.length} requests`);
  assert.ok(asked.filter(({ server }) => server === 'token').length <= 2);
  simulator.faults.clear();
  innago.probe();
  assert.equal((await innago.units()).length, 118);
});

test('wrong client secret or wrong key: told apart, and asked for once', async (t) => {
  for (const [wrong, hint] of [
    [{ clientSecret: 'nonsense' }, /client id and client secret/],
    [{ clientId: 'nonsense' }, /client id and client secret/],
    [{ apiKey: 'nonsense' }, /API key/],
  ] as const) {
    const simulator = await simulate(t);
    const innago = clientOf(t, { ...fieldsOf(simulator), ...wrong });
    const errors = await Promise.all(Array.from({ length: 10 }, () => errorOf(innago.units())));
    for (const error of errors) {
      assert.deepEqual([error.code, error.trouble], ['INNAGO_401', 'server']);
      assert.match(error.hint ?? '', hint);
      assert.ok(!`${error.message}${error.stack}${error.hint}`.includes(simulator.innago.clientId));
    }
    assert.equal(simulator.requests.length, 1);
    innago.probe();
    await errorOf(innago.units());
    assert.equal(simulator.requests.length, 2);
  }
});

test('a token endpoint in trouble is the server’s trouble; one that is not there is the operator’s', async (t) => {
  const answers = { '/busy': 503, '/none': 404, '/web': 200, '/odd': 200 };
  const server = await serve(t, ({ url }, response) => {
    if (url === '/web') page(response, 200);
    else if (url === '/odd') json(response, { hello: 1 });
    else json(response, {}, url === '/busy' ? answers[url] : 404);
  });
  const fields = { apiUrl: server.url, apiKey: 'k', clientId: 'c', clientSecret: 's', propertyId: 'p' };
  const expected = {
    '/busy': ['INNAGO_503', 'server'],
    '/none': ['INNAGO_404', 'operator'],
    '/web': ['INNAGO_NOT_JSON', 'server'],
    '/odd': ['INNAGO_UNREADABLE', 'server'],
  };
  for (const [path, wanted] of Object.entries(expected)) {
    const error = await errorOf(clientOf(t, { ...fields, tokenUrl: `${server.url}${path}` }).units());
    assert.deepEqual([error.code, error.trouble], wanted);
  }
});

test('a fixed bearer token works without a token request', async (t) => {
  const simulator = await simulate(t);
  const { apiUrl, tokenUrl, propertyId, apiKey } = fieldsOf(simulator);
  const bearerToken = simulator.innago.fixedToken();
  assert.equal((await clientOf(t, { apiUrl, tokenUrl, propertyId, apiKey, bearerToken }).units()).length, 118);
  assert.deepEqual(grantsOf(simulator), []);
});

test('closing while the token is awaited ends the request at once', async (t) => {
  const server = await serve(t, () => {});
  const fields = {
    apiUrl: server.url,
    tokenUrl: `${server.url}/token`,
    apiKey: 'k',
    clientId: 'c',
    clientSecret: 's',
    propertyId: 'p',
  };
  const innago = clientOf(t, fields);
  const work = errorOf(innago.units());
  const started = performance.now();
  innago.close();
  assert.equal((await work).code, 'INNAGO_CLOSED');
  assert.ok(performance.now() - started < 1000);
});
