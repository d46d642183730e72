/** The chain of a ticket that asks for a plan, as the flow wires it: decision, UISP, charge, answer, resolved. */
import type { InnagoClient } from '../../nodes/innago/api/innago-client.ts';
import { billPlanChange } from '../../nodes/innago/invoice/invoice-plan-change.ts';
import { commentInInnago } from '../../nodes/innago/tickets/ticket-answer.ts';
import { decideInnago } from '../../nodes/innago/tickets/ticket-steps.ts';
import type { PlanOrder } from '../../nodes/state/plans/plan-order.ts';
import { planRequest } from '../../nodes/state/plans/plan-request-step.ts';
import { failureOf } from '../../nodes/state/run-node.ts';
import type { Store } from '../../nodes/state/store.ts';
import type { TicketWork } from '../../nodes/state/tickets/ticket-work.ts';
import type { Claim } from '../../nodes/state/work.ts';
import { toSyncError } from '../../nodes/sync-error.ts';
import type { UispConnection } from '../../nodes/uisp/connection.ts';
import { changePlan } from '../../nodes/uisp/steps/plan-change.ts';
import type { PropertyRules } from '../../nodes/village/property-rules.ts';

export interface Chain {
  readonly store: Store;
  readonly innago: InnagoClient;
  readonly uisp: UispConnection;
  readonly rules: PropertyRules;
  readonly signal: AbortSignal;
}

/** What tenants write; each is a clear request for one plan. */
export function requestText(plan: string): { name: string; description: string } {
  return { name: 'Internet plan', description: `Please change my internet plan to ${plan}.` };
}

/** @returns what failed, if anything; it is noted in the ticket book already */
export async function carryTicket(chain: Chain, work: TicketWork): Promise<unknown> {
  const { store } = chain;
  const mark = store.attention.mark();
  const claim = await store.claims.take(work.key);
  if (claim === undefined) return undefined;
  try {
    if (work.need !== 'sync') await decided(chain, work, claim);
    await store.tickets.done(claim, work, mark);
    return undefined;
  } catch (thrown) {
    await store.tickets.failed(claim, work, failureOf(toSyncError(thrown)));
    return thrown;
  }
}

async function decided(chain: Chain, work: TicketWork, claim: Claim): Promise<void> {
  const { store, rules, signal } = chain;
  const { to, order } = await planRequest({ store, rules, work, claim, route: 'plan', signal });
  if (order === null) {
    if (work.need === 'judge') await store.tickets.judge(claim, work, 'upgrade');
    return;
  }
  if (to !== 'change') return say(chain, work, claim, order, `Plans and prices (${to}).`);
  const access = { store, rules, work, claim, signal };
  const { crm, directory } = chain.uisp;
  await changePlan({ ...access, crm, directory, settings: { uispInvoices: 'never' }, when: 'now', order });
  const { answer } = await billPlanChange({ ...access, innago: chain.innago }, order);
  await say(chain, work, claim, order, `Done: ${order.to}. First bill: ${answer.firstBill ?? 'none'}.`);
  await decideInnago({ ...access, innago: chain.innago, commentLength: 1000 }, 'solved');
}

async function say(chain: Chain, work: TicketWork, claim: Claim, order: PlanOrder, text: string): Promise<void> {
  const { store, innago, signal } = chain;
  const context = { store, innago, work, claim, signal, commentLength: 1000 };
  await commentInInnago(context, { text, answerKey: order.answerKey, way: 'post' });
}
