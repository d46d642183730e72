/** What a plan decision means for its ticket: what is owed, and how it ends. Pure functions. */
import { isCarriedOut, type PlanDecision } from '../plans/plan-decision.ts';
import type { TicketEntry } from './ticket-entry.ts';
import type { TicketWork } from './ticket-work.ts';

/**
 * What is owed for the decision. A change that has begun is finished, and one that is taken back is put back, whatever has become of the
 * ticket; all else is for open tickets only, and for the text that was decided.
 * @param hasBegun the change of the service, as the ledger knows
 */
export function planNeed(entry: TicketEntry, hasBegun: boolean): 'judge' | 'plan' | undefined {
  const { plan, innago, link, ticket } = entry;
  if (plan === null) return undefined;
  if (plan.state === 'undoing' || (isOpenChange(plan) && hasBegun)) return 'plan';
  if (innago.place !== 'listed' || plan.text !== entry.text) return undefined;
  if (plan.approved && plan.kind === 'person') return 'plan';
  // Approved, or with its fault in UISP already: what is to be done is known without the text.
  if (isOpenChange(plan) && (plan.approved || link !== null)) return 'plan';
  return plan.state === 'open' && link === null && ticket !== undefined ? 'judge' : undefined;
}

/** To be carried out, or carried out and not answered yet. */
export function isOpenChange({ kind, state }: PlanDecision): boolean {
  return kind === 'change' && state === 'open';
}

/**
 * The run has ended well. A change counts as through only when it was carried out, an undo when it was put back: whoever ended the run
 * before that has left it as it was.
 */
export function planThrough(entry: TicketEntry, need: TicketWork['need']): PlanDecision | null {
  const { plan, text, link } = entry;
  if (plan === null || need === 'sync') return plan;
  if (plan.state === 'undoing') return plan.putBack ? { ...plan, state: 'undone' } : plan;
  if (plan.state !== 'open' || (plan.kind === 'change' && plan.before === null)) return plan;
  const isUnread = isCarriedOut(plan) && text !== plan.text && link === null;
  return { ...plan, state: 'settled', unread: isUnread };
}

/** What was settled or undone goes through the flow once more: each step that is done is skipped, and the answer was not given. */
export function planAnsweredAgain(entry: TicketEntry): TicketEntry {
  const { plan } = entry;
  if (plan?.state === 'settled') return { ...entry, plan: { ...plan, state: 'open' } };
  return plan?.state === 'undone' ? { ...entry, plan: { ...plan, state: 'undoing' } } : entry;
}

/** A person says yes to what a text asks for, unless the text is another by now. */
export function planApproved(entry: TicketEntry): TicketEntry {
  const { plan } = entry;
  if (plan === null || plan.kind !== 'person' || plan.householdId === null || plan.text !== entry.text) return entry;
  return { ...entry, plan: { ...plan, approved: true }, retryAt: null, planned: false };
}
