/** The orders that travel on: what is to be done, and what the tenant is to be told. */

import { defaultPlan } from '../../village/plans.ts';
import type { PropertyRules } from '../../village/property-rules.ts';
import type { Store } from '../store.ts';
import type { TicketEntry } from '../tickets/ticket-entry.ts';
import type { TicketWork } from '../tickets/ticket-work.ts';
import { planAnswer } from './plan-answer.ts';
import type { PlanDecision } from './plan-decision.ts';
import type { PlanOrder } from './plan-order.ts';

interface Context {
  readonly store: Store;
  readonly work: TicketWork;
  readonly rules: PropertyRules;
}

/** A fault is for a ticket that is still open in Innago: on one that is resolved nobody is to work. */
export function changeOrder({ store, work, rules }: Context, entry: TicketEntry, plan: PlanDecision): PlanOrder {
  const { householdId, leaseUid, from, to, takesEffect, fault, elsewhere, textVersion } = plan;
  const start = store.leases.entry(leaseUid ?? '')?.lease.start ?? null;
  return {
    kind: 'change',
    householdId,
    leaseUid,
    unit: work.unit,
    from,
    to,
    takesEffect,
    fault: fault && entry.innago.place === 'listed',
    staysOpen: elsewhere ?? false,
    answerKey: `plan/${textVersion}/change`,
    answer: planAnswer(rules.plans, { from, to, why: null, firstDay: takesEffect ?? start, today: work.today }),
  };
}

/** Back to what the household had; what was to come then is to come again. Only the last change is taken back: it has what that gave it. */
export function undoOrder({ work, rules }: Omit<Context, 'store'>, entry: TicketEntry, plan: PlanDecision): PlanOrder {
  const from = plan.to;
  const to = plan.before?.plan ?? defaultPlan(rules.plans).name;
  return {
    kind: 'undo',
    householdId: plan.householdId,
    leaseUid: plan.leaseUid,
    unit: work.unit,
    from,
    to,
    takesEffect: null,
    fault: plan.fault && entry.innago.place === 'listed',
    answerKey: 'plan/undo',
    answer: { ...planAnswer(rules.plans, { from, to, why: null, firstDay: null, today: work.today }), isUndo: true },
  };
}

/** Nothing is changed, and the tenant is told why, or that a person will see to it. */
export function tellOrder({ work, rules }: Context, plan: PlanDecision): PlanOrder {
  const { kind, why, from, to, householdId, leaseUid, fault, textVersion } = plan;
  // Whoever does not live there is not told what is there.
  const known = leaseUid === null ? null : from;
  return {
    kind: 'tell',
    householdId: leaseUid === null ? null : householdId,
    leaseUid,
    unit: work.unit,
    from: known,
    to: null,
    takesEffect: null,
    fault,
    answerKey: `plan/${textVersion}/${kind}-${why ?? ''}`,
    answer: planAnswer(rules.plans, { from: known, to, why, firstDay: null, today: work.today }),
  };
}
