/** Tickets as both sides show them, for tests of the ticket book. */
import { newTicketEntry } from '../../../nodes/state/tickets/ticket-changes.ts';
import type { TicketEntry } from '../../../nodes/state/tickets/ticket-entry.ts';
import type { UispActivity, UispTicketSeen } from '../../../nodes/state/tickets/uisp-activity.ts';
import type { Ticket } from '../../../nodes/village/tickets/ticket.ts';

/** An open ticket of unit 101 by its tenant. */
export function ticket(uid: string, change: Partial<Ticket> = {}): Ticket {
  return {
    uid,
    title: 'Internet',
    description: 'The wifi is down.',
    category: 'Other',
    status: 'NewRequest',
    urgent: false,
    submittedOn: '2026-11-20',
    submittedAt: '2026-11-20T09:00:00',
    resolvedOn: null,
    propertyName: 'Victorian Village',
    unitName: '101',
    personUid: 'tenant-of-a',
    personName: 'Ann Lee',
    files: [],
    ...change,
  };
}

/** A UISP ticket of client 1001. */
export function uispTicket(change: Partial<UispTicketSeen> = {}): UispTicketSeen {
  return { id: 31, status: 0, clientId: 1001, lastActivityAt: 1_000, activities: [], ...change };
}

export function comment(id: number, body: string, isPublic = true): UispActivity {
  return { id, comment: { body, public: isPublic, files: [] } };
}

export function statusChange(id: number, before: number, after: number): UispActivity {
  return { id, status: { before, after } };
}

/** A ticket whose UISP ticket 31 was made for client 1001, both open. */
export function linkedEntry(change: Partial<TicketEntry> = {}): TicketEntry {
  const entry = newTicketEntry(ticket('t1'), 1, { at: 0, held: false });
  return {
    ...entry,
    judged: { verdict: 'internet', text: entry.text },
    link: { ticketId: 31, clientId: 1001, householdId: 1, unit: '101' },
    uisp: { class: 'open', status: 0, clientId: 1001, lastActivityAt: 1_000, reopened: false, reading: 1, gone: null },
    ...change,
  };
}
