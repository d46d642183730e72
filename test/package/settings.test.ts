import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { NodeRedProcess, temporaryFolder } from '../flow/node-red-process.ts';
import { type FlowNode, readFlow } from './editor-definitions.ts';

const root = resolve(import.meta.dirname, '../..');

/** What settings.js says under an environment, in a process of its own: its last line is the settings. */
function settingsUnder(env: Record<string, string>): { status: number | null; out: string } {
  const result = spawnSync(
    process.execPath,
    ['-e', `console.log(JSON.stringify(require(${JSON.stringify(join(root, 'settings.js'))})))`],
    { env: { PATH: process.env['PATH'] ?? '', ...env }, encoding: 'utf8', cwd: env['NODE_RED_USER_DIR'] },
  );
  return { status: result.status, out: result.stdout + result.stderr };
}

function settingsOf(env: Record<string, string>) {
  return JSON.parse(settingsUnder(env).out.trim().split('\n').at(-1) ?? '');
}

function withFolder<T>(use: (folder: string) => T): T {
  const folder = temporaryFolder();
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('without a password the editor is for this machine only', () =>
  withFolder((folder) => {
    const settings = settingsOf({ NODE_RED_USER_DIR: folder });
    assert.equal(settings.uiHost, '127.0.0.1');
    assert.equal(settings.adminAuth, undefined);
  }));

test('half a password is refused', () =>
  withFolder((folder) => {
    const { status, out } = settingsUnder({ NODE_RED_USER_DIR: folder, NODE_RED_ADMIN_USER: 'operator' });
    assert.notEqual(status, 0);
    assert.match(out, /NODE_RED_ADMIN_PASSWORD_HASH/);
  }));

test('an empty credential secret is refused, a missing one is made once and kept 0600', () =>
  withFolder((folder) => {
    assert.match(
      settingsUnder({ NODE_RED_USER_DIR: folder, NODE_RED_CREDENTIAL_SECRET: ' ' }).out,
      /NODE_RED_CREDENTIAL_SECRET is empty/,
    );
    const first = settingsOf({ NODE_RED_USER_DIR: folder }).credentialSecret;
    const second = settingsOf({ NODE_RED_USER_DIR: folder }).credentialSecret;
    assert.equal(first.length, 64);
    assert.equal(second, first);
    assert.equal(statSync(join(folder, '.credential-secret')).mode & 0o777, 0o600);
  }));

test('what Node-RED writes there itself, with no word on permissions, is for its user alone', () =>
  withFolder((folder) => {
    const script = `process.umask(0o022); require(${JSON.stringify(join(root, 'settings.js'))});
      require('node:fs').writeFileSync('flows_cred.json', '{}'); require('node:fs').writeFileSync('other.json', '{}');`;
    const env = { PATH: process.env['PATH'] ?? '', NODE_RED_USER_DIR: folder };
    const { status, stderr } = spawnSync(process.execPath, ['-e', script], { env, encoding: 'utf8', cwd: folder });
    assert.equal(status, 0, stderr);
    assert.equal(statSync(join(folder, 'other.json')).mode & 0o777, 0o600);
    assert.doesNotMatch(settingsUnder({ NODE_RED_USER_DIR: folder }).out, /Permissions/);
  }));

/** As it stands in a user directory: the dashboard's package is among the development packages of this repository. */
function bothFlows(): FlowNode[] {
  const [flow, dashboard] = [readFlow('flows/village-fiber.json'), readFlow('flows/dashboard.json')];
  const ids = new Set(flow.map(({ id }) => id));
  const isOwn = ({ id, type }: FlowNode) => type !== 'global-config' && !ids.has(id);
  const modules = Object.assign({}, ...[...flow, ...dashboard].map((node) => node['modules']));
  return [...flow, ...dashboard.filter(isOwn)].map((node) =>
    node.type === 'global-config' ? { ...node, modules } : node,
  );
}

/** As installed from npm: the files that settings.js needs, and nothing beside them. @returns where the package lies */
function installedIn(folder: string): string {
  const home = join(folder, 'node_modules/@erefiber/node-red-innago-uisp');
  for (const part of ['settings.js', 'deploy', 'flows'])
    cpSync(join(root, part), join(home, part), { recursive: true });
  return home;
}

function flowFuseIn(folder: string): void {
  mkdirSync(join(folder, 'node_modules/@flowfuse/node-red-dashboard'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/@flowfuse/node-red-dashboard/package.json'), '{}');
}

test('where the package that draws the dashboard is not installed, the flow is copied without it', () =>
  withFolder((folder) => {
    const home = installedIn(folder);
    const prepare = `require(${JSON.stringify(join(home, 'flows/user-directory.js'))}).prepareUserDirectory('${folder}', 'flows.json')`;
    const { status, stderr } = spawnSync(process.execPath, ['-e', prepare], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    const copied = readFileSync(join(folder, 'flows.json'), 'utf8');
    assert.equal(copied, readFileSync(join(root, 'flows/village-fiber.json'), 'utf8'));
    rmSync(join(folder, 'flows.json'));
    flowFuseIn(folder);
    assert.equal(spawnSync(process.execPath, ['-e', prepare]).status, 0);
    assert.deepEqual(JSON.parse(readFileSync(join(folder, 'flows.json'), 'utf8')), bothFlows());
  }));

test('under systemd and in a container what draws the dashboard lies beside the package, not in the user directory', () =>
  withFolder((folder) => {
    const home = installedIn(join(folder, 'opt'));
    const start = (state: string) => {
      const prepare = `require(${JSON.stringify(join(home, 'flows/user-directory.js'))}).prepareUserDirectory('${join(folder, state)}', 'flows.json')`;
      assert.equal(spawnSync(process.execPath, ['-e', prepare]).status, 0);
      return JSON.parse(readFileSync(join(folder, state, 'flows.json'), 'utf8'));
    };
    flowFuseIn(folder);
    assert.deepEqual(start('too-far-up'), readFlow('flows/village-fiber.json'), 'Node-RED does not look there');
    flowFuseIn(join(folder, 'opt'));
    assert.deepEqual(start('state'), bothFlows());
  }));

test('the shipped flow is copied once, and the edits of the operator stay', () =>
  withFolder((folder) => {
    assert.match(settingsUnder({ NODE_RED_USER_DIR: folder }).out, /shipped flow was copied/);
    const copied = readFileSync(join(folder, 'flows.json'), 'utf8');
    assert.deepEqual(JSON.parse(copied), bothFlows());
    const edited = copied.replace('Every five minutes', 'Now and then');
    writeFileSync(join(folder, 'flows.json'), edited);
    writeFileSync(join(folder, '.village-fiber-flow'), 'of an older version');
    const { out } = settingsUnder({ NODE_RED_USER_DIR: folder });
    assert.equal(readFileSync(join(folder, 'flows.json'), 'utf8'), edited);
    assert.match(out, /A newer Village Fiber flow is shipped/);
    assert.doesNotMatch(settingsUnder({ NODE_RED_USER_DIR: folder }).out, /newer Village Fiber flow/, 'once is enough');
    assert.equal(readFileSync(join(folder, 'flows.json'), 'utf8'), edited);
  }));

test('the seeded credentials hold placeholders for every secret of the flow, and nothing else', () =>
  withFolder((folder) => {
    settingsUnder({ NODE_RED_USER_DIR: folder, INNAGO_API_KEY: 'canary-secret', UISP_CRM_API_KEY: 'canary-secret' });
    const text = readFileSync(join(folder, 'flows_cred.json'), 'utf8');
    assert.doesNotMatch(text, /canary/);
    const values = Object.values<Record<string, string>>(JSON.parse(text)).flatMap((node) => Object.values(node));
    assert.equal(values.length, 10);
    for (const value of values) assert.match(value, /^\$\{[A-Z_]+\}$/);
  }));

test('a .env file in the folder counts, and the environment beats it', () =>
  withFolder((folder) => {
    writeFileSync(join(folder, '.env'), 'PORT=4321\nEMAIL_FROM=a@example.com\n');
    assert.equal(settingsOf({ NODE_RED_USER_DIR: folder }).uiPort, 4321);
    assert.equal(settingsOf({ NODE_RED_USER_DIR: folder, PORT: '4322' }).uiPort, 4322);
  }));

test('a start with a password gives the port, and 401 to strangers', async () => {
  const { hashSync } = createRequire(join(root, 'node_modules/node-red/package.json'))('bcryptjs');
  const env = {
    NODE_RED_ADMIN_USER: 'operator',
    NODE_RED_ADMIN_PASSWORD_HASH: hashSync('open sesame', 4),
    POLL_CRON: '0 0 0 1 1 *',
  };
  const red = await NodeRedProcess.start({ env });
  try {
    const answer = await fetch(`${red.url}/flows`);
    assert.equal(answer.status, 401);
    for (const route of ['attention', 'plan']) {
      assert.equal((await fetch(`${red.url}/village-fiber/${route}`)).status, 401, route);
    }
  } finally {
    await red.stop();
  }
});
