/** How an entry of the ticket book gets its UISP ticket. Pure functions; each gives a new entry. */
import { saidFingerprint } from '../../village/tickets/said-fingerprint.ts';
import { isReopened } from '../../village/tickets/ticket.ts';
import { changedText } from '../../village/tickets/ticket-text.ts';
import { seenInUisp } from './ticket-changes.ts';
import type { Outgoing, TicketEntry, TicketLink } from './ticket-entry.ts';
import type { UispTicketSeen } from './uisp-activity.ts';

/**
 * We have made the UISP ticket, now or in an earlier try: its first comment is ours, and all else on it is a technician's.
 * @param body the first comment as it would be now, where the tenant may have edited the text since; absent: it is as it was sent
 */
export function linkedToOurs(
  entry: TicketEntry,
  link: TicketLink,
  { seen, reading, body }: { seen: UispTicketSeen; reading: number; body?: string },
): TicketEntry {
  const comments = seen.activities.filter(({ comment }) => comment !== undefined);
  const [first] = comments;
  const isTold = comments.some(({ comment }) => body === undefined || isSame(comment?.body ?? '', body));
  const linked = joined(entry, link, first === undefined ? [] : [first.id]);
  const toUisp = first !== undefined && !isTold ? [...entry.toUisp, ...textOf(entry)] : entry.toUisp;
  return seenInUisp({ ...linked, toUisp }, seen, reading);
}

/** It was there before us, with the marker: what is on it was told when it was written. */
export function linkedToFound(
  entry: TicketEntry,
  link: TicketLink,
  { seen, reading }: { seen: UispTicketSeen; reading: number },
): TicketEntry {
  const heard = seen.activities.map(({ id }) => id);
  const linked = joined(entry, link, heard);
  const innago = { ...entry.innago, reopened: isReopened(entry.innago.status) };
  return seenInUisp({ ...linked, innago }, seen, reading);
}

/** We had made it, and by now it cannot be worked on. */
export function linkedToGone(
  entry: TicketEntry,
  link: TicketLink,
  { gone, reading }: { gone: 'deleted' | 'archived'; reading: number },
): TicketEntry {
  const { clientId } = link;
  const uisp = { class: 'open', status: 0, clientId, lastActivityAt: null, reopened: false, reading, gone } as const;
  return { ...joined(entry, link, []), uisp };
}

/** Whoever judges its text anew, it is in UISP: so it is kept in step. */
function joined(entry: TicketEntry, link: TicketLink, heard: number[]): TicketEntry {
  return { ...entry, judged: { verdict: 'internet', text: entry.text }, link, heard, agreed: 'open', uisp: null };
}

function textOf({ ticket, textVersion }: TicketEntry): Outgoing[] {
  if (ticket === undefined) return [];
  return [{ source: `text:${textVersion}`, kind: 'text', text: changedText(ticket), files: [...ticket.files] }];
}

function isSame(one: string, other: string): boolean {
  return saidFingerprint(one) === saidFingerprint(other);
}
