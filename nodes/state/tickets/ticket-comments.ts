/**
 * Comments on their way to Innago. They cannot be read back, so each is sent at most once (design §2); one of which nobody knows whether it
 * arrived is kept aside until a person says "send again".
 */
import type { AttentionItem } from '../store-port.ts';
import type { Outgoing, TicketEntry } from './ticket-entry.ts';

export const commentUnknown = 'INNAGO_COMMENT_UNKNOWN';

/** The ledger's key of a comment. @param source see {@link Outgoing} */
export function innagoCommentKey(uid: string, source: string): string {
  return `innago-comment/ticket:${uid}/${source}`;
}

/** The comment behind an attention item of code INNAGO_COMMENT_UNKNOWN. @param itemKey code and ledger’s key */
export function commentOfItem(
  itemKey: string,
): { readonly uid: string; readonly source: string; readonly ledgerKey: string } | undefined {
  const [, code, ledgerKey, uid, source] = /^(\w+)\/(innago-comment\/ticket:([^/]+)\/(.+))$/.exec(itemKey) ?? [];
  if (code !== commentUnknown || !ledgerKey || !uid || !source) return undefined;
  return { uid, source, ledgerKey };
}

/** It is said, or there is nothing to say. */
export function toldInnago(entry: TicketEntry, source: string): TicketEntry {
  const isOther = (outgoing: Outgoing) => outgoing.source !== source;
  return { ...entry, toInnago: entry.toInnago.filter(isOther), unsure: entry.unsure.filter(isOther) };
}

/** Nobody knows whether it arrived: the others go on without it. */
export function unsureInInnago(entry: TicketEntry, outgoing: Outgoing): TicketEntry {
  const without = toldInnago(entry, outgoing.source);
  return { ...without, unsure: [...without.unsure, outgoing] };
}

/** A person says that it did not arrive. It is older than all that waits; a ticket without UISP ticket gets it from its flow only. */
export function tellAgain(entry: TicketEntry, source: string): TicketEntry {
  const outgoing = entry.unsure.find((one) => one.source === source);
  if (outgoing === undefined) return entry;
  const without = toldInnago(entry, source);
  if (entry.link === null) return { ...without, forced: true, retryAt: null };
  return { ...without, toInnago: [outgoing, ...without.toInnago], forced: true, retryAt: null };
}

/** What a person is asked about comments whose outcome is unknown. @param where as attention items call the ticket’s unit */
export function unsureItems({ uid, unsure }: TicketEntry, where: string): AttentionItem[] {
  return unsure.map(({ source }) => ({
    key: `${commentUnknown}/${innagoCommentKey(uid, source)}`,
    code: commentUnknown,
    where,
    why: `A comment was to be sent to ticket ${uid}, and nobody knows whether it arrived: the answer was lost, or the database was restored from a backup, and Innago shows comments to people only. It is not sent again by itself.`,
    todo: 'Look at the ticket in Innago. The comment is not there: "send-again". It is there: "ignore".',
    verbs: ['send-again', 'ignore'],
  }));
}
