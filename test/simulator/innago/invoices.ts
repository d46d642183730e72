import { isObject, type Route } from '../http/exchange.ts';
import { isDay } from '../world/calendar.ts';
import type { Invoice } from '../world/things.ts';
import type { World } from '../world/world.ts';
import { data, dateTime, isUuid, pageNumber, pageOf, refuse, uuidParam, uuidQuery } from './envelopes.ts';

const INVOICE_FIELDS = ['tenantUid', 'leaseUid', 'amount', 'item', 'dueDate'];
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/;

export function invoiceRoutes(world: World): Route[] {
  const invoiceOf = (uid: string): Invoice => world.invoices.get(uid) ?? refuse(404, 'Invoice not found.');
  return [
    {
      method: 'GET',
      template: '/v1/invoices',
      handle: (request) => {
        const leaseUid = uuidQuery(request, 'leaseUid');
        const tenantUid = uuidQuery(request, 'tenantUid');
        const wanted = [...world.invoices.values()].filter(
          (invoice) =>
            (leaseUid === undefined || invoice.leaseUid === leaseUid) &&
            (tenantUid === undefined || invoice.tenantUid === tenantUid),
        );
        const page = pageOf(wanted, pageNumber(request, 'pageNumber'), world.settings.pageSize);
        return data({ invoiceShortInfoResponseModel: page.items.map(invoiceView), pagingModel: page.paging });
      },
    },
    {
      method: 'GET',
      template: '/v1/invoices/{invoiceUid}',
      handle: (request) => data(invoiceView(invoiceOf(uuidParam(request, 'invoiceUid')))),
    },
    {
      method: 'POST',
      template: '/v1/invoices',
      handle: (request) => data({ invoiceUid: createInvoice(world, request.body).invoiceUid }),
    },
  ];
}

/** CreateInvoiceModel; nothing makes it idempotent: the same body again is a second invoice (innago.md §4 b). */
function createInvoice(world: World, body: unknown): Invoice {
  if (!isObject(body)) return refuse(400, 'The request body is required.');
  const unknown = Object.keys(body).find((field) => !INVOICE_FIELDS.includes(field));
  if (unknown !== undefined) refuse(400, `The field ${unknown} is not known.`);
  const { tenantUid, leaseUid, amount, item, dueDate } = body;
  if (!isUuid(tenantUid)) return refuse(400, 'The TenantUid field is required and must be a uuid.');
  if (!isUuid(leaseUid)) return refuse(400, 'The LeaseUid field is required and must be a uuid.');
  if (typeof amount !== 'number' || amount <= 0)
    return refuse(400, 'The Amount field is required and must be positive.');
  if (Math.round(amount * 100) / 100 !== amount) return refuse(400, 'The Amount has more than two decimals.');
  if (item !== undefined && typeof item !== 'string') return refuse(400, 'The Item field must be a string.');
  const day = typeof dueDate === 'string' ? DATE_TIME.exec(dueDate)?.[1] : undefined;
  if (day === undefined || !isDay(day)) return refuse(400, 'The DueDate field is required and must be a date-time.');
  const lease = world.leases.get(leaseUid.toLowerCase()) ?? refuse(404, 'Lease not found.');
  if (!lease.tenants.some((tenant) => tenant.tenantUid === tenantUid.toLowerCase())) refuse(404, 'Tenant not found.');
  return world.addInvoice({
    lease: lease.leaseUid,
    tenantUid: tenantUid.toLowerCase(),
    amount,
    item: item ?? null,
    dueDate: day,
    posted: true,
  });
}

/** No line items, no balance, no tenant, no lease, no text (innago.md §3). */
function invoiceView(invoice: Invoice): Record<string, unknown> {
  return {
    invoiceNumber: invoice.invoiceNumber,
    invoiceUid: invoice.invoiceUid,
    invoiceDueDate: dateTime(invoice.dueDate),
    invoiceStatus: invoice.status,
    amount: invoice.amount,
    entityType: 'Invoice',
  };
}
