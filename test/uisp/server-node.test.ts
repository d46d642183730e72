/** The wiring of the config node, on the smallest runtime that it can run in. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import uispServer from '../../nodes/uisp/uisp-server.ts';
import type { UispServerNode } from '../../nodes/uisp/uisp-server-node.ts';
import { TestRed } from '../red-runtime.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';

function started(
  t: TestContext,
  config: Record<string, unknown>,
  credentials: Record<string, unknown>,
  nodes: Readonly<Record<string, unknown>> = {},
) {
  const red = new TestRed([uispServer], { nodes });
  const node = red.start('server-1', 'uisp-server', config, credentials);
  t.after(() => node.close());
  return { red, node, uisp: () => red.offered<UispServerNode>('server-1', 'uisp').uisp() };
}

function keysOf({ uisp }: Simulator) {
  return { crmKey: uisp.crmKey, nmsKey: uisp.nmsToken };
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
  return { facts, opened, node: { openStore: async () => ({ ...store, forWork: async () => store }) } };
}

test('what it offers is one connection, made when first needed', async (t) => {
  const simulator = await simulated(t);
  const { uisp } = started(t, { host: simulator.uisp.url }, keysOf(simulator));
  const { crm, directory, settings } = uisp();
  assert.equal(uisp().crm, crm);
  assert.deepEqual(settings, { uispInvoices: 'never', ticketsPublic: true, propertyClientId: undefined });
  assert.equal((await directory.parentSite()).name, 'Victorian Village');
});

test('without keys it starts, and the error comes to whoever needs it', async (t) => {
  const { node, uisp } = started(t, { host: '127.0.0.1' }, { crmKey: '${UISP_CRM_API_KEY}' });
  assert.throws(uisp, { code: 'NOT_CONFIGURED', about: 'config node uisp-server' });
  const plain = started(t, { host: 'http://uisp.example.net' }, {}).uisp;
  assert.throws(plain, { code: 'UISP_HTTP_REFUSED', about: 'config node uisp-server' });
  assert.deepEqual(node.warnings, []);
});

test('with a database the time zone is stored at start', async (t) => {
  const simulator = await simulated(t);
  const { facts, node: db } = database();
  const { node } = started(t, { host: simulator.uisp.url, database: 'db' }, keysOf(simulator), { db });
  await node.until('it is connected', () => node.shown.fill === 'green');
  assert.deepEqual([...facts], [['uisp.timeZone', 'America/Chicago']]);
});

test('while UISP is away: one warning, a red status, the breaker in the store, and closing is quick', async (t) => {
  const { opened, node: db } = database();
  const config = { host: 'http://127.0.0.1:1', database: 'db' };
  const { node, uisp } = started(t, config, { crmKey: 'secret-crm', nmsKey: 'secret-nms' }, { db });
  await node.until('it is told', () => node.shown.fill === 'red');
  assert.match(node.warnings[0] ?? '', /UISP CRM cannot be reached/);
  for (let round = 0; round < 3; round += 1)
    await uisp()
      .crm.version()
      .catch(() => undefined);
  assert.equal(opened.length > 0, true);
  assert.doesNotMatch(JSON.stringify([node.lines, node.statuses]), /secret/);
  const began = Date.now();
  await node.close();
  assert.ok(Date.now() - began < 1000);
  assert.equal(node.warnings.length, 1);
});

test('the button: protected, JSON only, and with the keys of the deployed node', async (t) => {
  const simulator = await simulated(t);
  const { red } = started(t, { host: simulator.uisp.url }, keysOf(simulator));
  const route = 'POST /village-fiber/uisp-server/:id/test';
  assert.equal(red.routes.get(route)?.permission, 'uisp-server.write');
  const press = async (contentType: string): Promise<unknown> => {
    const body = { host: simulator.uisp.url, crmKey: '__PWRD__', nmsKey: '__PWRD__' };
    const headers = { 'content-type': contentType };
    return (await red.ask(route, { body, headers, params: { id: 'server-1' } })).body;
  };
  const result = await press('application/json; charset=utf-8');
  assert.ok(typeof result === 'object' && result !== null && 'ok' in result && result.ok === true);
  assert.equal(red.routes.get('POST /village-fiber/uisp-server/:id/lookup')?.permission, 'uisp-server.write');
  assert.equal(red.routes.get('GET /village-fiber/uisp-server/:id/stored')?.permission, 'uisp-server.read');
  assert.equal(red.routes.get('GET /village-fiber/variables')?.permission, 'flows.read');
  const foreign = await press('application/x-www-form-urlencoded');
  assert.ok(typeof foreign === 'object' && foreign !== null && 'ok' in foreign && foreign.ok === false);
});
