/** The wiring of the node `uisp-ticket`, on the smallest runtime that it can run in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../../../nodes/red.ts';
import { pauseEverything } from '../../../nodes/state/pause.ts';
import uispTicket from '../../../nodes/uisp/uisp-ticket.ts';
import { runningNode } from '../../red-runtime.ts';
import { lease } from '../../state/stage.ts';
import { type TicketScene, ticketScene, today } from './ticket-scene.ts';

const chosen = { server: 'server', database: 'database' };

function node(s: TicketScene, action: 'sync' | 'poll', config: object = {}, ticks: unknown[] = []) {
  const { ticketsPublic = true, propertyClientId } = s.options;
  const { crm, nms, directory } = s.uisp;
  const settings = { uispInvoices: 'never', ticketsPublic, propertyClientId };
  return runningNode(
    uispTicket,
    { ...chosen, action, ...config },
    {
      server: { uisp: () => ({ crm, nms, directory, settings, tickBegan: (at: unknown) => void ticks.push(at) }) },
      database: { openStore: async () => s.store },
    },
  );
}

async function messageOf(s: TicketScene, uid: string, need: 'judge' | 'sync' = 'judge'): Promise<Message> {
  const work = s.work(uid, need);
  const claim = await s.store.claims.take(work.key);
  assert.ok(claim);
  return { payload: work, claim, topic: 'kept' };
}

test('a ticket is made; its number and status are left in the message, and everything else as it was', async (t) => {
  const s = await ticketScene(t);
  s.write('m-1');
  await s.scan();
  const ticks: unknown[] = [];
  const made = node(s, 'sync', {}, ticks);
  const message = await messageOf(s, 'm-1');
  const { payload, claim } = message;
  const { sent, error, dones } = await made.input(message);
  assert.deepEqual([error, dones, sent], [undefined, 1, [[message]]]);
  const { id } = s.uispTicket;
  assert.deepEqual(message, { payload, claim, topic: 'kept', uispTicket: { id, status: 0 } });
  assert.deepEqual(made.shown, { fill: 'green', shape: 'dot', text: `ticket ${id}` });
  assert.equal(ticks.length, 1, 'a tick probes a server in trouble');
  assert.deepEqual(made.lines, []);
  await made.close();
  assert.deepEqual(made.shown, {});
});

test('what waits goes on, and says why in msg.waiting', async (t) => {
  const s = await ticketScene(t, { leases: [] });
  await s.restart('dry-run');
  await s.settle([lease('a', '101')]);
  await s.restart('live');
  s.store.households.remember({ ...(s.store.households.all()[0] ?? assert.fail()), clientId: null });
  s.write('m-1');
  await s.scan();
  const made = node(s, 'sync');
  const message = { ...(await messageOf(s, 'm-1')), waiting: [{ why: 'something else' }] };
  const { error, sent } = await made.input(message);
  assert.equal(error, undefined);
  assert.equal(sent[0]?.length, 1);
  assert.deepEqual(message.waiting, [
    { why: 'something else' },
    { step: 'uisp-ticket', why: 'the household has no client in UISP yet' },
  ]);
  assert.deepEqual(made.shown, { fill: 'yellow', shape: 'ring', text: 'no client yet' });
});

test('dry-run shows the plan', async (t) => {
  const s = await ticketScene(t, { mode: 'dry-run' });
  s.write('m-1');
  await s.scan();
  const made = node(s, 'sync');
  const message = await messageOf(s, 'm-1');
  await made.input(message);
  assert.deepEqual(made.shown, { fill: 'grey', shape: 'ring', text: 'plan: new ticket' });
  assert.equal(message['uispTicket'], undefined);
  const poll = node(s, 'poll');
  await poll.input({ payload: { today } });
  assert.deepEqual(poll.shown, { fill: 'grey', shape: 'ring', text: '0 open, 0 due' });
});

test('an error goes to Catch with what sync-state needs in msg.failure, and nothing is sent', async (t) => {
  const s = await ticketScene(t);
  s.write('m-1', { unitName: '', personUid: null, personName: 'Manager' });
  await s.scan();
  const made = node(s, 'sync');
  const message = await messageOf(s, 'm-1');
  const { error, sent } = await made.input(message);
  assert.deepEqual([error?.code, sent], ['TICKET_NO_CLIENT', []]);
  assert.deepEqual(made.shown, { fill: 'red', shape: 'ring', text: 'TICKET NO CLIENT' });
  const failure: unknown = message['failure'];
  assert.ok(typeof failure === 'object' && failure !== null && 'trouble' in failure && failure.trouble === 'operator');
});

test('what is no ticket, and a node without its config nodes, say so', async (t) => {
  const s = await ticketScene(t);
  s.write('m-1');
  await s.scan();
  assert.equal((await node(s, 'sync').input({ payload: 'hello' })).error?.code, 'BAD_MESSAGE');
  const message = await messageOf(s, 'm-1');
  for (const field of ['server', 'database']) {
    const { error } = await node(s, 'sync', { [field]: '' }).input({ ...message });
    assert.equal(error?.code, 'NOT_CONFIGURED');
    assert.match(error?.message ?? '', /uisp-server|sync-database/);
  }
});

test('the poll: due tickets from the first output, one each, the summary from the second', async (t) => {
  const s = await ticketScene(t);
  await s.forward('m-1');
  await s.forward('m-2');
  const poll = node(s, 'poll');
  await poll.input({ payload: { today, leases: 1 }, topic: 'scan' });
  assert.deepEqual(poll.shown, { fill: 'green', shape: 'dot', text: '2 open, 0 due' });
  for (const { id } of s.simulator.world.crm.tickets.values()) s.simulator.world.crmTechnician.setStatus(id, 3);
  const { sent, error } = await poll.input({ payload: { today }, topic: 'scan', kept: 1 });
  assert.equal(error, undefined);
  assert.deepEqual(
    sent[0]?.map(({ topic, payload, kept }) => [topic, Object(payload).need, Object(payload).today, kept]),
    [
      ['ticket:m-1', 'sync', today, 1],
      ['ticket:m-2', 'sync', today, 1],
    ],
  );
  const [summary, ...more] = sent[1] ?? [];
  assert.deepEqual([summary?.['topic'], more], ['uisp-tickets', []]);
  const { ms, ...told } = Object(summary?.['payload']);
  assert.equal(typeof ms, 'number');
  assert.deepEqual(told, { tickets: 2, pages: 1, requests: 1, linked: 0, due: 2, paused: false, today });
});

test('paused: UISP is read and what changed is noted, nothing comes out until it is resumed', async (t) => {
  const s = await ticketScene(t);
  await s.forward('m-1');
  const poll = node(s, 'poll');
  await poll.input({ payload: { today } });
  for (const { id } of s.simulator.world.crm.tickets.values()) s.simulator.world.crmTechnician.setStatus(id, 3);
  await pauseEverything(s.store, true);
  for (let tick = 1; tick <= 2; tick += 1) {
    const { sent } = await poll.input({ payload: { today } });
    assert.deepEqual(sent[0], []);
    const { paused, due } = Object(sent[1]?.[0]?.['payload']);
    assert.deepEqual([paused, due], [true, 0]);
    assert.deepEqual(poll.shown, { fill: 'grey', shape: 'ring', text: 'paused' });
  }
  await pauseEverything(s.store, false);
  const { sent } = await poll.input({ payload: { today } });
  assert.deepEqual(
    sent[0]?.map(({ topic }) => topic),
    ['ticket:m-1'],
  );
});

test('the day comes from the scan, else from UISP’s zone; unknown, nothing is said to be due', async (t) => {
  const s = await ticketScene(t);
  const poll = node(s, 'poll');
  const unknown = await poll.input({ payload: 1 });
  assert.deepEqual([unknown.error?.code, unknown.sent], ['TIME_ZONE_UNKNOWN', []]);
  await s.store.facts.set('uisp.timeZone', 'Pacific/Kiritimati');
  const { sent } = await poll.input({ payload: { today: 'soon' } });
  assert.equal(Object(sent[1]?.[0]?.['payload']).today, '2026-11-21', 'noon in London is tomorrow there');
});

test('a poll that is under way is not begun again; closed meanwhile, it says nothing', async (t) => {
  const s = await ticketScene(t);
  const poll = node(s, 'poll');
  let release: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    const held = new Promise<void>((go) => {
      release = go;
    });
    s.simulator.faults.hook((request, moment) => {
      if (moment !== 'before-effect' || request.path !== '/ticketing/tickets') return undefined;
      resolve();
      return held;
    });
  });
  const first = poll.input({ payload: { today } });
  await reached;
  const second = await poll.input({ payload: { today } });
  assert.deepEqual(second.sent, []);
  await poll.close();
  release();
  const { sent, error } = await first;
  assert.deepEqual([sent, error], [[], undefined]);
});
