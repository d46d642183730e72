/** What the web server of a real Node-RED with our settings.js answers to whom: headers, other sites, the flows' pages, the dashboard. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { type NodeRedOptions, NodeRedProcess, temporaryFolder } from '../flow/node-red-process.ts';
import { dashboardFlow } from './dashboard-flow.ts';
import { sesame } from './settings.ts';
import { ask, basic, socketSays } from './web-visitor.ts';

const login = { NODE_RED_ADMIN_USER: 'operator', NODE_RED_ADMIN_PASSWORD_HASH: sesame };
const viewer = { NODE_RED_DASHBOARD_VIEWER: 'eye', NODE_RED_DASHBOARD_VIEWER_HASH: sesame };

async function started(t: TestContext, env: Record<string, string>, line: NodeRedOptions['line'] = 'node-red') {
  const folder = temporaryFolder();
  dashboardFlow(folder);
  const red = await NodeRedProcess.start({ userDir: folder, env, line });
  t.after(async () => {
    await red.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return red;
}

for (const line of ['node-red', 'node-red-4'] as const) {
  test(`${line}: each answer carries the headers, none of them https’s over http; no flow’s page is served`, {
    timeout: 60_000,
  }, async (t) => {
    const { url } = await started(t, login, line);
    for (const path of ['/', '/settings', '/village-fiber/plan', '/dashboard/page', '/tenants', '/nowhere']) {
      const { headers } = await ask(url, path);
      assert.equal(headers['x-content-type-options'], 'nosniff', path);
      assert.match(String(headers['content-security-policy']), /frame-ancestors 'self'/, path);
      assert.equal(headers['x-frame-options'], 'SAMEORIGIN', path);
      assert.equal(headers['referrer-policy'], 'same-origin', path);
      assert.equal(headers['strict-transport-security'], undefined, path);
    }
    assert.equal((await ask(url, '/village-fiber/plan')).headers['cache-control'], 'no-store');
    assert.equal((await ask(url, '/tenants')).status, 404);
    assert.equal((await ask(url, '/settings')).status, 401);
    const token = await fetch(`${url}/auth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: 'node-red-admin',
        grant_type: 'password',
        scope: '*',
        username: 'operator',
        password: 'open sesame',
      }),
    });
    const session: { expires_in: number } = await token.json();
    assert.equal(session.expires_in, 12 * 3600);
  });
}

test('a page that is named in NODE_RED_HTTP_PATHS is served; behind a trusted proxy with https the browser is told to stay there', {
  timeout: 60_000,
}, async (t) => {
  const { url } = await started(t, { ...login, NODE_RED_HTTP_PATHS: '/tenants, /', TRUST_PROXY: 'loopback' });
  assert.equal((await ask(url, '/tenants')).status, 200);
  assert.equal((await ask(url, '/nowhere')).status, 404);
  const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'village.example.com' };
  assert.match(String((await ask(url, '/', proxied)).headers['strict-transport-security']), /^max-age=\d+$/);
  const own = await ask(url, '/flows', { ...proxied, origin: 'https://village.example.com' }, 'POST');
  assert.equal(own.status, 401, 'its own page');
  assert.equal((await ask(url, '/flows', { ...proxied, origin: 'https://evil.example' }, 'POST')).status, 403);
});

test('without a login: not for names of others, and not for pages of others; all sees the dashboard', {
  timeout: 60_000,
}, async (t) => {
  const { url } = await started(t, {});
  const { host } = new URL(url);
  assert.equal((await ask(url, '/flows')).status, 200);
  for (const name of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example']) {
    const refused = await ask(url, '/flows', { host: name });
    assert.deepEqual([refused.status, /localhost only/.test(refused.body)], [403, true], name);
  }
  assert.equal((await ask(url, '/flows', { host: 'localhost:1880' })).status, 200, 'a tunnel');
  for (const headers of [{ origin: 'http://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
    assert.equal((await ask(url, '/flow', headers, 'POST')).status, 403, JSON.stringify(headers));
    if ('origin' in headers) assert.match(await socketSays(url, headers), /^44.*another site/);
  }
  assert.notEqual((await ask(url, '/flow', { origin: `http://${host}` }, 'POST')).status, 403);
  assert.equal((await ask(url, '/dashboard/page')).status, 200);
  assert.match(await socketSays(url, { origin: url }), /^40/);
});

test('with a login and no users of its own the dashboard gives nothing', { timeout: 60_000 }, async (t) => {
  const { url } = await started(t, login);
  for (const path of ['/dashboard', '/dashboard/page', '/dashboard/_setup', '/dashboard/index.html']) {
    const { status, body } = await ask(url, path);
    assert.deepEqual([status, /NODE_RED_DASHBOARD_OPERATOR/.test(body)], [403, true], path);
    assert.equal((await ask(url, path, basic('operator:open sesame'))).status, 403, 'nor to a user of the editor');
  }
  assert.match(await socketSays(url, {}), /^44.*no users/);
});

test('with users: name and password for page and socket, and a stop after ten wrong ones', {
  timeout: 60_000,
}, async (t) => {
  const { url, lines } = await started(t, { ...login, ...viewer });
  for (const path of ['/dashboard', '/dashboard/page', '/dashboard/_setup', '/dashboard/index.html']) {
    const refused = await ask(url, path);
    assert.deepEqual([refused.status, refused.headers['www-authenticate']?.slice(0, 5)], [401, 'Basic'], path);
    const seen = (await ask(url, path, basic('eye:open sesame'))).status;
    assert.equal(seen, path === '/dashboard' ? 301 : 200, path);
  }
  assert.match(await socketSays(url, basic('eye:open sesame')), /^40/);
  assert.match(await socketSays(url, {}), /^44.*Name and password/);
  assert.match(await socketSays(url, { ...basic('eye:open sesame'), origin: 'http://evil.example' }), /^44.*another/);
  const guesses = [];
  for (let n = 0; n < 12; n += 1) guesses.push((await ask(url, '/dashboard', basic(`eye:guess ${n}`))).status);
  assert.deepEqual([...new Set(guesses)], [401, 429]);
  assert.ok(!lines.join('\n').includes('guess') && !lines.join('\n').includes('sesame'));
});
