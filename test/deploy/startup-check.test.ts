/** What is said at each start of what is open. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryFolder } from '../flow/node-red-process.ts';
import { accessFrom, sesame, settingsUnder, startupCheck } from './settings.ts';

const login = { NODE_RED_ADMIN_USER: 'operator', NODE_RED_ADMIN_PASSWORD_HASH: sesame };
const now = Date.parse('2026-11-23T12:00:00Z');
const day = 86_400_000;

function userDirectory(t: TestContext): string {
  const folder = temporaryFolder();
  chmodSync(folder, 0o700);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Told {
  readonly warnings: string[];
  readonly lines: string[];
}

function told(
  userDir: string,
  env: Record<string, string>,
  more: { uid?: number; envFile?: string; expires?: number } = {},
): Told {
  const https = more.expires === undefined ? undefined : { expires: more.expires };
  const findings = startupCheck({ access: accessFrom(env), https }, { env, userDir, now, ...more });
  const lines = findings.map(({ text }) => text);
  return { lines, warnings: findings.filter(({ level }) => level === 'warn').map(({ text }) => text) };
}

test('a closed installation is told of without a warning', (t) => {
  const folder = userDirectory(t);
  const env = { ...login, NODE_RED_HOST: '0.0.0.0', SYNC_MODE: 'live', SYNC_DATABASE: '/srv/store.sqlite' };
  const { lines, warnings } = told(folder, env, { expires: now + 60 * day, uid: 1000 });
  assert.deepEqual(warnings, []);
  for (const part of [
    'https://0.0.0.0:1880/, for whoever reaches this machine',
    'Editor login: name and password',
    'valid for 60 days',
    'no users are set, so it shows nothing',
    '/srv/store.sqlite (not made yet)',
    'at most live',
    `${folder}/.credential-secret`,
  ]) {
    assert.ok(
      lines.some((line) => line.includes(part)),
      `${part} in ${lines.join('\n')}`,
    );
  }
});

test('each thing that is open is a warning of its own', (t) => {
  const folder = userDirectory(t);
  const warned = (env: Record<string, string>, more = {}) => told(folder, env, more).warnings.join('\n');
  assert.match(warned({}), /^Editor login: none/);
  assert.match(warned({ TRUST_PROXY: '1' }), /comes through the proxy may change everything/);
  assert.match(warned({ ...login, NODE_RED_HOST: '::', TRUST_PROXY: '1' }), /^https: none of its own; only the proxy/);
  assert.match(warned(login, { expires: now - day }), /^https: the certificate has expired/);
  assert.match(warned(login, { expires: now + 3.5 * day }), /^https: the certificate expires in 3 days/);
  assert.match(warned(login), /^https: none, so the password travels readable/);
  assert.match(warned({ ...login, NODE_RED_HOST: 'localhost' }, { uid: 0 }), /^User: root/);
  assert.match(
    warned({ ...login, NODE_RED_HOST: 'localhost', NODE_RED_HTTP_PATHS: 'x, /, /tenants, /hook' }),
    /^Pages of flows: \/tenants, \/hook \(NODE_RED_HTTP_PATHS\), to everybody without a login\.$/,
  );
  assert.equal(
    warned({ VILLAGE_FIBER_SANDBOX: '1', NODE_RED_HTTP_PATHS: ' /' }),
    '',
    'nothing there is real, or named',
  );
});

test('of the mode it says what the store does with SYNC_MODE', (t) => {
  const folder = userDirectory(t);
  const mode = (env: Record<string, string>) => told(folder, env).lines.find((line) => line.startsWith('Mode: '));
  for (const unset of [{}, { SYNC_MODE: '' }, { SYNC_MODE: ' ' }])
    assert.match(mode(unset) ?? '', /SYNC_MODE is not set, so the field Mode of the store decides/);
  assert.match(mode({ SYNC_MODE: 'live' }) ?? '', /at most live/);
  for (const SYNC_MODE of ['dry-run', 'Live', 'off'])
    assert.match(mode({ SYNC_MODE }) ?? '', /dry-run, nothing is written/, SYNC_MODE);
  assert.match(mode({ VILLAGE_FIBER_SANDBOX: '1' }) ?? '', /SANDBOX/);
});

test('what others on this machine could read is named, with its permissions', (t) => {
  const folder = userDirectory(t);
  const envFile = join(folder, '.env');
  const copy = join(folder, 'backups', 'village-fiber-20261122T000000Z.sqlite');
  mkdirSync(join(folder, 'backups'), { mode: 0o700 });
  const files = [envFile, copy, join(folder, 'village-fiber.sqlite'), join(folder, 'village-fiber.sqlite-wal')];
  for (const file of files) writeFileSync(file, '', { mode: 0o600 });
  const warned = () => told(folder, { ...login, NODE_RED_HOST: '127.0.0.1' }, { uid: 1000, envFile }).warnings;
  assert.deepEqual(warned(), []);
  for (const file of [...files, folder]) {
    chmodSync(file, 0o750);
    assert.deepEqual(warned(), [`Permissions: ${file} is open to other users of this machine (750); chmod go= it.`]);
    chmodSync(file, file === folder ? 0o700 : 0o600);
  }
});

test('the lines come at the start, and no secret is among them', () => {
  const secret = 'c4n4ry-s3cret';
  const { status, out } = settingsUnder({
    ...login,
    NODE_RED_CREDENTIAL_SECRET: secret,
    INNAGO_API_KEY: secret,
    SMTP_PASS: secret,
    NODE_RED_DASHBOARD_VIEWER: 'eye',
    NODE_RED_DASHBOARD_VIEWER_HASH: sesame,
  });
  assert.equal(status, 0, out);
  assert.match(
    out,
    /^\[village-fiber\] Editor: http:\/\/0\.0\.0\.0:1880\/, for whoever reaches this machine over the network\.$/m,
  );
  assert.match(out, /^\[village-fiber\] Dashboard login: viewer\.$/m);
  assert.match(out, /of NODE_RED_CREDENTIAL_SECRET/);
  assert.ok(!out.includes(secret) && !out.includes(sesame));
});
