import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBreakers } from '../../nodes/http/breaker.ts';
import { LateBreakers } from '../../nodes/http/late-breakers.ts';
import { errorOf } from '../error-of.ts';
import { clientOf, get, post } from './client.ts';
import { json, serve, until } from './server.ts';

const codeOf = async (work: Promise<unknown>) => (await errorOf(work)).code;

test('opens after three troubles in a row, tries again after 30 seconds, closes at the first success', async (t) => {
  let status = 500;
  let now = 0;
  const said: string[] = [];
  const server = await serve(t, (_request, response) => json(response, {}, status));
  const client = clientOf(t, server.url, { clock: () => now, retryPausesMs: [], log: (text) => said.push(text) });
  for (let count = 0; count < 3; count += 1) assert.equal(await codeOf(client.request(post)), 'ACME_500');
  const paused = await errorOf(client.request(post));
  assert.deepEqual(
    [paused.code, paused.trouble, paused.effect, paused.retryAfterMs],
    ['ACME_PAUSED', 'server', 'none', 30_000],
  );
  assert.equal(server.received.length, 3);
  assert.match(said.join(), /left alone for 30 s/);

  now += 30_000;
  assert.equal(await codeOf(client.request(get)), 'ACME_500');
  assert.equal(await codeOf(client.request(get)), 'ACME_PAUSED');

  status = 200;
  now += 30_000;
  await client.request(get);
  await client.request(post);
  assert.match(said.join(), /answers again/);
});

test('a success or a refusal of data in between starts the count anew', async (t) => {
  const statuses = [500, 500, 422, 500, 500, 200, 500, 500];
  const server = await serve(t, (_request, response, count) => json(response, {}, statuses[count - 1] ?? 200));
  const client = clientOf(t, server.url, { retryPausesMs: [] });
  for (const status of statuses) {
    const code = await client.request(post).then(
      () => 'ok',
      ({ code }) => code,
    );
    assert.equal(code, status === 200 ? 'ok' : `ACME_${status}`);
  }
});

test('a 401 opens it at once: twenty leases do not hammer a server that refuses the key', async (t) => {
  const server = await serve(t, (_request, response) => json(response, {}, 401));
  const client = clientOf(t, server.url, { concurrency: 1 });
  const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(client.request(post))));
  assert.deepEqual(codes, ['ACME_401', ...Array.from({ length: 19 }, () => 'ACME_PAUSED')]);
  assert.equal(server.received.length, 1);
});

test('probe() at the start of a tick lets exactly one request through early', async (t) => {
  let isUp = false;
  const server = await serve(t, (_request, response) => json(response, {}, isUp ? 200 : 401));
  const client = clientOf(t, server.url);
  await errorOf(client.request(get));
  client.probe();
  assert.equal(await codeOf(client.request(get)), 'ACME_401');
  assert.equal(await codeOf(client.request(get)), 'ACME_PAUSED');
  isUp = true;
  client.probe();
  await client.request(get);
  await client.request(get);
  assert.equal(server.received.length, 4);
});

test('while a probe is under way the others fail at once; a probe is not tried twice', async (t) => {
  let answer = () => {};
  let now = 0;
  const server = await serve(t, (_request, response, count) => {
    if (count === 1) json(response, {}, 401);
    else answer = () => json(response, {}, 500);
  });
  const client = clientOf(t, server.url, { clock: () => now });
  await errorOf(client.request(get));
  now += 30_000;
  const probe = errorOf(client.request(get));
  await until(() => server.received.length === 2);
  assert.equal(await codeOf(client.request(get)), 'ACME_PAUSED');
  answer();
  assert.equal((await probe).code, 'ACME_500');
  assert.equal(server.received.length, 2);
});

test('a probe that is given up leaves the way free for the next one', async (t) => {
  let now = 0;
  const server = await serve(t, (_request, response, count) => {
    if (count !== 2) json(response, {}, count === 1 ? 401 : 200);
  });
  const client = clientOf(t, server.url, { clock: () => now });
  await errorOf(client.request(get));
  now += 30_000;
  const stop = new AbortController();
  const given = errorOf(client.request({ ...get, signal: stop.signal }));
  await until(() => server.received.length === 2);
  stop.abort();
  assert.equal((await given).code, 'ACME_CLOSED');
  await client.request(get);
});

test('a probe whose 401 leads to new credentials closes it', async (t) => {
  let key = 'bad';
  let now = 0;
  let next = 'bad';
  const server = await serve(t, (request, response) =>
    json(response, {}, request.headers['x-key'] === 'good' ? 200 : 401),
  );
  const renew = async () => {
    key = next;
    return true;
  };
  const client = clientOf(t, server.url, { clock: () => now, headers: () => ({ 'x-key': key }), unauthorized: renew });
  await errorOf(client.request(get));
  now += 30_000;
  next = 'good';
  assert.equal((await client.request(get)).status, 200);
});

test('clients of one server share it through the store, other servers and prefixes do not', async (t) => {
  const store = new MemoryBreakers();
  const server = await serve(t, (_request, response, count) => json(response, {}, count === 1 ? 401 : 200));
  const other = await serve(t, (_request, response) => json(response, {}));
  await errorOf(clientOf(t, server.url, { breaker: store }).request(get));
  assert.equal(await codeOf(clientOf(t, server.url, { breaker: store }).request(get)), 'ACME_PAUSED');
  await clientOf(t, other.url, { breaker: store }).request(get);
  await clientOf(t, server.url, { breaker: store, prefix: 'OTHER' }).request(get);
});

test('a 429 holds back another client of the same server, too', async (t) => {
  const store = new MemoryBreakers();
  let now = 0;
  const server = await serve(t, (_request, response, count) => {
    if (count === 1) json(response, {}, 429, { 'retry-after': '20' });
    else json(response, {});
  });
  const clock = () => now;
  await errorOf(clientOf(t, server.url, { breaker: store, clock }).request(post));
  const sharer = clientOf(t, server.url, { breaker: store, clock });
  const held = await errorOf(sharer.request(get));
  assert.deepEqual([held.code, held.retryAfterMs], ['ACME_PAUSED', 20_000]);
  now += 20_000;
  await sharer.request(get);
});

test('a poison request among good ones does not open it', async (t) => {
  const server = await serve(t, (request, response) => json(response, {}, request.url === '/poison' ? 500 : 200));
  const client = clientOf(t, server.url, { retryPausesMs: [] });
  for (let count = 0; count < 6; count += 1) {
    assert.equal(await codeOf(client.request({ method: 'POST', path: '/poison' })), 'ACME_500');
    await client.request(get);
  }
});

test('an error in getting credentials is thrown as it is and is not the server’s trouble', async (t) => {
  const server = await serve(t, (_request, response) => json(response, {}));
  let fails = true;
  const headers = async () => {
    if (fails) throw new Error('no token');
    return {};
  };
  const client = clientOf(t, server.url, { headers });
  for (let count = 0; count < 4; count += 1) await assert.rejects(client.request(get), /no token/);
  fails = false;
  await client.request(get);
});

test('late breakers pass on to the store once it is open', () => {
  const late = new LateBreakers();
  late.open('a', 7, 'why');
  assert.equal(late.openUntil('a'), 7);
  const store = new MemoryBreakers();
  late.use(store);
  assert.equal(late.openUntil('a'), 0);
  late.open('a', 9, 'why');
  assert.equal(store.openUntil('a'), 9);
  late.close('a');
  assert.equal(store.openUntil('a'), 0);
});
