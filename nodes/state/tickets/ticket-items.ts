/** The attention items of tickets: those that the book raises by itself, and those of failures. */
import { unitInWords } from '../../village/unit-label.ts';
import type { Failure } from '../run-node.ts';
import type { AttentionItem } from '../store-port.ts';
import { commentUnknown, unsureItems } from './ticket-comments.ts';
import type { TicketEntry } from './ticket-entry.ts';
import { planCodes, planItems } from './ticket-plan-items.ts';
import { isWithAnotherClient } from './ticket-sides.ts';

/** Codes of {@link standingItems}: these go when their cause does, not when a run through the flow ends well. */
export const standingCodes: ReadonlySet<string> = new Set([
  ...planCodes,
  'TICKET_WAITS',
  'TICKET_DELETED_IN_INNAGO',
  'TICKET_DELETED_IN_UISP',
  'TICKET_CLIENT_ARCHIVED',
  'TICKET_UNIT_CHANGED',
  'TICKET_CLIENT_CHANGED',
  commentUnknown,
]);

/** The one item for all internet tickets that were submitted before go-live. */
export const heldKey = 'TICKETS_BEFORE_GO_LIVE/tickets';

export function ticketItemKey(code: string, uid: string): string {
  return `${code}/ticket:${uid}`;
}

/** The ticket that an item is about. */
export function ticketOfItem(key: string): string | undefined {
  return /(?:^|\/)ticket:([^/]+)/.exec(key)?.[1];
}

/** What keeps a ticket from being kept in step, or waits for a person's word. Empty for most. */
export function standingItems(entry: TicketEntry, isWaiting: boolean): AttentionItem[] {
  const { innago, uisp, link, unit, uid } = entry;
  const items: AttentionItem[] = unsureItems(entry, unitInWords(unit));
  for (const { code, ...words } of planItems(entry)) items.push(item(entry, code, words));
  if (isWaiting) {
    items.push(
      item(entry, 'TICKET_WAITS', {
        why: `Ticket ${uid} reports an internet problem, but its household has no client in UISP yet.`,
        todo: 'See what its lease waits for. The ticket is forwarded by itself as soon as there is a client; look after the problem meanwhile.',
        verbs: ['ignore'],
      }),
    );
  }
  if (link === null || uisp === null) return items;
  if (innago.place === 'gone' && uisp.class === 'open' && uisp.gone === null) {
    items.push(
      item(entry, 'TICKET_DELETED_IN_INNAGO', {
        why: `Ticket ${uid} is no longer in Innago. UISP ticket ${link.ticketId} was left as it is.`,
        todo: 'Solve the UISP ticket when it is done. If the ticket comes back in Innago, both are kept in step again.',
        verbs: ['ignore'],
      }),
    );
  }
  if (uisp.gone === 'archived' || (uisp.gone === 'deleted' && innago.class === 'open')) {
    const { ticketId, clientId } = link;
    const { code, ...words } = goneInWords(uid, uisp.gone, { ticketId, clientId: uisp.clientId ?? clientId });
    items.push(item(entry, code, { ...words, verbs: ['retry', 'ignore'] }));
  }
  if (unit !== link.unit && innago.place !== 'gone') {
    items.push(
      item(entry, 'TICKET_UNIT_CHANGED', {
        why: `Ticket ${uid} was moved in Innago from ${unitInWords(link.unit)} to ${unitInWords(unit)}. UISP ticket ${link.ticketId} is still with client ${link.clientId}.`,
        todo: 'Give the UISP ticket the right client by hand if need be, then "approve".',
        verbs: ['approve', 'ignore'],
      }),
    );
  }
  if (isWithAnotherClient(entry)) {
    items.push(
      item(entry, 'TICKET_CLIENT_CHANGED', {
        why: `UISP ticket ${link.ticketId} of ticket ${uid} was given to client ${uisp.clientId ?? 'nobody'}; it was made for client ${link.clientId}. Comments are not passed on to the tenant meanwhile.`,
        todo: 'Give it back, or "approve": then its comments go to this tenant again.',
        verbs: ['approve', 'ignore'],
      }),
    );
  }
  return items;
}

/**
 * A linked UISP ticket that cannot be worked on, in words for a person.
 * @param clientId whose it was when it was last seen
 */
export function goneInWords(
  uid: string,
  gone: 'deleted' | 'archived',
  { ticketId, clientId }: { readonly ticketId: number; readonly clientId: number },
): { readonly code: string; readonly why: string; readonly todo: string } {
  return gone === 'deleted'
    ? {
        code: 'TICKET_DELETED_IN_UISP',
        why: `UISP ticket ${ticketId} of ticket ${uid} is no longer there. Nothing was resolved, and none is made again.`,
        todo: 'Restore it in UISP, or resolve the ticket in Innago. It is looked for once an hour; "retry" looks at the next scan.',
      }
    : {
        code: 'TICKET_CLIENT_ARCHIVED',
        why: `UISP client ${clientId}, to whom UISP ticket ${ticketId} of ticket ${uid} belongs, is archived.`,
        todo: 'Restore the client in UISP. It is looked at once an hour; "retry" looks at the next scan.',
      };
}

/** Something failed for the ticket, and a person must look at it. */
export function failureItem(entry: TicketEntry, failure: Failure): AttentionItem {
  return item(entry, failure.code, {
    why: failure.text,
    todo: failure.hint ?? 'Look at the message; then "retry".',
    verbs: ['retry', 'ignore'],
  });
}

/** Internet tickets from before go-live: nothing is done for them until a person says so (design §5). */
export function heldItem(entries: readonly TicketEntry[]): AttentionItem {
  const units = [...new Set(entries.map(({ unit }) => unit || 'common area'))].sort();
  return {
    key: heldKey,
    code: 'TICKETS_BEFORE_GO_LIVE',
    where: entries.length === 1 ? '1 ticket' : `${entries.length} tickets`,
    why: `Internet problems that were submitted before go-live are open in Innago: ${units.join(', ')}.`,
    todo: '"approve" forwards them to UISP now.',
    verbs: ['approve', 'ignore'],
  };
}

function item(
  { uid, unit }: TicketEntry,
  code: string,
  { why, todo, verbs }: Pick<AttentionItem, 'why' | 'todo' | 'verbs'>,
): AttentionItem {
  return {
    key: ticketItemKey(code, uid),
    code,
    where: unitInWords(unit),
    why,
    todo,
    ...(verbs === undefined ? {} : { verbs }),
  };
}
