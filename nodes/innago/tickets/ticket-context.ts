/** What the steps for one ticket in Innago work with, and what they tell. */
import type { Store } from '../../state/store.ts';
import type { TicketWork } from '../../state/tickets/ticket-work.ts';
import type { Claim } from '../../state/work.ts';
import type { InnagoApi } from '../api/innago-api.ts';

export interface TicketContext {
  readonly store: Store;
  readonly innago: Pick<InnagoApi, 'ticket' | 'setTicketStatus' | 'addComment'>;
  /** The most characters of a comment. */
  readonly commentLength: number;
  readonly work: TicketWork;
  readonly claim: Claim;
  /** Whose plan it is about; absent: what the ticket’s UISP ticket says. */
  readonly householdId?: number;
  readonly signal: AbortSignal;
}

/** What a step did; the message carries it on as `msg.innago`. */
export interface TicketResult {
  /**
   * `unknown`: nobody knows whether a comment arrived; it is an attention item. `planned`: dry-run. `not posted`: Innago takes no such
   * comment, and surely has not taken it.
   */
  readonly outcome: 'done' | 'skipped' | 'planned' | 'unknown' | 'not posted';
  /** In words, at most 20 characters where possible. */
  readonly text: string;
  /** The status that was written, or is planned; null: none. */
  readonly status: 'resolved' | 'reopened' | null;
  /** Comments that were written, or are planned. */
  readonly comments: number;
}
