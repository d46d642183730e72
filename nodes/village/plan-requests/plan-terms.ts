/** What a plan change means for billing (design §4, "Invoice line"). */
import type { CalendarDate } from '../lease.ts';
import type { FiberPlan } from '../plan.ts';

/** `up`: to a dearer plan for the tenant; everything else is `down`, and free. */
export function changeKind(from: FiberPlan | null, to: FiberPlan): 'up' | 'down' {
  return to.addOnCents > (from?.addOnCents ?? 0) ? 'up' : 'down';
}

/**
 * From which day on a household's months are billed after a change: the first day of its unbroken time on paid plans, so that a month
 * whose due date lies before an upgrade from one paid plan to another is still owed.
 * @param planSince of the plan until now
 * @param firstDay of the new plan
 */
export function planSinceAfter(
  from: FiberPlan | null,
  to: FiberPlan,
  { planSince, firstDay }: { readonly planSince: CalendarDate | null; readonly firstDay: CalendarDate },
): CalendarDate | null {
  const isPaid = (plan: FiberPlan | null): boolean => plan !== null && plan.addOnCents > 0;
  return isPaid(from) && isPaid(to) ? planSince : firstDay;
}
