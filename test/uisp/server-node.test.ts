/** The wiring of the config node, on the smallest runtime that it can run in. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { type TestContext, test } from 'node:test';
import type {
  AdminHandler,
  AdminRequest,
  AdminResponse,
  Node,
  NodeConfig,
  RuntimeApi,
  Status,
} from '../../nodes/red.ts';
import { isSyncError } from '../../nodes/sync-error.ts';
import uispServer from '../../nodes/uisp/uisp-server.ts';
import type { UispServerNode } from '../../nodes/uisp/uisp-server-node.ts';
import { util } from '../red-util.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';

function runtime(t: TestContext, others: Record<string, unknown> = {}) {
  let start: ((this: Node, config: NodeConfig) => void) | undefined;
  const routes = new Map<string, AdminHandler[]>();
  const seen = { warnings: [] as string[], statuses: [] as Status[], permissions: [] as string[] };
  const closers: (() => Promise<void>)[] = [];
  const red: RuntimeApi = {
    nodes: {
      createNode: () => undefined,
      registerType: (_type, constructed) => {
        start = constructed;
      },
      getNode: (id) => others[id],
    },
    httpAdmin: { get: () => undefined, post: (path, ...handlers) => void routes.set(path, handlers) },
    util,
    auth: {
      needsPermission: (permission) => {
        seen.permissions.push(permission);
        return (_request, _response, next) => next?.();
      },
    },
    settings: {},
  };
  uispServer(red);
  const add = (config: Record<string, unknown>, credentials: Record<string, unknown>): Node & UispServerNode => {
    const node = Object.assign(new EventEmitter(), {
      id: 'server-1',
      type: 'uisp-server',
      credentials,
      send: () => undefined,
      status: (status: Status) => void seen.statuses.push(status),
      log: () => undefined,
      warn: (text: string) => void seen.warnings.push(text),
      error: () => undefined,
      debug: () => undefined,
      uisp: (): ReturnType<UispServerNode['uisp']> => assert.fail('not started'),
    }) satisfies Node & UispServerNode;
    start?.call(node, { id: node.id, type: node.type, ...config });
    closers.push(() => new Promise<void>((done) => void node.emit('close', false, done)));
    return node;
  };
  const close = async () => {
    for (const closer of closers.splice(0)) await closer();
  };
  t.after(close);
  return { add, routes, seen, close };
}

async function simulated(t: TestContext): Promise<Simulator> {
  const simulator = await startSimulator({ village: 'empty', units: 3 });
  t.after(() => simulator.stop());
  return simulator;
}

function database() {
  const facts = new Map<string, string>();
  const opened: string[] = [];
  const store = {
    facts: {
      get: async (name: string) => facts.get(name),
      set: async (name: string, value: string) => void facts.set(name, value),
    },
    breakers: { openUntil: () => 0, open: (server: string) => void opened.push(server), close: () => undefined },
  };
  return { facts, opened, node: { openStore: async () => store } };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, 'it never came about');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('what it offers is one connection, made when first needed', async (t) => {
  const simulator = await simulated(t);
  const { add } = runtime(t);
  const node = add({ host: simulator.uisp.url }, { crmKey: simulator.uisp.crmKey, nmsKey: simulator.uisp.nmsToken });
  const { crm, directory, settings } = node.uisp();
  assert.equal(node.uisp().crm, crm);
  assert.equal(settings.uispInvoices, 'never');
  assert.equal((await directory.parentSite()).name, 'Victorian Village');
});

test('without keys it starts, and the error comes to whoever needs it', async (t) => {
  const { add, seen } = runtime(t);
  const node = add({ host: '127.0.0.1' }, { crmKey: '${UISP_CRM_API_KEY}' });
  assert.throws(
    () => node.uisp(),
    (error) => isSyncError(error) && error.code === 'NOT_CONFIGURED',
  );
  assert.deepEqual(seen.warnings, []);
});

test('with a database the time zone is stored at start', async (t) => {
  const simulator = await simulated(t);
  const { facts, node } = database();
  const { add, seen } = runtime(t, { db: node });
  add({ host: simulator.uisp.url, database: 'db' }, { crmKey: simulator.uisp.crmKey, nmsKey: simulator.uisp.nmsToken });
  await until(() => facts.size > 0);
  assert.deepEqual([...facts], [['uisp.timeZone', 'America/Chicago']]);
  await until(() => seen.statuses.length > 0);
  assert.deepEqual(seen.statuses.at(-1)?.fill, 'green');
});

test('while UISP is away: one warning, a red status, the breaker in the store, and closing is quick', async (t) => {
  const { opened, node } = database();
  const { add, seen, close } = runtime(t, { db: node });
  const server = add({ host: 'http://127.0.0.1:1', database: 'db' }, { crmKey: 'secret-crm', nmsKey: 'secret-nms' });
  await until(() => seen.warnings.length > 0);
  assert.match(seen.warnings[0] ?? '', /UISP CRM cannot be reached/);
  assert.equal(seen.statuses.at(-1)?.fill, 'red');
  for (let round = 0; round < 3; round += 1)
    await server
      .uisp()
      .crm.version()
      .catch(() => undefined);
  assert.equal(opened.length > 0, true);
  assert.doesNotMatch(JSON.stringify(seen), /secret/);
  const began = Date.now();
  await close();
  assert.ok(Date.now() - began < 1000);
  assert.equal(seen.warnings.length, 1);
});

test('the button: protected, JSON only, and with the keys of the deployed node', async (t) => {
  const simulator = await simulated(t);
  const { add, routes, seen } = runtime(t);
  add({ host: simulator.uisp.url }, { crmKey: simulator.uisp.crmKey, nmsKey: simulator.uisp.nmsToken });
  assert.deepEqual(seen.permissions, ['uisp-server.write']);
  const handler = routes.get('/village-fiber/uisp-server/:id/test')?.at(-1);
  const press = (contentType: string) =>
    new Promise<unknown>((answered) => {
      const form = { host: simulator.uisp.url, crmKey: '__PWRD__', nmsKey: '__PWRD__' };
      const request: Pick<AdminRequest, 'body' | 'params' | 'headers'> = {
        body: form,
        params: { id: 'server-1' },
        headers: { 'content-type': contentType },
      };
      const response: Pick<AdminResponse, 'json'> = { json: answered };
      // @ts-expect-error: only what the handler may use of Express
      handler?.(request, response);
    });
  const result = await press('application/json; charset=utf-8');
  assert.ok(typeof result === 'object' && result !== null && 'ok' in result && result.ok === true);
  const foreign = await press('application/x-www-form-urlencoded');
  assert.ok(typeof foreign === 'object' && foreign !== null && 'ok' in foreign && foreign.ok === false);
});
