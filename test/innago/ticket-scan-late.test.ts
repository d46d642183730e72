/** Tickets whose page is older than what is known, from before go-live, or read in dry-run. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backupStamp, restoredKey } from '../../nodes/state/backup-gap.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { asked, empty, judge, linkedTickets, list, single, told } from './ticket-scan-scene.ts';
import { village } from './village.ts';

test('a row that is older than what we wrote meanwhile is read again by the next scan', async (t) => {
  const place = await village(t, empty);
  const [uid = ''] = await linkedTickets(place, 1);
  const { tickets } = place.store;
  const claim = await place.store.claims.take(`ticket:${uid}`);
  assert.ok(claim);
  place.simulator.world.editTicket(uid, { description: 'Edited' });
  const stop = place.simulator.faults.hook(async ({ path }, at) => {
    if (path !== '/v2/maintenances' || at !== 'after-effect') return;
    stop();
    const reading = tickets.beginReading();
    await tickets.change(claim, uid, (entry) => ({ ...entry, innago: { ...entry.innago, reading } }));
  });
  await place.scan();
  await place.store.claims.release(claim);
  assert.equal(tickets.entry(uid)?.textVersion, 1);
  await place.scan();
  assert.equal(tickets.entry(uid)?.textVersion, 2);
});

test('of tickets from before go-live the router is asked, and nothing is done', async (t) => {
  const place = await village(t, { ...empty, store: { goLive: '2026-11-15' } });
  const submittedAt = Date.parse('2026-11-10T12:00:00Z');
  const { maintenanceUid: uid } = place.simulator.world.addTicket({ name: 'Wifi', submittedAt });
  const [work] = (await place.scan()).tickets;
  assert.ok(work);
  await judge(place, work, 'internet');
  assert.equal(place.store.tickets.entry(uid)?.held, true);
  assert.deepEqual(await place.store.tickets.due('sync', '2026-11-20'), []);
  assert.deepEqual(place.openItems(), ['TICKETS_BEFORE_GO_LIVE 1 ticket']);
});

test('a dry-run keeps no tickets: live tells of them afresh', async (t) => {
  const place = await village(t, { ...empty, store: { mode: 'dry-run' } });
  const { maintenanceUid: uid } = place.simulator.world.addTicket({ name: 'Wifi is down' });
  const [work] = (await place.scan()).tickets;
  assert.ok(work);
  await judge(place, work);
  assert.deepEqual(await told(place), []);
  await place.restart({ mode: 'live' });
  assert.deepEqual(await told(place), [`${uid} new`]);
});

test('last week’s list shows a solved ticket as new: asked for by its id before it is believed, and never opened again', async (t) => {
  const place = await village(t, empty);
  const [uid = ''] = await linkedTickets(place, 1);
  const { world, faults } = place.simulator;
  const ticket = world.ticket(uid);
  world.resolveTicket(uid);
  await place.scan();
  place.requests();
  const stop = faults.hook((request, moment) => {
    if (request.path !== '/v2/maintenances' || moment === 'after-answer') return;
    ticket.status = moment === 'before-effect' ? 'NewRequest' : 'Resolved';
  });
  await place.scan();
  await place.scan();
  assert.deepEqual(asked(place), [`1 x ${single}`, `2 x ${list}`]);
  assert.equal(place.store.tickets.entry(uid)?.innago.class, 'solved');
  stop();
  await place.scan();
  // Opened again, and looked at by the manager since: Innago may show it so.
  ticket.status = 'OldRequest';
  ticket.resolvedAt = null;
  world.touch();
  await place.scan();
  const { innago } = place.store.tickets.entry(uid) ?? {};
  assert.deepEqual([innago?.class, innago?.place], ['open', 'listed']);
  world.resolveTicket(uid);
  await place.scan();
  assert.equal(place.store.tickets.entry(uid)?.innago.class, 'solved', 'that it leaves again is noticed');
});

test('in a restored backup only whole lists of tickets tell which are new, however often the leases were listed', async (t) => {
  const place = await village(t, empty);
  const { simulator, store } = place;
  await store.database.run((knex) => knex('meta').insert(backupStamp(place.clock.now)));
  await place.restart();
  const { maintenanceUid: uid } = simulator.world.addTicket({ name: 'Wifi is down' });
  const facts = { key: `mail/ticket:${uid}/answer` };
  const isAsked = () =>
    place.store.gap.askedFrom(facts) !== undefined && place.store.gap.covers({ ...facts, reason: { because: '' } });
  await carryOut(place.store, { verb: 'approve', key: restoredKey });
  simulator.world.addLease({ unit: '101' });
  simulator.faults.next({ path: '/v2/maintenances', times: 3 }, '403-html');
  for (let n = 0; n < 3; n += 1) await place.scan();
  assert.deepEqual([place.store.gap.restoredAt, isAsked()], [undefined, true]);
  await place.scan();
  assert.equal(isAsked(), true, 'due from this list');
  await place.scan();
  assert.equal(isAsked(), false);
});
