/** The household has left, and its ticket stays open: the technician is told, the tenant is not. */
import { longDate } from '../../village/calendar-date.ts';
import { unitInWords } from '../../village/unit-label.ts';
import { sayOnTicket } from './ticket-comment.ts';
import type { TicketContext } from './ticket-context.ts';

/**
 * One private comment for each time that the household leaves; Innago never gets it.
 * @returns what became of it; undefined: there is nothing to tell
 * @throws as `sayOnTicket`
 */
export async function tellMovedOut(context: TicketContext): Promise<'done' | 'planned' | undefined> {
  const left = context.store.tickets.movedOut(context.work.uid);
  if (left === undefined) return undefined;
  const { unit, lastDay } = left;
  const body = `The household moved out of ${unitInWords(unit)} on ${longDate(lastDay)}. This ticket stays open.`;
  return sayOnTicket(context, { source: `moved-out:${lastDay}`, body, public: false }, (entry) => ({
    ...entry,
    movedOut: lastDay,
  }));
}
