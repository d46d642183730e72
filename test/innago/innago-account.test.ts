import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBreakers } from '../../nodes/http/breaker.ts';
import type { InnagoAccountNode } from '../../nodes/innago/api/innago-api.ts';
import innagoAccount from '../../nodes/innago/innago-account.ts';
import type { AdminHandler, Node, NodeConfig, RuntimeApi } from '../../nodes/red.ts';
import { json, serve } from '../http/server.ts';
import { util } from '../red-util.ts';
import { errorOf, fieldsOf, simulate } from './account.ts';

/** As much of Node-RED as this node touches. */
function runtime(otherNodes: Record<string, unknown> = {}) {
  let start: ((this: Node, config: NodeConfig) => void) | undefined;
  const routes: { path: string; permission: AdminHandler | undefined }[] = [];
  const needed: string[] = [];
  const red: RuntimeApi = {
    nodes: {
      createNode: () => {},
      registerType: (_type, made) => {
        start = made;
      },
      getNode: (id) => otherNodes[id],
    },
    httpAdmin: {
      get: () => {},
      post: (path, permission) => {
        routes.push({ path, permission });
      },
    },
    util,
    auth: {
      needsPermission: (permission) => {
        needed.push(permission);
        return () => {};
      },
    },
    settings: {},
  };
  innagoAccount(red);
  return {
    routes,
    needed,
    account(config: Record<string, unknown>, credentials: Record<string, unknown>) {
      const closers: ((removed: boolean, done: () => void) => void)[] = [];
      const node: Node & Partial<InnagoAccountNode> = {
        id: 'account',
        type: 'innago-account',
        credentials,
        on: (event: string, listener: never) => {
          if (event === 'close') closers.push(listener);
        },
        send: () => {},
        status: () => {},
        log: () => {},
        warn: () => {},
        error: () => {},
        debug: () => {},
      };
      start?.call(node, { id: 'account', type: 'innago-account', ...config });
      const close = () => Promise.all(closers.map((closer) => new Promise<void>((done) => closer(false, done))));
      return { node, close };
    },
  };
}

test('one client for all, closed with the node', async (t) => {
  const simulator = await simulate(t);
  const { apiKey, clientId, clientSecret, ...config } = fieldsOf(simulator);
  const { node, close } = runtime().account(config, { apiKey, clientId, clientSecret });
  const innago = node.innago?.();
  assert.ok(innago);
  assert.equal(node.innago?.(), innago);
  assert.equal(node.propertyUid, simulator.innago.propertyUid);
  assert.equal((await innago.units()).length, 118);
  await close();
  assert.equal((await errorOf(innago.units())).code, 'INNAGO_CLOSED');
  assert.equal((await errorOf(node.innago?.().units() ?? Promise.resolve())).code, 'INNAGO_CLOSED');
});

test('what is missing is told when it is used, not when the flow starts', () => {
  const { node } = runtime().account({ propertyId: '${INNAGO_PROPERTY_ID}' }, {});
  assert.throws(() => node.innago?.(), { code: 'NOT_CONFIGURED', message: /API key/ });
  assert.throws(() => node.propertyUid, { code: 'NOT_CONFIGURED', message: /INNAGO_PROPERTY_ID is not set/ });
});

test('no secret is among the node’s own properties', () => {
  const { node } = runtime().account({ propertyId: 'p' }, { apiKey: 'c4n4ry' });
  const { credentials: _credentials, ...others } = node;
  assert.ok(!JSON.stringify(others).includes('c4n4ry'));
});

test('with a database chosen, a server in trouble is remembered there', async (t) => {
  const breakers = new MemoryBreakers();
  const database = { openStore: async () => ({ breakers }) };
  const server = await serve(t, (_request, response) => json(response, {}, 401));
  const config = { apiUrl: server.url, propertyId: 'p', database: 'db' };
  const { node, close } = runtime({ db: database }).account(config, { bearerToken: 'jwt' });
  t.after(close);
  assert.equal((await errorOf(node.innago?.().units() ?? Promise.resolve())).code, 'INNAGO_401');
  const host = new URL(server.url).host;
  assert.ok(breakers.openUntil(`INNAGO ${host}`) > Date.now());
});

test('a database that does not open leaves the account working', async (t) => {
  const simulator = await simulate(t);
  const { apiKey, clientId, clientSecret, ...config } = fieldsOf(simulator);
  const nodes = { db: { openStore: () => Promise.reject(new Error('locked')) } };
  for (const database of ['db', 'missing']) {
    const { node, close } = runtime(nodes).account({ ...config, database }, { apiKey, clientId, clientSecret });
    t.after(close);
    assert.equal((await node.innago?.().units())?.length, 118);
  }
});

test('the test route asks for the right to edit this kind of node', () => {
  const { routes, needed } = runtime();
  assert.deepEqual(needed, ['innago-account.write']);
  assert.deepEqual(
    routes.map(({ path }) => path),
    ['/village-fiber/innago-account/:id/test'],
  );
});
