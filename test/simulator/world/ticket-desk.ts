import type { WorldSettings } from '../options.ts';
import { CrmBooks } from './crm-books.ts';
import { CrmTechnician } from './crm-technician.ts';
import type { Random } from './random.ts';
import type { Lease, Property, Unit } from './things.ts';
import type { MaintenanceTicket, TicketFile } from './ticket-things.ts';

/** What `addTicket` takes: a unit by label or uid, the title, and whatever else is not the default. */
export type NewTicket = Partial<MaintenanceTicket> & { readonly unit?: string; readonly name: string };

/** What a tenant or a manager may write anew; `unit` is another unit's label or uid. */
export interface TicketEdit {
  readonly name?: string;
  readonly description?: string;
  readonly category?: string;
  readonly isUrgent?: boolean;
  readonly unit?: string;
  readonly files?: readonly TicketFile[];
}

/**
 * Maintenance tickets on both sides, with verbs for what people do by hand: tenants and managers in Innago, the technician in
 * UISP. None of it is an API request. The world extends it.
 */
export abstract class TicketDesk extends CrmBooks {
  abstract readonly random: Random;
  abstract readonly settings: WorldSettings;
  abstract readonly property: Property;
  abstract readonly leases: Map<string, Lease>;
  readonly maintenances = new Map<string, MaintenanceTicket>();
  readonly crmTechnician = new CrmTechnician(this);

  abstract unit(labelOrUid: string): Unit;

  /** A ticket by the first tenant of the unit's newest lease, unless told otherwise. */
  addTicket(ticket: NewTicket): MaintenanceTicket {
    const { unit: label, ...given } = ticket;
    const unit = label === undefined ? undefined : this.unit(label);
    const tenant = [...this.leases.values()].findLast((lease) => unit && lease.unitUid === unit.unitUid)?.tenants[0];
    const added: MaintenanceTicket = {
      maintenanceUid: given.maintenanceUid ?? this.random.uuid(),
      personName: `${tenant?.firstName ?? ''} ${tenant?.lastName ?? ''}`.trim(),
      personUid: tenant?.tenantUid ?? null,
      category: 'Other',
      description: '',
      submittedAt: this.settings.now(),
      resolvedAt: null,
      isUrgent: false,
      propertyUid: this.property.propertyUid,
      unitName: unit?.name ?? null,
      status: 'NewRequest',
      comments: [],
      files: [],
      ...given,
    };
    this.maintenances.set(added.maintenanceUid, added);
    this.touch();
    return added;
  }

  /** The Innago ticket with this uid; throws when there is none. */
  ticket(maintenanceUid: string): MaintenanceTicket {
    const ticket = this.maintenances.get(maintenanceUid);
    if (!ticket) throw new Error(`Innago has no ticket ${maintenanceUid}`);
    return ticket;
  }

  editTicket(maintenanceUid: string, edit: TicketEdit): MaintenanceTicket {
    const { unit: label, files, ...text } = edit;
    const ticket = Object.assign(this.ticket(maintenanceUid), text);
    if (label !== undefined) ticket.unitName = this.unit(label).name;
    if (files !== undefined) ticket.files = [...files];
    this.touch();
    return ticket;
  }

  resolveTicket(maintenanceUid: string): MaintenanceTicket {
    const ticket = Object.assign(this.ticket(maintenanceUid), { status: 'Resolved', resolvedAt: this.settings.now() });
    this.touch();
    return ticket;
  }

  reopenTicket(maintenanceUid: string): MaintenanceTicket {
    const ticket = Object.assign(this.ticket(maintenanceUid), { status: 'ReOpened', resolvedAt: null });
    this.touch();
    return ticket;
  }

  /** A manager has looked at it: a new request becomes an old one; any other status stays. */
  ageTicket(maintenanceUid: string): MaintenanceTicket {
    const ticket = this.ticket(maintenanceUid);
    if (ticket.status === 'NewRequest') ticket.status = 'OldRequest';
    this.touch();
    return ticket;
  }

  /** It is in no list any more, and asking for it by its uid is a 404. */
  deleteTicket(maintenanceUid: string): void {
    this.ticket(maintenanceUid);
    this.maintenances.delete(maintenanceUid);
    this.touch();
  }
}
