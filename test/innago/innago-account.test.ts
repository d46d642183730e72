import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBreakers } from '../../nodes/http/breaker.ts';
import type { InnagoAccountNode } from '../../nodes/innago/api/innago-api.ts';
import innagoAccount from '../../nodes/innago/innago-account.ts';
import type { InnagoFieldValues } from '../../nodes/innago/settings.ts';
import { errorOf } from '../error-of.ts';
import { json, serve } from '../http/server.ts';
import { TestRed } from '../red-runtime.ts';
import { fieldsOf, simulate } from './account.ts';

function account(
  fields: InnagoFieldValues & { readonly database?: string },
  nodes: Readonly<Record<string, unknown>> = {},
) {
  const { apiKey, clientId, clientSecret, bearerToken, ...config } = fields;
  const red = new TestRed([innagoAccount], { nodes });
  const node = red.start('account', 'innago-account', config, { apiKey, clientId, clientSecret, bearerToken });
  return { node, offered: red.offered<InnagoAccountNode>('account', 'innago') };
}

test('one client for all, closed with the node', async (t) => {
  const simulator = await simulate(t);
  const { node, offered } = account(fieldsOf(simulator));
  const innago = offered.innago();
  assert.equal(offered.innago(), innago);
  assert.equal(offered.propertyUid, simulator.innago.propertyUid);
  assert.equal(offered.commentLength, 1000);
  assert.equal((await innago.units()).length, 118);
  await node.close();
  assert.equal((await errorOf(innago.units())).code, 'INNAGO_CLOSED');
  assert.equal((await errorOf(offered.innago().units())).code, 'INNAGO_CLOSED');
});

test('what is missing is told when it is used, not when the flow starts', () => {
  const { offered } = account({ propertyId: '${INNAGO_PROPERTY_ID}' });
  assert.throws(() => offered.innago(), {
    code: 'NOT_CONFIGURED',
    message: /API key/,
    about: 'config node innago-account',
  });
  assert.throws(() => account({ commentLength: '7' }).offered.commentLength, {
    code: 'NOT_CONFIGURED',
    message: /Longest comment/,
    about: 'config node innago-account',
  });
  assert.throws(() => offered.propertyUid, {
    code: 'NOT_CONFIGURED',
    message: /INNAGO_PROPERTY_ID is not set/,
    about: 'config node innago-account',
  });
});

test('no secret is among the node’s own properties', () => {
  const { credentials, ...others } = account({ propertyId: 'p', apiKey: 'c4n4ry' }).node;
  assert.ok(JSON.stringify(credentials).includes('c4n4ry'));
  assert.ok(!JSON.stringify(others).includes('c4n4ry'));
});

test('with a database chosen, a server in trouble is remembered there', async (t) => {
  const breakers = new MemoryBreakers();
  const store = { breakers, forWork: async () => ({ breakers }) };
  const db = { openStore: async () => store };
  const server = await serve(t, (_request, response) => json(response, {}, 401));
  const fields = { apiUrl: server.url, propertyId: 'p', database: 'db', bearerToken: 'jwt' };
  const { node, offered } = account(fields, { db });
  t.after(() => node.close());
  assert.equal((await errorOf(offered.innago().units())).code, 'INNAGO_401');
  const host = new URL(server.url).host;
  assert.ok(breakers.openUntil(`INNAGO ${host}`) > Date.now());
});

test('a database that does not open leaves the account working', async (t) => {
  const simulator = await simulate(t);
  const nodes = { db: { openStore: () => Promise.reject(new Error('locked')) } };
  for (const database of ['db', 'missing']) {
    const { node, offered } = account({ ...fieldsOf(simulator), database }, nodes);
    t.after(() => node.close());
    assert.equal((await offered.innago().units()).length, 118);
  }
});

test('test and lists ask for the right to edit this kind of node, the names of stored variables for that to see it', () => {
  const { routes } = new TestRed([innagoAccount]);
  assert.deepEqual(
    [...routes].map(([route, { permission }]) => `${route} ${permission}`),
    [
      'POST /village-fiber/innago-account/:id/test innago-account.write',
      'POST /village-fiber/innago-account/:id/lookup innago-account.write',
      'GET /village-fiber/innago-account/:id/stored innago-account.read',
    ],
  );
});
