/**
 * The CRM's answers, cut down to what we use: strict on ids, tolerant of everything that may be null, missing or of a newer
 * version (contracts/uisp-crm.md §3-5).
 */
import * as v from 'valibot';
import type { CrmContact } from '../contact-ports.ts';
import type { CrmChangeRequest, CrmClient, CrmOptions, CrmService, CrmServicePlan } from '../ports.ts';

const text = v.optional(v.nullable(v.string()), null);
const flag = v.optional(v.nullable(v.boolean()), null);
const number = v.optional(v.nullable(v.number()), null);
const id = v.pipe(v.number(), v.integer());
/** Some answers carry enumerations as text (`"status": "3"` in the vendor's own example). */
const numeral = v.union([id, v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]);
/** Its first ten characters: the day in the server's own zone. */
const day = v.optional(
  v.nullable(
    v.pipe(
      v.string(),
      v.regex(/^\d{4}-\d{2}-\d{2}/),
      v.transform((instant) => instant.slice(0, 10)),
    ),
  ),
  null,
);

export const contactSchema = v.object({
  id,
  name: text,
  email: text,
  phone: text,
  isBilling: v.optional(v.nullable(v.boolean(), false), false),
}) satisfies v.GenericSchema<unknown, CrmContact>;

export const clientSchema = v.object({
  id,
  userIdent: text,
  firstName: text,
  lastName: text,
  street2: text,
  stopServiceDue: flag,
  isArchived: v.optional(v.nullable(v.boolean(), false), false),
  contacts: v.optional(v.nullable(v.array(contactSchema), []), []),
}) satisfies v.GenericSchema<unknown, CrmClient>;

const wholeServiceSchema = v.object({
  id,
  clientId: id,
  status: numeral,
  name: text,
  servicePlanId: number,
  servicePlanPeriodId: number,
  downloadSpeed: number,
  price: number,
  hasIndividualPrice: flag,
  activeFrom: day,
  activeTo: day,
  invoicingStart: day,
  sendEmailsAutomatically: flag,
  unmsClientSiteId: text,
});

export const serviceSchema = v.pipe(
  wholeServiceSchema,
  v.transform(({ downloadSpeed, ...service }) => ({ ...service, downloadMbps: downloadSpeed })),
) satisfies v.GenericSchema<unknown, CrmService>;

export const changeRequestSchema = v.object({
  id: v.string(),
  serviceId: number,
  targetServicePlanPeriodId: number,
}) satisfies v.GenericSchema<unknown, CrmChangeRequest>;

const periodSchema = v.pipe(
  v.object({ id, period: numeral, price: number, enabled: v.optional(v.boolean(), false) }),
  v.transform(({ period, ...rest }) => ({ ...rest, months: period })),
);

export const servicePlanSchema = v.pipe(
  v.object({
    id,
    name: v.string(),
    archived: v.optional(v.nullable(v.boolean(), false), false),
    downloadSpeed: number,
    uploadSpeed: number,
    servicePlanType: text,
    periods: v.optional(v.nullable(v.array(periodSchema), []), []),
  }),
  v.transform(({ downloadSpeed, uploadSpeed, ...plan }) => ({
    ...plan,
    downloadMbps: downloadSpeed,
    uploadMbps: uploadSpeed,
  })),
) satisfies v.GenericSchema<unknown, CrmServicePlan & { servicePlanType: string | null }>;

/** The switches of the server that decide whether tenants are mailed, invoiced or suspended (contracts/uisp-crm.md §7). */
const switchNames = [
  'automaticBillingEnabled',
  'approveAndSendInvoiceAutomatically',
  'generateInvoicesForNewServicesImmediately',
  'notificationInvoiceNew',
  'sendInvoiceWithZeroBalance',
  'stopServiceDue',
  'notificationServiceSuspended',
  'notificationTicketUserCreatedByEmail',
  'notificationTicketCommentUserCreatedByEmail',
  'notificationTicketClientCreatedByEmail',
  'notificationTicketUserChangedStatus',
  'ticketingEnabled',
  'mailerEnabled',
] as const;

export const optionsSchema = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((options): CrmOptions => {
    const zone = options['appTimezone'];
    const switches: Record<string, boolean> = {};
    for (const name of switchNames) {
      const value = options[name];
      if (typeof value === 'boolean') switches[name] = value;
    }
    return { appTimezone: typeof zone === 'string' && zone !== '' ? zone : null, switches };
  }),
);
