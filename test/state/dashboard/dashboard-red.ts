/** A real Node-RED with FlowFuse's dashboard, our plugin and a page that asks; browsers speak to it by socket.io's own protocol. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { build } from 'esbuild';
import { freePort, until } from '../../flow/node-red-process.ts';

const room = resolve(import.meta.dirname, '../../../nodes/state');
const modules = resolve(import.meta.dirname, '../../../node_modules');
const nodeTypes = ['sync-database', 'sync-state'] as const;
const plugin = 'village-fiber-roles';

/** @param base more of the dashboard's settings */
function flowsWith(base: object) {
  const place = { z: 'tab', x: 100, y: 100 };
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { id: 'db', type: 'sync-database', file: 'store.sqlite', property: 'p', uispHost: 'uisp.test', mode: 'live' },
    { id: 'base', type: 'ui-base', name: 'b', path: '/dashboard', acceptsClientConfig: ['ui-template'], ...base },
    { id: 'theme', type: 'ui-theme', name: 't', colors: {}, sizes: {} },
    { id: 'page', type: 'ui-page', name: 'p', ui: 'base', path: '/page', layout: 'grid', theme: 'theme', order: 1 },
    { id: 'group', type: 'ui-group', name: 'g', page: 'page', width: '6', height: '1', order: 1 },
    {
      ...{ id: 'template', type: 'ui-template', group: 'group', format: '<p/>', templateScope: 'local', order: 1 },
      ...{ passthru: false, storeOutMessages: false, ...place, wires: [['door']] },
    },
    { id: 'door', type: 'sync-state', action: 'dashboard', database: 'db', ...place, wires: [['template']] },
  ];
}

/** Settings as JavaScript: with a login, whoever says a name in a header is that user, as if the password had been checked. */
function settingsFile(settings: object): string {
  const middleware = `(socket, next) => {
    socket.data.villageFiberUser = socket.handshake.headers['x-test-user'];
    next();
  }`;
  return `module.exports = { ...${JSON.stringify(settings)}, dashboard: { ioMiddleware: ${middleware} } };`;
}

async function makePackage(folder: string): Promise<string> {
  const home = join(folder, 'package');
  await mkdir(home);
  await symlink(modules, join(home, 'node_modules'));
  const nodes = Object.fromEntries(nodeTypes.map((type) => [type, `${type}.js`]));
  const manifest = {
    name: 'of-this-test',
    version: '1.0.0',
    'node-red': { nodes, plugins: { [plugin]: `${plugin}.js` } },
  };
  await writeFile(join(home, 'package.json'), JSON.stringify(manifest));
  await build({
    entryPoints: [...nodeTypes, plugin].map((name) => join(room, `${name}.ts`)),
    outdir: home,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['knex', 'sqlite3', 'luxon', 'axios'],
    footer: { js: 'module.exports = module.exports.default;' },
    logLevel: 'error',
  });
  for (const type of nodeTypes) await cp(join(room, `${type}.html`), join(home, `${type}.html`));
  return home;
}

/** @param settings of Node-RED, beside the usual ones @param base of the dashboard's config node */
export async function startDashboard(t: TestContext, settings: object, base: object = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'village-fiber-dashboard-'));
  const nodesDir = [await makePackage(folder), join(modules, '@flowfuse', 'node-red-dashboard')];
  const all = { userDir: folder, nodesDir, flowFile: 'flows.json', ...settings };
  await writeFile(join(folder, 'settings.cjs'), settingsFile(all));
  await writeFile(join(folder, 'flows.json'), JSON.stringify(flowsWith(base)));
  const port = await freePort();
  const args = [
    join(modules, 'node-red', 'red.js'),
    '--settings',
    join(folder, 'settings.cjs'),
    '--port',
    String(port),
  ];
  const red = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [red.stdout, red.stderr]) stream.on('data', (chunk) => (log += chunk));
  const ended = once(red, 'exit');
  t.after(async () => {
    red.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });
  const url = `http://127.0.0.1:${port}/dashboard/socket.io/?EIO=4&transport=polling`;
  const isUp = async () => {
    assert.equal(red.exitCode, null, log);
    return fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  await until('the dashboard is up', isUp, { within: 60 });
  return { url };
}

/** A browser's connection. @param headers `x-test-user`: who is logged in */
export async function browser(url: string, headers: Record<string, string> = {}) {
  const open = await (await fetch(url, { headers })).text();
  const { sid } = JSON.parse(open.slice(1)) as { sid: string };
  const address = `${url}&sid=${sid}`;
  const post = async (body: string) =>
    assert.equal((await fetch(address, { method: 'POST', body, headers })).status, 200);
  const poll = async () =>
    (await (await fetch(address, { headers, signal: AbortSignal.timeout(20_000) })).text()).split('\u001e');
  await post('40');
  const heard: unknown[][] = [];
  const listen = async () => {
    for (const packet of await poll()) {
      if (packet === '2') await post('3');
      if (packet.startsWith('42')) heard.push(JSON.parse(packet.slice(2)));
    }
  };
  await listen();
  /** The next message to the page. */
  const answer = async () => {
    for (;;) {
      const at = heard.findIndex(([event]) => event === 'msg-input:template');
      if (at >= 0) return (heard.splice(at, 1)[0]?.[1] ?? {}) as { payload: Record<string, unknown> };
      await listen();
    }
  };
  const send = (event: string, message: unknown) => post(`42${JSON.stringify([event, 'template', message])}`);
  return { send, answer, heard };
}
