import { isObject } from '../http/exchange.ts';
import { markedUid } from '../world/ticket-marker.ts';
import type { CrmTicket, MaintenanceTicket, TicketActivity } from '../world/ticket-things.ts';
import type { World } from '../world/world.ts';
import { folded, type Markup, row, table, time } from './html.ts';

const PAGE_TICKETS = 25;
/** So many characters of the newest comment are shown before it is unfolded. */
const LINE = 60;
const UISP_STATUSES = ['New', 'Open', 'Pending', 'Solved'];

interface ShownComment {
  readonly at: number;
  readonly text: string;
}

/** An Innago ticket and the UISP ticket that names it; either may be missing, and two UISP tickets are two pairs. */
export interface TicketPair {
  /** When something last happened on either side. */
  readonly at: number;
  readonly innago?: {
    readonly uid: string;
    readonly unit: string;
    readonly name: string;
    readonly description: string;
    readonly status: string;
    readonly isUrgent: boolean;
    readonly comments: readonly ShownComment[];
  };
  readonly uisp?: {
    readonly id: number;
    readonly subject: string;
    readonly status: string;
    readonly comments: readonly (ShownComment & { readonly isPublic: boolean })[];
  };
}

/** The tickets of both sides in which something happened last, newest first. */
export function ticketPairs(world: World): TicketPair[] {
  const byUid = Map.groupBy(world.crm.tickets.values(), ({ subject }) => markedUid(subject) ?? '');
  const ofInnago = [...world.maintenances.values()].flatMap((ticket) => {
    const partners = byUid.get(ticket.maintenanceUid) ?? [undefined];
    return partners.map((partner) => pair(ticket, partner));
  });
  const alone = [...world.crm.tickets.values()]
    .filter(({ subject }) => !world.maintenances.has(markedUid(subject) ?? ''))
    .map((ticket) => pair(undefined, ticket));
  return [...ofInnago, ...alone].toSorted((one, other) => other.at - one.at).slice(0, PAGE_TICKETS);
}

/** Both sides side by side, as HTML; texts and comments unfold. */
export function ticketTable(pairs: readonly TicketPair[]): string {
  const heads = ['Last change', 'Unit', 'In Innago', 'Status', 'Comments', 'In UISP', 'Status', 'Comments'];
  return table(
    heads,
    pairs.map(({ at, innago, uisp }) => row([time(at), ...innagoCells(innago), ...uispCells(uisp)])),
  );
}

function innagoCells(innago: TicketPair['innago']): (string | Markup)[] {
  if (!innago) return ['', 'none', '', ''];
  const { unit, name, description, status, isUrgent, comments } = innago;
  return [unit, folded(isUrgent ? `${name} (urgent)` : name, description), status, commentCell(comments)];
}

function uispCells(uisp: TicketPair['uisp']): (string | Markup)[] {
  if (!uisp) return ['none', '', ''];
  const name = uisp.subject.replace(/\s*\[Innago [^\]]*\]\s*$/i, '');
  const marked = uisp.comments.map(({ at, text, isPublic }) => ({ at, text: isPublic ? text : `(private) ${text}` }));
  return [folded(`${uisp.id}: ${name}`, uisp.subject), uisp.status, commentCell(marked)];
}

/** How many, and the beginning of the newest; all of them unfold, newest first. */
function commentCell(comments: readonly ShownComment[]): string | Markup {
  const newest = comments.at(-1);
  if (!newest) return '';
  const oneLine = [...newest.text.replaceAll(/\s+/g, ' ')];
  const beginning = oneLine.length > LINE ? `${oneLine.slice(0, LINE).join('')}…` : oneLine.join('');
  const all = comments.toReversed().map(({ at, text }) => `${time(at)}\n${text}`);
  return folded(`${comments.length}: ${beginning}`, all.join('\n\n'));
}

function pair(innago: MaintenanceTicket | undefined, uisp: CrmTicket | undefined): TicketPair {
  const comments = uisp?.activity.filter(({ type }) => type === 'comment') ?? [];
  return {
    at: Math.max(
      innago?.submittedAt ?? 0,
      innago?.resolvedAt ?? 0,
      innago?.comments.at(-1)?.at ?? 0,
      uisp?.lastActivity ?? 0,
    ),
    ...(innago && {
      innago: {
        uid: innago.maintenanceUid,
        unit: innago.unitName?.trim() ?? '',
        name: innago.name,
        description: innago.description,
        status: innago.status,
        isUrgent: innago.isUrgent,
        comments: innago.comments.map(({ at, text }) => ({ at, text })),
      },
    }),
    ...(uisp && {
      uisp: {
        id: uisp.id,
        subject: uisp.subject ?? '',
        status: UISP_STATUSES[uisp.status] ?? String(uisp.status),
        comments: comments.map((one) => ({ at: one.createdAt, text: textOf(one), isPublic: one.public })),
      },
    }),
  };
}

function textOf({ detail }: TicketActivity): string {
  return isObject(detail['comment']) ? String(detail['comment']['body'] ?? '') : '';
}
