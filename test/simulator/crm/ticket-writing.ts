import { attachmentViews, changeClient, changeStatus, changeSubject, noteActivity } from '../world/ticket-activity.ts';
import type { CrmTicket, TicketActivity } from '../world/ticket-things.ts';
import { referenceNotFound, unprocessable } from './answers.ts';
import { booleanOf, checkedBody, instantOf, numberOf, objectsOf, type Rules, stringOf } from './body-rules.ts';
import type { CrmOffice } from './crm-office.ts';

const TICKET_RULES: Rules = {
  subject: 'string',
  clientId: 'integer',
  emailFromAddress: 'string',
  emailFromName: 'string',
  phoneFrom: 'string',
  assignedGroupId: 'integer',
  assignedUserId: 'integer',
  createdAt: 'date',
  status: 'integer',
  public: 'boolean',
  assignedJobIds: 'array',
  activity: 'array',
};
const ACTIVITY_RULES: Rules = { userId: 'integer', createdAt: 'date', public: 'boolean', comment: 'object' };
const COMMENT_RULES: Rules = {
  body: 'string',
  attachments: 'array',
  emailFromAddress: 'string',
  emailFromName: 'string',
  phoneFrom: 'string',
};
export const NEW_COMMENT_RULES: Rules = {
  ...COMMENT_RULES,
  ticketId: 'integer',
  userId: 'integer',
  public: 'boolean',
  createdAt: 'date',
};
const LONGEST_SUBJECT = 255;

export function createTicket(office: CrmOffice, sent: unknown): CrmTicket {
  const body = checkedTicket(office, sent);
  const activity = objectsOf(body, 'activity') ?? [];
  if (activity.length === 0) unprocessable({ activity: ['At least one comment is required.'] });
  const hasSender = Boolean(stringOf(body, 'emailFromAddress') || stringOf(body, 'phoneFrom'));
  const clientId = numberOf(body, 'clientId') ?? null;
  if (clientId === null && !hasSender) unprocessable({ clientId: ['This value should not be blank.'] });
  const isPublic = booleanOf(body, 'public') ?? office.world.crm.options['ticketDefaultVisibility'] !== 1;
  if (isPublic && activity[0]?.['public'] === false)
    unprocessable({ activity: ['First ticket comment has to be public.'] });
  const createdAt = stringOf(body, 'createdAt');
  const now = typeof createdAt === 'string' ? instantOf(createdAt) : office.world.settings.now();
  const ticket: CrmTicket = {
    id: office.world.crm.nextId('ticket'),
    subject: stringOf(body, 'subject') ?? null,
    clientId,
    status: numberOf(body, 'status') ?? 0,
    public: isPublic,
    createdAt: now,
    lastActivity: now,
    activity: [],
    fields: otherFields(body),
  };
  office.world.crm.tickets.set(ticket.id, ticket);
  for (const one of activity) addActivity(office, ticket, one);
  return ticket;
}

function checkedTicket(office: CrmOffice, sent: unknown): Record<string, unknown> {
  const body = checkedBody(sent, TICKET_RULES);
  const clientId = numberOf(body, 'clientId');
  const client =
    typeof clientId === 'number' ? (office.world.crm.clients.get(clientId) ?? referenceNotFound()) : undefined;
  if (client) office.living(client);
  const groupId = numberOf(body, 'assignedGroupId');
  if (typeof groupId === 'number' && !office.world.crm.ticketGroups.some(({ id }) => id === groupId))
    referenceNotFound();
  const status = numberOf(body, 'status');
  if (body['status'] !== undefined && ![0, 1, 2, 3].includes(status ?? -1))
    unprocessable({ status: ['The value you selected is not a valid choice.'] });
  if ((stringOf(body, 'subject')?.length ?? 0) > LONGEST_SUBJECT)
    unprocessable({ subject: ['This value is too long.'] });
  for (const one of objectsOf(body, 'activity') ?? []) {
    const activity = checkedBody(one, ACTIVITY_RULES, ['comment']);
    checkedBody(activity['comment'], COMMENT_RULES, ['body']);
    checkAuthor(office, activity);
  }
  return body;
}

function checkAuthor(office: CrmOffice, body: Record<string, unknown>): void {
  const userId = numberOf(body, 'userId');
  if (typeof userId === 'number' && !office.world.crm.userIds.includes(userId)) referenceNotFound();
}

/** The activity of a PATCH adds comments (uisp-crm.md §5, "PATCH"). */
export function patchTicket(office: CrmOffice, ticket: CrmTicket, sent: unknown): void {
  refuseArchivedOwner(office, ticket);
  const body = checkedTicket(office, sent);
  const status = numberOf(body, 'status');
  const subject = stringOf(body, 'subject');
  const clientId = numberOf(body, 'clientId');
  if (typeof status === 'number') changeStatus(office.world, ticket, status, null);
  if (typeof subject === 'string') changeSubject(office.world, ticket, subject, null);
  if (typeof clientId === 'number') changeClient(office.world, ticket, clientId, null);
  ticket.public = booleanOf(body, 'public') ?? ticket.public;
  Object.assign(ticket.fields, otherFields(body));
  for (const one of objectsOf(body, 'activity') ?? []) addActivity(office, ticket, one);
}

export function refuseArchivedOwner(office: CrmOffice, ticket: CrmTicket): void {
  const client = ticket.clientId === null ? undefined : office.world.crm.clients.get(ticket.clientId);
  if (client) office.living(client);
}

function otherFields(body: Record<string, unknown>): Record<string, unknown> {
  const { subject: _s, clientId: _c, createdAt: _t, status: _u, public: _p, activity: _a, ...fields } = body;
  return fields;
}

function addActivity(office: CrmOffice, ticket: CrmTicket, activity: Record<string, unknown>): void {
  const comment = activity['comment'];
  addComment(office, ticket, activity, typeof comment === 'object' && comment !== null ? { ...comment } : {});
}

/** A public comment on a private ticket is kept private (uisp-crm.md §5). */
export function addComment(
  office: CrmOffice,
  ticket: CrmTicket,
  around: Record<string, unknown>,
  comment: Record<string, unknown>,
): TicketActivity {
  checkAuthor(office, around);
  const { body, emailFromAddress = null, emailFromName = null, phoneFrom = null } = comment;
  const files = (objectsOf(comment, 'attachments') ?? []).map((one) => one['filename']);
  const attachments = attachmentViews(office.world, files);
  const createdAt = stringOf(around, 'createdAt');
  return noteActivity(office.world, ticket, {
    type: 'comment',
    detail: { comment: { body, attachments, emailFromAddress, emailFromName, phoneFrom } },
    userId: numberOf(around, 'userId') ?? null,
    public: booleanOf(around, 'public') ?? true,
    ...(typeof createdAt === 'string' ? { createdAt: instantOf(createdAt) } : {}),
  });
}
