import type { CrmClient } from './things.ts';
import {
  attachmentViews,
  changeClient,
  changeStatus,
  changeSubject,
  noteActivity,
  type TicketKeeper,
} from './ticket-activity.ts';
import type { CrmTicket, TicketActivity } from './ticket-things.ts';

export type CrmTicketStatus = 0 | 1 | 2 | 3;

/** An admin user of UISP who works on tickets and clients by hand, in UISP's own pages: none of it is an API request. */
export class CrmTechnician {
  private readonly world: TicketKeeper & { touch(): void };
  private readonly wastebasket = new Map<number, CrmTicket>();

  constructor(world: TicketKeeper & { touch(): void }) {
    this.world = world;
  }

  get userId(): number {
    return this.world.crm.userIds[0] ?? 1;
  }

  /** Public by default; `attachments` are names of files. @returns the new activity, whose id is the comment's. */
  comment(
    ticketId: number,
    body: string,
    options: { public?: boolean; attachments?: readonly string[] } = {},
  ): TicketActivity {
    const ticket = this.editable(ticketId);
    const attachments = attachmentViews(this.world, options.attachments ?? []);
    const comment = { body, attachments, emailFromAddress: null, emailFromName: null, phoneFrom: null };
    this.world.touch();
    return noteActivity(this.world, ticket, {
      type: 'comment',
      detail: { comment },
      userId: this.userId,
      public: options.public ?? true,
    });
  }

  setStatus(ticketId: number, status: CrmTicketStatus): CrmTicket {
    return this.change(ticketId, (ticket) => changeStatus(this.world, ticket, status, this.userId));
  }

  /** Rewrites the subject, marker and all. */
  setSubject(ticketId: number, subject: string): CrmTicket {
    return this.change(ticketId, (ticket) => changeSubject(this.world, ticket, subject, this.userId));
  }

  /** Moves the ticket to another client. */
  assign(ticketId: number, clientId: number): CrmTicket {
    this.living(clientId);
    return this.change(ticketId, (ticket) => changeClient(this.world, ticket, clientId, this.userId));
  }

  /** Deletes the ticket; `restoreTicket` brings it back as it was. */
  deleteTicket(ticketId: number): CrmTicket {
    const ticket = this.editable(ticketId);
    this.wastebasket.set(ticketId, ticket);
    this.world.crm.tickets.delete(ticketId);
    this.world.touch();
    return ticket;
  }

  restoreTicket(ticketId: number): CrmTicket {
    const ticket = this.wastebasket.get(ticketId);
    if (!ticket) throw new Error(`UISP ticket ${ticketId} was not deleted by the technician`);
    this.wastebasket.delete(ticketId);
    this.world.crm.tickets.set(ticketId, ticket);
    this.world.touch();
    return ticket;
  }

  /** Throws the ticket away for good. */
  destroyTicket(ticketId: number): void {
    this.deleteTicket(ticketId);
    this.wastebasket.delete(ticketId);
  }

  archiveClient(clientId: number): CrmClient {
    return this.setArchived(clientId, true);
  }

  restoreClient(clientId: number): CrmClient {
    return this.setArchived(clientId, false);
  }

  /** False for a ticket of an archived client, which nobody can edit (uisp-crm.md §3, "Archive vs delete"). */
  canEdit(ticket: CrmTicket): boolean {
    return ticket.clientId === null || this.world.crm.clients.get(ticket.clientId)?.isArchived !== true;
  }

  private change(ticketId: number, how: (ticket: CrmTicket) => void): CrmTicket {
    const ticket = this.editable(ticketId);
    how(ticket);
    this.world.touch();
    return ticket;
  }

  private editable(ticketId: number): CrmTicket {
    const ticket = this.world.crm.tickets.get(ticketId);
    if (!ticket) throw new Error(`UISP has no ticket ${ticketId}`);
    if (!this.canEdit(ticket)) throw new Error(`the client of UISP ticket ${ticketId} is archived`);
    return ticket;
  }

  private living(clientId: number): CrmClient {
    const client = this.world.crm.clients.get(clientId);
    if (!client) throw new Error(`UISP has no client ${clientId}`);
    if (client.isArchived) throw new Error(`UISP client ${clientId} is archived`);
    return client;
  }

  private setArchived(clientId: number, isArchived: boolean): CrmClient {
    const client = this.world.crm.clients.get(clientId);
    if (!client) throw new Error(`UISP has no client ${clientId}`);
    client.isArchived = isArchived;
    this.world.touch();
    return client;
  }
}
