/** The block of docs/dashboard.md for a settings.js of one's own, word for word: with it, and only with it, the dashboard's users get in. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { noRole, roleOfUser } from '../../nodes/state/dashboard/role.ts';
import { NodeRedProcess, temporaryFolder } from '../flow/node-red-process.ts';
import { manifest } from '../package/editor-definitions.ts';
import { dashboardFlow } from './dashboard-flow.ts';
import { root, sesame } from './settings.ts';
import { ask, basic, socketSays } from './web-visitor.ts';

const page = readFileSync(join(root, 'docs/dashboard.md'), 'utf8');
const [, heading, block = ''] = /^## (Who may see what)$[^#]*?```js\n([^`]+)```/m.exec(page) ?? [];

/** What stands in a settings.js anyway. */
const own = `
  uiPort: Number(process.env.PORT),
  uiHost: '127.0.0.1',
  userDir: __dirname,
  flowFile: 'flows.json',
  adminAuth: { type: 'credentials', users: [{ username: 'admin', password: ${JSON.stringify(sesame)}, permissions: '*' }] },
`;

/** Node-RED in a user directory with the package in it, and with this settings.js. */
async function started(t: TestContext, settings: string, env: Record<string, string>) {
  const userDir = temporaryFolder();
  dashboardFlow(userDir);
  const home = join(userDir, 'node_modules', manifest.name);
  mkdirSync(dirname(home), { recursive: true });
  symlinkSync(root, home);
  const file = join(userDir, 'settings.js');
  const tell = "console.log('USERS ' + JSON.stringify(module.exports.villageFiberDashboard ?? null));";
  writeFileSync(file, `${settings}\n${tell}\n`);
  const red = await NodeRedProcess.start({ userDir, env, settings: { file } });
  t.after(async () => {
    await red.stop();
    rmSync(userDir, { recursive: true, force: true });
  });
  return red;
}

const users = {
  NODE_RED_DASHBOARD_OPERATOR: 'op',
  NODE_RED_DASHBOARD_OPERATOR_HASH: sesame,
  NODE_RED_DASHBOARD_VIEWER: 'eye',
  NODE_RED_DASHBOARD_VIEWER_HASH: sesame,
};

test('a settings.js of one’s own with the lines of the docs: each user of the variables has a login and a role', {
  timeout: 60_000,
}, async (t) => {
  const settings = block.replace(/^ *\/\/ what stands here already.*$/m, own);
  assert.ok(settings.includes(own), 'the block says where it goes');
  assert.ok(noRole().hint?.includes(`docs/dashboard.md, "${heading}"`), 'who is shown nothing is told of it');
  const red = await started(t, settings, users);
  const path = '/dashboard/page';
  assert.equal((await ask(red.url, path)).status, 401);
  assert.match(await socketSays(red.url, {}), /^44.*Name and password/);
  const told: unknown = JSON.parse((await red.says(/^USERS /)).replace('USERS ', ''));
  for (const [user, role] of [
    ['op', 'operator'],
    ['eye', 'viewer'],
  ]) {
    const login = basic(`${user}:open sesame`);
    assert.equal((await ask(red.url, path, login)).status, 200, user);
    assert.match(await socketSays(red.url, login), /^40/, user);
    assert.equal(roleOfUser(user, { adminAuth: {}, villageFiberDashboard: told })?.name, role);
  }
  assert.equal((await ask(red.url, path, basic('admin:open sesame'))).status, 401, 'no user of the dashboard');
});

test('without users in the variables those lines leave the dashboard closed', { timeout: 60_000 }, async (t) => {
  const { url } = await started(t, block.replace(/^ *\/\/ what stands here already.*$/m, own), {});
  assert.equal((await ask(url, '/dashboard/page')).status, 403);
  assert.match(await socketSays(url, {}), /^44.*no users/);
});
