/** What is decided about a plan request (design §4, "Plan change"; issue: safety). Pure: no store, no clock. */
import { dayOfMonth, monthOf, nextMonth } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { FiberPlan } from '../../village/plan.ts';
import type { PlanChangeRules } from '../../village/plan-requests/plan-change-rules.ts';
import type { PlanReading } from '../../village/plan-requests/plan-reading.ts';
import type { PlanRequester } from '../../village/plan-requests/plan-requester.ts';
import { changeKind } from '../../village/plan-requests/plan-terms.ts';
import type { SentLine } from './plan-charges.ts';
import type { PlanDecision } from './plan-decision.ts';

/** The household whose plan it is about, as far as the decision asks. */
export interface HouseholdFacts {
  /** Its plan, or the one it is about to get; null: not one that is offered. */
  readonly current: FiberPlan | null;
  readonly currentName: string;
  /** The one that its service bears today; null: not one that is offered. */
  readonly running: FiberPlan | null;
  /** When `running` began by a request; epoch ms; null: not by one. */
  readonly runningSince: number | null;
  /** Changes to a dearer plan in this calendar month, without those taken back. */
  readonly upgrades: number;
  readonly lines: readonly SentLine[];
}

export interface DecisionFacts {
  readonly reading: PlanReading;
  readonly requester: PlanRequester;
  /** null: there is none, or it is not known yet. */
  readonly household: HouseholdFacts | null;
  /** Submitted before go-live. */
  readonly held: boolean;
  /** A person said yes to this text. */
  readonly approved: boolean;
  /** The plan that the household had when this text was taken for a change before, or a person said yes; null: neither. */
  readonly decidedFrom: string | null;
  readonly rules: Pick<PlanChangeRules, 'upgradesPerMonth' | 'downgradeTakesEffect'>;
  /** In the property's zone. */
  readonly today: CalendarDate;
}

/** The part of a decision that follows from what was asked, by whom. */
export type Decided = Pick<
  PlanDecision,
  | 'kind'
  | 'why'
  | 'from'
  | 'to'
  | 'fromCents'
  | 'householdId'
  | 'leaseUid'
  | 'fault'
  | 'elsewhere'
  | 'takesEffect'
  | 'unpaid'
>;

/** Held: remembered, nothing is done and nothing said (design §5). A person decides only about what is clearly asked. */
export function decide(facts: DecisionFacts): Decided {
  const { reading, requester, household, held, approved, decidedFrom, rules, today } = facts;
  const { request, fault, elsewhere } = reading;
  const whose = {
    householdId: requester.kind === 'nobody' ? null : requester.householdId,
    leaseUid: requester.kind === 'tenant' ? requester.leaseUid : null,
  };
  const from = household?.currentName ?? null;
  const nothing = {
    from,
    to: null,
    fromCents: household?.running?.addOnCents ?? 0,
    ...whose,
    fault,
    elsewhere,
    takesEffect: null,
    unpaid: false,
  };
  if (held) return { ...nothing, kind: 'none', why: 'before-go-live' };
  if (request.kind === 'none') return { ...nothing, kind: 'none', why: 'no-request' };
  if (request.kind === 'unclear') return { ...nothing, kind: 'unclear', why: request.why };
  const { plan } = request;
  const asked = { ...nothing, to: plan.name };
  if (requester.kind === 'nobody') return { ...asked, kind: 'person', why: requester.why };
  if (requester.kind === 'stranger' && !approved) return { ...asked, kind: 'person', why: 'stranger' };
  if (household === null) return { ...asked, kind: 'change', why: null };
  if (plan.name === household.currentName) return { ...nothing, kind: 'unclear', why: 'same-plan' };
  // What could not be carried out then is not carried out over what the household has asked for since.
  if (decidedFrom !== null && decidedFrom !== household.currentName) {
    return { ...asked, kind: 'person', why: 'overtaken' };
  }
  const isUp = changeKind(household.current, plan) === 'up';
  const isTooMany = isUp && household.upgrades >= rules.upgradesPerMonth;
  if (isTooMany && !approved) return { ...asked, kind: 'person', why: 'limit' };
  const takesEffect = rules.downgradeTakesEffect === 'now' ? null : afterPaidMonths(household, plan, today);
  return { ...asked, kind: 'change', why: null, takesEffect, unpaid: isUnpaid(household, plan) };
}

/** The first day after the months that are paid for with what the household has now; null: now. */
function afterPaidMonths({ running, lines }: HouseholdFacts, to: FiberPlan, today: CalendarDate): CalendarDate | null {
  if (running === null || running.addOnCents <= to.addOnCents) return null;
  const last =
    lines
      .map(({ month }) => month)
      .sort()
      .at(-1) ?? '';
  return last < monthOf(today) ? null : dayOfMonth(nextMonth(last), 1);
}

/** A paid plan is dropped, and no line of it was ever sent. */
function isUnpaid({ running, runningSince, lines }: HouseholdFacts, to: FiberPlan): boolean {
  if (running === null || running.addOnCents <= to.addOnCents) return false;
  return !lines.some(({ amountCents, at }) => amountCents === running.addOnCents && at >= (runningSince ?? 0));
}
