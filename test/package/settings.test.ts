import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { NodeRedProcess, temporaryFolder } from '../flow/node-red-process.ts';

const root = resolve(import.meta.dirname, '../..');

/** What settings.js says under an environment, in a process of its own. */
function settingsUnder(env: Record<string, string>): { status: number | null; out: string } {
  const result = spawnSync(
    process.execPath,
    ['-e', `process.stdout.write(JSON.stringify(require(${JSON.stringify(join(root, 'settings.js'))})))`],
    { env: { PATH: process.env['PATH'] ?? '', ...env }, encoding: 'utf8', cwd: env['NODE_RED_USER_DIR'] },
  );
  return { status: result.status, out: result.stdout + result.stderr };
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
    const settings = JSON.parse(settingsUnder({ NODE_RED_USER_DIR: folder }).out);
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
    const first = JSON.parse(settingsUnder({ NODE_RED_USER_DIR: folder }).out).credentialSecret;
    const second = JSON.parse(settingsUnder({ NODE_RED_USER_DIR: folder }).out).credentialSecret;
    assert.equal(first.length, 64);
    assert.equal(second, first);
    assert.equal(statSync(join(folder, '.credential-secret')).mode & 0o777, 0o600);
  }));

test('the shipped flow is copied once, and the edits of the operator stay', () =>
  withFolder((folder) => {
    settingsUnder({ NODE_RED_USER_DIR: folder });
    const copied = readFileSync(join(folder, 'flows.json'), 'utf8');
    assert.equal(copied, readFileSync(join(root, 'flows/village-fiber.json'), 'utf8'));
    const edited = copied.replace('Every five minutes', 'Now and then');
    writeFileSync(join(folder, 'flows.json'), edited);
    writeFileSync(join(folder, '.village-fiber-flow'), 'of an older version');
    const { out } = settingsUnder({ NODE_RED_USER_DIR: folder });
    assert.equal(readFileSync(join(folder, 'flows.json'), 'utf8'), edited);
    assert.match(out, /A newer Village Fiber flow is shipped/);
  }));

test('the seeded credentials hold placeholders for every secret of the flow, and nothing else', () =>
  withFolder((folder) => {
    settingsUnder({ NODE_RED_USER_DIR: folder, INNAGO_API_KEY: 'canary-secret', UISP_CRM_API_KEY: 'canary-secret' });
    const text = readFileSync(join(folder, 'flows_cred.json'), 'utf8');
    assert.doesNotMatch(text, /canary/);
    const values = Object.values<Record<string, string>>(JSON.parse(text)).flatMap((node) => Object.values(node));
    assert.equal(values.length, 8);
    for (const value of values) assert.match(value, /^\$\{[A-Z_]+\}$/);
  }));

test('a .env file in the folder counts, and the environment beats it', () =>
  withFolder((folder) => {
    writeFileSync(join(folder, '.env'), 'PORT=4321\nEMAIL_FROM=a@example.com\n');
    assert.equal(JSON.parse(settingsUnder({ NODE_RED_USER_DIR: folder }).out).uiPort, 4321);
    assert.equal(JSON.parse(settingsUnder({ NODE_RED_USER_DIR: folder, PORT: '4322' }).out).uiPort, 4322);
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
