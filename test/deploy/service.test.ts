/** What runs the package elsewhere: systemd's unit, the container's recipe, its Compose file; and that none of them holds a secret. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { temporaryFolder } from '../flow/node-red-process.ts';
import { manifest } from '../package/editor-definitions.ts';
import { root } from './settings.ts';

const folder = join(root, 'deploy');
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8');
const unit = textOf('village-fiber.service');
const dockerfile = textOf('Dockerfile');
const has = (command: string) => spawnSync(command, ['--version']).status === 0;

/** Values of a directive, in order. */
function directives(name: string): string[] {
  return [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);
}

test('systemd: a user of its own, one folder to write to, no rights, and what Node.js survives', () => {
  const expected = {
    User: ['village-fiber'],
    ProtectSystem: ['strict'],
    ProtectHome: ['yes'],
    StateDirectory: ['village-fiber'],
    StateDirectoryMode: ['0700'],
    UMask: ['0077'],
    NoNewPrivileges: ['yes'],
    CapabilityBoundingSet: [''],
    Restart: ['on-failure'],
    EnvironmentFile: ['/etc/village-fiber/village-fiber.env'],
    MemoryDenyWriteExecute: [],
    ReadWritePaths: [],
  };
  for (const [name, values] of Object.entries(expected)) assert.deepEqual(directives(name), values, name);
  const [state] = directives('StateDirectory');
  assert.ok(directives('Environment').includes(`NODE_RED_USER_DIR=/var/lib/${state}`));
});

test('systemd itself finds nothing wrong, and its exposure low', { skip: !has('systemd-analyze') }, (t) => {
  const file = join(folder, 'village-fiber.service');
  const verified = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
  // What is not installed on this machine is no fault of the unit's.
  const faults = verified.stderr
    .split('\n')
    .filter(
      (line) =>
        line.includes('village-fiber.service') && !/not executable|No such file|Unknown (user|group)/.test(line),
    );
  assert.deepEqual(faults, []);
  const rated = spawnSync('systemd-analyze', ['security', '--offline=true', file], { encoding: 'utf8' });
  const [, exposure] = /exposure level for village-fiber\.service: ([\d.]+)/.exec(rated.stdout) ?? [];
  if (exposure === undefined) return t.skip('this systemd rates nothing offline');
  assert.ok(Number(exposure) <= 2, `${exposure} of 10`);
});

/** Instructions of the recipe, continued lines joined, comments left out. */
const instructions = dockerfile
  .replace(/^\s*#.*$/gm, '')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .map((line) => line.trim().replace(/\s+/g, ' '))
  .filter((line) => line !== '');

test('the container: the image by argument with a pinned major version, no registry’s host, tools left behind', () => {
  const [image = ''] = instructions.filter((line) => line.startsWith('ARG NODE_IMAGE='));
  assert.match(image, /^ARG NODE_IMAGE=node:\d{2}-[a-z-]+$/, 'no host, no "latest"');
  assert.deepEqual(
    instructions.filter((line) => line.startsWith('FROM ')),
    ['FROM ${NODE_IMAGE} AS build', 'FROM ${NODE_IMAGE}'],
  );
  const running = instructions.slice(instructions.indexOf('FROM ${NODE_IMAGE}'));
  assert.ok(!running.some((line) => /apt-get|npm /.test(line)), 'no tools in the image that runs');
  assert.doesNotMatch(dockerfile, /https?:\/\/|\blatest\b|curl|wget|sudo|chmod 777/);
  for (const line of instructions.filter((one) => one.startsWith('ARG ')))
    assert.match(line, /^ARG [A-Z_]+=\S*\d/, 'each version is pinned');
});

test('the container: no root, a volume for the user directory, an answer to who asks for its health, no shell at its start', () => {
  const after = instructions.slice(instructions.lastIndexOf('FROM ${NODE_IMAGE}'));
  const user = after.indexOf('USER node');
  assert.ok(user > 0);
  assert.ok(!after.slice(user).some((line) => line.startsWith('RUN ')), 'nothing is changed by that user');
  assert.ok(after.includes('VOLUME /data'));
  assert.ok(after.some((line) => line.includes('NODE_RED_USER_DIR=/data')));
  for (const start of ['HEALTHCHECK', 'CMD'])
    assert.ok(
      after.some((line) => line.startsWith(start)),
      start,
    );
  assert.match(after.at(-1) ?? '', /^CMD \["node", /, 'signals reach Node-RED itself');
  const [, script = ''] = /"(node_modules\/@erefiber\/[^"]+healthcheck\.js)"/.exec(dockerfile) ?? [];
  assert.ok(existsSync(join(root, script.replace(`node_modules/${manifest.name}/`, ''))));
  assert.ok(dockerfile.includes(`PACKAGE=${manifest.name}@${manifest.version}`), 'of this version');
});

