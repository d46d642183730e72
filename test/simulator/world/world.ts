import type { Variants, WorldSettings } from '../options.ts';
import { firstOfMonth } from './calendar.ts';
import type { NewDevice } from './onu-plant.ts';
import { makeTenant } from './people.ts';
import { type Random, seededRandom } from './random.ts';
import type { Device, Invoice, Lease, Property, Tenant, Unit } from './things.ts';
import { TicketDesk } from './ticket-desk.ts';

/** What `addLease` takes: the unit by label or uid (null: none), everything else has a default. */
export interface NewLease {
  readonly unit: string | null;
  /** Default: today. */
  readonly startDate?: string;
  /** Default null: month to month. */
  readonly endDate?: string | null;
  /** One entry per tenant; default one drawn tenant. A full tenant of another lease may be given to continue that lease. */
  readonly tenants?: readonly Partial<Tenant>[];
  readonly dueOn?: number;
  readonly paymentFrequency?: string;
  readonly rentAmount?: number;
  readonly leaseUid?: string;
  /** What Innago shows as the unit's name, when it is not the unit's own. */
  readonly unitName?: string | null;
}

/**
 * Everything the three systems know, to be read and edited by tests. The maps are plain; after editing an object directly in a
 * world of more than a thousand units call `touch()`, because lists are cached there. The verbs do so by themselves.
 */
export class World extends TicketDesk {
  override readonly random: Random;
  override readonly settings: WorldSettings;
  /** May be exchanged while running. */
  variants: Variants;
  /** Grows with every change. */
  revision = 0;
  readonly properties = new Map<string, Property>();
  readonly units = new Map<string, Unit>();
  override readonly leases = new Map<string, Lease>();
  readonly invoices = new Map<string, Invoice>();
  /** What was deleted through an API, e.g. `DELETE /clients/1001`; our product never deletes. */
  readonly deletions: string[] = [];
  override readonly property: Property;
  private nextInvoiceNumber = 10_001;
  private readonly unitsByLabel = new Map<string, Unit>();

  constructor(settings: WorldSettings) {
    const random = seededRandom(settings.seed);
    super(random, settings.now, settings.zone);
    this.random = random;
    this.settings = settings;
    this.variants = settings.variants;
    this.property = {
      propertyUid: random.uuid(),
      name: 'Victorian Village',
      address: {
        addressLine1: '400 Village Drive',
        city: 'Dallas',
        state: 'Texas',
        stateShortName: 'TX',
        zipcode: '75201',
      },
    };
    this.properties.set(this.property.propertyUid, this.property);
  }

  override get today(): string {
    return this.settings.today();
  }

  /** Says that something changed; cached pages are made anew. */
  override touch(): void {
    this.revision += 1;
  }

  addUnit(label: string, name = label, propertyUid = this.property.propertyUid): Unit {
    const unit: Unit = { unitUid: this.random.uuid(), propertyUid, name, label };
    this.units.set(unit.unitUid, unit);
    if (propertyUid === this.property.propertyUid) this.unitsByLabel.set(label, unit);
    this.touch();
    return unit;
  }

  /** The unit with this label or uid; throws when there is none. */
  override unit(labelOrUid: string): Unit {
    const unit = this.unitsByLabel.get(labelOrUid) ?? this.units.get(labelOrUid);
    if (!unit) throw new Error(`the village has no unit ${labelOrUid}`);
    return unit;
  }

  addLease(lease: NewLease): Lease {
    const unit = lease.unit === null ? undefined : this.unit(lease.unit);
    const rentAmount = lease.rentAmount ?? 1200;
    const added: Lease = {
      leaseUid: lease.leaseUid ?? this.random.uuid(),
      propertyUid: unit?.propertyUid ?? this.property.propertyUid,
      unitUid: unit?.unitUid ?? null,
      unitName: lease.unitName === undefined ? (unit?.name ?? null) : lease.unitName,
      startDate: lease.startDate ?? this.today,
      endDate: lease.endDate ?? null,
      rentAmount,
      depositAmount: rentAmount,
      dueOn: lease.dueOn ?? 1,
      paymentFrequency: lease.paymentFrequency ?? 'Monthly',
      tenants: (lease.tenants ?? [{}]).map((tenant) => makeTenant(this.random, tenant)),
      flags: {},
      listed: true,
    };
    this.leases.set(added.leaseUid, added);
    this.touch();
    return added;
  }

