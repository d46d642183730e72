/** What is read of a UISP ticket’s activity, and what is passed over. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { commentSchema, ticketSchema } from '../../nodes/uisp/crm/crm-ticket-schemas.ts';
import { connected, newClient } from './connected.ts';

const bare = { id: 31, status: 0 };

test('comments with their files and changes of the status are read in the order of their ids', () => {
  const { activities } = v.parse(ticketSchema, {
    ...bare,
    activity: [
      { id: 9, type: 'status_change', public: true, statusChange: { previousStatus: 0, status: 2 } },
      { id: 8, type: 'comment', public: true, comment: { body: 'x', attachments: [{ id: 1, filename: 'a.jpg' }, {}] } },
      { id: 7, type: 'comment', public: null, comment: { body: null } },
    ],
  });
  assert.deepEqual(activities, [
    { id: 7, comment: { body: '', public: false, files: [] } },
    {
      id: 8,
      comment: {
        body: 'x',
        public: true,
        files: [
          { name: 'a.jpg', url: null },
          { name: '', url: null },
        ],
      },
    },
    { id: 9, status: { before: 0, after: 2 } },
  ]);
});

test('activities of other and unknown kinds are passed over, whatever they look like', () => {
  const activity = [{ id: 1, type: 'assignment', assignment: null }, { type: 'hologram', id: 'x' }, {}, null, 'text'];
  assert.deepEqual(v.parse(ticketSchema, { ...bare, activity }).activities, []);
});

test('a ticket without activity says so; the empty list is another thing', () => {
  assert.equal(v.parse(ticketSchema, bare).activities, undefined);
  assert.equal(v.parse(ticketSchema, { ...bare, activity: null }).activities, undefined);
  assert.deepEqual(v.parse(ticketSchema, { ...bare, activity: [] }).activities, []);
});

test('unknown fields and missing ones are no trouble; a comment that cannot be read is', () => {
  const ticket = v.parse(ticketSchema, { ...bare, hologram: {}, subject: null, clientId: null, lastActivity: 'soon' });
  assert.deepEqual(ticket, {
    ...bare,
    subject: '',
    clientId: null,
    createdAtMs: null,
    lastActivityMs: null,
    activities: undefined,
  });
  for (const broken of [
    { type: 'comment', comment: { body: 'no id' } },
    { id: 1, type: 'comment', comment: { body: { html: 'x' } } },
    { id: 1, type: 'status_change', statusChange: null },
  ]) {
    assert.equal(v.safeParse(ticketSchema, { ...bare, activity: [broken] }).success, false);
  }
  assert.deepEqual(v.parse(commentSchema, { id: 1, ticketId: 31, body: null }), {
    id: 1,
    ticketId: 31,
    body: '',
    public: false,
    files: [],
  });
});

test('the activity of a list, of a ticket by its id and of an answer are alike; a comment’s id is that of its activity', async (t) => {
  const { crm, simulator } = await connected(t);
  const client = await crm.createClient(newClient);
  const made = await crm.tickets.create({ subject: 'x', clientId: client.id, public: true, body: 'Down.' });
  const comment = await crm.tickets.comment({ ticketId: made.id, body: 'More.', public: false });
  simulator.world.crmTechnician.comment(made.id, 'See', { attachments: ['a.jpg'] });
  const solved = await crm.tickets.setStatus(made.id, 3);
  const byId = await crm.tickets.ticket(made.id);
  assert.deepEqual(byId, solved);
  assert.deepEqual(await crm.tickets.list(), [solved]);
  assert.deepEqual(
    solved.activities?.map((one) => one.status ?? [one.comment?.body, one.comment?.public, one.comment?.files]),
    [['Down.', true, []], ['More.', false, []], ['See', true, [{ name: 'a.jpg', url: null }]], { before: 0, after: 3 }],
  );
  assert.equal(solved.activities?.[1]?.id, comment.id);
  assert.deepEqual((await crm.tickets.comments(made.id)).at(-1)?.files, ['a.jpg']);
  assert.equal(await crm.tickets.ticket(made.id + 1), undefined);
});

test('a page with the same bytes is the very same page', async (t) => {
  const { crm, simulator } = await connected(t);
  const client = await crm.createClient(newClient);
  const made = await crm.tickets.create({ subject: 'x', clientId: client.id, public: true, body: 'Down.' });
  const page = await crm.tickets.page(0);
  assert.deepEqual([page.isLast, page.tickets.map(({ id }) => id)], [true, [made.id]]);
  assert.equal(await crm.tickets.page(0, page), page);
  simulator.world.crmTechnician.setStatus(made.id, 1);
  const after = await crm.tickets.page(0, page);
  assert.equal(after.tickets[0]?.status, 1);
  assert.deepEqual((await crm.tickets.page(1)).tickets, []);
});

test('a page that is cut off or no list is the server’s trouble', async (t) => {
  const { crm, simulator } = await connected(t);
  await crm.tickets.page(0);
  simulator.faults.next({ path: '/ticketing/tickets' }, 'html');
  await assert.rejects(crm.tickets.page(0), { code: 'UISP_CRM_NOT_JSON', trouble: 'server' });
  const client = await crm.createClient(newClient);
  await crm.tickets.create({ subject: 'x', clientId: client.id, public: true, body: 'Down.' });
  simulator.faults.next({ path: '/ticketing/tickets' }, 'truncated-json');
  await assert.rejects(crm.tickets.page(0), { code: 'UISP_CRM_TRUNCATED', trouble: 'server' });
});
