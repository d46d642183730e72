/** What Innago was asked of tickets, and what came out. */
import assert from 'node:assert/strict';
import type { TicketVerdict } from '../../nodes/state/tickets/ticket-entry.ts';
import type { TicketWork } from '../../nodes/state/tickets/ticket-work.ts';
import { linkTicket } from './linked-ticket.ts';
import { counted, type Village } from './village.ts';

export const list = 'GET /v2/maintenances';

export const single = 'GET /v2/maintenances/{maintenanceUid}';

export const empty = { simulator: { village: 'empty' } } as const;

export async function judge({ store }: Village, work: TicketWork, verdict: TicketVerdict = 'other'): Promise<void> {
  const claim = await store.claims.take(work.key);
  assert.ok(claim);
  await store.tickets.judge(claim, work, verdict);
  await store.tickets.done(claim, work);
}

/** Requests about tickets since the last call. */
export function asked(place: Village): string[] {
  return counted(place.requests().filter((one) => one.includes('maintenances')));
}

export const told = async (place: Village) => (await place.scan()).tickets.map(({ uid, reason }) => `${uid} ${reason}`);

/** Open tickets, all of them with a UISP ticket. */
export async function linkedTickets(place: Village, count: number): Promise<string[]> {
  const { world } = place.simulator;
  const uids = Array.from({ length: count }, (_, n) => world.addTicket({ name: `Wifi ${n}` }).maintenanceUid);
  await place.scan();
  for (const [index, uid] of uids.entries()) await linkTicket(place, uid, index + 1);
  place.requests();
  return uids;
}
