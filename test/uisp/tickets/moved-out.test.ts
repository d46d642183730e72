/** A household leaves: its open tickets stay open, and say so in UISP alone, once. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { newStay, saveStays } from '../../../nodes/state/stays.ts';
import { crashes } from '../crashes.ts';
import { type TicketScene, ticketScene } from './ticket-scene.ts';

const words = 'The household moved out of unit 101 on October 31, 2026. This ticket stays open.';

/** What the end of the stay stores. */
async function leave(s: TicketScene, endedOn = '2026-10-31'): Promise<void> {
  const [household] = s.store.households.all();
  assert.ok(household);
  const claim = await s.store.claims.take('lease:a');
  assert.ok(claim);
  await s.store.households.update(claim, household.id, { serviceId: 5001 });
  await s.store.households.update(claim, household.id, { endedOn });
  await s.store.claims.release(claim);
}

function own(s: TicketScene): string[] {
  return s.comments().filter((body) => body.startsWith('The household moved out'));
}

test('one private comment, and the ticket stays open; Innago never hears of it', async (t) => {
  const s = await ticketScene(t);
  await s.forward('m-1');
  await s.tick();
  assert.deepEqual(own(s), [], 'nobody has left');
  await leave(s);
  await s.tick();
  assert.deepEqual(own(s), [words]);
  const [last] = s.uispTicket.activity.slice(-1);
  assert.equal(last?.public, false);
  assert.equal(s.uispTicket.status, 0);
  await s.restart();
  s.mark();
  for (let ticks = 0; ticks < 3; ticks += 1) assert.equal((await s.tick()).due, 0, 'nothing is owed any more');
  assert.deepEqual(s.writes(), []);
  assert.deepEqual(own(s), [words]);
  assert.deepEqual([s.entry('m-1').toInnago, s.entry('m-1').innago.class], [[], 'open']);
  assert.deepEqual(await s.openEffects(), []);
});

test('also on a ticket that is gone from Innago; not on a solved one, nor on one that another client has', async (t) => {
  const s = await ticketScene(t);
  await s.forward('m-1');
  const first = s.uispTicket;
  await s.forward('m-2', { title: 'No internet again' });
  await s.forward('m-3', { title: 'No internet at all' });
  const [, second, third] = s.simulator.world.crm.tickets.values();
  assert.ok(second && third);
  s.innago.delete('m-1');
  second.status = 3;
  third.clientId = s.simulator.world.addClient().id;
  await s.tick();
  await leave(s);
  await s.tick();
  const told = [first, second, third].map((one) => s.comments(one).includes(words));
  assert.deepEqual(told, [true, false, false]);
});

test('a ticket that Innago has resolved is solved, and told nothing', async (t) => {
  const s = await ticketScene(t);
  await s.forward('m-1');
  s.write('m-1', { status: 'Resolved' });
  await leave(s);
  await s.tick();
  await s.tick();
  assert.equal(s.uispTicket.status, 3);
  assert.deepEqual(own(s), []);
});

test('not while the household is on in another unit; a unit that it never had a service in does not count', async (t) => {
  const s = await ticketScene(t);
  await s.forward('m-1');
  const [household] = s.store.households.all();
  assert.ok(household);
  const other = newStay(household.id, { unitUid: 'u-102', unitLabel: '102', leaseUid: 'b' });
  const keep = async (stay: typeof other) => {
    await s.store.database.transaction((transaction) => saveStays(transaction, [stay]));
    const now = await s.store.households.get(household.id);
    const rest = now.stays.filter(({ unitUid }) => unitUid !== 'u-102');
    s.store.households.remember({ ...now, stays: [...rest, stay] });
  };
  await keep(other);
  await leave(s);
  await s.tick();
  assert.deepEqual(own(s), []);
  await keep({ ...other, endedOn: '2026-11-15' });
  await s.tick();
  assert.deepEqual(own(s), [words]);
});

test('who comes back and leaves again has left twice', async (t) => {
  const s = await ticketScene(t);
  await s.forward('m-1');
  await leave(s);
  await s.tick();
  await leave(s, '2026-11-15');
  await s.tick();
  assert.deepEqual(own(s), [words, words.replace('October 31', 'November 15')]);
});

suite('killed at the comment', () => {
  for (const [when, crash] of Object.entries(crashes)) {
    test(when, async (t) => {
      const s = await ticketScene(t);
      await s.forward('m-1');
      await leave(s);
      crash(s, { method: 'POST', path: '/ticketing/tickets/comments' });
      await s.tick();
      await s.restart();
      for (let ticks = 0; ticks < 3; ticks += 1) await s.tick();
      assert.deepEqual(own(s), [words]);
      assert.deepEqual(s.entry('m-1').toInnago, []);
      assert.deepEqual(await s.openEffects(), []);
    });
  }
});

test('dry-run plans it, and writes nothing', async (t) => {
  const s = await ticketScene(t);
  await s.forward('m-1');
  await leave(s);
  await s.restart('dry-run');
  await s.tick();
  assert.deepEqual(own(s), []);
  const plan = await s.store.plan();
  assert.deepEqual(
    plan.map(({ kind, after }) => [kind, after]),
    [['uisp-comment', { ticket: s.uispTicket.id, 'seen by the tenant': false, characters: words.length }]],
  );
});
