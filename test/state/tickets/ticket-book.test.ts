/** The ticket book on a real database: what is due, and whose each ticket is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimOf, codes, expired, hour, lease, minute, stage, tenant, tick, units } from '../stage.ts';
import { absorb, absorbUisp, judged, linked, today, uids, village } from './book.ts';
import { statusChange, ticket, uispTicket } from './tickets.ts';

test('a new ticket is due for the router once; judged not ours, it is quiet until its text changes, also after a restart', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  const [work] = await store.tickets.due('judge', today);
  assert.equal(work?.ticket?.title, 'Internet');
  assert.equal(work?.unit, '101');
  const claim = await claimOf(store, 'ticket:t1');
  assert.deepEqual(await store.tickets.due('judge', today), [], 'in flight');
  await store.claims.release(claim);
  await judged(store, 't1', 'other');
  assert.deepEqual(await store.tickets.due('judge', today), []);
  await store.close();
  const again = await open();
  await absorb(again, [ticket('t1', { status: 'OldRequest' })]);
  assert.deepEqual(await again.tickets.due('judge', today), []);
  await absorb(again, [ticket('t1', { description: 'And now the wifi.' })]);
  assert.deepEqual(uids(await again.tickets.due('judge', today)), ['t1 changed']);
});

test('a text that changes while the router looks at the earlier one is judged anew', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1', { description: 'The sink leaks.' })]);
  const [work] = await store.tickets.due('judge', today);
  assert.ok(work);
  const claim = await claimOf(store, work.key);
  await absorb(store, [ticket('t1', { description: 'The sink leaks. And the wifi is down.' })]);
  await store.tickets.judge(claim, work, 'other');
  await store.tickets.done(claim, work);
  assert.deepEqual(uids(await store.tickets.due('judge', today)), ['t1 changed']);
});

test('what differs between the sides is due until it is put right; a quiet tick writes nothing', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  assert.deepEqual(await store.tickets.due('sync', today), []);
  await absorbUisp(store, [uispTicket({ status: 3, activities: [statusChange(5, 0, 3)] })]);
  assert.deepEqual(uids(await store.tickets.due('sync', today)), ['t1 changed']);
  assert.deepEqual(store.tickets.followsNow('t1'), { side: 'innago', to: 'solved' });
  await absorb(store, [ticket('t1', { status: 'ReOpened' })]);
  assert.deepEqual(store.tickets.followsNow('t1'), { side: 'uisp', to: 'open' }, 'a reopen beats a resolve');
  await store.close();
  const again = await open();
  assert.deepEqual(again.tickets.followsNow('t1'), { side: 'uisp', to: 'open' }, 'also after a restart');
});

test('only the listed units: other units and common areas are not touched', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ onlyUnits: ['101'] });
  await village(store, clock);
  await absorb(store, [ticket('t1'), ticket('t2', { unitName: '102' }), ticket('t3', { unitName: '' })]);
  assert.deepEqual(uids(await store.tickets.due('judge', today)), ['t1 new']);
});

test('a ticket whose household has no client yet waits without a message, and is due when it has one', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await store.units.replace(units.units);
  const work = (await tick(store, clock, [lease('a', '101')])).get('a');
  assert.ok(work);
  await absorb(store, [ticket('t1')]);
  await judged(store, 't1', 'internet');
  assert.equal(store.tickets.ownerOf('t1', today)?.kind, 'waiting');
  assert.deepEqual(await store.tickets.due('sync', today), []);
  assert.deepEqual(codes(store), []);
  clock.forward(15 * minute);
  assert.deepEqual(await store.tickets.due('sync', today), []);
  assert.deepEqual(codes(store), ['TICKET_WAITS'], 'after a quarter of an hour a person is told');
  await store.households.update(await claimOf(store), work.householdId, { clientId: 1001 });
  assert.deepEqual(uids(await store.tickets.due('sync', today)), ['t1 changed']);
  assert.deepEqual(codes(store), []);
});

test('whose client: the requester’s household, a former tenant’s own client, nobody for a vacant unit', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  const over = lease('a', '101', { end: '2026-11-10', flags: expired });
  const next = lease('b', '101', { start: '2026-11-12', tenants: [tenant('ben')] });
  await tick(store, clock, [over, next]);
  await absorb(store, [
    ticket('t1'),
    ticket('t2', { personUid: null, personName: 'Manager' }),
    ticket('t3', { personUid: null, personName: 'Manager', unitName: '103' }),
  ]);
  const former = store.tickets.ownerOf('t1', today);
  assert.deepEqual(former?.kind === 'client' && former.clientId, 1001, 'never the new household');
  const present = store.tickets.ownerOf('t2', today);
  assert.deepEqual(present?.kind === 'waiting' && present.leaseUid, 'b');
  assert.deepEqual(store.tickets.ownerOf('t3', today), { kind: 'nobody', why: 'vacant' });
});

test('a dry-run remembers in memory only: what was planned is not planned again, and live begins afresh', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ mode: 'dry-run' });
  await store.units.replace(units.units);
  await tick(store, clock, [lease('a', '101')]);
  await absorb(store, [ticket('t1')]);
  await judged(store, 't1', 'internet');
  assert.deepEqual(await store.tickets.due('sync', today), []);
  await store.close();
  const live = await open();
  assert.equal(live.tickets.entry('t1'), undefined);
});

test('units that are no longer listed: nobody is told that their tickets wait', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await store.units.replace(units.units);
  await tick(store, clock, [lease('a', '101')]);
  await absorb(store, [ticket('t1')]);
  await judged(store, 't1', 'internet');
  await store.close();
  clock.forward(hour);
  const only = await open({ onlyUnits: ['102'] });
  await tick(only, clock, [lease('a', '101')]);
  await absorb(only, [ticket('t1')]);
  assert.deepEqual(await only.tickets.due('sync', today), []);
  assert.deepEqual(codes(only), []);
});

test('in dry-run no household gets a client, so its ticket is planned without one', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ mode: 'dry-run' });
  await store.units.replace(units.units);
  await tick(store, clock, [lease('a', '101')]);
  await absorb(store, [ticket('t1')]);
  const [work] = await store.tickets.due('judge', today);
  assert.ok(work);
  const claim = await claimOf(store, work.key);
  await store.tickets.judge(claim, work, 'internet');
  await store.claims.release(claim);
  assert.equal(store.tickets.ownerOf('t1', today)?.kind, 'waiting');
  assert.deepEqual(uids(await store.tickets.due('sync', today)), ['t1 changed']);
});

test('a former tenant who never had a client: nobody’s, it does not wait for one', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await store.units.replace(units.units);
  await tick(store, clock, [lease('a', '101', { end: '2026-11-10', flags: expired })]);
  await absorb(store, [ticket('t1')]);
  assert.deepEqual(store.tickets.ownerOf('t1', today), { kind: 'nobody', why: 'former-tenant' });
});

test('what is worked on is left alone; closed on both sides, it is not looked for in UISP any more', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  const claim = await claimOf(store, 'ticket:t1');
  await store.tickets.absorbOne('t1', ticket('t1', { status: 'Resolved' }), store.tickets.beginReading());
  await absorbUisp(store, [uispTicket({ status: 3 })]);
  await store.tickets.due('sync', today);
  assert.equal(store.tickets.entry('t1')?.agreed, 'open');
  await store.claims.release(claim);
  await store.tickets.due('sync', today);
  assert.equal(store.tickets.entry('t1')?.agreed, 'solved');
  assert.deepEqual((await absorbUisp(store, [])).missing, []);
});

test('what a flow does to its message is not done to the book', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1', { files: [{ name: 'a.jpg', url: null }] })]);
  const [work] = await store.tickets.due('judge', today);
  assert.ok(work?.ticket);
  Object.assign(work.ticket, { title: 'changed' });
  Object.assign(work.ticket.files[0] ?? {}, { name: 'changed' });
  const { title, files } = store.tickets.entry('t1')?.ticket ?? {};
  assert.deepEqual([title, files?.[0]?.name], ['Internet', 'a.jpg']);
});
