/** Looks at one UISP ticket: how it stands, or why it cannot be worked on. */
import type { TicketEntry } from '../../state/tickets/ticket-entry.ts';
import { goneInWords } from '../../state/tickets/ticket-items.ts';
import type { UispTicketSeen } from '../../state/tickets/uisp-activity.ts';
import { SyncError } from '../../sync-error.ts';
import type { CrmApi } from '../ports.ts';
import { isMissing } from '../refused.ts';
import type { CrmTicket, CrmTicketsApi } from '../ticket-ports.ts';
import { entryNow, type TicketContext } from './ticket-context.ts';

/** What of the CRM a look needs; each rejects with what the CRM throws. */
export interface LookingCrm extends Pick<CrmApi, 'client'> {
  readonly tickets: Pick<CrmTicketsApi, 'ticket' | 'comments'>;
}

/** Why a ticket cannot be worked on: it is no longer there, or its client is archived (then every edit of it is a 404). */
export type Gone = 'deleted' | 'archived';

/** What the ticket book keeps of a ticket. A ticket that was just made has its own time as its last activity. */
export function asSeen({ id, status, clientId, lastActivityMs, createdAtMs, activities }: CrmTicket): UispTicketSeen {
  return { id, status, clientId, lastActivityAt: lastActivityMs ?? createdAtMs, activities: activities ?? [] };
}

/**
 * A ticket with what happened on it, also from a server whose lists and answers leave that out: by its id, else its comments.
 * @returns undefined: it is no longer there
 * @throws what the CRM throws
 */
export async function readWhole(
  crm: LookingCrm,
  ticket: CrmTicket,
  signal: AbortSignal,
): Promise<UispTicketSeen | undefined> {
  return ticket.activities === undefined ? readTicket(crm, ticket.id, signal) : asSeen(ticket);
}

/** By its id. @returns undefined: UISP says 404. @throws what the CRM throws */
export async function readTicket(
  crm: LookingCrm,
  ticketId: number,
  signal: AbortSignal,
): Promise<UispTicketSeen | undefined> {
  const ticket = await crm.tickets.ticket(ticketId, signal);
  if (ticket === undefined || ticket.activities !== undefined) return ticket && asSeen(ticket);
  const comments = await crm.tickets.comments(ticketId, signal);
  const activities = comments.map(({ id, body, public: isPublic, files }) => {
    return { id, comment: { body, public: isPublic, files: files.map((name) => ({ name, url: null })) } };
  });
  return { ...asSeen(ticket), activities };
}

/** By its id; where it is not there, why. @throws what the CRM throws */
export async function lookAt(
  crm: LookingCrm,
  { ticketId, clientId }: { ticketId: number; clientId: number },
  signal: AbortSignal,
): Promise<UispTicketSeen | Gone> {
  const seen = await readTicket(crm, ticketId, signal);
  if (seen !== undefined) return seen;
  return (await isArchived(crm, clientId, signal)) ? 'archived' : 'deleted';
}

/** As {@link lookAt}, and whether its client is archived: such a ticket may be shown, but not be edited. */
export async function lookClosely(
  crm: LookingCrm,
  ids: { ticketId: number; clientId: number },
  signal: AbortSignal,
): Promise<UispTicketSeen | Gone> {
  const look = await lookAt(crm, ids, signal);
  if (typeof look === 'string' || look.clientId === null) return look;
  return (await isArchived(crm, look.clientId, signal)) ? 'archived' : look;
}

/** False also when there is no such client. */
async function isArchived(crm: LookingCrm, clientId: number, signal: AbortSignal): Promise<boolean> {
  try {
    return (await crm.client(clientId, signal)).isArchived;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** The ids of a linked ticket, for a look at it. */
export function idsOf({ link, uisp }: TicketEntry): { ticketId: number; clientId: number } | undefined {
  return link === null ? undefined : { ticketId: link.ticketId, clientId: uisp?.clientId ?? link.clientId };
}

/**
 * Takes over how the linked ticket stands now.
 * @param how {@link lookAt} before a write that will find out by itself; {@link lookClosely} otherwise
 * @returns it, and the number of the reading
 * @throws SyncError TICKET_DELETED_IN_UISP, TICKET_CLIENT_ARCHIVED (trouble operator): the book knows it then; and what the CRM and the
 *   store throw
 */
export async function lookAgain(
  context: TicketContext,
  how: typeof lookAt,
): Promise<{ seen: UispTicketSeen; reading: number }> {
  const { store, crm, work, signal } = context;
  const ids = idsOf(entryNow(context));
  if (ids === undefined) throw new Error(`ticket ${work.uid} is not linked`);
  const reading = store.tickets.beginReading();
  const look = await how(crm, ids, signal);
  await store.tickets.absorbUispOne(work.uid, look, reading);
  if (typeof look === 'string') throw goneError(work.uid, look, ids);
  return { seen: look, reading };
}

/**
 * A write to the linked ticket; when UISP answers 404, it is found out why.
 * @throws SyncError TICKET_DELETED_IN_UISP, TICKET_CLIENT_ARCHIVED (trouble operator), and what the write throws
 */
export async function writeToTicket<T>(context: TicketContext, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isMissing(error)) await lookAgain(context, lookClosely);
    throw error;
  }
}

function goneError(uid: string, gone: Gone, ids: { ticketId: number; clientId: number }): SyncError {
  const { code, why, todo } = goneInWords(uid, gone, ids);
  return new SyncError(why, { code, trouble: 'operator', hint: todo });
}
