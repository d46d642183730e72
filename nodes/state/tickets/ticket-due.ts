/** What is owed for a ticket, and whether it may be done now. */
import type { Mode } from '../store-port.ts';
import { mayBeMade, type TicketEntry } from './ticket-entry.ts';
import { follows, isWithAnotherClient } from './ticket-sides.ts';

/** May what is owed be done now, or does it back off, or was it planned already in a dry-run? */
export function isDue({ forced, planned, retryAt }: TicketEntry, { mode, now }: { mode: Mode; now: number }): boolean {
  if (forced) return true;
  if (mode === 'dry-run' && planned) return false;
  return (retryAt ?? 0) <= now;
}

/** Is there anything that either side is to be written? Not asked: whether it may be done now. */
export function owes(entry: TicketEntry): boolean {
  if (mayBeMade(entry)) return true;
  if (entry.judged?.verdict !== 'internet' || entry.held) return false;
  // What the tenant has written since is for the router first.
  if (entry.link === null) return entry.innago.place === 'listed' && entry.judged.text === entry.text;
  if (entry.uisp === null) return false;
  // Looked for until it is back; one that was deleted is missed by nobody once Innago is through with it.
  if (entry.uisp.gone !== null) return entry.uisp.gone === 'archived' || entry.innago.class === 'open';
  if (entry.writing !== null) return true;
  if (entry.innago.place === 'gone') return false;
  const isToldInInnago = entry.toInnago.length > 0 && !isWithAnotherClient(entry);
  return entry.toUisp.length > 0 || isToldInInnago || follows(entry) !== undefined;
}

/**
 * Is it to be shown to the keyword router: new, or its text is another than the one that was judged, or a person wants one that is not ours
 * to be judged again, by better rules?
 */
export function isUnjudged({ judged, link, innago, text, ticket, forced }: TicketEntry): boolean {
  // Its text is not stored: whatever this process has not read yet, it cannot judge.
  if (link !== null || innago.place !== 'listed' || ticket === undefined) return false;
  return judged === null || judged.text !== text || (forced && judged.verdict !== 'internet');
}
