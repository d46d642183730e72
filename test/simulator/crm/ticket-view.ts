import { isObject } from '../http/exchange.ts';
import type { CrmTicket, TicketActivity } from '../world/ticket-things.ts';
import type { CrmOffice } from './crm-office.ts';

/** A ticket in a list: with its whole activity too, unless the variant `activityOmitted` says otherwise (uisp-crm.md §5). */
export function listedTicketView(office: CrmOffice, ticket: CrmTicket): Record<string, unknown> {
  const { activity, ...rest } = ticketView(office, ticket);
  return office.world.variants.activityOmitted ? rest : { ...rest, activity };
}

/** A ticket with its whole activity (uisp-crm.md §5, "Response"). */
export function ticketView(office: CrmOffice, ticket: CrmTicket): Record<string, unknown> {
  const comments = ticket.activity.filter((one) => one.type === 'comment');
  const lastComment = comments.at(-1);
  return {
    emailFromAddress: null,
    emailFromName: null,
    phoneFrom: null,
    assignedGroupId: null,
    assignedUserId: null,
    assignedJobIds: [],
    ...ticket.fields,
    id: ticket.id,
    subject: ticket.subject,
    clientId: ticket.clientId,
    createdAt: office.dates.showInstant(ticket.createdAt),
    status: ticket.status,
    public: ticket.public,
    lastActivity: office.dates.showInstant(ticket.lastActivity),
    lastCommentAt: lastComment ? office.dates.showInstant(lastComment.createdAt) : null,
    isLastActivityByClient: ticket.activity.at(-1)?.userId === null,
    tags: [],
    activity: ticket.activity.map((one) => activityView(office, one)),
  };
}

/** Inside a ticket a comment shows its text and files only. */
export function activityView(office: CrmOffice, activity: TicketActivity): Record<string, unknown> {
  const { comment } = activity.detail;
  const shown = isObject(comment)
    ? { comment: { body: comment['body'], attachments: comment['attachments'] } }
    : activity.detail;
  return {
    id: activity.id,
    ticketId: activity.ticketId,
    userId: activity.userId,
    createdAt: office.dates.showInstant(activity.createdAt),
    public: activity.public,
    type: activity.type,
    ...shown,
  };
}

/** A comment by itself: the same id as its activity, its text at the top level. */
export function commentView(office: CrmOffice, activity: TicketActivity): Record<string, unknown> {
  const comment = isObject(activity.detail['comment']) ? activity.detail['comment'] : {};
  return {
    ...comment,
    id: activity.id,
    ticketId: activity.ticketId,
    userId: activity.userId,
    public: activity.public,
    createdAt: office.dates.showInstant(activity.createdAt),
  };
}
