import { type ApiRequest, isObject, type Route } from '../http/exchange.ts';
import type { MaintenanceStatus, MaintenanceTicket } from '../world/ticket-things.ts';
import type { World } from '../world/world.ts';
import {
  data,
  isUuid,
  pageNumber,
  pageOf,
  queryValue,
  queryValues,
  refuse,
  uuidParam,
  uuidQuery,
} from './envelopes.ts';
import { propertyAddress } from './properties.ts';

const STATUSES: readonly MaintenanceStatus[] = ['NewRequest', 'OldRequest', 'Resolved', 'ReOpened'];
const CATEGORIES = ['Electrical', 'Plumbing', 'AC', 'Heat', 'Kitchen', 'Appliance', 'Other'];

export function maintenanceRoutes(world: World): Route[] {
  const ticketOf = (request: ApiRequest): MaintenanceTicket =>
    world.maintenances.get(uuidParam(request, 'maintenanceUid')) ?? refuse(404, 'Maintenance request not found.');
  return [
    { method: 'GET', template: '/v2/maintenances', handle: (request) => listTickets(world, request) },
    {
      method: 'GET',
      template: '/v2/maintenances/{maintenanceUid}',
      handle: (request) => data(ticketView(world, ticketOf(request))),
    },
    {
      method: 'POST',
      template: '/v2/maintenances',
      handle: (request) =>
        data({ message: 'Created', maintenanceUid: createTicket(world, request.body).maintenanceUid }),
    },
    {
      method: 'PATCH',
      template: '/v2/maintenances/{maintenanceUid}/status/{maintenanceStatus}',
      handle: (request) => {
        const ticket = ticketOf(request);
        const code = request.params['maintenanceStatus'];
        if (code !== '111' && code !== '113') return refuse(400, `The status ${code} is not valid.`);
        if (code === '111') world.resolveTicket(ticket.maintenanceUid);
        else world.reopenTicket(ticket.maintenanceUid);
        return data({ message: 'Status updated' });
      },
    },
    {
      method: 'POST',
      template: '/v1/maintenances/{maintenanceUid}/comments',
      handle: (request) => {
        const ticket = ticketOf(request);
        const { commentsRefused } = world.variants;
        if (commentsRefused !== undefined) return refuse(commentsRefused, 'Comments are not available.');
        ticket.comments.push({ at: world.settings.now(), body: request.body, text: commentText(world, request.body) });
        world.touch();
        return data({ message: 'Comment added' });
      },
    },
  ];
}

function listTickets(world: World, request: ApiRequest): ReturnType<typeof data> {
  const statuses = queryValues(request, 'Statuses').map((value) => indexed(STATUSES, value, 'Statuses'));
  const categoryValue = queryValue(request, 'MaintenanceCategory');
  const category = categoryValue === undefined ? undefined : indexed(CATEGORIES, categoryValue, 'MaintenanceCategory');
  const tenantUid = uuidQuery(request, 'TenantUid');
  const propertyUid = uuidQuery(request, 'PropertyUid');
  const urgentOnly = queryValue(request, 'IsUrgent')?.toLowerCase() === 'true';
  const scope = [...world.maintenances.values()].filter(
    (ticket) => propertyUid === undefined || ticket.propertyUid === propertyUid,
  );
  const wanted = scope
    .filter((ticket) => statuses.length === 0 || statuses.includes(ticket.status))
    .filter((ticket) => category === undefined || ticket.category === category)
    .filter((ticket) => tenantUid === undefined || ticket.personUid === tenantUid)
    .filter((ticket) => !urgentOnly || ticket.isUrgent)
    .toSorted((one, other) => other.submittedAt - one.submittedAt);
  const page = pageOf(wanted, pageNumber(request, 'PageNumber'), world.settings.pageSize);
  const count = (...of: MaintenanceStatus[]): number => scope.filter((ticket) => of.includes(ticket.status)).length;
  return data({
    resolvedMaintenanceCount: count('Resolved'),
    openMaintenanceCount: count('OldRequest', 'ReOpened'),
    newMaintenanceCount: count('NewRequest'),
    totalRequestCount: scope.length,
    maintenances: page.items.map((ticket) => ticketView(world, ticket)),
    isMaintenanceRequestOn: true,
    pagingModel: page.paging,
  });
}

/** Innago's filter numbers count from 1. */
function indexed<T>(list: readonly T[], value: string, name: string): T {
  return list[Number(value) - 1] ?? refuse(400, `The value '${value}' is not valid for ${name}.`);
}

function createTicket(world: World, body: unknown): MaintenanceTicket {
  if (!isObject(body)) return refuse(400, 'The request body is required.');
  const {
    maintenanceTicketName: name,
    description,
    selectedProperties,
    tenantUid,
    isUrgent,
    maintenanceCategory,
  } = body;
  if (typeof name !== 'string' || name.length < 1 || name.length > 100)
    return refuse(400, 'MaintenanceTicketName needs 1 to 100 characters.');
  if (typeof description !== 'string' || description.length < 1 || description.length > 1024)
    return refuse(400, 'Description needs 1 to 1024 characters.');
  const propertyUid = Array.isArray(selectedProperties) ? selectedProperties[0] : undefined;
  if (!isUuid(propertyUid)) return refuse(400, 'SelectedProperties is required.');
  if (!world.properties.has(propertyUid)) refuse(404, 'Property not found.');
  const lease = isUuid(tenantUid)
    ? [...world.leases.values()].findLast((one) => one.tenants.some((tenant) => tenant.tenantUid === tenantUid))
    : undefined;
  const tenant = lease?.tenants.find((one) => one.tenantUid === tenantUid);
  return world.addTicket({
    name,
    description,
    propertyUid,
    isUrgent: isUrgent === true,
    category: CATEGORIES[Number(maintenanceCategory) - 1] ?? 'Other',
    personUid: tenant?.tenantUid ?? null,
    personName: tenant ? `${tenant.firstName ?? ''} ${tenant.lastName ?? ''}`.trim() : 'Manager',
    unitName: lease?.unitName ?? null,
  });
}

/** The body's shape is not published: the one field of the variant, or any single text (innago.md §3, §9.1). */
function commentText(world: World, body: unknown): string {
  if (!isObject(body)) return refuse(400, 'The request body is required.');
  const field = world.variants.commentField;
  const text = field === undefined ? Object.values(body).find((value) => typeof value === 'string') : body[field];
  return typeof text === 'string' && text.trim() !== '' ? text : refuse(400, 'The comment is required.');
}

/** No unit, lease or property uid, no comments (innago.md §3); files only in the variant, as their fields are unknown. */
function ticketView(world: World, ticket: MaintenanceTicket): Record<string, unknown> {
  const property = world.properties.get(ticket.propertyUid);
  const instant = (at: number): string => new Date(at).toISOString().slice(0, 19);
  return {
    maintenanceUid: ticket.maintenanceUid,
    personName: ticket.personName,
    name: ticket.name,
    category: ticket.category,
    description: ticket.description,
    dateSubmitted: instant(ticket.submittedAt),
    dateResolved: ticket.resolvedAt === null ? null : instant(ticket.resolvedAt),
    isUrgent: ticket.isUrgent,
    property: property?.name ?? null,
    unit: ticket.unitName,
    propertyAddress: property ? propertyAddress(property) : null,
    personUid: ticket.personUid,
    requestStatus: ticket.status,
    ...(world.variants.ticketFiles ? { files: ticket.files } : {}),
  };
}
