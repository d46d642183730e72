/** Tickets as plain editable objects, as Innago and UISP CRM remember them; instants are epoch milliseconds. */

export type MaintenanceStatus = 'NewRequest' | 'OldRequest' | 'Resolved' | 'ReOpened';

/** An attachment of an Innago ticket, as the variant `ticketFiles` shows it. */
export interface TicketFile {
  readonly fileName: string;
  readonly fileUrl: string;
}

export interface MaintenanceTicket {
  readonly maintenanceUid: string;
  personName: string;
  personUid: string | null;
  name: string;
  category: string;
  description: string;
  submittedAt: number;
  resolvedAt: number | null;
  isUrgent: boolean;
  propertyUid: string;
  unitName: string | null;
  status: MaintenanceStatus;
  comments: { readonly at: number; readonly body: unknown; readonly text: string }[];
  files: TicketFile[];
}

export interface TicketActivity {
  readonly id: number;
  readonly ticketId: number;
  readonly userId: number | null;
  readonly createdAt: number;
  public: boolean;
  readonly type: 'comment' | 'status_change' | 'subject_change' | 'assignment_client';
  readonly detail: Record<string, unknown>;
}

export interface CrmTicket {
  readonly id: number;
  subject: string | null;
  clientId: number | null;
  status: number;
  public: boolean;
  readonly createdAt: number;
  lastActivity: number;
  activity: TicketActivity[];
  fields: Record<string, unknown>;
}
