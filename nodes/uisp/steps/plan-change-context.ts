/** What changing a household's plan in UISP gets and gives (design §4, "Plan change"). */
import { KeyQueue } from '../../state/ledger/key-queue.ts';
import type { PlanOrder } from '../../state/plans/plan-order.ts';
import type { Store } from '../../state/store.ts';
import type { StorePort } from '../../state/store-port.ts';
import type { TicketWork } from '../../state/tickets/ticket-work.ts';
import { isSyncError, type SyncError } from '../../sync-error.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { UispAccess, UispInvoices } from './context.ts';

/** When a service gets its new plan: at once, or with UISP's next uninvoiced period (contracts/uisp-crm.md §4). */
export type PlanTiming = 'now' | 'next period';

/** What moving a service to another plan needs. */
export type PlanAccess = Pick<UispAccess, 'store' | 'crm' | 'directory' | 'rules' | 'claim' | 'signal' | 'nameWaits'>;

/** One order on its way: the ticket's work and claim, and what was decided. */
export interface PlanChangeContext extends PlanAccess {
  readonly store: Store;
  readonly settings: { readonly uispInvoices: UispInvoices };
  readonly when: PlanTiming;
  readonly work: TicketWork;
  readonly order: PlanOrder;
}

/** What a change has come to; whatever stops it is thrown instead. */
export interface PlanChangeResult {
  /** `found`: it was so already. `planned`: dry-run. */
  readonly outcome: 'done' | 'found' | 'planned';
  /** At most 20 characters, for the node's status. */
  readonly text: string;
  /** First day of the new plan. */
  readonly firstDay: CalendarDate;
}

const turns = new WeakMap<StorePort['households'], KeyQueue>();

/**
 * One at a time for each household: a service that is being made, and tickets that ask for different plans, would undo each other.
 * @param households of the store: one for each database
 */
export function inHouseholdTurn<T>(
  { households }: Pick<StorePort, 'households'>,
  householdId: number,
  work: () => Promise<T>,
): Promise<T> {
  const queue = turns.get(households) ?? new KeyQueue();
  turns.set(households, queue);
  return queue.run(String(householdId), work);
}

/**
 * UISP, or the state of the property, says no: the tenant is told that a person will see to it. Everything else (a server's trouble,
 * the store, an unknown outcome, a node that is wrongly set up) says nothing of the request, and is tried again unsaid.
 */
export function isRefusal(error: unknown): error is SyncError {
  if (!isSyncError(error) || error.effect !== 'none') return false;
  if (error.about !== undefined && !error.about.startsWith('service plan ')) return false;
  return error.trouble === 'data' || (error.trouble === 'operator' && error.code !== 'BAD_MESSAGE');
}

const longest = 20;

/** `plan: Fiber 2G`: a status text, the plan's name without its first words where it is too long. */
export function planText(prefix: string, planName: string): string {
  const words = planName.split(' ');
  while (words.length > 1 && prefix.length + words.join(' ').length > longest) words.shift();
  const text = `${prefix}${words.join(' ')}`;
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
