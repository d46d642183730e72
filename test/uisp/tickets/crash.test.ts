/** Every write to a ticket, killed at every point: done once, told once, never taken for a technician’s, nothing left unknown. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isSyncError } from '../../../nodes/sync-error.ts';
import { ticketMarker } from '../../../nodes/village/tickets/ticket-text.ts';
import { errorOf } from '../../error-of.ts';
import { expired, lease, tenant } from '../../state/stage.ts';
import { crashes, type Write } from '../crashes.ts';
import { type TicketScene, ticketScene } from './ticket-scene.ts';

const creation: Write = { method: 'POST', path: '/ticketing/tickets' };
const comment: Write = { method: 'POST', path: '/ticketing/tickets/comments' };
const status: Write = { method: 'PATCH', path: '/ticketing/tickets/{id}' };

type Crash = (scene: TicketScene, write: Write) => void;
const ticketCrashes: Readonly<Record<string, Crash>> = {
  ...crashes,
  'after the commit, before the book': ({ simulator, store }, write) => {
    const { ledger, database } = store;
    const apply = ledger.apply.bind(ledger);
    ledger.apply = async (claim, request) => {
      const applied = await apply(claim, request);
      const last = simulator.requests.findLast(({ isWrite }) => isWrite);
      if (last?.path === write.path) await database.close();
      return applied;
    };
  },
};

/** What each write is for; afterwards UISP must look like this. */
const jobs: Readonly<
  Record<string, { write: Write; given?: (s: TicketScene) => void; ends: (s: TicketScene) => void }>
> = {
  'a new ticket': {
    write: creation,
    ends: (s) => assert.deepEqual([s.comments().length, s.uispTicket.status], [1, 0]),
  },
  'a comment': {
    write: comment,
    given: (s) => s.write('m-1', { description: 'More words.' }),
    ends: (s) => {
      assert.equal(s.comments().length, 2);
      assert.match(s.comments()[1] ?? '', /More words\./);
    },
  },
  'a status': {
    write: status,
    given: (s) => s.write('m-1', { status: 'Resolved' }),
    ends: (s) => {
      assert.equal(s.uispTicket.status, 3);
      assert.equal(s.uispTicket.activity.length, 2);
    },
  },
};

/** Given the crash, ticks with a new process each time until all is quiet. */
async function untilQuiet(s: TicketScene): Promise<void> {
  for (let ticks = 0; ticks < 4; ticks += 1) {
    const opened = s.store;
    await s.tick().catch((error) => assert.ok(isSyncError(error), String(error)));
    if (opened.database !== s.store.database) continue;
    await s.restart();
    await s.settle();
  }
  s.mark();
  const { due } = await s.tick();
  assert.deepEqual([due, s.writes()], [0, []], 'quiet');
  assert.deepEqual(await s.openEffects(), [], 'no effect is left unknown');
  assert.deepEqual(s.attention, []);
  assert.deepEqual(s.entry('m-1').toInnago, [], 'our own words are nobody else’s');
}

suite('killed', { concurrency: 4 }, () => {
  for (const [when, crash] of Object.entries(ticketCrashes)) {
    for (const [what, { write, given, ends }] of Object.entries(jobs)) {
      test(`${what}, ${when}`, async (t) => {
        const s = await ticketScene(t);
        s.write('m-1');
        if (given !== undefined) {
          await s.tick();
          assert.equal(s.comments().length, 1);
          given(s);
        }
        crash(s, write);
        await untilQuiet(s);
        ends(s);
      });
    }
  }
});

test('a status whose answer was lost, then changed by a technician: theirs stands', async (t) => {
  for (const [ours, theirs] of [
    ['Resolved', 1],
    ['ReOpened', 3],
  ] as const) {
    const s = await ticketScene(t);
    await s.forward('m-1');
    await s.tick();
    if (ours === 'ReOpened') {
      s.write('m-1', { status: 'Resolved' });
      await s.tick();
      await s.tick();
    }
    s.write('m-1', { status: ours });
    s.simulator.faults.next(status, 'reset-after');
    await s.tick();
    s.simulator.world.crmTechnician.setStatus(s.uispTicket.id, theirs);
    await s.restart();
    await s.settle();
    s.mark();
    await s.tick();
    assert.deepEqual(s.writes(), [], `${ours}: not written again`);
    const to = theirs === 3 ? 'solved' : 'open';
    assert.deepEqual(s.store.tickets.followsNow('m-1'), { side: 'innago', to }, ours);
  }
});

