/** What keeping a ticket in step in UISP gets and gives (design §4, "Maintenance ticket"). */
import type { Store } from '../../state/store.ts';
import type { TicketEntry } from '../../state/tickets/ticket-entry.ts';
import { type TicketWork, ticketReason } from '../../state/tickets/ticket-work.ts';
import type { Claim, Waiting } from '../../state/work.ts';
import { SyncError } from '../../sync-error.ts';
import type { CrmApi } from '../ports.ts';
import type { TicketSettings } from '../uisp-server-settings.ts';

export interface TicketContext {
  readonly store: Pick<Store, 'mode' | 'ledger' | 'tickets' | 'renew'>;
  readonly crm: Pick<CrmApi, 'client' | 'tickets'>;
  readonly settings: TicketSettings;
  readonly work: TicketWork;
  readonly claim: Claim;
  readonly signal: AbortSignal;
}

export interface TicketResult {
  /** `waiting`: the household has no client yet. `skipped`: nothing to do for such a ticket. `found`: all is as it should be. */
  readonly outcome: 'done' | 'found' | 'skipped' | 'planned' | 'waiting';
  /** At most 20 characters, for the node's status: `ticket 31`. */
  readonly text: string;
  /** The UISP ticket, as far as it is known. */
  readonly ticket?: { readonly id: number; readonly status: number };
  readonly waiting?: Waiting;
  /** What UISP refused while all else was done: the work has failed, but only at the end of the chain, when Innago’s side is done, too. */
  readonly refused?: SyncError;
}

/** UISP takes text of any length (contracts/uisp-crm.md §5); what is longer than this nobody reads. Characters (UTF-16 units). */
export const longestComment = 60_000;

/**
 * The ticket's entry as it is now.
 * @throws SyncError TICKET_UNKNOWN (trouble state): the message is of another database
 */
export function entryNow({ store, work }: Pick<TicketContext, 'store' | 'work'>): TicketEntry {
  const entry = store.tickets.entry(work.uid);
  if (entry !== undefined) return entry;
  throw new SyncError(`Ticket ${work.uid} is not known.`, { code: 'TICKET_UNKNOWN', trouble: 'state' });
}

/** For the ledger. */
export function reasonOf({ work }: TicketContext, { link }: Pick<TicketEntry, 'link'>) {
  return ticketReason(work, link?.householdId ?? null);
}
