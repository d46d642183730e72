/** A household on a paid plan, and the order of a change. */
import assert from 'node:assert/strict';
import invoiceLine from '../../nodes/innago/invoice-line.ts';
import type { Message } from '../../nodes/red.ts';
import type { PlanOrder } from '../../nodes/state/plans/plan-order.ts';
import type { HouseholdPatch } from '../../nodes/state/store-port.ts';
import type { TicketWork } from '../../nodes/state/tickets/ticket-work.ts';
import { runningNode } from '../red-runtime.ts';
import { paidHousehold } from './paid-household.ts';

export type Options = NonNullable<Parameters<typeof paidHousehold>[1]>;

export const twoG = 'Village Fiber 2G';

export const hour = 3_600_000;

/** A household whose plan a ticket changes: the row as uisp-service leaves it, then the message through invoice-line. */
export async function stage(
  t: Parameters<typeof paidHousehold>[0],
  options: Options = {},
  fields: Record<string, unknown> = {},
) {
  const home = await paidHousehold(t, { day: '2026-11-28', ...options });
  const { place } = home;
  const modules = {
    account: { innago: () => place.innago },
    plans: { rules: () => place.rules() },
    database: { openStore: async () => place.store },
  };
  const config = { account: 'account', plans: 'plans', database: 'database', ...fields };
  const node = runningNode(invoiceLine, config, modules);
  t.after(() => node.close());
  const send = async (order: Partial<PlanOrder> = {}, more: Message = {}) => {
    const payload: TicketWork = {
      kind: 'ticket',
      key: 'ticket:t1',
      uid: 't1',
      need: 'judge',
      reason: 'new',
      text: 'x',
      unit: '101',
      ticket: null,
      today: new Date(place.clock.now - 6 * hour).toISOString().slice(0, 10),
    };
    const plan: PlanOrder = {
      kind: 'change',
      householdId: home.householdId,
      leaseUid: home.leaseUid,
      unit: '101',
      from: null,
      to: twoG,
      takesEffect: null,
      fault: false,
      answerKey: 'plan/1/changed',
      answer: { plan: twoG },
      ...order,
    };
    const claim = await place.store.claims.take('ticket:t1');
    assert.ok(claim);
    try {
      const { sent, error } = await node.input({ payload, claim, plan, ...more });
      const [message] = sent[0] ?? [];
      const answer: unknown = message === undefined ? undefined : Object(message['plan']).answer;
      return { message, answer, error };
    } finally {
      await place.store.claims.release(claim);
    }
  };
  /** On request: to this plan, now. */
  const change = (given: HouseholdPatch) => home.patch({ planChangedAt: place.clock.now, nextPlan: null, ...given });
  return { home, place, node, send, change };
}

export const firstBill = (day: string) => ({ plan: twoG, firstBill: day });

export const noBill = { plan: twoG, noBill: true };

export const up = { plan: twoG, planSince: '2026-11-28' };
