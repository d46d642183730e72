import type { ApiRequest } from '../http/exchange.ts';
import type { CrmTicket, TicketActivity } from '../world/things.ts';
import { badRequest } from './answers.ts';
import type { CrmOffice } from './crm-office.ts';
import { choiceQuery, flagQuery, listQuery, wholeQuery } from './lists.ts';

/** GET /ticketing/tickets with its filters (uisp-crm.md §5, "GET filters"). */
export function filteredTickets(office: CrmOffice, request: ApiRequest): CrmTicket[] {
  const { query } = request;
  const clientId = query.get('clientId');
  const statuses = listQuery(request, 'statuses');
  const isPublic = flagQuery(request, 'public');
  const text = query.get('query')?.toLowerCase();
  const inDays = betweenDays(office, request, 'dateFrom', 'dateTo');
  const found = [...office.world.crm.tickets.values()].filter(
    (ticket) =>
      (clientId === null || String(ticket.clientId) === clientId) &&
      (statuses.length === 0 || statuses.includes(String(ticket.status))) &&
      (isPublic === undefined || ticket.public === isPublic) &&
      (text === undefined || searchText(ticket).includes(text)) &&
      inDays(ticket.createdAt),
  );
  const order = choiceQuery(request, 'order', ['createdAt', 'id', 'lastActivity']) ?? 'createdAt';
  const sign = (choiceQuery(request, 'direction', ['ASC', 'DESC']) ?? 'ASC') === 'ASC' ? 1 : -1;
  return found.toSorted((one, other) => sign * (one[order] - other[order] || one.id - other.id));
}

/** All activities, or only comments, of the tickets that the query names (uisp-crm.md §5). */
export function ticketPieces(office: CrmOffice, request: ApiRequest, commentsOnly: boolean): TicketActivity[] {
  const ticketId = wholeQuery(request, 'ticketId');
  const userId = wholeQuery(request, 'userId');
  const inDays = betweenDays(office, request, 'createdDateFrom', 'createdDateTo');
  const tickets =
    ticketId === undefined ? [...office.world.crm.tickets.values()] : [office.world.crm.tickets.get(ticketId)];
  return tickets
    .flatMap((ticket) => ticket?.activity ?? [])
    .filter((one) => !commentsOnly || one.type === 'comment')
    .filter((one) => userId === undefined || one.userId === userId)
    .filter((one) => inDays(one.createdAt));
}

/** Days of the query (YYYY-MM-DD, both included) as a test on instants. */
function betweenDays(office: CrmOffice, request: ApiRequest, from: string, to: string): (instant: number) => boolean {
  const day = (name: string): string | undefined => {
    const value = request.query.get(name);
    if (value === null) return undefined;
    return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : badRequest();
  };
  const [first, last] = [day(from), day(to)];
  return (instant) => {
    const shown = office.dates.showInstant(instant).slice(0, 10);
    return (first === undefined || shown >= first) && (last === undefined || shown <= last);
  };
}

function searchText(ticket: CrmTicket): string {
  const comments = ticket.activity.map((one) => JSON.stringify(one.detail));
  return [ticket.subject ?? '', String(ticket.id), ...comments].join(' ').toLowerCase();
}
