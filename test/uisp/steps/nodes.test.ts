/** The wiring of the three nodes, on the smallest runtime that they can run in. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Message, RuntimeApi } from '../../../nodes/red.ts';
import type { LeaseWork, PrepareWork } from '../../../nodes/state/work.ts';
import nmsOnuRename from '../../../nodes/uisp/nms-onu-rename.ts';
import uispClient from '../../../nodes/uisp/uisp-client.ts';
import uispService from '../../../nodes/uisp/uisp-service.ts';
import { runningNode } from '../../red-runtime.ts';
import { today } from './lease-work.ts';
import { type Scene, scene } from './scene.ts';

const chosen = { server: 'server', plans: 'plans', database: 'database' };

/** One input to one node: what it sent, showed, warned of, and ended with. */
async function run(s: Scene, register: (red: RuntimeApi) => void, config: object, message: Message) {
  const { crm, nms, directory } = s.uisp;
  const node = runningNode(
    register,
    { ...chosen, ...config },
    {
      server: {
        uisp: () => ({ crm, nms, directory, settings: { uispInvoices: 'never' }, tickBegan: () => undefined }),
      },
      plans: { rules: () => s.rules() },
      database: { openStore: async () => s.store },
    },
  );
  const { sent, error, dones } = await node.input(message);
  const status = node.shown;
  await node.close();
  assert.deepEqual(node.shown, {}, 'closed: nothing is shown');
  return { sent: sent.flat(), error, done: dones, status, warnings: node.warnings };
}

async function messageOf(s: Scene, work: LeaseWork | PrepareWork): Promise<Message> {
  const claim = await s.store.claims.take(work.key);
  assert.ok(claim);
  return { payload: work, claim, topic: 'kept' };
}

async function prepareWork(s: Scene, apply: boolean): Promise<PrepareWork> {
  const units = [...s.simulator.world.units.values()].map(({ label }) => s.unit(label));
  return { kind: 'prepare', key: 'action:prepare', units, property: s.property, today, apply };
}

function village(t: TestContext) {
  return scene(t, { units: 3 });
}

test('the chain leaves its results in msg.uisp and everything else as it was', async (t) => {
  const s = await village(t);
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  const message = await messageOf(s, work);
  const shown: (string | undefined)[] = [];
  for (const register of [uispClient, uispService, nmsOnuRename]) {
    const { sent, error, done, status } = await run(s, register, {}, message);
    assert.equal(error, undefined);
    assert.equal(done, 1);
    assert.deepEqual(sent, [message]);
    assert.equal(status.fill, 'green');
    shown.push(status.text);
  }
  const { clientId, siteId, serviceId, onuId } = await s.household(work);
  assert.deepEqual(message['uisp'], {
    clientId,
    clientIsNew: true,
    siteId,
    serviceId,
    onu: { id: onuId, name: 'ONU-101' },
  });
  assert.deepEqual(shown, [`client ${clientId}`, `service ${serviceId}`, 'ONU-101']);
  assert.equal(message['topic'], 'kept');
  assert.equal(message['payload'], work);
  assert.equal(message['waiting'], undefined);
});

test('what waits is added to msg.waiting', async (t) => {
  const s = await village(t);
  const { world } = s.simulator;
  const site = world.addSite({ name: 'Unit 101', parentId: world.parentSite.id });
  world.addService({ clientId: world.addClient().id, siteId: site.id, activeTo: '2026-12-31' });
  const message = { ...(await messageOf(s, await s.lease({ unit: '101' }))), waiting: [{ why: 'something else' }] };
  await run(s, uispClient, {}, message);
  const { error, status } = await run(s, uispService, {}, message);
  assert.equal(error, undefined);
  assert.deepEqual(status, { fill: 'yellow', shape: 'ring', text: 'previous household' });
  const [first, second] = message.waiting;
  assert.deepEqual(first, { why: 'something else' });
  assert.deepEqual({ ...second, why: '' }, { step: 'uisp-service', why: '', until: '2027-01-01' });
});

test('an error goes to Catch, with what sync-state needs in msg.failure, and nothing is sent', async (t) => {
  const s = await village(t);
  const message = await messageOf(s, await s.lease({ unit: '101' }));
  const { sent, error, status } = await run(s, nmsOnuRename, {}, message);
  assert.equal(error?.code, 'STEP_ORDER');
  assert.deepEqual(status, { fill: 'red', shape: 'ring', text: 'STEP ORDER' });
  assert.deepEqual(sent, []);
  const failure: unknown = message['failure'];
  assert.ok(typeof failure === 'object' && failure !== null && 'code' in failure && failure.code === 'STEP_ORDER');
  assert.ok('about' in failure && failure.about === 'nms-onu-rename', 'the node is to blame, not the lease');
});

test('what is not lease work, and a node without its config nodes, say so', async (t) => {
  const s = await village(t);
  for (const register of [uispClient, uispService, nmsOnuRename]) {
    assert.equal((await run(s, register, {}, { payload: 'hello' })).error?.code, 'BAD_MESSAGE');
    for (const field of ['server', 'plans', 'database']) {
      const message = await messageOf(s, await s.lease({ unit: '101', leaseUid: `${register.name}-${field}` }));
      const { error } = await run(s, register, { [field]: '' }, message);
      assert.equal(error?.code, 'NOT_CONFIGURED');
      assert.match(error?.message ?? '', field === 'plans' ? /fiber-plans/ : /uisp-server|sync-database/);
    }
  }
  const message = await messageOf(s, await prepareWork(s, true));
  assert.equal((await run(s, uispService, {}, message)).error?.code, 'BAD_MESSAGE', 'another action');
});

test('warnings reach the log, and dry-run shows what is planned', async (t) => {
  const s = await scene(t, { units: 3, mode: 'dry-run' });
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  const planned = await messageOf(s, work);
  for (const register of [uispClient, uispService, nmsOnuRename]) {
    const { status } = await run(s, register, {}, planned);
    assert.equal(status.fill, 'grey');
    assert.match(status.text ?? '', /^plan: /);
  }
  await s.restart('live');
  Object.assign(s.simulator.world.variants, { parentAppearsAfterDevice: true });
  const message = await messageOf(s, work);
  await run(s, uispClient, {}, message);
  const { warnings } = await run(s, uispService, {}, message);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /no parent for site "Unit 101" yet/);
  assert.deepEqual((await run(s, nmsOnuRename, {}, message)).warnings, [], 'with its ONU the parent is there');
});

test('prepare all units, first as a plan, then done: one report from both nodes', async (t) => {
  const s = await village(t);
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  for (const apply of [false, true]) {
    const message = await messageOf(s, await prepareWork(s, apply));
    for (const register of [uispService, nmsOnuRename]) {
      const { error } = await run(s, register, { action: 'prepare' }, message);
      assert.equal(error, undefined);
    }
    const tally = (done: number, planned: number, found = 0, failed = 0) => ({ done, found, planned, failed });
    const { planned, unmatchedCsv, ...report } = Object(message['prepare']);
    assert.deepEqual(
      { plans: report.plans, sites: report.sites, onus: report.onus },
      apply
        ? { plans: tally(0, 0, 3), sites: tally(3, 0), onus: tally(1, 0, 0, 2) }
        : { plans: tally(0, 0, 3), sites: tally(0, 3), onus: tally(0, 1, 0, 2) },
    );
    assert.equal(planned.length, apply ? 0 : 5);
    assert.match(unmatchedCsv, /^unit,reason\r\n102,.*\r\n103,/);
    await s.restart();
  }
});
