/**
 * A plan change on its way through the flow: `msg.plan`, beside the ticket's work and claim. "sync-state: plan request" makes it; the
 * nodes behind it carry it out, and add what the answer is to tell.
 */
import * as v from 'valibot';
import type { Message } from '../../red.ts';
import { SyncError, thisNode } from '../../sync-error.ts';
import type { CalendarDate } from '../../village/lease.ts';

const text = v.string();

/** What the answer's template can fill in; texts ready to be read, all optional but the lists. */
const answerSchema = v.looseObject({
  /** `Village Fiber 2G` */
  plan: v.optional(text),
  /** `2 Gbps` */
  speed: v.optional(text),
  /** `+$15/mo`, `Included with rent` */
  price: v.optional(text),
  /** `Village Fiber 1G`: the plan until now. */
  before: v.optional(text),
  /** First day of the new plan, when it is not today: `January 1, 2027`. */
  from: v.optional(text),
  /** `December 5, 2026`: due date of the first bill with the new amount. */
  firstBill: v.optional(text),
  /** Nothing is billed by us for the new plan (included, or a person has to say from when). */
  noBill: v.optional(v.boolean()),
  /** One line for each plan, `Village Fiber 1G (1 Gbps) - +$10/mo`. */
  plans: v.optional(v.array(text)),
  /** Why an unclear request was not carried out, see UnclearWhy; each also as a flag for sections: `{ isSamePlan: true }`. */
  why: v.optional(text),
});

const orderSchema = v.object({
  /** `change`: carry it out. `undo`: back to what it was. `tell`: nothing is changed, the tenant is answered. */
  kind: v.picklist(['change', 'undo', 'tell']),
  householdId: v.nullable(v.number()),
  /** The lease by which the writer lives there. */
  leaseUid: v.nullable(text),
  unit: text,
  /** Names of plans; `to` is null for `tell`. */
  from: v.nullable(text),
  to: v.nullable(text),
  /** First day of the new plan, `YYYY-MM-DD`; null: now (for a future lease: with its service). */
  takesEffect: v.nullable(text),
  /** A fault is reported, too: a UISP ticket is opened, and the ticket is not resolved. */
  fault: v.boolean(),
  /** Something of another trade is asked, too: the ticket is answered, and not resolved. */
  staysOpen: v.optional(v.boolean()),
  /** What is said once, and only once, for this: `plan/<text version>/<what>`, `plan/undo`. */
  answerKey: text,
  answer: answerSchema,
});
/** In flight as `msg.plan`. */
export type PlanOrder = v.InferOutput<typeof orderSchema>;

/** @throws SyncError BAD_MESSAGE (trouble operator) */
export function parsePlanOrder(message: unknown): PlanOrder {
  const parsed = v.safeParse(v.object({ plan: orderSchema }), message);
  if (parsed.success) return parsed.output.plan;
  throw new SyncError('The message holds no plan change.', {
    code: 'BAD_MESSAGE',
    trouble: 'operator',
    hint: 'Wire this node behind "sync-state: plan request" and leave msg.plan as it is.',
    about: thisNode,
  });
}

/** The same order with more to tell. */
export function withAnswer(message: Message, order: PlanOrder, answer: Partial<PlanOrder['answer']>): void {
  message['plan'] = { ...order, answer: { ...order.answer, ...answer } };
}

/**
 * UISP or the ONU refuses the change: the tenant is told, once, that a person will see to it. Under a key of its own, so that the change can
 * still be confirmed when it is carried out after all.
 */
export function askPerson(message: Message, order: PlanOrder): void {
  message['plan'] = { ...order, answerKey: `${order.answerKey}-person` };
}

/** A change that was carried out, as the store keeps it (table `plan_changes`). */
export interface PlanChange {
  readonly householdId: number;
  readonly unit: string;
  readonly leaseUid: string;
  readonly ticketUid: string;
  readonly from: string;
  readonly to: string;
  /** First day of the new plan. */
  readonly since: CalendarDate;
  /** Epoch ms. */
  readonly at: number;
  /** `up`: to a dearer plan; `down`: any other; `undo`. */
  readonly kind: 'up' | 'down' | 'undo';
}