test('made, the answer lost, and resolved or edited in Innago before anybody looks: linked all the same', async (t) => {
  const s = await ticketScene(t);
  s.simulator.faults.next(creation, 'reset-after');
  assert.equal((await errorOf(s.forward('m-1'))).trouble, 'server');
  s.write('m-1', { status: 'Resolved' });
  await s.restart();
  await s.settle();
  for (let ticks = 0; ticks < 3; ticks += 1) await s.tick();
  assert.equal(s.uispTicket.status, 3);

  const other = await ticketScene(t);
  other.simulator.faults.next(creation, 'reset-after');
  await errorOf(other.forward('m-1'));
  other.write('m-1', { description: 'Edited.' });
  await other.tick();
  await other.tick();
  assert.equal(other.comments().length, 2, 'the edit is told');
  assert.match(other.comments()[1] ?? '', /Edited\./);
  assert.deepEqual(other.entry('m-1').toInnago, []);
});

test('a create that surely did not happen, and resolved in Innago: looked for once, then forgotten', async (t) => {
  const s = await ticketScene(t);
  s.simulator.faults.next(creation, 'reset-before');
  await errorOf(s.forward('m-1'));
  s.write('m-1', { status: 'Resolved' });
  await s.tick();
  assert.equal((await s.tick()).due, 0);
  assert.equal(s.simulator.world.crm.tickets.size, 0);
});

test('made, the answer lost, and then moved to another client or household: found, not made twice', async (t) => {
  const s = await ticketScene(t);
  s.simulator.faults.next(creation, 'reset-after');
  await errorOf(s.forward('m-1'));
  const other = s.simulator.world.addClient().id;
  s.simulator.world.crmTechnician.assign(s.uispTicket.id, other);
  await s.tick();
  assert.equal(s.uispTicket.clientId, other);
  await s.tick();
  assert.deepEqual(s.attention, ['TICKET_CLIENT_CHANGED']);
  assert.equal(s.entry('m-1').link?.clientId, s.clientId, 'for whom it was made');

  const moved = await ticketScene(t);
  moved.simulator.faults.next(creation, 'reset-after');
  await errorOf(moved.forward('m-1', { personUid: null, personName: 'Ada tenant-of-a' }));
  const over = lease('a', '101', { end: '2026-11-10', flags: expired, tenants: [tenant('x')] });
  await moved.settle([over, lease('b', '101', { start: '2026-11-11', tenants: [tenant('tenant-of-a')] })]);
  await moved.tick();
  assert.equal(moved.uispTicket.subject, `Internet ${ticketMarker('m-1')}`);
});

test('a text that was told before, and is to be told again: the earlier comment is not taken for the lost one', async (t) => {
  for (const fault of ['reset-before', 'reset-after'] as const) {
    const s = await ticketScene(t);
    await s.forward('m-1');
    for (const description of ['B', 'C', 'B']) {
      s.write('m-1', { description });
      await s.scan();
      const times = s.entry('m-1').textVersion;
      if (times === 4) s.simulator.faults.next(comment, fault);
      await s.sync('m-1').catch(() => undefined);
    }
    assert.equal(s.entry('m-1').toUisp.length, 1, 'the last one failed');
    await s.sync('m-1');
    const told = s.comments().map((body) => /\n\n(\w)\n/.exec(body)?.[1]);
    assert.deepEqual(told.slice(1), ['B', 'C', 'B'], fault);
  }
});

test('a technician’s comment between a lost answer and the look is passed on, ours is not', async (t) => {
  const s = await ticketScene(t);
  s.simulator.faults.next(creation, 'reset-after');
  await errorOf(s.forward('m-1'));
  s.simulator.world.crmTechnician.comment(s.uispTicket.id, 'On my way');
  await s.tick();
  assert.deepEqual(
    s.entry('m-1').toInnago.map(({ text }) => text),
    ['On my way'],
  );
});
