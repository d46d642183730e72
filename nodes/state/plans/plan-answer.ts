/** What the tenant is told about a plan request: facts for the flow's templates, ready to be read. */
import { longDate } from '../../village/calendar-date.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { FiberPlan } from '../../village/plan.ts';
import { addOnText, planByName, planLine, speedText } from '../../village/plans.ts';
import type { PlanOrder } from './plan-order.ts';

interface Told {
  readonly from: string | null;
  readonly to: string | null;
  readonly why: string | null;
  /** First day of the new plan; null, or not after today: now. */
  readonly firstDay: CalendarDate | null;
  readonly today: CalendarDate;
}

/**
 * Plan, speed, price, the plan until now, the first day when it is a later one, one line for each plan that is offered, and why nothing is
 * changed, also as a flag: `{ why: 'same-plan', isSamePlan: true }`.
 */
export function planAnswer(plans: readonly FiberPlan[], { from, to, why, firstDay, today }: Told): PlanOrder['answer'] {
  const plan = to === null ? undefined : planByName(plans, to);
  return {
    ...(plan === undefined
      ? {}
      : {
          plan: plan.name,
          speed: speedText(plan.downloadMbps),
          price: plan.addOnCents === 0 ? 'Included with rent' : addOnText(plan.addOnCents),
        }),
    ...(from === null ? {} : { before: from }),
    ...(firstDay === null || firstDay <= today ? {} : { from: longDate(firstDay) }),
    plans: plans.map(planLine),
    ...(why === null ? {} : { why, [flagOf(why)]: true }),
  };
}

/** `same-plan` is `isSamePlan`. */
function flagOf(why: string): string {
  return `is-${why}`.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
