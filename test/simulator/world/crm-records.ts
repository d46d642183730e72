import type { CrmClient, CrmService, ServiceChangeRequest, ServicePlan } from './things.ts';
import type { CrmTicket } from './ticket-things.ts';

interface CustomAttribute {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly attributeType: string;
  readonly type: string;
  readonly clientZoneVisible: boolean;
}

/** What UISP CRM remembers. Ids are counted up like the server's. */
export interface Crm {
  readonly clients: Map<number, CrmClient>;
  readonly services: Map<number, CrmService>;
  readonly plans: Map<number, ServicePlan>;
  readonly tickets: Map<number, CrmTicket>;
  readonly changeRequests: Map<string, ServiceChangeRequest>;
  readonly customAttributes: CustomAttribute[];
  readonly organizations: { id: number; name: string; [field: string]: unknown }[];
  readonly suspensionReasons: { id: number; name: string }[];
  readonly ticketGroups: { id: number; name: string }[];
  readonly contactTypes: { id: number; name: string }[];
  /** Ids of the users that a comment may be written by. */
  readonly userIds: number[];
  /** `GET /options`; edit to try other servers. */
  readonly options: Record<string, unknown>;
  /** Where webhooks go, as if entered in the UI (uisp-crm.md §8). */
  readonly webhookEndpoints: string[];
  /** The next id of a kind. */
  nextId(kind: keyof typeof FIRST_IDS): number;
}

const FIRST_IDS = {
  client: 1000,
  contact: 2000,
  attribute: 4000,
  service: 300,
  plan: 1,
  period: 40,
  ticket: 1,
  activity: 1,
  attachment: 1,
  contactType: 3,
  reason: 1,
  group: 1,
  customAttribute: 10,
  organization: 2,
};

export function emptyCrm(zone: string): Crm {
  const next: Record<string, number> = { ...FIRST_IDS };
  return {
    clients: new Map(),
    services: new Map(),
    plans: new Map(),
    tickets: new Map(),
    changeRequests: new Map(),
    customAttributes: [],
    organizations: [
      {
        id: 1,
        name: 'ERE Fiber',
        countryId: 249,
        stateId: 43,
        currencyId: 33,
        city: 'Dallas',
        street1: '1 Fiber Way',
        street2: null,
        zipCode: '75201',
        locale: 'en_US',
        selected: true,
      },
    ],
    suspensionReasons: [{ id: 0, name: 'Overdue' }],
    ticketGroups: [],
    contactTypes: [
      { id: 1, name: 'Billing' },
      { id: 2, name: 'General' },
    ],
    userIds: [1],
    options: {
      appLocale: 'en_US',
      appTimezone: zone,
      automaticBillingEnabled: true,
      approveAndSendInvoiceAutomatically: false,
      generateInvoicesForNewServicesImmediately: false,
      notificationInvoiceNew: true,
      sendInvoiceWithZeroBalance: false,
      stopServiceDue: true,
      stopServiceDueDays: 0,
      suspendTimeHour: 10,
      notificationServiceSuspended: true,
      notificationServiceSuspensionPostponed: true,
      notificationInvoiceNearDue: false,
      notificationInvoiceOverdue: true,
      notificationSubscriptionNew: true,
      sendPaymentReceipts: false,
      lateFeeActive: false,
      stopInvoicing: false,
      suspensionEnablePostpone: true,
      clientZone: true,
      clientZoneServiceServiceChangeRequests: true,
      ticketingImapAutomaticReplyEnabled: false,
      supportEmailAddress: 'support@example.com',
      notificationTicketUserCreatedByEmail: true,
      notificationTicketCommentUserCreatedByEmail: true,
      notificationTicketClientCreatedByEmail: true,
      notificationTicketUserChangedStatus: false,
      ticketDefaultVisibility: 0,
      ticketingEnabled: true,
      mailerEnabled: true,
      sandboxRedirectEmailAddress: '',
      clientIdType: 1,
      invoicingPeriodType: 1,
      serverHostname: 'localhost',
      siteName: 'ERE Fiber',
    },
    webhookEndpoints: [],
    nextId(kind) {
      const id = next[kind] ?? 1;
      next[kind] = id + 1;
      return id;
    },
  };
}
