/**
 * Innago's models as far as we use them (contracts/innago.md §3): unknown fields are ignored, absent and null are the same, and a
 * wrong type in a field that we use makes the row unreadable.
 */
import * as v from 'valibot';
import type { Lease, Property } from '../../village/lease.ts';
import type { Ticket } from '../../village/tickets/ticket.ts';
import type { Invoice, Named } from './innago-api.ts';
import type { DateReader } from './lease-dates.ts';
import { fileEntries, ticketFiles } from './ticket-files.ts';

const uid = v.pipe(v.string(), v.trim(), v.nonEmpty());
/** Absent is ''. */
const text = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => value?.trim() ?? ''),
);
/** Absent and blank are null. */
const textOrNull = v.pipe(
  v.nullish(v.string(), null),
  v.transform((value) => value?.trim() || null),
);
/** Unit names such as 101 may come as numbers. */
const name = v.pipe(
  v.nullish(v.union([v.string(), v.number()]), null),
  v.transform((value) => String(value ?? '').trim()),
);
const flag = v.nullish(v.boolean(), null);
const dayOfMonth = v.nullish(v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]), null);

function dateOrNull(read: DateReader) {
  return v.pipe(
    v.nullish(v.string(), null),
    v.check((value) => read(value) !== undefined),
    v.transform((value) => read(value) ?? null),
  );
}

function requiredDate(read: DateReader) {
  return v.pipe(
    v.string(),
    v.check((value) => typeof read(value) === 'string'),
    v.transform((value) => read(value) ?? ''),
  );
}

const tenant = v.pipe(
  v.object({ tenantUid: uid, firstName: text, lastName: text, email: textOrNull, phone: textOrNull }),
  v.transform(({ tenantUid, ...rest }) => ({ uid: tenantUid, ...rest })),
);

/** LeaseModel: a row of `data.list`, or `data` of a single lease. */
export function leaseSchemaOf(read: DateReader): v.GenericSchema<unknown, Lease> {
  return v.pipe(
    v.object({
      leaseUid: uid,
      propertyUnitName: name,
      propertyName: name,
      startDate: dateOrNull(read),
      endDate: dateOrNull(read),
      isActiveLease: flag,
      isExpiredLease: flag,
      isExpiringLease: flag,
      isFutureLease: flag,
      dueOn: dayOfMonth,
      paymentFrequency: textOrNull,
      tenants: v.nullish(v.array(tenant), []),
    }),
    v.transform((row) => ({
      uid: row.leaseUid,
      unitName: row.propertyUnitName,
      propertyName: row.propertyName,
      start: row.startDate,
      end: row.endDate,
      flags: {
        active: row.isActiveLease,
        expired: row.isExpiredLease,
        expiring: row.isExpiringLease,
        future: row.isFutureLease,
      },
      dueOn: row.dueOn,
      paymentFrequency: row.paymentFrequency,
      tenants: row.tenants,
    })),
  );
}

/** MaintenanceTicketModel, and files where Innago shows any (ticket-files.ts). */
export function ticketSchemaOf(read: DateReader): v.GenericSchema<unknown, Ticket> {
  return v.pipe(
    v.object({
      maintenanceUid: uid,
      name: text,
      description: text,
      category: textOrNull,
      requestStatus: textOrNull,
      isUrgent: flag,
      dateSubmitted: v.nullish(v.string(), null),
      dateResolved: dateOrNull(read),
      property: name,
      unit: name,
      personUid: textOrNull,
      personName: text,
      ...fileEntries,
    }),
    v.transform((row) => ({
      uid: row.maintenanceUid,
      title: row.name,
      description: row.description,
      category: row.category,
      status: row.requestStatus,
      urgent: row.isUrgent === true,
      submittedOn: read(row.dateSubmitted) ?? null,
      submittedAt: row.dateSubmitted ?? null,
      resolvedOn: row.dateResolved,
      propertyName: row.property,
      unitName: row.unit,
      personUid: row.personUid,
      personName: row.personName,
      files: ticketFiles(row),
    })),
  );
}

/** InvoiceShortInfoModel. */
export function invoiceSchemaOf(read: DateReader): v.GenericSchema<unknown, Invoice> {
  return v.pipe(
    v.object({
      invoiceUid: uid,
      invoiceDueDate: requiredDate(read),
      amount: v.pipe(v.number(), v.finite()),
      invoiceStatus: textOrNull,
    }),
    v.transform((row) => ({
      uid: row.invoiceUid,
      dueDate: row.invoiceDueDate,
      amountCents: Math.round(row.amount * 100),
      status: row.invoiceStatus,
    })),
  );
}

/** PropertyInfoModel. */
export const propertySchema: v.GenericSchema<unknown, Property> = v.pipe(
  v.object({
    propertyUid: uid,
    name,
    address: v.nullish(v.object({ addressLine1: text, city: text, zipcode: name }), null),
  }),
  v.transform((row) => ({
    uid: row.propertyUid,
    name: row.name,
    street: row.address?.addressLine1 ?? '',
    city: row.address?.city ?? '',
    zipCode: row.address?.zipcode ?? '',
  })),
);

/** A property of the account's list, by uid and name. */
export const namedPropertySchema: v.GenericSchema<unknown, Named> = v.pipe(
  v.object({ propertyUid: uid, name }),
  v.transform((row) => ({ uid: row.propertyUid, name: row.name })),
);

/** A unit, by uid and name. */
export const unitSchema: v.GenericSchema<unknown, Named> = v.pipe(
  v.object({ propertyUnitUid: uid, name }),
  v.transform((row) => ({ uid: row.propertyUnitUid, name: row.name })),
);

/** The answer to a new invoice. */
export const createdInvoiceSchema = v.object({ invoiceUid: v.optional(v.nullable(v.string())) });

/** What the first issue is, without the value: it may be a person's name or address. */
export function issueInWords(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const [issue] = issues;
  const place = v.getDotPath(issue) ?? 'the entry';
  if (issue.input === undefined || issue.input === null || issue.input === '') return `${place} is missing`;
  return issue.type === 'check' && /date/i.test(place) ? `${place} is no date` : `${place} is not as expected`;
}
