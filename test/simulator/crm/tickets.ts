import type { ApiRequest, Route } from '../http/exchange.ts';
import type { CrmTicket, TicketActivity } from '../world/ticket-things.ts';
import { created, emptyBody, objectNotFound, ok, referenceNotFound } from './answers.ts';
import { checkedBody, numberOf, stringOf } from './body-rules.ts';
import type { CrmOffice } from './crm-office.ts';
import { idParam, sliced } from './lists.ts';
import { filteredTickets, isVisible, ticketPieces } from './ticket-filters.ts';
import { activityView, commentView, listedTicketView, ticketView } from './ticket-view.ts';
import { addComment, createTicket, NEW_COMMENT_RULES, patchTicket, refuseArchivedOwner } from './ticket-writing.ts';

/** Tickets with their activity (uisp-crm.md §5). */
export function ticketRoutes(office: CrmOffice): Route[] {
  const { crm } = office.world;
  const ticketOf = (request: ApiRequest): CrmTicket => {
    const ticket = crm.tickets.get(idParam(request));
    return ticket && isVisible(office, ticket) ? ticket : objectNotFound();
  };
  const oneOf = (request: ApiRequest, comments: boolean): TicketActivity => {
    const id = idParam(request);
    return ticketPieces(office, request, comments).find((one) => one.id === id) ?? objectNotFound();
  };
  return [
    {
      method: 'GET',
      template: '/ticketing/tickets',
      handle: (request) =>
        ok(sliced(request, filteredTickets(office, request)).map((ticket) => listedTicketView(office, ticket))),
    },
    {
      method: 'GET',
      template: '/ticketing/tickets/{id}',
      handle: (request) => ok(ticketView(office, ticketOf(request))),
    },
    {
      method: 'POST',
      template: '/ticketing/tickets',
      handle: (request) => {
        const ticket = createTicket(office, request.body);
        return office.changed(
          created(`/ticketing/tickets/${ticket.id}`, ticketView(office, ticket)),
          'ticket',
          ticket.id,
          'insert',
        );
      },
    },
    {
      method: 'PATCH',
      template: '/ticketing/tickets/{id}',
      handle: (request) => {
        const ticket = ticketOf(request);
        patchTicket(office, ticket, request.body);
        return office.changed(ok(ticketView(office, ticket)), 'ticket', ticket.id, 'edit');
      },
    },
    {
      method: 'DELETE',
      template: '/ticketing/tickets/{id}',
      handle: (request) => {
        office.deleted('tickets', ticketOf(request).id);
        return emptyBody();
      },
    },
    {
      method: 'GET',
      template: '/ticketing/tickets/comments',
      handle: (request) => ok(ticketPieces(office, request, true).map((one) => commentView(office, one))),
    },
    {
      method: 'GET',
      template: '/ticketing/tickets/comments/{id}',
      handle: (request) => ok(commentView(office, oneOf(request, true))),
    },
    {
      method: 'GET',
      template: '/ticketing/tickets/activities',
      handle: (request) => ok(ticketPieces(office, request, false).map((one) => activityView(office, one))),
    },
    {
      method: 'GET',
      template: '/ticketing/tickets/activities/{id}',
      handle: (request) => ok(activityView(office, oneOf(request, false))),
    },
    {
      method: 'POST',
      template: '/ticketing/tickets/comments',
      handle: (request) => {
        const body = checkedBody(request.body, NEW_COMMENT_RULES, ['ticketId', 'body']);
        const ticket = crm.tickets.get(numberOf(body, 'ticketId') ?? 0) ?? referenceNotFound();
        refuseArchivedOwner(office, ticket);
        const comment = addComment(office, ticket, body, body);
        return office.changed(
          created(`/ticketing/tickets/comments/${comment.id}`, commentView(office, comment)),
          'ticketComment',
          comment.id,
          'comment',
        );
      },
    },
    { method: 'GET', template: '/ticketing/ticket-groups', handle: () => ok(crm.ticketGroups) },
    {
      method: 'POST',
      template: '/ticketing/ticket-groups',
      handle: (request) => {
        const made = {
          id: crm.nextId('group'),
          name: stringOf(checkedBody(request.body, { name: 'string' }, ['name']), 'name') ?? '',
        };
        crm.ticketGroups.push(made);
        return office.changed(created(`/ticketing/ticket-groups/${made.id}`, made), 'ticketGroup', made.id, 'insert');
      },
    },
  ];
}
