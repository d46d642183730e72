/** A linked ticket kept in step: status, the tenant’s later text, and what is gone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ticketMarker } from '../../../nodes/village/tickets/ticket-text.ts';
import { errorOf } from '../../error-of.ts';
import { hour, minute } from '../../state/stage.ts';
import { type TicketScene, ticketScene } from './ticket-scene.ts';

const patch = 'PATCH /ticketing/tickets/{id}';
const comment = 'POST /ticketing/tickets/comments';

async function linked(t: Parameters<typeof ticketScene>[0], options: Parameters<typeof ticketScene>[1] = {}) {
  const s = await ticketScene(t, options);
  await s.forward('m-1');
  await s.tick();
  s.mark();
  return s;
}

function technician(s: TicketScene) {
  return s.simulator.world.crmTechnician;
}

test('resolved in Innago, UISP is solved; opened again, UISP is Open; each is one write, then all is quiet', async (t) => {
  const s = await linked(t);
  for (const [status, expected] of [
    ['Resolved', 3],
    ['ReOpened', 1],
    ['Resolved', 3],
    ['ReOpened', 1],
  ] as const) {
    s.write('m-1', { status });
    s.mark();
    await s.tick();
    assert.equal(s.uispTicket.status, expected);
    assert.deepEqual(s.writes(), [patch]);
    assert.deepEqual(s.since().find(({ isWrite }) => isWrite)?.body, { status: expected });
    s.mark();
    assert.equal((await s.tick()).due, 0);
    assert.deepEqual(s.requests(), ['GET /ticketing/tickets']);
  }
  assert.deepEqual(s.entry('m-1').toInnago, []);
});

test('the finer statuses are nobody’s business: Old, ReOpened, Open and Pending are all open', async (t) => {
  const s = await linked(t);
  for (const status of [1, 2] as const) {
    technician(s).setStatus(s.uispTicket.id, status);
    s.write('m-1', { status: 'OldRequest' });
    await s.tick();
    assert.equal(s.store.tickets.followsNow('m-1'), undefined);
  }
  assert.deepEqual(s.writes(), []);
  assert.deepEqual(
    s.entry('m-1').toInnago.map(({ kind }) => kind),
    ['pending'],
  );
});

test('looked at again right before the write: a technician who solved it meanwhile has done it', async (t) => {
  const s = await linked(t);
  s.write('m-1', { status: 'Resolved' });
  await s.scan();
  technician(s).setStatus(s.uispTicket.id, 3);
  await s.sync('m-1');
  assert.deepEqual(s.requests(), ['GET /ticketing/tickets/{id}']);
  assert.equal((await s.tick()).due, 0);
});

test('resolved in Innago, and solved and opened again in UISP meanwhile: the reopen wins', async (t) => {
  const s = await linked(t);
  s.write('m-1', { status: 'Resolved' });
  await s.scan();
  technician(s).setStatus(s.uispTicket.id, 3);
  technician(s).setStatus(s.uispTicket.id, 1);
  await s.sync('m-1');
  assert.deepEqual(s.writes(), []);
  assert.deepEqual(s.store.tickets.followsNow('m-1'), { side: 'innago', to: 'open' });
});

test('what we wrote is never taken for a technician’s: neither text nor status', async (t) => {
  const s = await linked(t);
  s.write('m-1', { status: 'Resolved', description: 'Still down. 👍' });
  await s.tick();
  s.write('m-1', { status: 'ReOpened' });
  await s.tick();
  await s.tick();
  const { toInnago, uisp, innago } = s.entry('m-1');
  assert.deepEqual(toInnago, []);
  assert.deepEqual([uisp?.reopened, innago.reopened], [false, false]);
  // Had our reopening counted as a technician's, this resolve would be undone.
  s.write('m-1', { status: 'Resolved' });
  await s.tick();
  assert.equal(s.uispTicket.status, 3);
});

test('the tenant’s later text is told once for each version, also when it goes back; public as the ticket', async (t) => {
  for (const ticketsPublic of [true, false]) {
    const s = await linked(t, { ticketsPublic });
    const first = s.entry('m-1').ticket?.description ?? '';
    for (const description of ['Now the TV, too.', first, 'Now the TV, too.']) {
      s.write('m-1', { description });
      await s.tick();
      await s.tick();
    }
    assert.deepEqual(s.writes(), [comment, comment, comment]);
    const [, ...texts] = s.comments();
    assert.deepEqual(
      texts.map((text) => /now reads:\n\n.*\n\n(.*)\n/.exec(text)?.[1]),
      ['Now the TV, too.', first, 'Now the TV, too.'],
    );
    assert.ok(s.uispTicket.activity.every((one) => one.public === ticketsPublic));
    assert.deepEqual(s.entry('m-1').toInnago, []);
    assert.deepEqual(s.entry('m-1').toUisp, []);
  }
});

test('several edits before the next tick are told in their order; a long one is cut, and says so', async (t) => {
  const s = await linked(t);
  for (const description of ['one', `two ${'x'.repeat(90_000)}`]) {
    s.write('m-1', { description });
    await s.scan();
  }
  assert.deepEqual((await s.sync('m-1')).text, `ticket ${s.uispTicket.id}`);
  const [, one = '', two = ''] = s.comments();
  assert.match(one, /one/);
  assert.match(two, /two x/);
  assert.ok(two.length <= 60_000);
  assert.match(two, /cut here/);
});

test('given to another client by a technician: our text is not for that one’s eyes', async (t) => {
  const s = await linked(t);
  const other = s.simulator.world.addClient().id;
  technician(s).assign(s.uispTicket.id, other);
  s.write('m-1', { description: 'Mine.' });
  await s.tick();
  assert.deepEqual(s.attention, ['TICKET_CLIENT_CHANGED']);
  assert.equal(s.uispTicket.activity.at(-1)?.public, false);
  assert.match(s.comments().at(-1) ?? '', /Mine\./);
});

test('deleted in UISP: told to a person at the next tick, nothing resolved, none made again; goes on when restored', async (t) => {
  const s = await linked(t);
  const { id } = technician(s).deleteTicket(s.uispTicket.id);
  s.write('m-1', { description: 'More.' });
  await s.tick();
  assert.deepEqual(s.attention, ['TICKET_DELETED_IN_UISP']);
  assert.equal(s.entry('m-1').uisp?.gone, 'deleted');
  const error = await errorOf(s.sync('m-1'));
  assert.deepEqual([error.code, error.trouble], ['TICKET_DELETED_IN_UISP', 'operator']);
  assert.deepEqual(s.writes(), []);
  for (let ticks = 0; ticks < 15; ticks += 1) await s.tick();
  s.mark();
  s.clock.forward(-4 * minute);
  await s.tick();
  assert.deepEqual(s.requests(), ['GET /ticketing/tickets'], 'it backs off');
  technician(s).restoreTicket(id);
  await s.tick();
  assert.deepEqual(s.attention, []);
  assert.deepEqual([s.uispTicket.status, s.comments().length], [0, 2]);
});

test('deleted right before a write: found out, told, and nothing is made', async (t) => {
  // Nobody misses it once the tenant's ticket is resolved.
  for (const [change, told] of [
    [{ description: 'More.' }, ['TICKET_DELETED_IN_UISP']],
    [{ status: 'Resolved' }, []],
  ] as const) {
    const s = await linked(t);
    s.write('m-1', change);
    await s.scan();
    const stop = s.simulator.faults.hook((request, moment) => {
      if (moment !== 'before-effect' || !request.isWrite) return;
      stop();
      technician(s).deleteTicket(s.uispTicket.id);
    });
    assert.equal((await errorOf(s.sync('m-1'))).code, 'TICKET_DELETED_IN_UISP');
    await s.tick();
    assert.deepEqual(s.attention, told);
    assert.equal(s.simulator.world.crm.tickets.size, 0);
  }
});

for (const archivedTicketsHidden of [false, true]) {
  test(`client archived (its tickets ${archivedTicketsHidden ? 'hidden' : 'shown'}): one item that stays until it is restored, then it goes on`, async (t) => {
    const s = await linked(t, { variants: { archivedTicketsHidden } });
    technician(s).archiveClient(s.clientId);
    s.write('m-1', { status: 'Resolved' });
    await s.tick();
    assert.deepEqual(s.attention, ['TICKET_CLIENT_ARCHIVED']);
    const attempts = s.writes().length;
    for (let ticks = 0; ticks < 20; ticks += 1) {
      await s.tick();
      assert.deepEqual(s.attention, ['TICKET_CLIENT_ARCHIVED']);
    }
    assert.equal(s.writes().length, attempts, 'not tried again while it is archived');
    technician(s).restoreClient(s.clientId);
    s.clock.forward(hour);
    await s.tick();
    assert.deepEqual(s.attention, []);
    assert.equal(s.uispTicket.status, 3);
  });
}

test('deleted in Innago: nothing is written to UISP', async (t) => {
  const s = await linked(t);
  s.innago.delete('m-1');
  technician(s).setStatus(s.uispTicket.id, 3);
  await s.tick();
  await s.sync('m-1');
  assert.deepEqual(s.writes(), []);
});

test('dry-run: status and text are planned, with what was and what will be', async (t) => {
  const s = await linked(t);
  await s.restart('dry-run');
  await s.settle();
  s.write('m-1', { status: 'Resolved', description: 'More.' });
  s.mark();
  await s.scan();
  assert.deepEqual((await s.sync('m-1')).outcome, 'planned');
  assert.equal((await s.tick()).due, 0);
  assert.deepEqual(s.writes(), []);
  const plan = (await s.store.plan()).map(({ kind, before, after }) => ({ kind, before, after }));
  const ticket = s.uispTicket.id;
  assert.deepEqual(plan[1], {
    kind: 'uisp-ticket-status',
    before: { ticket, status: 'New' },
    after: { ticket, status: 'Solved' },
  });
  assert.deepEqual([plan.length, plan[0]?.kind], [2, 'uisp-comment']);
  assert.doesNotMatch(JSON.stringify(plan), /More/);
});

test('a technician who rewrites the subject, marker and all, loses nothing', async (t) => {
  const s = await linked(t);
  technician(s).setSubject(s.uispTicket.id, 'Router swap');
  s.write('m-1', { status: 'Resolved' });
  await s.tick();
  assert.equal(s.uispTicket.status, 3);
  assert.doesNotMatch(s.uispTicket.subject ?? '', new RegExp(ticketMarker('m-1').slice(1, -1)));
});