test('Compose: this machine’s port alone, nothing to write to but the volume, no rights', () => {
  const { services } = parse(textOf('compose.yaml'));
  const service = services['village-fiber'];
  assert.deepEqual(service.ports, ['127.0.0.1:1880:1880']);
  assert.deepEqual(
    [service.read_only, service.cap_drop, service.security_opt],
    [true, ['ALL'], ['no-new-privileges:true']],
  );
  assert.deepEqual(service.volumes, ['village-fiber:/data']);
  assert.equal(service.privileged, undefined);
  assert.equal(service.restart, 'unless-stopped', 'up again after a reboot: Node-RED ends with 0 when it is told to');
});

test('no secret, and nobody’s name, is in any file of the folder', () => {
  for (const name of readdirSync(folder)) {
    const text = textOf(name);
    assert.doesNotMatch(text, /\$2[aby]\$\d\d\$[./\w]{53}|BEGIN [A-Z ]*PRIVATE KEY/, name);
    assert.doesNotMatch(text, /(API_KEY|SECRET|PASS|TOKEN)\s*[:=]\s*['"]?[\w-]{8,}/, name);
  }
});

test('the health check says whether the editor’s server answers', async (t) => {
  const healthy = (port: number) =>
    new Promise<number | null>((done) => {
      const { spawn } = process.getBuiltinModule('node:child_process');
      const env = { PATH: process.env['PATH'] ?? '', PORT: String(port) };
      spawn(process.execPath, [join(folder, 'healthcheck.js')], { env }).once('exit', done);
    });
  let status = 401;
  const server = createServer((_request, response) => {
    response.statusCode = status;
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  assert.equal(await healthy(address.port), 0);
  status = 503;
  assert.equal(await healthy(address.port), 1);
  server.close();
  server.closeAllConnections();
  assert.equal(await healthy(address.port), 1);
});

test('the systemd unit’s layout works: package and Node-RED in one folder, the user directory in another', (t) => {
  const place = temporaryFolder();
  t.after(() => rmSync(place, { recursive: true, force: true }));
  const home = join(place, 'opt/node_modules', manifest.name);
  mkdirSync(home, { recursive: true });
  for (const name of ['settings.js', 'deploy', 'flows', 'package.json'])
    spawnSync('cp', ['-r', join(root, name), home]);
  const state = join(place, 'state');
  const env = { PATH: process.env['PATH'] ?? '', NODE_RED_USER_DIR: state };
  writeFileSync(join(place, 'opt', '.env'), 'PORT=4321\n');
  const code = `const s = require(${JSON.stringify(join(home, 'settings.js'))}); console.log(JSON.stringify([s.userDir, s.uiPort]))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], {
    env,
    cwd: join(place, 'opt'),
    encoding: 'utf8',
  });
  assert.deepEqual(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''), [state, 4321], stderr);
  assert.deepEqual(
    readdirSync(join(place, 'opt')).sort(),
    ['.env', 'node_modules'],
    'nothing is written beside the package',
  );
});
