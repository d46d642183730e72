/** What needs a person about a household's charges (design §4, "Invoice line"). */

import { billingItems, missedCode, missedKey } from '../../state/billing/billing-keys.ts';
import type { Store } from '../../state/store.ts';
import type { AttentionItem } from '../../state/store-port.ts';
import type { LeaseToBill } from '../../state/work.ts';
import type { BillingAttention } from '../../village/billing.ts';
import { type CalendarMonth, longMonth } from '../../village/calendar-date.ts';
import { dollarText } from '../../village/money.ts';
import type { FiberPlan } from '../../village/plan.ts';

/** Of the item that asks from which month on a household is charged. */
export function fromMonthKey(householdId: number): string {
  return `${billingItems(householdId)}from-month`;
}

/**
 * Whoever lived here before go-live may pay a recurring fee already, which the API cannot show: a person says from when we charge.
 * @param foundOn name of the plan that it had then
 */
export function fromMonthItem(
  work: LeaseToBill,
  { foundOn, plan, month }: { readonly foundOn: string; readonly plan: FiberPlan; readonly month: CalendarMonth },
): AttentionItem {
  const name = longMonth(month);
  return {
    ...itemOf(work, fromMonthKey(work.householdId), 'BILL_FROM_MONTH'),
    why: `The household had ${foundOn} before go-live, and may pay a recurring fee for it already. ${plan.name} (${dollarText(plan.addOnCents)} a month) is not charged until a person says so.`,
    todo: `Look at the lease's recurring fees in Innago and remove the one for fiber; then approve, and ${name} is the first month charged.`,
    verbs: ['approve', 'ignore'],
  };
}

/** Of UISP's plan name nothing says what the tenant owes. */
export function unknownPlanItem(work: LeaseToBill, name: string): AttentionItem {
  return {
    ...itemOf(work, `${billingItems(work.householdId)}plan-unknown`, 'BILLING_PLAN_UNKNOWN'),
    why: `The household's plan "${name}" is not in fiber-plans, so nobody knows what it costs. Nothing is charged.`,
    todo: 'Add the plan to fiber-plans with its add-on (0 when it is included with rent).',
    verbs: ['retry', 'ignore'],
  };
}

/** What `billingDue` found, as an item for a person. */
export function billingItem(work: LeaseToBill, { code, charge, why }: BillingAttention): AttentionItem {
  const start = billingItems(work.householdId);
  switch (code) {
    case missedCode:
      return {
        ...itemOf(work, missedKey(work.householdId, charge?.month ?? ''), code),
        why,
        todo: 'Approve: it is charged now, with the due date of its own month. Ignore: it is never charged.',
        verbs: ['approve', 'ignore'],
      };
    case 'BILLING_NOT_MONTHLY':
    case 'BILLING_DUE_DAY':
      return {
        ...itemOf(work, `${start}${code === 'BILLING_DUE_DAY' ? 'due-day' : 'not-monthly'}`, code),
        why,
        todo: 'Correct the lease in Innago, or charge the household by hand there.',
        verbs: ['retry', 'ignore'],
      };
  }
}

/** Raises these items of the household; all its others about charges go away, for their cause has. */
export async function settleItems(
  attention: Store['attention'],
  work: LeaseToBill,
  items: readonly AttentionItem[],
): Promise<void> {
  const start = billingItems(work.householdId);
  const wanted = new Set(items.map(({ key }) => key));
  for (const { key } of attention.all()) if (key.startsWith(start) && !wanted.has(key)) await attention.clear(key);
  for (const item of items) await attention.raise(item);
}

function itemOf(
  work: LeaseToBill,
  key: string,
  code: string,
): Pick<AttentionItem, 'key' | 'code' | 'where' | 'leaseUid'> {
  return { key, code, where: `unit ${work.unit.label}`, leaseUid: work.lease.uid };
}
