/** The ticket book on a real database: what is due, what is remembered, what a person is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../../../nodes/state/store.ts';
import type { seenInUisp } from '../../../nodes/state/tickets/ticket-changes.ts';
import type { TicketVerdict } from '../../../nodes/state/tickets/ticket-entry.ts';
import type { TicketWork } from '../../../nodes/state/tickets/ticket-work.ts';
import { isSyncError } from '../../../nodes/sync-error.ts';
import type { Ticket } from '../../../nodes/village/tickets/ticket.ts';
import { type Clock, claimOf, codes, expired, hour, lease, minute, stage, tenant, tick, units } from '../stage.ts';
import { comment, linkedEntry, statusChange, ticket, uispTicket } from './tickets.ts';

const today = '2026-11-20';
const uids = (due: readonly TicketWork[]) => due.map(({ uid, reason }) => `${uid} ${reason}`);

/** A scan that shows exactly these open tickets. */
function absorb(store: Store, tickets: readonly Ticket[]) {
  const listed = new Set(tickets.map(({ uid }) => uid));
  return store.tickets.absorb({ changed: tickets, listed, reading: store.tickets.beginReading(), today });
}

/** A store that knows units 101 to 104, lease a of 101, and its household's client 1001. */
async function village(store: Store, clock: Clock, leases = [lease('a', '101')]): Promise<void> {
  await store.units.replace(units.units);
  const due = await tick(store, clock, leases);
  const work = due.get('a');
  assert.ok(work);
  const claim = await claimOf(store, work.key);
  await store.households.update(claim, work.householdId, { clientId: 1001 });
  await store.leases.done(claim, work);
}

async function judged(store: Store, uid: string, verdict: TicketVerdict): Promise<void> {
  const claim = await claimOf(store, `ticket:${uid}`);
  const work = {
    kind: 'ticket',
    key: `ticket:${uid}`,
    uid,
    need: 'judge',
    reason: 'new',
    text: store.tickets.entry(uid)?.text ?? '',
    unit: '101',
    ticket: null,
    today,
  } as const;
  await store.tickets.judge(claim, work, verdict);
  await store.tickets.done(claim, work);
}

/** Ticket t1 is ours, and UISP ticket 31 of client 1001 is its other half. */
async function linked(store: Store): Promise<void> {
  await judged(store, 't1', 'internet');
  const claim = await claimOf(store, 'ticket:t1');
  const { link, uisp } = linkedEntry();
  await store.tickets.change(claim, 't1', (entry) => ({ ...entry, link, uisp }));
  await store.claims.release(claim);
}

async function absorbUisp(store: Store, seen: Parameters<typeof seenInUisp>[1][], coveredSince: number | null = null) {
  return store.tickets.absorbUisp({ seen, reading: store.tickets.beginReading(), coveredSince });
}

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

test('a row that was read before our own write is not taken for news', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  const early = store.tickets.beginReading();
  await store.tickets.absorbOne('t1', ticket('t1', { status: 'Resolved' }), store.tickets.beginReading());
  const { isStale } = await store.tickets.absorb({ changed: [ticket('t1')], reading: early, today });
  assert.equal(isStale, true);
  assert.equal(store.tickets.entry('t1')?.innago.class, 'solved');
});

test('one that left the list is asked for once when it is linked, never when it is not ours', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1'), ticket('t2')]);
  await linked(store);
  await judged(store, 't2', 'other');
  assert.deepEqual((await absorb(store, [])).left, ['t1']);
  await store.tickets.absorbOne('t1', ticket('t1', { status: 'Resolved' }), store.tickets.beginReading());
  assert.deepEqual((await absorb(store, [])).left, []);
  assert.deepEqual(store.tickets.followsNow('t1'), { side: 'uisp', to: 'solved' });
});

test('deleted in Innago: a person is told, nothing is owed; back again, the item goes', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  await store.tickets.absorbOne('t1', undefined, store.tickets.beginReading());
  assert.deepEqual(await store.tickets.due('sync', today), []);
  assert.deepEqual(codes(store), ['TICKET_DELETED_IN_INNAGO']);
  await absorb(store, [ticket('t1')]);
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store), []);
});

test('one that should have been among what UISP listed is missing; one beyond what was read is not', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  assert.deepEqual((await absorbUisp(store, [], 1_000)).missing, []);
  assert.deepEqual((await absorbUisp(store, [], 999)).missing, [{ uid: 't1', ticketId: 31 }]);
  await store.tickets.absorbUispOne('t1', 'deleted', store.tickets.beginReading());
  assert.deepEqual((await absorbUisp(store, [])).missing, [], 'known to be gone');
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store), ['TICKET_DELETED_IN_UISP']);
  await absorbUisp(store, [uispTicket()]);
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store), []);
});

