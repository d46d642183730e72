/** What happened on a UISP ticket, and what of it the tenant is told in Innago. */
import { saidFingerprint } from '../../village/tickets/said-fingerprint.ts';
import type { TicketFile } from '../../village/tickets/ticket.ts';
import type { Outgoing, TicketEntry } from './ticket-entry.ts';

/** Something that happened on a UISP ticket, cut down to what matters here. */
export interface UispActivity {
  readonly id: number;
  /** A comment: its text, whether the tenant may see it, and its files. */
  readonly comment?: { readonly body: string; readonly public: boolean; readonly files: readonly TicketFile[] };
  /** A change of the status: 0 New, 1 Open, 2 Pending, 3 Solved. */
  readonly status?: { readonly before: number; readonly after: number };
}

/** A UISP ticket as it was read. */
export interface UispTicketSeen {
  readonly id: number;
  readonly status: number;
  readonly clientId: number | null;
  /** Epoch ms by UISP's clock. */
  readonly lastActivityAt: number | null;
  readonly activities: readonly UispActivity[];
}

/** Entering "Pending" makes one comment in Innago (design §4). */
export function pendingOf(entry: TicketEntry, seen: UispTicketSeen, news: readonly UispActivity[]): Outgoing[] {
  const entered = news.filter(({ status }) => status?.after === 2);
  if (entered.length > 0) return entered.map(({ id }) => pending(`pending:${id}`));
  // A server that tells comments at most.
  const isEntered = seen.status === 2 && entry.uisp !== null && entry.uisp.status !== 2;
  const tellsChanges = seen.activities.some(({ status }) => status !== undefined);
  return isEntered && !tellsChanges ? [pending(`pending:at-${seen.lastActivityAt ?? 0}`)] : [];
}

function pending(source: string): Outgoing {
  return { source, kind: 'pending', text: '', files: [] };
}

export function commentsOf({ said }: TicketEntry, news: readonly UispActivity[]): Outgoing[] {
  return news.flatMap(({ id, comment }) => {
    if (comment === undefined || !comment.public || said.includes(saidFingerprint(comment.body))) return [];
    return [{ source: `comment:${id}`, kind: 'comment' as const, text: comment.body, files: [...comment.files] }];
  });
}
