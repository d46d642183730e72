/**
 * The things of the simulated world, as plain editable objects: what Innago, UISP CRM and UISP NMS remember. Days are
 * `YYYY-MM-DD`, instants epoch milliseconds, Innago's money dollars as Innago has it.
 */

export interface Property {
  readonly propertyUid: string;
  name: string;
  address: { addressLine1: string; city: string; state: string; stateShortName: string; zipcode: string };
}

export interface Unit {
  readonly unitUid: string;
  readonly propertyUid: string;
  /** As Innago writes it: "101", "Unit 102", "Apt 103", "#104 ". */
  name: string;
  /** As everybody says it: "101". */
  readonly label: string;
}

export interface Tenant {
  readonly tenantUid: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
}

export interface LeaseFlags {
  isActiveLease: boolean;
  isExpiredLease: boolean;
  isExpiringLease: boolean;
  isFutureLease: boolean;
}

export interface Lease {
  readonly leaseUid: string;
  readonly propertyUid: string;
  /** Null: a lease without a unit. */
  unitUid: string | null;
  /** What Innago shows as `propertyUnitName`. */
  unitName: string | null;
  startDate: string;
  /** The last day; null is month to month. */
  endDate: string | null;
  rentAmount: number;
  depositAmount: number;
  dueOn: number;
  paymentFrequency: string;
  tenants: Tenant[];
  /** Overrides what the dates say; absent flags follow the dates. */
  flags: Partial<LeaseFlags>;
  /** False: absent from every list, though GET by uid still answers. */
  listed: boolean;
}

export interface Invoice {
  readonly invoiceUid: string;
  readonly invoiceNumber: number;
  readonly leaseUid: string;
  readonly tenantUid: string;
  amount: number;
  item: string | null;
  /** Day. */
  dueDate: string;
  status: 'Pending' | 'Fully Paid' | 'Partially Paid';
  readonly createdAt: number;
  /** True for what came through the API, false for what was there before. */
  readonly posted: boolean;
}

export interface Contact {
  readonly id: number;
  email: string | null;
  phone: string | null;
  name: string | null;
  isBilling: boolean;
  isContact: boolean;
  types: { id: number; name: string }[];
}

export interface Attribute {
  readonly id: number;
  readonly customAttributeId: number;
  value: string;
}

export interface CrmClient {
  readonly id: number;
  userIdent: string | null;
  firstName: string | null;
  lastName: string | null;
  contacts: Contact[];
  attributes: Attribute[];
  isArchived: boolean;
  readonly registeredOn: string;
  /** The other writable fields as they were sent. */
  fields: Record<string, unknown>;
}

export interface PlanPeriod {
  readonly id: number;
  period: number;
  price: number | null;
  enabled: boolean;
}

export interface ServicePlan {
  readonly id: number;
  name: string;
  servicePlanType: 'Internet' | 'General';
  downloadSpeed: number | null;
  uploadSpeed: number | null;
  archived: boolean;
  periods: PlanPeriod[];
  fields: Record<string, unknown>;
}

export interface CrmService {
  readonly id: number;
  readonly clientId: number;
  servicePlanPeriodId: number;
  name: string;
  /** The individual price; null inherits the plan's. */
  price: number | null;
  activeFrom: string;
  activeTo: string | null;
  invoicingStart: string;
  sendEmailsAutomatically: boolean | null;
  unmsClientSiteId: string | null;
  isQuoted: boolean;
  suspensionReasonId: number | null;
  /** Set while a deferred change waits: the id of the new row. */
  deferredServiceId: number | null;
  /** Set on the new row of a deferred change: the row that it replaces on `activeFrom`. */
  replacesServiceId: number | null;
  isObsolete: boolean;
  /** The plan and price that readers still see, and for how many reads (variant `planLagReads`). */
  shownBefore: { servicePlanPeriodId: number; price: number | null; reads: number } | null;
  /** A stray site that the reader cannot see yet (variant `straySiteAfterReads`). */
  siteHiddenForReads: number;
  attributes: Attribute[];
  fields: Record<string, unknown>;
}

export interface ServiceChangeRequest {
  readonly id: string;
  readonly serviceId: number;
  readonly targetServicePlanPeriodId: number;
  readonly createdAt: number;
}

export interface NmsSite {
  readonly id: string;
  name: string;
  type: 'site' | 'endpoint';
  parentId: string | null;
  /** Shown as the parent only once a device is on the site (variant `parentAppearsAfterDevice`). */
  parentHidden: boolean;
  address: string | null;
  note: string | null;
  contact: { name: string | null; phone: string | null; email: string | null };
  location: { latitude: number; longitude: number } | null;
  suspended: boolean;
  updatedAt: number;
  /** Made by UISP itself for a service that was created without a site. */
  readonly stray: boolean;
}

export type DeviceStatus =
  | 'active'
  | 'disconnected'
  | 'disabled'
  | 'unauthorized'
  | 'inactive'
  | 'discovered'
  | 'unknown';

export interface Device {
  readonly id: string;
  readonly type: 'onu' | 'olt';
  name: string;
  /** A new name that readers cannot see yet, and for how many reads. */
  pendingName: { name: string; reads: number } | null;
  mac: string | null;
  serialNumber: string | null;
  model: string;
  modelName: string;
  siteId: string | null;
  status: DeviceStatus;
  enabled: boolean;
  authorized: boolean;
  /** The OLT of an ONU. */
  oltId: string | null;
  port: number | null;
  alias: string | null;
  note: string | null;
  maintenance: boolean;
  overrideGlobal: boolean;
  ipAddress: string | null;
}

export interface OnuTableRow {
  unit: string;
  serial: string;
  mac: string;
}
