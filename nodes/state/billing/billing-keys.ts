/** Keys of the attention items about a household's charges. */
import type { CalendarMonth } from '../../village/calendar-date.ts';

/** What all of a household's begin with. */
export function billingItems(householdId: number): string {
  return `billing/household:${householdId}/`;
}

/** Of the item that tells of a month that passed uncharged. */
export function missedKey(householdId: number, month: CalendarMonth): string {
  return `${billingItems(householdId)}missed:${month}`;
}

/** Of which code that item is. */
export const missedCode = 'BILLING_MONTH_MISSED';
