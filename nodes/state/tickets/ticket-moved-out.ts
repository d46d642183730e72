/** Tickets of a household that has left: they stay open, and say so (design §4, "Lease ended"). */
import type { CalendarDate } from '../../village/lease.ts';
import type { Households } from '../households.ts';
import type { TicketEntry } from './ticket-entry.ts';
import { isWithAnotherClient } from './ticket-sides.ts';

/** What the UISP ticket is to be told. */
export interface MovedOut {
  /** Label of the unit that the household has left last. */
  readonly unit: string;
  /** Of its service there. */
  readonly lastDay: CalendarDate;
}

/** @returns undefined: its household has not left, the ticket is not open in UISP, or it was told already */
export function movedOut(entry: TicketEntry | undefined, households: Pick<Households, 'peek'>): MovedOut | undefined {
  if (entry === undefined) return undefined;
  const { link, uisp, movedOut: told } = entry;
  const isOpen = uisp !== null && uisp.gone === null && uisp.class === 'open';
  if (!isOpen || link === null || isWithAnotherClient(entry)) return undefined;
  const stays = households.peek(link.householdId)?.stays ?? [];
  if (stays.some(({ endedOn }) => endedOn === null)) return undefined;
  const [last] = stays
    .flatMap(({ serviceId, endedOn, unitLabel: unit }) =>
      serviceId === null || endedOn === null ? [] : [{ unit, lastDay: endedOn }],
    )
    .sort((one, other) => (one.lastDay < other.lastDay ? 1 : -1));
  return last === undefined || last.lastDay === told ? undefined : last;
}
