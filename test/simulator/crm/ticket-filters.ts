import { type ApiRequest, isObject } from '../http/exchange.ts';
import type { CrmTicket, TicketActivity } from '../world/ticket-things.ts';
import { badRequest, unprocessable } from './answers.ts';
import type { CrmOffice } from './crm-office.ts';
import { choiceQuery, flagQuery, listQuery, wholeQuery } from './lists.ts';

const SHORTEST_QUERY = 2;

/**
 * GET /ticketing/tickets with its filters (uisp-crm.md §5, "GET filters"). The server keeps instants to the second, so tickets of
 * one second are a tie; ties follow the id, in the same direction.
 */
export function filteredTickets(office: CrmOffice, request: ApiRequest): CrmTicket[] {
  const { query } = request;
  const clientId = query.get('clientId');
  const statuses = listQuery(request, 'statuses');
  const isPublic = flagQuery(request, 'public');
  const text = query.get('query')?.toLowerCase();
  if (text !== undefined && text.length < SHORTEST_QUERY) unprocessable({ query: ['This value is too short.'] });
  const inDays = betweenDays(office, request, 'dateFrom', 'dateTo');
  const found = visibleTickets(office).filter(
    (ticket) =>
      (clientId === null || String(ticket.clientId) === clientId) &&
      (statuses.length === 0 || statuses.includes(String(ticket.status))) &&
      (isPublic === undefined || ticket.public === isPublic) &&
      (text === undefined || searchText(ticket).includes(text)) &&
      inDays(ticket.createdAt),
  );
  const order = choiceQuery(request, 'order', ['createdAt', 'id', 'lastActivity']) ?? 'createdAt';
  const sign = (choiceQuery(request, 'direction', ['ASC', 'DESC']) ?? 'ASC') === 'ASC' ? 1 : -1;
  const rank = (ticket: CrmTicket): number => (order === 'id' ? ticket.id : Math.floor(ticket[order] / 1000));
  return found.toSorted((one, other) => sign * (rank(one) - rank(other) || one.id - other.id));
}

/**
 * Archiving a client makes its tickets 404 *for edits*; about reading them the contract says nothing (uisp-crm.md §3, "Archive vs
 * delete"). So they can be read, in lists and by id, unless the variant `archivedTicketsHidden` says otherwise.
 */
export function isVisible(office: CrmOffice, ticket: CrmTicket): boolean {
  const { crm, variants } = office.world;
  return !variants.archivedTicketsHidden || ticket.clientId === null || !crm.clients.get(ticket.clientId)?.isArchived;
}

function visibleTickets(office: CrmOffice): CrmTicket[] {
  return [...office.world.crm.tickets.values()].filter((ticket) => isVisible(office, ticket));
}

/** All activities, or only comments, of the tickets that the query names (uisp-crm.md §5). */
export function ticketPieces(office: CrmOffice, request: ApiRequest, commentsOnly: boolean): TicketActivity[] {
  const ticketId = wholeQuery(request, 'ticketId');
  const userId = wholeQuery(request, 'userId');
  const inDays = betweenDays(office, request, 'createdDateFrom', 'createdDateTo');
  return visibleTickets(office)
    .filter((ticket) => ticketId === undefined || ticket.id === ticketId)
    .flatMap((ticket) => ticket.activity)
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

/** Subject, id and what was said; other activities are not searched. */
function searchText(ticket: CrmTicket): string {
  const said = ticket.activity.map(({ detail }) => (isObject(detail['comment']) ? detail['comment']['body'] : ''));
  return [ticket.subject ?? '', ticket.id, ...said].join(' ').toLowerCase();
}
