/** The nodes `innago-poll` and `invoice-line` as Node-RED runs them. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import * as v from 'valibot';
import innagoPoll from '../../nodes/innago/innago-poll.ts';
import invoiceLine from '../../nodes/innago/invoice-line.ts';
import { pauseEverything } from '../../nodes/state/pause.ts';
import { Store } from '../../nodes/state/store.ts';
import { leaseWorkSchema, prepareWorkSchema } from '../../nodes/state/work.ts';
import { runningNode, type TestNode } from '../red-runtime.ts';
import { counted, type Village, type VillageOptions, village } from './village.ts';

const config = { account: 'account', plans: 'plans', database: 'database' };

function nodesOf(place: Village, openStore: () => Promise<Store> = async () => place.store) {
  return { account: { innago: () => place.innago }, plans: { rules: place.rules }, database: { openStore } };
}

async function poll(
  t: TestContext,
  options: VillageOptions = {},
  fields: Record<string, unknown> = {},
): Promise<{ place: Village; node: TestNode }> {
  const place = await village(t, options);
  const node = runningNode(innagoPoll, { ...config, action: 'poll', ...fields }, nodesOf(place));
  t.after(() => node.close());
  return { place, node };
}

test('a tick: one message for each due lease and new ticket, and a summary; the other properties of the message stay', async (t) => {
  const { node } = await poll(t);
  const { sent, error, dones } = await node.input({ topic: 'tick', payload: 1, mine: 'kept' });
  assert.deepEqual([error, dones], [undefined, 1]);
  const [leases = [], tickets = [], [summary, ...more] = []] = sent;
  assert.ok(leases.length > 100);
  for (const message of leases) {
    assert.ok(v.is(leaseWorkSchema, message['payload']));
    assert.deepEqual([message['topic'], message['mine']], [message['payload'].key, 'kept']);
  }
  assert.ok(tickets.every(({ topic }) => /^ticket:/.test(String(topic))));
  assert.equal(more.length, 0);
  assert.ok(
    v.is(
      v.object({ complete: v.literal(true), due: v.literal(leases.length), skipped: v.literal(0) }),
      summary?.['payload'],
    ),
  );
  assert.deepEqual(node.shown, { fill: 'green', shape: 'dot', text: node.shown.text });
  assert.match(node.shown.text ?? '', /^\d+ leases, \d+ due$/);
  assert.match(node.lines.join('\n'), /First scan of Innago/);
});

test('in dry-run the node is grey', async (t) => {
  const { node } = await poll(t, { store: { mode: 'dry-run' } });
  await node.input();
  assert.deepEqual([node.shown.fill, node.shown.shape], ['grey', 'ring']);
});

test('paused: everything is read and noted, nothing comes out, and the first tick after gives all of it; prepare refuses', async (t) => {
  const { place, node } = await poll(t);
  const summaryOf = (paused: boolean, due: number) => v.object({ paused: v.literal(paused), due: v.literal(due) });
  await pauseEverything(place.store, true);
  for (let tick = 1; tick <= 2; tick += 1) {
    const { sent, error } = await node.input();
    assert.deepEqual([sent[0], sent[1], error], [[], [], undefined]);
    assert.ok(v.is(summaryOf(true, 0), sent[2]?.[0]?.['payload']));
    assert.deepEqual(node.shown, { fill: 'grey', shape: 'ring', text: 'paused' });
  }
  const listed = [...place.simulator.world.leases.values()].filter((lease) => lease.listed).length;
  assert.equal([...place.store.leases.entries()].length, listed);
  assert.deepEqual(
    place.store.attention.list().filter(({ code }) => code !== 'PAUSED' && code.startsWith('INNAGO')),
    [],
  );
  const prepare = runningNode(innagoPoll, { ...config, action: 'units' }, nodesOf(place));
  t.after(() => prepare.close());
  const { error, sent: work } = await prepare.input({ payload: { apply: true } });
  assert.deepEqual([error?.code, work], ['PAUSED', []]);
  await place.restart();
  const again = runningNode(innagoPoll, { ...config, action: 'poll' }, nodesOf(place));
  t.after(() => again.close());
  assert.deepEqual((await again.input()).sent[0], [], 'over a restart');
  await pauseEverything(place.store, false);
  const { sent } = await again.input();
  assert.ok((sent[0]?.length ?? 0) > 100 && (sent[1]?.length ?? 0) > 0, 'although no page has changed since');
  assert.ok(v.is(summaryOf(false, sent[0]?.length ?? 0), sent[2]?.[0]?.['payload']));
});

test('a tick that comes while one is running is skipped, and counted', async (t) => {
  const { place, node } = await poll(t, { simulator: { latencyMs: 30 } });
  const [first, second, third] = await Promise.all([node.input(), node.input(), node.input()]);
  assert.deepEqual([second.sent, second.error, second.dones, third.sent], [[], undefined, 1, []]);
  const pages = Math.ceil(place.simulator.world.leases.size / 50);
  assert.equal(
    counted(place.requests()).find((one) => one.includes('leases')),
    `${pages} x GET /v1/leases`,
  );
  assert.ok(v.is(v.object({ skipped: v.literal(2) }), first.sent[2]?.[0]?.['payload']));
  assert.ok(
    node.statuses.some(({ fill, text }) => fill === 'blue' && text === 'busy, 2 skipped'),
    JSON.stringify(node.statuses),
  );
  assert.match(node.shown.text ?? '', /leases/);
  const next = await node.input();
  assert.ok(v.is(v.object({ skipped: v.literal(0) }), next.sent[2]?.[0]?.['payload']));
});

test('close aborts within a second while a request hangs, without an error', async (t) => {
  const { place, node } = await poll(t);
  place.simulator.faults.next({ server: 'innago', path: '/v1/leases' }, 'timeout-before');
  const running = node.input();
  while (!place.simulator.requests.some(({ path }) => path === '/v1/leases')) await new Promise(setImmediate);
  const began = performance.now();
  await node.close();
  const { sent, error, dones } = await running;
  assert.ok(performance.now() - began < 1000);
  assert.deepEqual([sent, error, dones, node.shown], [[], undefined, 1, {}]);
  const again = runningNode(innagoPoll, config, nodesOf(place));
  assert.ok(((await again.input()).sent[0]?.length ?? 0) > 100, 'nothing was lost');
});

test('what goes wrong half-way reaches Catch, and what was read goes on', async (t) => {
  const { place, node } = await poll(t);
  place.simulator.faults.next({ server: 'innago', path: '/v1/leases', nth: 2, times: 9 }, 'html');
  const message = {};
  const { sent, error, dones } = await node.input(message);
  assert.deepEqual([error?.code, dones], ['INNAGO_NOT_JSON', 1]);
  assert.ok((sent[0]?.length ?? 0) > 20);
  assert.ok(
    v.is(v.object({ complete: v.literal(false), code: v.literal('INNAGO_NOT_JSON') }), sent[2]?.[0]?.['payload']),
  );
  assert.deepEqual(node.shown, { fill: 'red', shape: 'ring', text: 'INNAGO NOT JSON' });
  assert.ok(v.is(v.object({ failure: v.object({ code: v.literal('INNAGO_NOT_JSON') }) }), message));
  assert.equal(sent[0]?.[0]?.['failure'], undefined);
});

test('nothing chosen, nothing readable: an error and nothing sent', async (t) => {
  const { place } = await poll(t);
  const lost = runningNode(innagoPoll, { ...config, account: '' }, nodesOf(place));
  const { error, sent } = await lost.input();
  assert.deepEqual([error?.code, sent, lost.shown.text], ['NOT_CONFIGURED', [], 'NOT CONFIGURED']);
  place.simulator.faults.next({ server: 'innago', path: '/v1/leases', times: 9 }, '403-html');
  const node = runningNode(innagoPoll, config, nodesOf(place));
  assert.equal((await node.input()).error?.code, 'INNAGO_403');
});

test('standby while another process has the database: told once, and it takes over by itself', async (t) => {
  const place = await village(t);
  const { file, world, clock } = place.store;
  const opened: Store[] = [];
  t.after(() => Promise.all(opened.map((store) => store.close())));
  const log = { info: () => undefined, warn: () => undefined };
  const openStore = async () => {
    opened[0] ??= await Store.open({ file, world, clock, mode: 'live', log });
    return opened[0];
  };
  const node = runningNode(innagoPoll, config, nodesOf(place, openStore));
  assert.equal((await node.input()).error?.code, 'STORE_IN_USE');
  assert.deepEqual(node.shown, { fill: 'yellow', shape: 'ring', text: 'standby' });
  const second = await node.input();
  assert.deepEqual([second.error, second.sent, node.shown.text], [undefined, [], 'standby']);
  assert.deepEqual(place.requests(), []);
  await place.store.close();
  assert.ok(((await node.input()).sent[0]?.length ?? 0) > 100);
});

test('prepare all units: by the action, or by the topic', async (t) => {
  const { place } = await poll(t);
  const units = runningNode(innagoPoll, { ...config, action: 'units' }, nodesOf(place));
  const { sent } = await units.input({ payload: { apply: true } });
  const payload = sent[0]?.[0]?.['payload'];
  assert.ok(v.is(prepareWorkSchema, payload));
  assert.deepEqual([payload.units.length, payload.apply, sent[0]?.[0]?.['topic']], [118, true, 'action:prepare']);
  assert.equal(units.shown.text, '118 units');
  assert.deepEqual(counted(place.requests()), [
    '1 x GET /v1/properties/{propertyUid}',
    '1 x GET /v1/properties/{propertyUid}/units',
  ]);
  const other = runningNode(innagoPoll, config, nodesOf(place));
  for (const payload of [undefined, {}, { apply: 'true' }, true]) {
    const shown = (await other.input({ topic: 'prepare', payload })).sent[0]?.[0]?.['payload'];
    assert.ok(v.is(v.object({ kind: v.literal('prepare'), apply: v.literal(false) }), shown));
  }
});

test('invoice-line: charges, notes what comes next beside what others wait for, and passes the message on', async (t) => {
  const place = await village(t, {
    day: '2026-11-26',
    simulator: { village: 'empty' },
    store: { goLive: '2026-11-26' },
  });
  place.simulator.world.addLease({ unit: '101' });
  const work = (await place.scan()).due[0];
  assert.ok(work);
  const claim = await place.store.claims.take(work.key);
  assert.ok(claim);
  const node = runningNode(invoiceLine, config, nodesOf(place));
  const earlier = { step: 'uisp-service', why: 'previous household' };

  const free = await node.input({ payload: work, claim, waiting: [earlier] });
  assert.deepEqual(
    [free.sent[0]?.[0]?.['waiting'], node.shown],
    [[earlier], { fill: 'grey', shape: 'ring', text: 'no add-on' }],
  );

  await place.store.households.update(claim, work.householdId, { plan: 'Village Fiber 2G', serviceId: 7 });
  const { sent, error, dones } = await node.input({ payload: work, claim, waiting: [earlier], uisp: { serviceId: 7 } });
  const [message] = sent[0] ?? [];
  assert.deepEqual([error, dones, message?.['payload'], message?.['uisp']], [undefined, 1, work, { serviceId: 7 }]);
  assert.deepEqual(message?.['waiting'], [
    earlier,
    { step: 'invoice-line', why: 'the next charge', until: '2026-12-27' },
  ]);
  const [invoice] = place.simulator.world.invoices.values();
  assert.deepEqual(message?.['innago'], {
    outcome: 'done',
    text: 'invoice 2026-12',
    invoices: [
      {
        month: '2026-12',
        leaseUid: work.lease.uid,
        dueDate: '2026-12-01',
        amountCents: 1500,
        item: 'Village Fiber 2G, December 2026',
        outcome: 'done',
        invoiceUid: invoice?.invoiceUid,
      },
    ],
  });
  assert.deepEqual(node.shown, { fill: 'green', shape: 'dot', text: 'invoice 2026-12' });
  assert.equal((await node.input({ payload: 'something else' })).error?.code, 'BAD_MESSAGE');
});
