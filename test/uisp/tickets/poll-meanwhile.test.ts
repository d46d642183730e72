/** What happens on either side while UISP's tickets are read, and what need not be read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TicketPoll } from '../../../nodes/uisp/tickets/ticket-poll.ts';
import { hour, minute } from '../../state/stage.ts';
import { linked, list, others, poll } from './polling.ts';
import { type TicketScene, ticketScene } from './ticket-scene.ts';

/** A poll in which something happens when its first page has been answered; the polls after it are of the same node. */
async function pollMeanwhile(s: TicketScene, happens: () => Promise<unknown>): Promise<void> {
  const { crm } = s.uisp;
  const { tickets } = crm;
  let isFirst = true;
  s.poll = new TicketPoll({
    store: s.store,
    crm: {
      client: crm.client.bind(crm),
      tickets: {
        list: tickets.list.bind(tickets),
        ticket: tickets.ticket.bind(tickets),
        create: tickets.create.bind(tickets),
        setStatus: tickets.setStatus.bind(tickets),
        comments: tickets.comments.bind(tickets),
        comment: tickets.comment.bind(tickets),
        page: async (...asked) => {
          const page = await tickets.page(...asked);
          if (isFirst) await happens();
          isFirst = false;
          return page;
        },
      },
    },
  });
  await poll(s);
}

test('a status that we write while a page is on its way is not taken back by it, and the page is parsed again', async (t) => {
  const s = await ticketScene(t);
  await linked(s, 1);
  s.write('m-1', { status: 'Resolved' });
  await s.scan();
  await pollMeanwhile(s, () => s.sync('m-1'));
  assert.deepEqual([s.entry('m-1').uisp?.status, s.entry('m-1').agreed], [3, 'solved']);
  assert.equal(s.store.tickets.followsNow('m-1'), undefined);
  s.simulator.world.crmTechnician.setStatus(s.uispTicket.id, 1);
  const { due } = await poll(s);
  assert.deepEqual(
    due.map(({ uid }) => uid),
    ['m-1'],
  );
});

test('a list that holds all open linked tickets is enough, also after an hour', async (t) => {
  const s = await ticketScene(t);
  await others(s, 60);
  await linked(s, 2);
  await poll(s);
  s.clock.forward(hour);
  await poll(s);
  assert.deepEqual(s.requests(), [list]);
});

test('a ticket that is deleted between the list and the look at it is missed at once', async (t) => {
  const s = await ticketScene(t, { variants: { activityOmitted: true } });
  await linked(s, 1);
  await poll(s);
  const { id } = s.uispTicket;
  s.clock.forward(minute);
  s.simulator.world.crmTechnician.comment(id, 'On my way');
  await pollMeanwhile(s, async () => s.simulator.world.crmTechnician.deleteTicket(id));
  assert.equal(s.entry('m-1').uisp?.gone, 'deleted');
});
