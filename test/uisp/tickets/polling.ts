/** Polls of a scene's UISP, and tickets for it to read. */
import { minute } from '../../state/stage.ts';
import { type TicketScene, today } from './ticket-scene.ts';

export const list = 'GET /ticketing/tickets';
export const one = 'GET /ticketing/tickets/{id}';

export function poll(s: TicketScene) {
  s.mark();
  return s.poll.run(today, AbortSignal.timeout(30_000));
}

/** Linked tickets, one a minute. */
export async function linked(s: TicketScene, count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) s.write(`m-${number}`);
  await s.scan();
  for (let number = 1; number <= count; number += 1) {
    s.clock.forward(minute);
    await s.sync(`m-${number}`, 'judge');
  }
}

/** Somebody else’s tickets. */
export async function others(s: TicketScene, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    s.clock.forward(minute);
    const ticket = { subject: `T ${number}`, clientId: s.clientId, public: false, body: 'x' };
    await s.uisp.crm.tickets.create(ticket);
  }
}