test('an upgrade request is an item until the ticket is closed or says something else', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1', { title: 'Internet Upgrade' })]);
  await judged(store, 't1', 'upgrade');
  assert.deepEqual(codes(store), ['UPGRADE_REQUEST']);
  assert.deepEqual(await store.tickets.due('sync', today), [], 'it stays open, and nothing is written');
  await absorb(store, []);
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store), []);
});

test('moved to another unit in Innago, or given to another client in UISP: an item each, gone when a person accepts', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  await linked(store);
  await absorb(store, [ticket('t1', { unitName: 'Unit 102' })]);
  await absorbUisp(store, [uispTicket({ clientId: 1002, activities: [comment(8, 'for the other one')] })]);
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store).sort(), ['TICKET_CLIENT_CHANGED', 'TICKET_UNIT_CHANGED']);
  assert.deepEqual(await store.tickets.due('sync', today), [], 'its comments are not passed on meanwhile');
  assert.equal(await store.tickets.accept('t1'), true);
  assert.deepEqual(codes(store), []);
  assert.deepEqual(uids(await store.tickets.due('sync', today)), ['t1 changed']);
});

test('submitted before go-live: judged, one item for all, forwarded when a person approves', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ goLive: '2026-11-15' });
  await village(store, clock, [lease('a', '101', { start: '2026-11-16' })]);
  await absorb(store, [ticket('t1', { submittedOn: '2026-11-14' }), ticket('t2', { submittedOn: '2026-11-14' })]);
  assert.deepEqual(uids(await store.tickets.due('judge', today)), ['t1 new', 't2 new']);
  await judged(store, 't1', 'internet');
  await judged(store, 't2', 'internet');
  assert.deepEqual(await store.tickets.due('sync', today), []);
  assert.deepEqual(codes(store), ['TICKETS_BEFORE_GO_LIVE']);
  assert.equal(await store.tickets.release(), 2);
  assert.deepEqual(codes(store), []);
  assert.equal((await store.tickets.due('sync', today)).length, 2);
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

test('a ticket that is refused backs off and asks for a person at the third time; a server’s trouble costs it nothing', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  const fail = async (trouble: 'data' | 'server', code: string) => {
    const [work] = await store.tickets.due('judge', today);
    assert.ok(work);
    const claim = await claimOf(store, work.key);
    await store.tickets.failed(claim, work, { code, trouble, effect: 'none', text: 'refused', hint: undefined });
  };
  await fail('server', 'UISP_CRM_TIMEOUT');
  await fail('data', 'UISP_CRM_REJECTED');
  assert.deepEqual(await store.tickets.due('judge', today), []);
  for (const minutes of [5, 15]) {
    clock.forward(minutes * 60_000);
    assert.deepEqual(codes(store), []);
    await fail('data', 'UISP_CRM_REJECTED');
  }
  assert.deepEqual(codes(store), ['UISP_CRM_REJECTED']);
  assert.equal(store.tickets.retry('t1'), true);
  assert.deepEqual(uids(await store.tickets.due('judge', today)), ['t1 retry']);
  await judged(store, 't1', 'other');
  assert.deepEqual(codes(store), []);
});

test('what a ticket failed with goes when the ticket is closed; deleted in UISP is nobody’s business then, either', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1'), ticket('t2')]);
  const [, work] = await store.tickets.due('judge', today);
  assert.ok(work);
  const claim = await claimOf(store, work.key);
  const failure = {
    code: 'TICKET_NO_CLIENT',
    trouble: 'operator',
    effect: 'none',
    text: 'nobody',
    hint: undefined,
  } as const;
  await store.tickets.failed(claim, work, failure);
  await linked(store);
  await store.tickets.absorbUispOne('t1', 'deleted', store.tickets.beginReading());
  await store.tickets.due('sync', today);
  assert.deepEqual(codes(store).sort(), ['TICKET_DELETED_IN_UISP', 'TICKET_NO_CLIENT']);
  await absorb(store, []);
  await store.tickets.absorbOne('t1', ticket('t1', { status: 'Resolved' }), store.tickets.beginReading());
  assert.deepEqual(await store.tickets.due('sync', today), []);
  assert.deepEqual(codes(store), []);
});

test('a change with a lost claim is refused, and nothing of it is kept', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  const claim = await claimOf(store, 'ticket:t1');
  clock.forward(hour);
  await assert.rejects(
    store.tickets.judge(claim, { uid: 't1', text: '' }, 'other'),
    (error) => isSyncError(error) && error.code === 'CLAIM_LOST',
  );
  assert.equal(store.tickets.entry('t1')?.judged, null);
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
