/** What a tenant's text says about the plan (design §4, "Plan change"). */
import type { FiberPlan } from '../plan.ts';

/** Why nothing is changed although the text speaks of a plan: for the reply, and for the audit. */
export type UnclearWhy =
  /** It names none: "faster, please". */
  | 'no-plan'
  | 'several-plans'
  /** It names one that is not offered: "5G". */
  | 'unknown-plan'
  | 'question'
  | 'condition'
  /** "don't", "no longer", "never mind". */
  | 'negation'
  | 'other-unit'
  | 'same-plan'
  /** Words in it that could change its meaning. */
  | 'not-sure';

export type PlanRequest =
  | { readonly kind: 'change'; readonly plan: FiberPlan }
  | { readonly kind: 'unclear'; readonly why: UnclearWhy }
  | { readonly kind: 'none' };

/** All can be true at once: a plan is asked for, a fault is reported, and something else is. */
export interface PlanReading {
  readonly request: PlanRequest;
  /** Something does not work, or works badly. */
  readonly fault: boolean;
  /**
   * Beside a request it reports, or asks, something of another trade (a leak, a lock, parking), so that the ticket must stay open. Faults of
   * the internet are {@link fault}.
   */
  readonly elsewhere: boolean;
}

export interface PlanText {
  readonly subject: string;
  readonly text: string;
  /** Label of the writer's unit, `101`: what bears it is no plan. */
  readonly unitLabel: string;
  /** null: not one of the plans. */
  readonly current: FiberPlan | null;
}
