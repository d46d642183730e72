/** The step "follow UISP": status and comments of a ticket in Innago (design §4, "Maintenance ticket"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syncInnagoSide } from '../../nodes/innago/tickets/ticket-steps.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { errorOf } from '../error-of.ts';
import { linkedTicket, publicComment, statusChange, words } from './linked-ticket.ts';

const patch = { server: 'innago', method: 'PATCH' } as const;

test('solved in UISP: looked at once more, resolved once, and quiet', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ status: 3, activities: [statusChange(0, 3)] });
  assert.deepEqual(await home.step(), { outcome: 'done', text: 'resolved', status: 'resolved', comments: 0 });
  assert.deepEqual(home.requests(), ['GET', 'PATCH /status']);
  assert.equal(home.ticket.status, 'Resolved');
  assert.deepEqual([home.entry().agreed, home.entry().innago.place], ['solved', 'left']);
  assert.equal(await home.tick(), undefined);
  assert.equal(await home.tick(), undefined);
  assert.deepEqual(home.requests(), [], 'what we wrote ourselves is no news: it is not even asked for');
});

test('a scan that read the ticket just before it was resolved is not news', async (t) => {
  const home = await linkedTicket(t);
  const { store, innago, simulator } = home.place;
  let scan: Parameters<typeof store.tickets.absorb>[0] | undefined;
  const stop = simulator.faults.hook(async ({ method }, at) => {
    if (method !== 'PATCH' || at !== 'before-effect') return;
    stop();
    const reading = store.tickets.beginReading();
    const ticket = await innago.ticket(home.uid);
    if (ticket) scan = { changed: [ticket], listed: new Set([home.uid]), reading, today: '2026-11-20' };
  });
  await home.technician({ status: 3, activities: [statusChange(0, 3)] });
  await home.step();
  assert.ok(scan);
  assert.deepEqual(await store.tickets.absorb(scan), { left: [], isStale: true });
  assert.equal(home.entry().innago.class, 'solved');
});

test('opened again in UISP: reopened; again and again, each time once', async (t) => {
  const home = await linkedTicket(t);
  for (let round = 0; round < 3; round += 1) {
    await home.technician({ status: 3, activities: [statusChange(1, 3)] });
    assert.equal((await home.tick())?.text, 'resolved');
    await home.technician({ status: 1, activities: [statusChange(3, 1)] });
    assert.equal((await home.tick())?.text, 'reopened');
    assert.equal(home.ticket.status, 'ReOpened');
    assert.equal(await home.tick(), undefined);
  }
  assert.equal(home.requests().filter((one) => one.startsWith('PATCH')).length, 6);
});

test('the tenant has reopened it since the scan: the second look sees it, and it is left alone', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ status: 3, activities: [statusChange(0, 3)] });
  home.place.simulator.world.reopenTicket(home.uid);
  assert.equal((await home.step())?.outcome, 'skipped');
  assert.deepEqual(home.requests(), ['GET']);
  assert.equal(home.ticket.status, 'ReOpened');
  assert.deepEqual(home.place.store.tickets.followsNow(home.uid), { side: 'uisp', to: 'open' });
});

test('another look at a ticket does not take it off the list: that it leaves later is noticed', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ status: 3, activities: [statusChange(0, 3)] });
  home.place.simulator.faults.next(patch, 429);
  await errorOf(home.step());
  await home.technician({ status: 1, activities: [statusChange(3, 1)] });
  home.place.simulator.world.resolveTicket(home.uid);
  await home.tick();
  assert.equal(home.ticket.status, 'ReOpened', 'it was seen as resolved, and a reopen beats a resolve');
});

test('deleted in Innago, which only the second look sees: nothing is written, a person is told', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ status: 3, activities: [statusChange(0, 3)] });
  home.place.simulator.world.deleteTicket(home.uid);
  assert.equal((await home.step())?.outcome, 'skipped');
  assert.deepEqual(home.requests(), ['GET']);
  await home.technician({ status: 1, activities: [statusChange(3, 1)] });
  assert.equal(await home.tick(), undefined);
  assert.deepEqual(home.items(), ['TICKET_DELETED_IN_INNAGO']);
});

test('each public comment once, oldest first, signed; the last word comes before the end', async (t) => {
  const home = await linkedTicket(t);
  const order: string[] = [];
  t.after(
    home.place.simulator.faults.hook(({ method, isWrite }, at) => {
      if (isWrite && at === 'after-effect') order.push(method);
    }),
  );
  await home.technician({ status: 1, activities: [publicComment('On my way.')] });
  assert.equal((await home.tick())?.text, 'comment');
  await home.technician({
    status: 3,
    activities: [publicComment('A new cable.'), publicComment('Works again.'), statusChange(1, 3)],
  });
  assert.deepEqual(await home.tick(), {
    outcome: 'done',
    text: 'resolved, 2 comments',
    status: 'resolved',
    comments: 2,
  });
  assert.deepEqual(home.comments(), [
    'On my way.\n\n— ERE Fiber',
    'A new cable.\n\n— ERE Fiber',
    'Works again.\n\n— ERE Fiber',
  ]);
  assert.deepEqual(order, ['POST', 'POST', 'POST', 'PATCH']);
  assert.equal(await home.tick(), undefined);
  await home.place.restart();
  assert.equal(await home.tick(), undefined);
  assert.equal(home.comments().length, 3);
  await home.technician({ status: 1, activities: [publicComment('Down again?'), statusChange(3, 1)] });
  order.length = 0;
  await home.tick();
  assert.deepEqual(order, ['PATCH', 'POST'], 'opened again first');
});

test('a comment that is longer than Innago takes is cut; one without words makes none', async (t) => {
  const home = await linkedTicket(t, { commentLength: 200 });
  await home.technician({ activities: [publicComment(`start ${'x'.repeat(5_000)} end`), publicComment(' \n ')] });
  assert.equal((await home.tick())?.text, 'comment');
  const [text = '', ...more] = home.comments();
  assert.deepEqual(
    [text.length <= 200, text.startsWith('start x'), text.endsWith('— ERE Fiber'), more],
    [true, true, true, []],
  );
  assert.match(text, /cut here/);
  assert.deepEqual(home.entry().toInnago, []);
});

test('pending is told in the operator’s words, each time it begins; without words nothing is', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ status: 2, activities: [statusChange(0, 2)] });
  await home.tick();
  assert.deepEqual(home.comments(), [words.pendingText]);
  await home.technician({ status: 1, activities: [statusChange(2, 1)] });
  await home.technician({ status: 2, activities: [statusChange(1, 2)] });
  const result = await home.claimed((context) => syncInnagoSide(context, { ...words, pendingText: ' ' }));
  assert.deepEqual([result.outcome, home.comments().length, home.entry().toInnago], ['skipped', 1, []]);
});

test('while the UISP ticket is with another client nothing is passed on; given back or approved, it is', async (t) => {
  const home = await linkedTicket(t);
  await home.technician({ clientId: 2002, activities: [publicComment('For somebody else?')] });
  const result = await home.claimed((context) => syncInnagoSide(context, words));
  assert.deepEqual([result.outcome, home.comments()], ['skipped', []]);
  assert.equal(await home.tick(), undefined);
  assert.deepEqual(home.items(), ['TICKET_CLIENT_CHANGED']);
  const key = `TICKET_CLIENT_CHANGED/ticket:${home.uid}`;
  assert.equal((await carryOut(home.place.store, { verb: 'approve', key })).text, 'approved');
  assert.equal((await home.tick())?.comments, 1);
  assert.deepEqual(home.items(), []);
});

test('approving the unit does not approve the client', async (t) => {
  const home = await linkedTicket(t);
  home.place.simulator.world.editTicket(home.uid, { unit: '102' });
  await home.technician({ clientId: 2002, activities: [publicComment('For somebody else?')] });
  await home.tick();
  assert.deepEqual(home.items().sort(), ['TICKET_CLIENT_CHANGED', 'TICKET_UNIT_CHANGED']);
  await carryOut(home.place.store, { verb: 'approve', key: `TICKET_UNIT_CHANGED/ticket:${home.uid}` });
  assert.deepEqual(home.items(), ['TICKET_CLIENT_CHANGED']);
  await home.tick();
  assert.deepEqual(home.comments(), []);
});
