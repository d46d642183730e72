/** The admin routes in a real Node-RED with a login: who may look, who may decide, and what the audit says of it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { build } from 'esbuild';
import { freePort, until } from '../flow/node-red-process.ts';
import { outside } from './outside.ts';

const room = resolve(import.meta.dirname, '../../nodes/state');
const modules = resolve(import.meta.dirname, '../../node_modules');
const password = 'a password for this test';
const types = ['sync-database', 'sync-state'] as const;

const flows = [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'db', type: 'sync-database', file: 'store.sqlite', property: 'p', uispHost: 'uisp.test', mode: 'live' },
  { id: 'command', type: 'sync-state', z: 'tab', action: 'command', database: 'db', x: 100, y: 100, wires: [[]] },
];

/** With two users: `op` may do everything, `eye` may only look. */
async function startNodeRed(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'village-fiber-admin-'));
  const nodesDir = join(folder, 'package');
  await mkdir(nodesDir);
  await symlink(modules, join(nodesDir, 'node_modules'));
  const nodes = Object.fromEntries(types.map((type) => [type, `${type}.js`]));
  await writeFile(
    join(nodesDir, 'package.json'),
    JSON.stringify({ name: 'of-this-test', version: '1.0.0', 'node-red': { nodes } }),
  );
  await build({
    entryPoints: types.map((type) => join(room, `${type}.ts`)),
    outdir: nodesDir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['knex', 'sqlite3', 'luxon', 'axios'],
    footer: { js: 'module.exports = module.exports.default;' },
    logLevel: 'error',
  });
  for (const type of types) {
    for (const file of [`${type}.html`, `locales/en-US/${type}.json`, `locales/en-US/${type}.html`]) {
      await cp(join(room, file), join(nodesDir, file));
    }
  }
  const hash = createRequire(import.meta.url)('bcryptjs').hashSync(password, 4);
  const users = [
    { username: 'op', password: hash, permissions: '*' },
    { username: 'eye', password: hash, permissions: 'read' },
  ];
  const adminAuth = { type: 'credentials', users };
  const settings = { userDir: folder, nodesDir, flowFile: 'flows.json', httpNodeRoot: false, adminAuth };
  await writeFile(join(folder, 'settings.cjs'), `module.exports = ${JSON.stringify(settings)};`);
  await writeFile(join(folder, 'flows.json'), JSON.stringify(flows));
  const port = await freePort();
  const redJs = join(modules, 'node-red', 'red.js');
  const args = [redJs, '--settings', join(folder, 'settings.cjs'), '--port', String(port)];
  const red = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  const ended = once(red, 'exit');
  const stop = async () => {
    red.kill('SIGKILL');
    await ended;
  };
  t.after(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });
  return { url: `http://127.0.0.1:${port}`, stop, file: join(folder, 'store.sqlite') };
}

async function tokenOf(url: string, username: string): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: 'node-red-admin', grant_type: 'password', scope: '', username, password }),
  });
  const { access_token }: { access_token: string } = await answer.json();
  return { authorization: `Bearer ${access_token}` };
}

test('nobody without a login; who may only look cannot decide; whoever decides stands in the audit', {
  timeout: 60_000,
}, async (t) => {
  const { url, stop, file } = await startNodeRed(t);
  await until('the editor answers', () =>
    fetch(`${url}/settings`).then(
      ({ status }) => status === 401,
      () => false,
    ),
  );
  const [nobody, eye, op] = [{}, await tokenOf(url, 'eye'), await tokenOf(url, 'op')];
  const get = async (path: string, headers: Record<string, string>) =>
    (await fetch(`${url}/village-fiber/${path}`, { headers })).status;
  const post = (body: unknown, headers: Record<string, string>) =>
    fetch(`${url}/village-fiber/attention`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await until('the flow has started', async () => (await get('attention', op)) === 200);
  for (const path of ['attention', 'adoption', 'plan', 'adoption?format=csv']) {
    const answers = [await get(path, nobody), await get(path, eye), await get(path, op)];
    assert.deepEqual(answers, [401, 200, 200], path);
  }
  for (const verb of ['pause', 'resume', 'list']) {
    assert.deepEqual([(await post({ verb }, nobody)).status, (await post({ verb }, eye)).status], [401, 401], verb);
  }
  const list: { paused: string | null } = await (
    await fetch(`${url}/village-fiber/attention`, { headers: eye })
  ).json();
  assert.equal(list.paused, null, 'what was refused was not done');
  assert.equal((await post({ verb: 'pause' }, op)).status, 200);
  const refused = await post({ verb: 'drop' }, op);
  const why: { code: string; message: string } = await refused.json();
  assert.deepEqual([refused.status, why.code, /"drop"/.test(why.message)], [400, 'BAD_COMMAND', true]);
  await stop();
  await outside(file, async (knex) => {
    const audit = await knex('audit').select('because', 'outcome');
    assert.deepEqual(
      audit.map((row: unknown) => ({ ...Object(row) })),
      [{ because: 'operator: op', outcome: 'paused' }],
    );
  });
});
