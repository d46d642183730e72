import type { Crm } from './crm-records.ts';
import type { CrmTicket, TicketActivity } from './ticket-things.ts';

/** What can be noted on a UISP ticket; without `userId` it counts as the client's own, without `createdAt` it happens now. */
export interface NewActivity {
  readonly type: TicketActivity['type'];
  readonly detail: Record<string, unknown>;
  readonly userId?: number | null;
  /** Default true; on a private ticket it is private all the same (uisp-crm.md §5). */
  readonly public?: boolean;
  readonly createdAt?: number;
}

/** The part of the world that keeps UISP's tickets. */
export interface TicketKeeper {
  readonly crm: Crm;
  readonly settings: { readonly now: () => number };
}

/** Every change of a ticket, by API or by hand, ends as an activity, and the newest one's time is the ticket's `lastActivity`. */
export function noteActivity(keeper: TicketKeeper, ticket: CrmTicket, activity: NewActivity): TicketActivity {
  const added: TicketActivity = {
    id: keeper.crm.nextId('activity'),
    ticketId: ticket.id,
    userId: activity.userId ?? null,
    createdAt: activity.createdAt ?? keeper.settings.now(),
    public: ticket.public && (activity.public ?? true),
    type: activity.type,
    detail: activity.detail,
  };
  ticket.activity.push(added);
  ticket.lastActivity = Math.max(ticket.lastActivity, added.createdAt);
  return added;
}

/** Sets the status and notes it; the status it has already changes nothing. */
export function changeStatus(keeper: TicketKeeper, ticket: CrmTicket, status: number, userId: number | null): void {
  if (ticket.status === status) return;
  const statusChange = { previousStatus: ticket.status, status };
  noteActivity(keeper, ticket, { type: 'status_change', detail: { statusChange }, userId });
  ticket.status = status;
}

/** Sets the subject and notes it; the subject it has already changes nothing. */
export function changeSubject(keeper: TicketKeeper, ticket: CrmTicket, subject: string, userId: number | null): void {
  if (ticket.subject === subject) return;
  const subjectChange = { previousSubject: ticket.subject, subject };
  noteActivity(keeper, ticket, { type: 'subject_change', detail: { subjectChange }, userId });
  ticket.subject = subject;
}

/** Gives the ticket to a client and notes it; the contract's example shows the type `add` only (uisp-crm.md §5). */
export function changeClient(keeper: TicketKeeper, ticket: CrmTicket, clientId: number, userId: number | null): void {
  if (ticket.clientId === clientId) return;
  const clientAssignment = { assignedClientId: clientId, type: 'add' };
  noteActivity(keeper, ticket, { type: 'assignment_client', detail: { clientAssignment }, userId });
  ticket.clientId = clientId;
}

/** The files of a comment as UISP shows them; only their names matter here. */
export function attachmentViews(keeper: TicketKeeper, filenames: readonly unknown[]): Record<string, unknown>[] {
  return filenames.map((filename) => ({
    id: keeper.crm.nextId('attachment'),
    filename,
    size: 0,
    mimeType: 'application/octet-stream',
  }));
}
