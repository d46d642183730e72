import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { errorOf } from '../error-of.ts';
import { clientOf, get, post } from './client.ts';
import { deadPort, json, page, serve, serveSockets } from './server.ts';

/** What a server may do, and what it must mean for a read and for a write. */
const answers: {
  name: string;
  answer: (response: ServerResponse) => void;
  code: string;
  trouble: string;
  writeEffect: string;
  status?: number;
}[] = [
  { name: '400', answer: (r) => json(r, {}, 400), code: 'ACME_400', trouble: 'data', writeEffect: 'none', status: 400 },
  {
    name: '401',
    answer: (r) => json(r, {}, 401),
    code: 'ACME_401',
    trouble: 'server',
    writeEffect: 'none',
    status: 401,
  },
  { name: '403', answer: (r) => page(r, 403), code: 'ACME_403', trouble: 'server', writeEffect: 'none', status: 403 },
  { name: '404', answer: (r) => json(r, {}, 404), code: 'ACME_404', trouble: 'data', writeEffect: 'none', status: 404 },
  { name: '408', answer: (r) => json(r, {}, 408), code: 'ACME_408', trouble: 'server', writeEffect: 'unknown' },
  { name: '422', answer: (r) => json(r, {}, 422), code: 'ACME_422', trouble: 'data', writeEffect: 'none', status: 422 },
  {
    name: '429',
    answer: (r) => json(r, {}, 429),
    code: 'ACME_RATE_LIMITED',
    trouble: 'server',
    writeEffect: 'none',
    status: 429,
  },
  {
    name: '500',
    answer: (r) => json(r, {}, 500),
    code: 'ACME_500',
    trouble: 'server',
    writeEffect: 'unknown',
    status: 500,
  },
  {
    name: '502 page',
    answer: (r) => page(r, 502),
    code: 'ACME_502',
    trouble: 'server',
    writeEffect: 'unknown',
    status: 502,
  },
  { name: '200 page', answer: (r) => page(r, 200), code: 'ACME_NOT_JSON', trouble: 'server', writeEffect: 'unknown' },
  {
    name: '200 text',
    answer: (r) => r.end('Healthy'),
    code: 'ACME_NOT_JSON',
    trouble: 'server',
    writeEffect: 'unknown',
  },
  {
    name: 'half JSON',
    answer: (r) => r.end('{"data": {"li'),
    code: 'ACME_TRUNCATED',
    trouble: 'server',
    writeEffect: 'unknown',
  },
  {
    name: 'no gzip',
    answer: (r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end('{"a":1}'),
    code: 'ACME_TRUNCATED',
    trouble: 'server',
    writeEffect: 'unknown',
  },
  {
    name: 'redirect',
    answer: (r) => r.writeHead(301, { location: 'https://elsewhere/' }).end(),
    code: 'ACME_REDIRECT',
    trouble: 'operator',
    writeEffect: 'none',
  },
  { name: 'reset', answer: (r) => r.socket?.destroy(), code: 'ACME_RESET', trouble: 'server', writeEffect: 'unknown' },
  {
    name: 'broken body',
    answer: (r) => r.writeHead(200, { 'content-length': '99' }).write('{"a":', () => r.socket?.destroy()),
    code: 'ACME_RESET',
    trouble: 'server',
    writeEffect: 'unknown',
  },
  { name: 'silence', answer: () => {}, code: 'ACME_TIMEOUT', trouble: 'server', writeEffect: 'unknown' },
  { name: 'endless drip', answer: (r) => drip(r), code: 'ACME_TIMEOUT', trouble: 'server', writeEffect: 'unknown' },
  {
    name: 'too large',
    answer: (r) => r.end(`"${'x'.repeat(3000)}"`),
    code: 'ACME_TOO_LARGE',
    trouble: 'server',
    writeEffect: 'unknown',
  },
];

function drip(response: ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

for (const { name, answer, code, trouble, writeEffect, status } of answers) {
  for (const request of [get, post]) {
    test(`${name} to a ${request.method} is ${code}`, async (t) => {
      const server = await serve(t, (_request, response) => answer(response));
      const client = clientOf(t, server.url, { timeoutMs: 200, maxBytes: 2000, retryPausesMs: [] });
      const error = await errorOf(client.request(request));
      assert.equal(error.code, code);
      assert.equal(error.trouble, trouble);
      assert.equal(error.effect, request.method === 'GET' ? 'none' : writeEffect);
      if (status !== undefined) assert.equal(error.status, status);
      assert.match(error.where ?? '', new RegExp(`${request.method} ${request.path}$`));
      assert.equal(server.received.length, 1);
    });
  }
}

test('what a person must set right at the server is about the server, whoever asks for whatever; what passes or is refused is not', async (t) => {
  for (const [answer, about] of [
    [(r) => json(r, {}, 401), 'ACME'],
    [(r) => page(r, 403), 'ACME'],
    [(r) => page(r, 404), 'ACME'],
    [(r) => r.writeHead(301, { location: 'https://elsewhere/' }).end(), 'ACME'],
    [(r) => json(r, {}, 404), undefined],
    [(r) => page(r, 422), undefined],
    [(r) => page(r, 502), undefined],
    [(r) => r.socket?.destroy(), undefined],
  ] as const satisfies [(response: ServerResponse) => unknown, string | undefined][]) {
    const server = await serve(t, (_request, response) => answer(response));
    const error = await errorOf(clientOf(t, server.url, { retryPausesMs: [] }).request(get));
    assert.equal(error.about, about, error.code);
  }
});

test('a refused connection and an unknown host have no effect', async (t) => {
  for (const url of [await deadPort(t), 'http://no-such-host.invalid']) {
    const error = await errorOf(clientOf(t, url).request(post));
    assert.deepEqual([error.code, error.trouble, error.effect], ['ACME_UNREACHABLE', 'server', 'none']);
  }
});

test('a write whose connection never came about has no effect, also after a timeout', async (t) => {
  // TLS to a server that accepts the connection and says nothing: nothing of the request was sent.
  const url = (await serveSockets(t, () => {})).replace('http:', 'https:');
  const error = await errorOf(clientOf(t, url, { timeoutMs: 150 }).request(post));
  assert.deepEqual([error.code, error.effect], ['ACME_TIMEOUT', 'none']);
});

test('a second write on a kept connection that breaks has an unknown effect', async (t) => {
  const server = await serve(t, (_request, response, count) =>
    count === 1 ? json(response, {}) : response.socket?.destroy(),
  );
  const client = clientOf(t, server.url);
  await client.request(post);
  const error = await errorOf(client.request(post));
  assert.deepEqual([error.code, error.effect], ['ACME_RESET', 'unknown']);
});

test('the redirect is not followed and its hint names http and https', async (t) => {
  const server = await serve(t, (_request, response) => response.writeHead(302, { location: '/other' }).end());
  const error = await errorOf(clientOf(t, server.url).request(get));
  assert.match(error.hint ?? '', /https:\/\/ instead of http:\/\//);
  assert.equal(server.received.length, 1);
});

test('an accepted status is an answer, unless a web page says it', async (t) => {
  const server = await serve(t, (request, response) =>
    request.url.startsWith('/page') ? page(response, 404) : json(response, { why: 'gone' }, 404),
  );
  const client = clientOf(t, server.url);
  const answer = await client.request({ ...get, accept: [404] });
  assert.deepEqual([answer.status, answer.body], [404, { why: 'gone' }]);
  const error = await errorOf(client.request({ method: 'GET', path: '/page', accept: [404] }));
  assert.deepEqual([error.code, error.trouble], ['ACME_404', 'data']);
  assert.match(error.hint ?? '', /instead of the API/);
});

test('text is given as it came, an empty body as undefined, and nothing is parsed that is not asked for', async (t) => {
  const body = '{ "a" : 1 }\n';
  const server = await serve(t, (request, response) => response.end(request.url.startsWith('/empty') ? '' : body));
  const client = clientOf(t, server.url);
  assert.equal((await client.request({ ...get, expect: 'text' })).body, body);
  assert.deepEqual((await client.request({ ...get, expect: 'bytes' })).body, Buffer.from(body));
  assert.deepEqual((await client.request(get)).body, { a: 1 });
  assert.equal((await client.request({ ...get, expect: 'nothing' })).body, undefined);
  assert.equal((await client.request({ method: 'GET', path: '/empty' })).body, undefined);
  assert.equal((await client.request({ method: 'GET', path: '/empty', expect: 'text' })).body, undefined);
});

test('a text that is cut off or a web page is noticed at its ends', async (t) => {
  const server = await serve(t, (request, response) =>
    response.end({ '/cut': '{"a":[1,', '/words': 'oops {"a":1}' }[request.url] ?? '<html></html>'),
  );
  const client = clientOf(t, server.url);
  const cut = await errorOf(client.request({ method: 'GET', path: '/cut', expect: 'text' }));
  assert.equal(cut.code, 'ACME_TRUNCATED');
  const web = await errorOf(client.request({ method: 'GET', path: '/web', expect: 'text' }));
  assert.equal(web.code, 'ACME_NOT_JSON');
  const words = await errorOf(client.request({ method: 'GET', path: '/words', expect: 'bytes' }));
  assert.equal(words.code, 'ACME_NOT_JSON');
  assert.equal(
    (await errorOf(Promise.reject(asError(() => client.parse(get, Buffer.from('{"a":[1,}')))))).code,
    'ACME_TRUNCATED',
  );
});

function asError(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('what is sent: query with repeated keys, JSON, form, headers', async (t) => {
  const server = await serve(t, (_request, response) => json(response, {}));
  const client = clientOf(t, `${server.url}/base`, { headers: () => ({ 'x-key': 'k' }) });
  await client.request({
    method: 'GET',
    path: '/list',
    query: { Statuses: [1, 2], 'ids[]': ['a', 'b'], none: undefined, flag: true },
  });
  await client.request(post);
  await client.request({ method: 'POST', path: '/token', form: { secret: 'a+/=&b' } });
  const [list, made, token] = server.received;
  assert.equal(list?.url, '/base/list?Statuses=1&Statuses=2&ids%5B%5D=a&ids%5B%5D=b&flag=true');
  assert.equal(list?.headers['user-agent'], 'acme-test');
  assert.equal(list?.headers['x-key'], 'k');
  assert.deepEqual([made?.headers['content-type'], made?.body], ['application/json', '{"a":1}']);
  assert.equal(token?.headers['content-type'], 'application/x-www-form-urlencoded');
  assert.equal(new URLSearchParams(token?.body).get('secret'), 'a+/=&b');
});
