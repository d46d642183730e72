import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryAfterMs } from '../../nodes/http/retry-after.ts';
import { errorOf } from '../error-of.ts';
import { clientOf, get, post } from './client.ts';
import { json, serve, until } from './server.ts';

test('a read is tried twice more after passing troubles', async (t) => {
  const server = await serve(t, (_request, response, count) => {
    if (count === 1) response.socket?.destroy();
    else json(response, { count }, count === 2 ? 503 : 200);
  });
  assert.deepEqual((await clientOf(t, server.url).request(get)).body, { count: 3 });
});

test('a read gives up after the third try', async (t) => {
  const server = await serve(t, (_request, response) => json(response, {}, 500));
  assert.equal((await errorOf(clientOf(t, server.url).request(get))).code, 'ACME_500');
  assert.equal(server.received.length, 3);
});

test('the pauses between tries grow', async (t) => {
  const at: number[] = [];
  const server = await serve(t, (_request, response) => {
    at.push(performance.now());
    json(response, {}, 500);
  });
  await errorOf(clientOf(t, server.url, { retryPausesMs: [40, 120] }).request(get));
  const [first = 0, second = 0, third = 0] = at;
  assert.ok(second - first >= 39, `${second - first}`);
  assert.ok(third - second >= 119, `${third - second}`);
});

test('a write is never tried again, and a read not after a refusal or a 501', async (t) => {
  const server = await serve(t, (request, response) => json(response, {}, Number(request.url.slice(1, 4)) || 500));
  const client = clientOf(t, server.url);
  await errorOf(client.request(post));
  await errorOf(client.request({ method: 'PATCH', path: '/503' }));
  await errorOf(client.request({ method: 'GET', path: '/422' }));
  await errorOf(client.request({ method: 'GET', path: '/501' }));
  assert.equal(server.received.length, 4);
});

test('a 429 with a short Retry-After: all who share the server wait, none fails', async (t) => {
  const at: number[] = [];
  const server = await serve(t, (_request, response, count) => {
    at.push(performance.now());
    if (count === 1) json(response, {}, 429, { 'retry-after': '1' });
    else json(response, {});
  });
  const client = clientOf(t, server.url, { concurrency: 1 });
  await Promise.all([client.request(get), client.request(get), client.request(post)]);
  assert.equal(server.received.length, 4);
  const [first = 0, ...others] = at;
  for (const other of others) assert.ok(other - first >= 990, `waited ${other - first} ms`);
});

test('after a long Retry-After the request fails at once, and so do all who share the server, even when probed', async (t) => {
  const server = await serve(t, (_request, response) => json(response, {}, 503, { 'retry-after': '120' }));
  let now = 1_000_000;
  const client = clientOf(t, server.url, { clock: () => now });
  const error = await errorOf(client.request(get));
  assert.deepEqual([error.code, error.retryAfterMs], ['ACME_503', 120_000]);
  client.probe();
  const other = await errorOf(client.request(get));
  assert.deepEqual([other.code, other.trouble, other.effect], ['ACME_PAUSED', 'server', 'none']);
  // Nearer to its end than a breaker of our own would be: still not.
  now += 110_000;
  client.probe();
  assert.equal((await errorOf(client.request(get))).code, 'ACME_PAUSED');
  assert.equal(server.received.length, 1);
  now += 10_001;
  assert.equal((await errorOf(client.request(get))).code, 'ACME_503');
});

test('new credentials after a 401: sent once more, a write too, and only once', async (t) => {
  let key = 'old';
  let asked = 0;
  const server = await serve(t, (request, response) =>
    json(response, {}, request.headers['x-key'] === 'good' ? 200 : 401),
  );
  const options = (next: string) => ({
    headers: () => ({ 'x-key': key }),
    unauthorized: async (sent: Readonly<Record<string, string>>) => {
      assert.equal(sent['x-key'], 'old');
      asked += 1;
      key = next;
      return true;
    },
  });
  await clientOf(t, server.url, options('good')).request(post);
  assert.deepEqual([asked, server.received.length], [1, 2]);
  key = 'old';
  const error = await errorOf(clientOf(t, server.url, options('bad')).request(post));
  assert.deepEqual([error.code, asked, server.received.length], ['ACME_401', 2, 4]);
});

test('no more than `concurrency` requests are under way', async (t) => {
  let running = 0;
  let most = 0;
  const server = await serve(t, (_request, response) => {
    running += 1;
    most = Math.max(most, running);
    setTimeout(() => {
      running -= 1;
      json(response, {});
    }, 10);
  });
  const client = clientOf(t, server.url);
  await Promise.all(Array.from({ length: 9 }, () => client.request(get)));
  assert.equal(most, 2);
});

test('closing aborts what runs, waits and pauses, within a second', async (t) => {
  const server = await serve(t, () => {});
  const client = clientOf(t, server.url, { timeoutMs: 60_000 });
  const work = [client.request(get), client.request(post), client.request(post)].map(errorOf);
  await until(() => server.received.length === 2);
  const started = performance.now();
  client.close();
  const errors = await Promise.all(work);
  assert.ok(performance.now() - started < 1000);
  assert.deepEqual(
    errors.map(({ code, trouble, effect }) => [code, trouble, effect]),
    [
      ['ACME_CLOSED', 'state', 'none'],
      ['ACME_CLOSED', 'state', 'unknown'],
      ['ACME_CLOSED', 'state', 'none'],
    ],
  );
  assert.equal((await errorOf(client.request(get))).code, 'ACME_CLOSED');
  assert.equal(server.received.length, 2);
});

test('closing ends the pause between two tries', async (t) => {
  const server = await serve(t, (_request, response) => json(response, {}, 500));
  const client = clientOf(t, server.url, { retryPausesMs: [60_000] });
  const work = errorOf(client.request(get));
  await until(() => server.received.length === 1);
  client.close();
  assert.equal((await work).code, 'ACME_CLOSED');
});

test("a caller's signal ends its own request only", async (t) => {
  const server = await serve(t, (request, response) => {
    if (request.method === 'GET') json(response, {});
  });
  const client = clientOf(t, server.url);
  const stop = new AbortController();
  const work = errorOf(client.request({ ...post, signal: stop.signal }));
  await until(() => server.received.length === 1);
  stop.abort();
  assert.equal((await work).code, 'ACME_CLOSED');
  assert.equal((await client.request(get)).status, 200);
});

test('Retry-After in seconds and as a date, and nonsense', () => {
  const now = Date.parse('2026-12-01T00:00:00Z');
  assert.equal(retryAfterMs('7', now), 7000);
  assert.equal(retryAfterMs('Tue, 01 Dec 2026 00:00:09 GMT', now), 9000);
  assert.equal(retryAfterMs('Tue, 01 Dec 2020 00:00:09 GMT', now), 0);
  assert.equal(retryAfterMs('99999999', now), 3_600_000);
  for (const none of [undefined, '', 'soon']) assert.equal(retryAfterMs(none, now), undefined);
});
