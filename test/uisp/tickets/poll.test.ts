/** What the poll reads and what it costs: one request when nothing changed, whatever is open. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { connectUisp } from '../../../nodes/uisp/connection.ts';
import { uispServerSettings } from '../../../nodes/uisp/uisp-server-settings.ts';
import { errorOf } from '../../error-of.ts';
import { hour, minute } from '../../state/stage.ts';
import { linked, list, one, others, poll } from './polling.ts';
import { ticketScene, today } from './ticket-scene.ts';

test('100 open linked tickets: the first poll reads what it must, a quiet one makes one request, and so after a restart', async (t) => {
  const s = await ticketScene(t);
  await linked(s, 100);
  const first = await poll(s);
  assert.equal(first.summary.linked, 100);
  assert.deepEqual(s.requests(), [list, list, list], 'no watermark yet: down to the oldest linked one, and the end');
  for (const restart of [false, true]) {
    if (restart) {
      await s.restart();
      await s.settle();
      await s.scan();
    }
    const writes = await s.store.database.run((knex) => knex.raw('SELECT total_changes() AS n'));
    const { summary, due } = await poll(s);
    assert.deepEqual(s.requests(), [list]);
    assert.deepEqual([summary.pages, summary.requests, summary.tickets, summary.linked], [1, 1, 50, 100]);
    assert.deepEqual([summary.due, due, summary.today], [0, [], today]);
    const after = await s.store.database.run((knex) => knex.raw('SELECT total_changes() AS n'));
    assert.deepEqual(after, writes, 'nothing is stored');
  }
  const { url } = s.since()[0] ?? { url: '' };
  assert.match(url, /order=lastActivity&direction=DESC&limit=50&offset=0$/);
});

test('quiet is one request also when more than a page was made within a minute', async (t) => {
  const s = await ticketScene(t);
  s.write('m-1');
  for (let number = 0; number < 60; number += 1) {
    await s.uisp.crm.tickets.create({ subject: `T ${number}`, clientId: s.clientId, public: false, body: 'x' });
  }
  await poll(s);
  await poll(s);
  assert.deepEqual(s.requests(), [list]);
});

test('after a pause it reads down to where the last poll was, and misses nothing', async (t) => {
  const s = await ticketScene(t);
  await linked(s, 2);
  await others(s, 70);
  await poll(s);
  s.simulator.world.crmTechnician.comment(Number(s.entry('m-1').link?.ticketId), 'Looking at it');
  await others(s, 120);
  const { summary } = await poll(s);
  assert.equal(summary.pages, 3);
  assert.deepEqual(
    s.entry('m-1').toInnago.map(({ text }) => text),
    ['Looking at it'],
  );
  assert.equal(summary.due, 1);
});

test('what UISP shows late, dated a little earlier than what was read already, is not missed', async (t) => {
  const s = await ticketScene(t);
  await linked(s, 1);
  await others(s, 60);
  await poll(s);
  s.clock.forward(-150_000);
  s.simulator.world.crmTechnician.setStatus(Number(s.entry('m-1').link?.ticketId), 3);
  s.clock.forward(150_000);
  await others(s, 48);
  const { summary } = await poll(s);
  assert.equal(summary.pages, 2);
  assert.equal(s.entry('m-1').uisp?.status, 3);
});

test('a poll that fails on the way is made up for by the next, also after a restart', async (t) => {
  const s = await ticketScene(t);
  await linked(s, 1);
  await poll(s);
  s.simulator.world.crmTechnician.setStatus(s.uispTicket.id, 3);
  await others(s, 80);
  const fault = s.simulator.faults.next({ method: 'GET', path: '/ticketing/tickets', nth: 2, times: 1 }, '500');
  assert.equal((await errorOf(poll(s))).trouble, 'server');
  assert.equal(fault.struck(), 1);
  assert.equal(s.entry('m-1').uisp?.status, 0, 'nothing of half a list is taken');
  await s.restart();
  await s.settle();
  await poll(s);
  assert.equal(s.entry('m-1').uisp?.status, 3);
});

test('a list that is empty for a moment deletes nothing', async (t) => {
  const s = await ticketScene(t);
  await others(s, 120);
  await linked(s, 2);
  await poll(s);
  s.simulator.faults.next({ method: 'GET', path: '/ticketing/tickets' }, 'empty-list');
  const { summary } = await poll(s);
  assert.deepEqual(s.requests(), [list, one, one]);
  assert.equal(summary.requests, 3);
  assert.deepEqual([s.entry('m-1').uisp?.gone, s.entry('m-2').uisp?.gone], [null, null]);
  const after = await poll(s);
  assert.equal(after.summary.pages, 1, 'it is known still how far was read');
});

test('a deleted ticket is missed at the next poll, asked for once, and then no more; restored, it is back', async (t) => {
  const s = await ticketScene(t);
  await linked(s, 3);
  await poll(s);
  const id = Number(s.entry('m-1').link?.ticketId);
  s.simulator.world.crmTechnician.deleteTicket(id);
  await poll(s);
  assert.deepEqual(s.requests(), [list, one, 'GET /clients/{id}']);
  assert.deepEqual(s.attention, ['TICKET_DELETED_IN_UISP']);
  await poll(s);
  assert.deepEqual(s.requests(), [list]);
  s.simulator.world.crmTechnician.restoreTicket(id);
  await poll(s);
  assert.deepEqual([s.entry('m-1').uisp?.gone, s.attention], [null, []]);
});

test('one whose client is archived, and which UISP hides then, is not taken for deleted', async (t) => {
  const s = await ticketScene(t, { variants: { archivedTicketsHidden: true } });
  await linked(s, 1);
  await poll(s);
  s.simulator.world.crmTechnician.archiveClient(s.clientId);
  await poll(s);
  assert.deepEqual(s.attention, ['TICKET_CLIENT_ARCHIVED']);
});

test('a proxy’s 404 deletes nothing', async (t) => {
  const s = await ticketScene(t);
  const proxy = createServer((_request, response) => response.writeHead(404).end('<html>Not Found</html>'));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  t.after(() => proxy.close());
  const address = proxy.address();
  const host = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const elsewhere = connectUisp(uispServerSettings({ host }, { crmKey: 'k', nmsKey: 'k' }), { retryPausesMs: [] });
  t.after(() => elsewhere.close());
  await assert.rejects(elsewhere.crm.tickets.ticket(31), { status: 404 });
  assert.equal(await s.uisp.crm.tickets.ticket(31), undefined);
});

test('once an hour: the open ones beyond what the polls reach are looked for in one listing', async (t) => {
  const s = await ticketScene(t);
  await linked(s, 3);
  await others(s, 60);
  await poll(s);
  const [deleted, solved] = ['m-1', 'm-2'].map((uid) => Number(s.entry(uid).link?.ticketId));
  s.simulator.world.crmTechnician.deleteTicket(deleted ?? 0);
  await poll(s);
  assert.deepEqual(s.requests(), [list], 'not within the hour');
  // As if it had been solved behind our back, long ago.
  for (const ticket of s.simulator.world.crm.tickets.values()) if (ticket.id === solved) ticket.status = 3;
  s.clock.forward(hour);
  const { summary } = await poll(s);
  const statuses = s.since().filter(({ url }) => url.includes('statuses'));
  assert.equal(statuses.length, 2, 'pages of the open ones');
  assert.equal(summary.requests, s.requests().length);
  assert.deepEqual([s.entry('m-1').uisp?.gone, s.entry('m-2').uisp?.status], ['deleted', 3]);
  await poll(s);
  assert.deepEqual(s.requests(), [list], 'm-3 is still beyond, and is looked for in an hour again');
});

test('a server that leaves the activity out of its lists: only linked tickets that changed are read by themselves', async (t) => {
  const s = await ticketScene(t, { variants: { activityOmitted: true } });
  await linked(s, 2);
  await others(s, 3);
  await poll(s);
  await poll(s);
  assert.deepEqual(s.requests(), [list]);
  const id = Number(s.entry('m-1').link?.ticketId);
  s.clock.forward(minute);
  s.simulator.world.crmTechnician.comment(id, 'On my way');
  s.simulator.world.crmTechnician.setStatus(id, 2);
  await others(s, 1);
  await poll(s);
  assert.deepEqual(s.requests(), [list, one]);
  assert.deepEqual(
    s
      .entry('m-1')
      .toInnago.map(({ kind }) => kind)
      .sort(),
    ['comment', 'pending'],
  );
});

test('public comments and their files are taken down once; private ones never', async (t) => {
  const s = await ticketScene(t);
  await linked(s, 1);
  const { crmTechnician } = s.simulator.world;
  crmTechnician.comment(s.uispTicket.id, 'See the photo', { attachments: ['ont.jpg'] });
  crmTechnician.comment(s.uispTicket.id, 'Tenant was rude', { public: false });
  crmTechnician.assign(s.uispTicket.id, s.clientId);
  await poll(s);
  await poll(s);
  const [told, ...more] = s.entry('m-1').toInnago;
  assert.deepEqual([told?.text, told?.files, more], ['See the photo', [{ name: 'ont.jpg', url: null }], []]);
});

test('a dry-run keeps where it was in memory', async (t) => {
  const s = await ticketScene(t, { mode: 'dry-run' });
  const { id: clientId } = s.simulator.world.addClient();
  const create = async (count: number) => {
    for (let number = 0; number < count; number += 1) {
      s.clock.forward(minute);
      await s.uisp.crm.tickets.create({ subject: 'x', clientId, public: false, body: 'x' });
    }
  };
  await create(70);
  await poll(s);
  assert.equal(await s.store.facts.get('uisp.ticketsSeenUntil'), undefined);
  await create(60);
  assert.equal((await poll(s)).summary.pages, 2);
});
