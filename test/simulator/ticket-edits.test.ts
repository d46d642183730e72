import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { worldSettings } from './options.ts';
import { seededRandom } from './world/random.ts';
import { randomTicketEdit, type TicketEditDone } from './world/ticket-edits.ts';
import { markedUid } from './world/ticket-marker.ts';
import { buildWorld } from './world/victorian-village.ts';
import type { World } from './world/world.ts';

/** Runs edits; before each one every open Innago ticket of the tenants has its UISP ticket. Nothing else is copied. */
function run(seed: number, edits: number, onEdit: (edit: TicketEditDone, world: World) => void = () => undefined) {
  let now = Date.parse('2026-11-22T12:00:00Z');
  const world = buildWorld(worldSettings({ now: () => now, today: () => '2026-11-22' }));
  const client = world.addClient();
  const random = seededRandom(seed);
  const twins = new Set<string>();
  const done: TicketEditDone[] = [];
  for (let count = 0; count < edits; count += 1) {
    for (const { maintenanceUid: uid } of world.maintenances.values()) {
      if (twins.has(uid)) continue;
      twins.add(uid);
      const id = world.crm.nextId('ticket');
      const subject = `Ticket [Innago ${uid}]`;
      const times = { createdAt: now, lastActivity: now };
      world.crm.tickets.set(id, {
        ...{ id, subject, clientId: client.id, status: 0, public: true, ...times },
        activity: [],
        fields: {},
      });
    }
    now += 1_000;
    const edit = randomTicketEdit(world, random);
    onEdit(edit, world);
    done.push(edit);
  }
  return { world, done };
}

describe('random edits of tickets', () => {
  it('are the same run for the same seed', () => {
    assert.deepEqual(run(11, 300).done, run(11, 300).done);
    assert.notDeepEqual(run(11, 50).done, run(12, 50).done);
  });

  it('are of every kind on both sides, and leave some solved and some open', () => {
    for (const seed of [1, 2, 3]) {
      const { world, done } = run(seed, 1000);
      const kinds = new Set(done.map(({ side, kind }) => `${side} ${kind}`));
      assert.deepEqual([...kinds].toSorted(), [
        'innago age',
        'innago new-internet',
        'innago new-other',
        'innago reopen',
        'innago resolve',
        'innago text',
        'innago urgent',
        'uisp private-comment',
        'uisp public-comment',
        'uisp reopen',
        'uisp status',
      ]);
      const set = new Set(done.filter(({ kind }) => kind === 'status' || kind === 'reopen').map(({ text }) => text));
      for (const status of ['0', '1', '2', '3']) assert.ok(set.has(status), `status ${status}`);
      const share = (solved: number, all: number): void =>
        assert.ok(solved > all * 0.15 && solved < all * 0.85, `${solved} of ${all} solved`);
      const innago = [...world.maintenances.values()];
      share(innago.filter(({ status }) => status === 'Resolved').length, innago.length);
      const uisp = [...world.crm.tickets.values()];
      share(uisp.filter(({ status }) => status === 3).length, uisp.length);
    }
  });

  it('do what they say', () => {
    run(4, 400, (edit, world) => {
      const ticket = world.ticket(edit.uid);
      if (edit.side === 'innago') {
        if (edit.kind === 'resolve') assert.equal(ticket.status, 'Resolved');
        if (edit.kind === 'reopen') assert.equal(ticket.status, 'ReOpened');
        if (edit.kind === 'age') assert.equal(ticket.status, 'OldRequest');
        if (edit.kind === 'text') assert.equal(ticket.description, edit.text);
        if (edit.kind === 'urgent') assert.equal(String(ticket.isUrgent), edit.text);
        return;
      }
      const twin = world.crm.tickets.get(edit.ticketId);
      assert.equal(markedUid(twin?.subject ?? null), edit.uid);
      const last = twin?.activity.at(-1);
      if (edit.kind === 'status' || edit.kind === 'reopen') assert.equal(String(twin?.status), edit.text);
      else assert.deepEqual([last?.type, last?.public, last?.userId], ['comment', edit.kind === 'public-comment', 1]);
    });
  });

  it('leave alone what cannot be edited, and write nothing the same twice', () => {
    const { world, done } = run(5, 60);
    const texts = done.filter(({ kind }) => /text|comment/.test(kind)).map(({ text }) => text);
    assert.equal(new Set(texts).size, texts.length);
    for (const client of world.crm.clients.values()) world.crmTechnician.archiveClient(client.id);
    const random = seededRandom(6);
    for (let count = 0; count < 100; count += 1) assert.equal(randomTicketEdit(world, random).side, 'innago');
  });

  it('cannot begin in an empty village', () => {
    const world = buildWorld(worldSettings({ village: 'empty' }));
    assert.throws(() => randomTicketEdit(world, seededRandom(1)), /no active lease/);
  });
});
