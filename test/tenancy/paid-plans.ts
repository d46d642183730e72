/** Some households are on a paid plan, so that there are charges: set in the store, as a carried out request leaves it. */
import type { Store } from '../../nodes/state/store.ts';
import { type Day, dayOf, monthOf, plusDays } from '../billing/own-calendar.ts';
import { type Household, newest } from './life/village.ts';

/** One that costs ten dollars a month on top of the rent. */
export const paidPlan = { name: 'Village Fiber 1G', dollars: 10 };

/** @returns false: nothing can be set yet */
export async function pay(store: Store, household: Household, today: Day): Promise<boolean> {
  const { leaseUid } = newest(household);
  const id = store.leases.entry(leaseUid)?.householdId ?? null;
  const known = store.households.peek(id);
  if (id === null || known === undefined || known.serviceId === null) return false;
  const claim = await store.claims.take(`lease:${leaseUid}`);
  if (claim === undefined) return false;
  const patch = { plan: paidPlan.name, planSince: today, planChangedAt: store.clock() };
  await store.households.update(claim, id, patch);
  await store.claims.release(claim);
  return true;
}

/** Its line is issued on that day: five days before it is due. */
export function isIssuedOn(household: Household, day: Day): boolean {
  const due = plusDays(day, 5);
  return due === dayOf(monthOf(due), newest(household).dueOn);
}
