import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { build } from 'esbuild';
import { freePort, until } from '../flow/node-red-process.ts';
import { fieldsOf, simulate } from './account.ts';

const rooms = resolve(import.meta.dirname, '../../nodes');
const redJs = resolve(import.meta.dirname, '../../node_modules/node-red/red.js');
const root = '/red';
const password = 'a password for this test';

/** A real Node-RED with nothing but this node in it, behind a password and below a path of its own. */
async function startNodeRed(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'innago-account-'));
  const nodesDir = join(folder, 'package');
  await mkdir(nodesDir);
  const manifest = {
    name: 'of-this-test',
    version: '1.0.0',
    'node-red': { nodes: { 'innago-account': 'innago-account.js' } },
  };
  await writeFile(join(nodesDir, 'package.json'), JSON.stringify(manifest));
  await build({
    entryPoints: [join(rooms, 'innago/innago-account.ts')],
    outdir: nodesDir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    footer: { js: 'module.exports = module.exports.default;' },
    logLevel: 'error',
  });
  await cp(join(rooms, 'innago/innago-account.html'), join(nodesDir, 'innago-account.html'));
  for (const kind of ['json', 'html']) {
    const text = `locales/en-US/innago-account.${kind}`;
    await cp(join(rooms, 'innago', text), join(nodesDir, text));
  }
  const hash = createRequire(import.meta.url)('bcryptjs').hashSync(password, 4);
  const settings = {
    userDir: folder,
    nodesDir,
    httpAdminRoot: root,
    httpNodeRoot: false,
    credentialSecret: 'for this test',
    adminAuth: { type: 'credentials', users: [{ username: 'op', password: hash, permissions: '*' }] },
  };
  const file = join(folder, 'settings.cjs');
  await writeFile(file, `module.exports = ${JSON.stringify(settings)};`);
  const port = await freePort();
  const red = spawn(process.execPath, [redJs, '--settings', file, '--port', String(port)], {
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = once(red, 'exit');
  t.after(async () => {
    red.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}${root}`;
  await until('the editor answers', () =>
    fetch(`${url}/settings`).then(
      ({ status }) => status === 401,
      () => false,
    ),
  );
  return url;
}

const asJson = { 'content-type': 'application/json' };

test('in a real Node-RED: the node is there, its test needs a login, works before and after deploy, and leaks no secret', async (t) => {
  const simulator = await simulate(t);
  const url = await startNodeRed(t);
  const form = JSON.stringify(fieldsOf(simulator));
  const accountUrl = `${url}/village-fiber/innago-account/abc123`;
  const testUrl = `${accountUrl}/test`;
  for (const action of ['test', 'lookup']) {
    const answer = await fetch(`${accountUrl}/${action}`, { method: 'POST', headers: asJson, body: form });
    assert.equal(answer.status, 401, action);
  }
  assert.equal((await fetch(`${accountUrl}/stored`)).status, 401);

  const login = new URLSearchParams({
    client_id: 'node-red-admin',
    grant_type: 'password',
    scope: '*',
    username: 'op',
    password,
  });
  const { access_token: token } = await (await fetch(`${url}/auth/token`, { method: 'POST', body: login })).json();
  const headers = { ...asJson, authorization: `Bearer ${token}` };
  const typed = await (await fetch(testUrl, { method: 'POST', headers, body: form })).json();
  assert.equal(typed.ok, true, JSON.stringify(typed));

  const sets = await (await fetch(`${url}/nodes`, { headers: { ...headers, accept: 'application/json' } })).json();
  const set = sets.find(({ types }: { types: string[] }) => types.includes('innago-account'));
  assert.deepEqual([set?.enabled, set?.err], [true, undefined]);
  const dialog = await (
    await fetch(`${url}/nodes/${set.id}`, { headers: { ...headers, accept: 'text/html', 'accept-language': 'en-US' } })
  ).text();
  assert.match(dialog, /data-template-name="innago-account"/);
  assert.match(dialog, /data-help-name="innago-account"/);

  const { apiKey, clientId, clientSecret, ...plain } = fieldsOf(simulator);
  const node = {
    id: 'abc123',
    type: 'innago-account',
    name: '',
    ...plain,
    credentials: { apiKey, clientId, clientSecret, bearerToken: '${INNAGO_BEARER_TOKEN}' },
  };
  const deploy = await fetch(`${url}/flows`, {
    method: 'POST',
    headers: { ...headers, 'node-red-deployment-type': 'full' },
    body: JSON.stringify([node]),
  });
  assert.ok(deploy.ok, await deploy.text());
  const flows = await (await fetch(`${url}/flows`, { headers })).text();
  assert.ok(flows.includes('abc123'));
  assert.ok(!flows.includes(simulator.innago.apiKey));
  const kept = await (await fetch(`${url}/credentials/innago-account/abc123`, { headers })).text();
  for (const secret of [simulator.innago.apiKey, simulator.innago.clientId, simulator.innago.clientSecret])
    assert.ok(!kept.includes(secret));

  const stored = { ...plain, apiKey: '__PWRD__', clientId: '__PWRD__', clientSecret: '__PWRD__' };
  const byStored = async () => (await fetch(testUrl, { method: 'POST', headers, body: JSON.stringify(stored) })).json();
  await until('the deployed account passes the test with its stored keys', async () => (await byStored()).ok);
  const elsewhere = await (
    await fetch(testUrl, {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...stored, apiUrl: 'https://127.0.0.1:1' }),
    })
  ).json();
  assert.match(elsewhere.checks[0].text, /is not sent there/);

  const lookUp = async (form: object) =>
    (
      await fetch(`${accountUrl}/lookup`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ ...form, what: 'properties' }),
      })
    ).json();
  const listed = await lookUp(stored);
  assert.deepEqual(
    listed.choices.map(({ value }: { value: string }) => value),
    [simulator.innago.propertyUid],
  );
  assert.match((await lookUp({ ...stored, apiUrl: 'https://127.0.0.1:1' })).text, /is not sent there/);
  // Of the stored secrets, the one that is a variable is told by its name, and of the others nothing.
  const variables = await (await fetch(`${accountUrl}/stored`, { headers })).text();
  assert.deepEqual(JSON.parse(variables), { bearerToken: 'INNAGO_BEARER_TOKEN' });

  // Variables of the editor (User settings, Environment) are replaced as on deploy, also those that are credentials.
  const own = {
    id: 'own-variables',
    type: 'global-config',
    env: [
      { name: 'INNAGO_API_URL', value: plain.apiUrl, type: 'str' },
      { name: 'TOKENS', value: plain.tokenUrl, type: 'str' },
      { name: 'INNAGO_TOKEN_URL', value: 'TOKENS', type: 'env' },
      { name: 'INNAGO_API_KEY', value: '', type: 'cred' },
    ],
    credentials: { map: { INNAGO_API_KEY: apiKey } },
  };
  const again = await fetch(`${url}/flows`, {
    method: 'POST',
    headers: { ...headers, 'node-red-deployment-type': 'full' },
    body: JSON.stringify([node, own]),
  });
  assert.ok(again.ok, await again.text());
  const named = { apiUrl: '${INNAGO_API_URL}', tokenUrl: '${INNAGO_TOKEN_URL}', apiKey: '${INNAGO_API_KEY}' };
  const ofNew = `${url}/village-fiber/innago-account/fresh/test`;
  const byName = JSON.stringify({ ...plain, clientId, clientSecret, ...named });
  await until(
    'a new account passes by the editor’s variables',
    async () => (await (await fetch(ofNew, { method: 'POST', headers, body: byName })).json()).ok,
  );
});
