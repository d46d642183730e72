import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf } from '../error-of.ts';
import { connected, newClient } from './connected.ts';

test('a ticket is opened, commented, solved, and found by its marker', async (t) => {
  const { crm } = await connected(t);
  const client = await crm.createClient(newClient);
  const made = await crm.tickets.create({
    subject: 'No internet [Innago m-1]',
    clientId: client.id,
    public: true,
    body: 'It is down since noon.',
  });
  assert.deepEqual([made.status, made.clientId], [0, client.id]);
  assert.equal(made.activities?.[0]?.comment?.public, true);
  const comment = await crm.tickets.comment({ ticketId: made.id, body: 'A technician comes.', public: false });
  assert.deepEqual(
    (await crm.tickets.comments(made.id)).map(({ body, public: seen }) => ({ body, seen })),
    [
      { body: 'It is down since noon.', seen: true },
      { body: 'A technician comes.', seen: false },
    ],
  );
  assert.equal(comment.ticketId, made.id);
  assert.equal((await crm.tickets.setStatus(made.id, 3)).status, 3);
  const found = await crm.tickets.list({ query: '[Innago m-1]' });
  assert.deepEqual(
    found.map(({ id }) => id),
    [made.id],
  );
  assert.deepEqual(await crm.tickets.list({ statuses: [0, 1, 2] }), []);
});

test('tickets come by their latest activity and no further back than asked', async (t) => {
  let now = Date.parse('2026-11-10T12:00:00Z');
  const { crm, simulator } = await connected(t, { now: () => now });
  const client = await crm.createClient(newClient);
  const made: number[] = [];
  for (let number = 0; number < 60; number += 1) {
    now += 60_000;
    const ticket = { subject: `T ${number}`, clientId: client.id, public: false, body: 'x' };
    made.push((await crm.tickets.create(ticket)).id);
  }
  simulator.requests.length = 0;
  const newest = await crm.tickets.list({ activeSince: now - 60_000 });
  assert.deepEqual(
    newest.map(({ id, lastActivityMs }) => ({ id, lastActivityMs })),
    [
      { id: made[59], lastActivityMs: now },
      { id: made[58], lastActivityMs: now - 60_000 },
    ],
  );
  assert.equal(simulator.requests.length, 1);
  assert.equal((await crm.tickets.list({ clientId: client.id })).length, 60);
  assert.equal(simulator.requests.length, 3);
});

test('a ticket without a time of its latest activity, which databases put first, hides none behind it', async (t) => {
  const { crm, simulator } = await connected(t);
  const client = await crm.createClient(newClient);
  const make = (subject: string) => crm.tickets.create({ subject, clientId: client.id, public: false, body: 'x' });
  const [odd, ours] = [await make('odd'), await make('ours')];
  for (let number = 0; number < 60; number += 1) await make(`T ${number}`);
  const oddOne = simulator.world.crm.tickets.get(odd.id);
  assert.ok(oddOne);
  oddOne.lastActivity = Number.POSITIVE_INFINITY;
  const found = await crm.tickets.list({ activeSince: simulator.world.settings.now() - 60_000 });
  assert.equal(found.length, 62);
  assert.ok(found.some(({ id }) => id === ours.id));
});

test('a ticket for an unknown client is refused as data', async (t) => {
  const { crm } = await connected(t);
  const error = await errorOf(crm.tickets.create({ subject: 'x', clientId: 1, public: true, body: 'y' }));
  assert.equal(error.trouble, 'data');
});
