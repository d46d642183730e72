/** The mode is switched while UISP is read: an audit and a poll that were begun in the other mode end without doing anything more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { switchMode } from '../../nodes/state/mode.ts';
import { auditUisp } from '../../nodes/uisp/drift/audit.ts';
import { TicketPoll } from '../../nodes/uisp/tickets/ticket-poll.ts';
import { driftScene } from './drift/drift-scene.ts';
import { linked } from './tickets/polling.ts';
import { ticketScene } from './tickets/ticket-scene.ts';

const yes = { confirm: true };

test('an audit of a dry-run during which it goes live repairs nothing; the next one does', async (t) => {
  const s = await driftScene(t);
  await switchMode(s.store, 'dry-run', 'operator');
  await s.tick();
  s.hands.changePlan((await s.serviceOf('101')).id, 'Village Fiber 2G');
  const store = await s.store.forWork();
  let switching: Promise<unknown> | undefined;
  s.simulator.faults.hook((request, moment) => {
    if (moment !== 'after-effect' || request.isWrite || !request.path.startsWith('/clients/services')) return;
    switching ??= switchMode(s.store, 'live', 'operator', yes).then(() => s.tick());
    return switching.then(() => undefined);
  });
  s.forward(3_600_000);
  const { rows } = await auditUisp({ ...s.access(), store, repairs: new Set(['plan-changed'] as const) });
  assert.ok(switching, 'the audit has read services');
  assert.deepEqual([rows.map(({ outcome }) => outcome), s.writes()], [['busy'], []]);
  await s.settle();
  assert.equal((await s.nextAudit('plan-changed')).rows[0]?.outcome, 'repaired');
});

test('a poll of tickets during which the mode is switched counts for nothing: neither what is due nor how far it has read', async (t) => {
  const s = await ticketScene(t);
  await linked(s, 1);
  await switchMode(s.store, 'dry-run', 'operator');
  const crm = s.uisp.crm;
  const before = await s.store.facts.get('uisp.ticketsSeenUntil');
  s.simulator.world.crmTechnician.comment(s.uispTicket.id, 'On my way');
  const store = await s.store.forWork();
  const page = crm.tickets.page.bind(crm.tickets);
  const tickets = {
    list: crm.tickets.list.bind(crm.tickets),
    ticket: crm.tickets.ticket.bind(crm.tickets),
    create: crm.tickets.create.bind(crm.tickets),
    setStatus: crm.tickets.setStatus.bind(crm.tickets),
    comments: crm.tickets.comments.bind(crm.tickets),
    comment: crm.tickets.comment.bind(crm.tickets),
  };
  const meanwhile = new TicketPoll({
    store,
    crm: {
      client: crm.client.bind(crm),
      tickets: {
        ...tickets,
        page: async (...asked) => {
          const read = await page(...asked);
          await switchMode(s.store, 'live', 'operator', yes);
          return read;
        },
      },
    },
  });
  const today = new Date(s.clock()).toISOString().slice(0, 10);
  await assert.rejects(meanwhile.run(today, AbortSignal.timeout(30_000)), { code: 'CLAIM_LOST' });
  assert.equal(await s.store.facts.get('uisp.ticketsSeenUntil'), before);
  const next = new TicketPoll({ store: await s.store.forWork(), crm });
  const { due } = await next.run(today, AbortSignal.timeout(30_000));
  assert.deepEqual(
    due.map(({ uid }) => uid),
    ['m-1'],
  );
});
