/** What was decided about a ticket that asks for a plan, as the ticket book keeps it (design §4, "Plan change"). */
import * as v from 'valibot';

const nextPlanSchema = v.nullable(v.object({ plan: v.string(), from: v.string(), serviceId: v.nullable(v.number()) }));

/** Of the household, right before the change: what an undo puts back. */
const planBeforeSchema = v.object({
  plan: v.nullable(v.string()),
  planSince: v.nullable(v.string()),
  planChangedAt: v.nullable(v.number()),
  nextPlan: nextPlanSchema,
});

export const planDecisionSchema = v.object({
  /** Of the text that was decided: its fingerprint, and its version. */
  text: v.string(),
  textVersion: v.number(),
  /** `person`: a clear request that a person has to say yes to. `none`: not about a plan, or nothing is to be said. */
  kind: v.picklist(['change', 'unclear', 'person', 'none']),
  /** An UnclearWhy; why a person decides (`stranger`, `vacant`, `limit`, `overtaken` …) or why there is none; null for `change`. */
  why: v.nullable(v.string()),
  /** Names of plans; `from` may be one that is not offered. */
  from: v.nullable(v.string()),
  to: v.nullable(v.string()),
  /** Add-on of the plan that the household has had until then, cents: what a line carries that is not the new plan’s. */
  fromCents: v.number(),
  /** Whose plan it is; null: nobody's. */
  householdId: v.nullable(v.number()),
  /** By which the writer lives there; null: by none. */
  leaseUid: v.nullable(v.string()),
  /** A fault is reported, too. */
  fault: v.boolean(),
  /** Something of another trade is asked, too; absent: no. */
  elsewhere: v.optional(v.boolean()),
  /** First day of the new plan, `YYYY-MM-DD`, when it is a later one by the operator's setting. */
  takesEffect: v.nullable(v.string()),
  /** A paid plan is dropped for which nothing was charged yet. */
  unpaid: v.boolean(),
  /** A person said yes, to this text. */
  approved: v.boolean(),
  /** Noted right before the household is changed; null: it is not carried out. */
  before: v.nullable(planBeforeSchema),
  /** The change was taken back. */
  putBack: v.boolean(),
  /** The text was edited while the change was carried out, and the ticket was resolved: nobody has read it. */
  unread: v.boolean(),
  /** Why a person’s undo came to nothing after all, in words; null: there was none. */
  undoRefused: v.nullable(v.string()),
  /** `open`: to be carried out, or to be said. `settled`: through. `undoing`, `undone`: a person took it back. */
  state: v.picklist(['open', 'settled', 'undoing', 'undone']),
});
/** Never changed in place. */
export type PlanDecision = Readonly<v.InferOutput<typeof planDecisionSchema>>;

/** The ledger's key of the change of the service that a ticket asked for. */
export function planChangeKey(ticketUid: string): string {
  return `uisp-plan-change/ticket:${ticketUid}`;
}

/** It was carried out, whether or not it was taken back since: the ticket never makes another. */
export function isCarriedOut(plan: PlanDecision | null): plan is PlanDecision & { readonly kind: 'change' } {
  return plan !== null && plan.kind === 'change' && plan.before !== null;
}
