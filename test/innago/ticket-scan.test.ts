/** The ticket part of the scan: what it asks of Innago, what it gives to the ticket book, and what comes out for the keyword router. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { ticketWorkSchema } from '../../nodes/state/tickets/ticket-work.ts';
import { asked, empty, judge, linkedTickets, list, single, told } from './ticket-scan-scene.ts';
import { village } from './village.ts';

test('a new ticket comes out for the router until it is judged, and again when its text changes', async (t) => {
  const place = await village(t, empty);
  const { world } = place.simulator;
  const { maintenanceUid: uid } = world.addTicket({ name: 'Slow drain', unit: '101' });
  const { tickets, summary } = await place.scan();
  const [work] = tickets;
  assert.ok(work && v.is(ticketWorkSchema, work));
  assert.deepEqual(
    [work.key, work.need, work.unit, work.ticket?.title],
    [`ticket:${uid}`, 'judge', '101', 'Slow drain'],
  );
  assert.deepEqual([tickets.length, summary.dueTickets, summary.tickets], [1, 1, 1]);
  assert.deepEqual(await told(place), [`${uid} new`], 'lost on the way, it comes again');
  await judge(place, work);
  assert.deepEqual(await told(place), []);
  world.ageTicket(uid);
  assert.deepEqual(await told(place), [], 'its status is not its text');
  world.editTicket(uid, { description: 'And now the wifi, too.' });
  assert.deepEqual(await told(place), [`${uid} changed`]);
  await place.restart();
  assert.deepEqual(await told(place), [`${uid} changed`]);
  await judge(place, (await place.scan()).tickets[0] ?? work);
  await place.restart();
  assert.deepEqual(await told(place), []);
});

test('a link whose signature is another one each time is no change of the text', async (t) => {
  const place = await village(t, { simulator: { village: 'empty', variants: { ticketFiles: true } } });
  const { world } = place.simulator;
  const signed = (by: number) => [{ fileName: 'a.jpg', fileUrl: `https://files.example.com/a.jpg?sig=${by}` }];
  const { maintenanceUid: uid } = world.addTicket({ name: 'Sink', files: signed(1) });
  const [work] = (await place.scan()).tickets;
  assert.ok(work);
  await judge(place, work);
  world.editTicket(uid, { files: signed(2) });
  assert.deepEqual(await told(place), []);
  world.editTicket(uid, { files: [{ fileName: 'b.jpg', fileUrl: 'https://files.example.com/b.jpg' }] });
  assert.deepEqual(await told(place), [`${uid} changed`]);
});

test('100 open tickets, 60 of them ours: a quiet scan asks for the pages and nothing else', async (t) => {
  const place = await village(t, empty);
  await linkedTickets(place, 60);
  for (let n = 0; n < 40; n += 1) place.simulator.world.addTicket({ name: `Sink ${n}` });
  for (const work of (await place.scan()).tickets) await judge(place, work);
  await place.scan();
  asked(place);
  for (let tick = 0; tick < 3; tick += 1) {
    const { summary, tickets } = await place.scan();
    assert.deepEqual(asked(place), [`2 x ${list}`]);
    assert.deepEqual([summary.tickets, summary.dueTickets, tickets], [100, 0, []]);
  }
});

test('one that left the list is asked for once, by its id: resolved, UISP is to follow', async (t) => {
  const place = await village(t, empty);
  const [gone = '', stays = ''] = await linkedTickets(place, 5);
  place.simulator.world.resolveTicket(gone);
  const { summary, error } = await place.scan();
  assert.deepEqual(asked(place), [`1 x ${list}`, `1 x ${single}`]);
  assert.deepEqual(
    [error, summary.complete, summary.requests],
    [undefined, true, 3],
    'leases, tickets, the one ticket',
  );
  assert.deepEqual(place.store.tickets.followsNow(gone), { side: 'uisp', to: 'solved' });
  assert.equal(place.store.tickets.followsNow(stays), undefined);
  await place.scan();
  await place.restart();
  await place.scan();
  assert.deepEqual(asked(place), [`2 x ${list}`]);
});

test('one that was closed while the process was away is asked for at the first scan', async (t) => {
  const place = await village(t, empty);
  const [gone = ''] = await linkedTickets(place, 2);
  place.simulator.world.resolveTicket(gone);
  await place.restart();
  await place.scan();
  assert.deepEqual(asked(place), [`1 x ${list}`, `1 x ${single}`]);
});

test('deleted in Innago: asked for once, a person is told, nothing is resolved; it goes on when it is back', async (t) => {
  const place = await village(t, empty);
  const [gone = ''] = await linkedTickets(place, 2);
  const ticket = place.simulator.world.ticket(gone);
  place.simulator.world.deleteTicket(gone);
  const { error } = await place.scan();
  assert.deepEqual([asked(place), error], [[`1 x ${list}`, `1 x ${single}`], undefined]);
  assert.deepEqual(await place.store.tickets.due('sync', '2026-11-20'), []);
  assert.deepEqual(place.openItems(), ['TICKET_DELETED_IN_INNAGO common area']);
  assert.equal(place.store.tickets.followsNow(gone), undefined);
  await place.scan();
  assert.deepEqual(asked(place), [`1 x ${list}`]);
  place.simulator.world.addTicket({ ...ticket });
  await place.scan();
  await place.store.tickets.due('sync', '2026-11-20');
  assert.ok(!place.openItems().some((item) => item.startsWith('TICKET_DELETED')));
});

test('a list that is not complete: nobody left it', async (t) => {
  const place = await village(t, empty);
  const [gone = ''] = await linkedTickets(place, 2);
  place.simulator.world.resolveTicket(gone);
  place.simulator.faults.next({ path: '/v2/maintenances', times: 9 }, 'bad-page-count');
  const { error } = await place.scan();
  assert.equal(error?.code, 'INNAGO_PAGES_DO_NOT_ADD_UP');
  assert.ok(!asked(place).some((one) => one.includes(single)));
  assert.equal(place.store.tickets.entry(gone)?.innago.place, 'listed');
  place.simulator.faults.clear();
  await place.scan();
  assert.ok(asked(place).includes(`1 x ${single}`));
});

test('one that cannot be looked at is with the next scan, keeps none of the others, and is the scan’s error', async (t) => {
  const place = await village(t, empty);
  const [first = '', second = ''] = await linkedTickets(place, 3);
  place.simulator.world.resolveTicket(first);
  place.simulator.world.resolveTicket(second);
  place.simulator.faults.next({ path: `/openapi/v2/maintenances/${first}`, times: 9 }, 500);
  const { error, summary } = await place.scan();
  assert.deepEqual([error?.code, summary.complete, summary.code], ['INNAGO_500', true, 'INNAGO_500']);
  assert.equal(place.store.tickets.entry(second)?.innago.class, 'solved');
  assert.equal(place.store.tickets.entry(first)?.innago.class, 'open');
  place.simulator.faults.clear();
  asked(place);
  const next = await place.scan();
  assert.deepEqual([next.error, asked(place)], [undefined, [`1 x ${list}`, `1 x ${single}`]]);
  assert.equal(place.store.tickets.entry(first)?.innago.class, 'solved');
});

test('one whose answer cannot be used is a person’s business, and asked for again only after an hour', async (t) => {
  const place = await village(t, empty);
  const [broken = ''] = await linkedTickets(place, 2);
  place.simulator.world.resolveTicket(broken);
  Object.assign(place.simulator.world.ticket(broken), { description: 7 });
  const { error, told: findings } = await place.scan();
  assert.deepEqual([error, findings.length], [undefined, 1]);
  assert.deepEqual(place.openItems(), [`TICKET_UNREADABLE ticket ${broken}`]);
  asked(place);
  place.clock.pass(30);
  assert.deepEqual((await place.scan()).told, [], 'told once');
  assert.deepEqual(asked(place), [`1 x ${list}`]);
  assert.equal(place.openItems().length, 1);
  Object.assign(place.simulator.world.ticket(broken), { description: 'Works again.' });
  place.clock.pass(31);
  await place.scan();
  assert.deepEqual([asked(place), place.openItems()], [[`1 x ${list}`, `1 x ${single}`], []]);
});
