/** Every route that this package adds to the editor's server: none answers without its permission, in a real Node-RED with a login. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { NodeRedProcess, temporaryFolder } from '../flow/node-red-process.ts';
import { manifest } from '../package/editor-definitions.ts';
import { TestRed } from '../red-runtime.ts';
import { root, sesame } from './settings.ts';

/** Method, path and permission of each. A new route needs a row. */
const table = `
GET  /village-fiber/attention                    sync-state.read
POST /village-fiber/attention                    sync-state.write
GET  /village-fiber/plan                         sync-state.read
GET  /village-fiber/adoption                     sync-state.read
GET  /village-fiber/upcoming                     sync-state.read
GET  /village-fiber/diagnostics                  sync-state.read
GET  /village-fiber/fiber-plans/words            fiber-plans.read
POST /village-fiber/keyword-router/try           keyword-router.read
GET  /village-fiber/variables                    flows.read
POST /village-fiber/innago-account/:id/test      innago-account.write
POST /village-fiber/innago-account/:id/lookup    innago-account.write
GET  /village-fiber/innago-account/:id/stored    innago-account.read
POST /village-fiber/uisp-server/:id/test         uisp-server.write
POST /village-fiber/uisp-server/:id/lookup       uisp-server.write
GET  /village-fiber/uisp-server/:id/stored       uisp-server.read
`;
const rows = table
  .trim()
  .split('\n')
  .map((line) => {
    const [method = '', path = '', permission = ''] = line.split(/\s+/);
    return { method, path, permission };
  });

/** Where routes may be added: all of them through nodes that are loaded below. */
const rooms = [
  'http/account-routes.ts',
  'http/variables.ts',
  'state/admin-routes.ts',
  'village/fiber-plans.ts',
  'village/keyword-router.ts',
];

test('each route of the code has a row with its permission, and each row a route', async () => {
  const registrations = [];
  for (const built of Object.values(manifest['node-red'].nodes)) {
    const source = built.replace(/^dist\//, 'nodes/').replace(/\.js$/, '.ts');
    const { default: register } = await import(join(root, source));
    registrations.push(register);
  }
  const { routes } = new TestRed(registrations);
  const found = [...routes].map(([route, { permission }]) => `${route} ${permission}`).sort();
  assert.deepEqual(found, rows.map(({ method, path, permission }) => `${method} ${path} ${permission}`).sort());
  const files = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' });
  const adding = files.filter(
    (file) =>
      file.endsWith('.ts') && /\bhttp(Admin|Node)\b\s*[.[]/.test(readFileSync(join(root, 'nodes', file), 'utf8')),
  );
  assert.deepEqual(adding.sort(), rooms, 'a route is added elsewhere');
});

const users = { all: '*', read: 'read', flows: 'flows.read', none: '' };

async function tokenOf(url: string, username: string): Promise<Record<string, string>> {
  const body = new URLSearchParams({
    client_id: 'node-red-admin',
    grant_type: 'password',
    scope: '',
    username,
    password: 'open sesame',
  });
  const { access_token }: { access_token: string } = await (
    await fetch(`${url}/auth/token`, { method: 'POST', body })
  ).json();
  return { authorization: `Bearer ${access_token}` };
}

test('nobody gets an answer without its permission', { timeout: 90_000 }, async (t) => {
  const folder = temporaryFolder();
  const own = join(folder, 'own-settings.js');
  const list = Object.entries(users).map(([username, permissions]) => ({ username, password: sesame, permissions }));
  const adminAuth = { type: 'credentials', users: list };
  writeFileSync(
    own,
    `module.exports = { ...require(${JSON.stringify(join(root, 'settings.js'))}), adminAuth: ${JSON.stringify(adminAuth)} };\n`,
  );
  const login = { NODE_RED_ADMIN_USER: 'all', NODE_RED_ADMIN_PASSWORD_HASH: sesame };
  const red = await NodeRedProcess.start({
    userDir: folder,
    env: { ...login, POLL_CRON: '0 0 0 1 1 *' },
    settings: { file: own },
  });
  t.after(async () => {
    await red.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const everybody = { nobody: {}, forged: { authorization: 'Bearer forged' } };
  const tokens: Record<string, Record<string, string>> = { ...everybody };
  for (const name of Object.keys(users)) tokens[name] = await tokenOf(red.url, name);
  for (const { method, path, permission } of rows) {
    const isRead = permission.endsWith('.read');
    const may = ['all', ...(isRead ? ['read'] : []), ...(permission === 'flows.read' ? ['flows'] : [])];
    for (const [name, headers] of Object.entries(tokens)) {
      const init =
        method === 'POST'
          ? { method, body: '{}', headers: { ...headers, 'content-type': 'application/json' } }
          : { headers };
      const { status } = await fetch(`${red.url}${path.replace(':id', 'x')}`, init);
      if (may.includes(name)) assert.ok(status !== 401 && status !== 403, `${name}: ${method} ${path}: ${status}`);
      else assert.equal(status, 401, `${name}: ${method} ${path}`);
    }
  }
});
