/** A ticket book on a real store, and what a tick does with it, for the tests of this folder. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Store } from '../../../nodes/state/store.ts';
import type { seenInUisp } from '../../../nodes/state/tickets/ticket-changes.ts';
import type { TicketVerdict } from '../../../nodes/state/tickets/ticket-entry.ts';
import type { TicketWork } from '../../../nodes/state/tickets/ticket-work.ts';
import type { Ticket } from '../../../nodes/village/tickets/ticket.ts';
import { type Clock, claimOf, lease, type Stage, stage, tick, units } from '../stage.ts';
import { linkedEntry, ticket } from './tickets.ts';

export const today = '2026-11-20';
export const uids = (due: readonly TicketWork[]) => due.map(({ uid, reason }) => `${uid} ${reason}`);

/** A scan that shows exactly these open tickets. */
export function absorb(store: Store, tickets: readonly Ticket[], day = today) {
  const listed = new Set(tickets.map(({ uid }) => uid));
  return store.tickets.absorb({ changed: tickets, listed, reading: store.tickets.beginReading(), today: day });
}

/** A store that knows units 101 to 104, lease a of 101, and its household's client 1001. */
export async function village(store: Store, clock: Clock, leases = [lease('a', '101')]): Promise<void> {
  await store.units.replace(units.units);
  const due = await tick(store, clock, leases);
  const work = due.get('a');
  assert.ok(work);
  const claim = await claimOf(store, work.key);
  await store.households.update(claim, work.householdId, { clientId: 1001 });
  await store.leases.done(claim, work);
}

export async function judged(store: Store, uid: string, verdict: TicketVerdict): Promise<void> {
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
export async function linked(store: Store): Promise<void> {
  await judged(store, 't1', 'internet');
  const claim = await claimOf(store, 'ticket:t1');
  const { link, uisp } = linkedEntry();
  await store.tickets.change(claim, 't1', (entry) => ({ ...entry, link, uisp }));
  await store.claims.release(claim);
}

export async function absorbUisp(
  store: Store,
  seen: Parameters<typeof seenInUisp>[1][],
  coveredSince: number | null = null,
) {
  return store.tickets.absorbUisp({ seen, reading: store.tickets.beginReading(), coveredSince });
}

/** A store with one ticket that is due for the router. */
export async function oneTicket(t: TestContext, options: Parameters<Stage['open']>[0] = {}) {
  const { open, clock } = await stage(t);
  const store = await open(options);
  await village(store, clock);
  await absorb(store, [ticket('t1')]);
  return { store, clock };
}