  /** The lease with this uid, or the newest lease of the unit with this label; throws when there is none. */
  lease(uidOrUnitLabel: string): Lease {
    const byUid = this.leases.get(uidOrUnitLabel);
    const unitUid = this.unitsByLabel.get(uidOrUnitLabel)?.unitUid;
    const lease =
      byUid ?? [...this.leases.values()].findLast((one) => one.unitUid === unitUid && unitUid !== undefined);
    if (!lease) throw new Error(`no lease ${uidOrUnitLabel}`);
    return lease;
  }

  editLease(uidOrUnitLabel: string, changes: Partial<Omit<Lease, 'leaseUid' | 'propertyUid'>>): Lease {
    const lease = Object.assign(this.lease(uidOrUnitLabel), changes);
    this.touch();
    return lease;
  }

  endLease(uidOrUnitLabel: string, lastDay: string): Lease {
    return this.editLease(uidOrUnitLabel, { endDate: lastDay });
  }

  /** Takes a lease out of the lists; with `known: false` GET by uid is 404 too. */
  hideLease(uidOrUnitLabel: string, { known = true }: { known?: boolean } = {}): void {
    const lease = this.lease(uidOrUnitLabel);
    lease.listed = false;
    if (!known) this.leases.delete(lease.leaseUid);
    this.touch();
  }

  addTenant(uidOrUnitLabel: string, tenant: Partial<Tenant> = {}): Tenant {
    const added = makeTenant(this.random, tenant);
    this.lease(uidOrUnitLabel).tenants.push(added);
    this.touch();
    return added;
  }

  removeTenant(uidOrUnitLabel: string, tenantUid: string): void {
    const lease = this.lease(uidOrUnitLabel);
    lease.tenants = lease.tenants.filter((tenant) => tenant.tenantUid !== tenantUid);
    this.touch();
  }

  editTenant(tenantUid: string, changes: Partial<Omit<Tenant, 'tenantUid'>>): void {
    for (const lease of this.leases.values()) {
      for (const tenant of lease.tenants) if (tenant.tenantUid === tenantUid) Object.assign(tenant, changes);
    }
    this.touch();
  }

  addInvoice(invoice: {
    lease: string;
    tenantUid?: string;
    amount: number;
    item?: string | null;
    dueDate?: string;
    posted?: boolean;
  }): Invoice {
    const lease = this.lease(invoice.lease);
    const added: Invoice = {
      invoiceUid: this.random.uuid(),
      invoiceNumber: this.nextInvoiceNumber++,
      leaseUid: lease.leaseUid,
      tenantUid: invoice.tenantUid ?? lease.tenants[0]?.tenantUid ?? '',
      amount: invoice.amount,
      item: invoice.item ?? null,
      dueDate: invoice.dueDate ?? firstOfMonth(this.today, 1),
      status: 'Pending',
      createdAt: this.settings.now(),
      posted: invoice.posted ?? false,
    };
    this.invoices.set(added.invoiceUid, added);
    this.touch();
    return added;
  }

  /** Adds an ONU on the property's OLT; `unit` writes a row of the ONU table when `inTable` is set. */
  addOnu(onu: NewDevice & { unit?: string; inTable?: 'both' | 'serial' | 'mac' } = {}): Device {
    const { unit, inTable, ...device } = onu;
    const added = this.addDevice(device);
    if (unit !== undefined && inTable !== undefined) {
      this.onuTable.push({
        unit,
        serial: inTable === 'mac' ? '' : (added.serialNumber ?? ''),
        mac: inTable === 'serial' ? '' : (added.mac ?? ''),
      });
    }
    return added;
  }
}
