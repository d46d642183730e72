/** A lease on a paid plan that ended while nothing ran. */
import type { TestContext } from 'node:test';
import type { HouseholdPatch } from '../../nodes/state/store-port.ts';
import type { Lease } from '../../nodes/village/lease.ts';
import { settled } from './billed-lease.ts';
import { carryThrough, expired, tick } from './stage.ts';

export const key = 'BILLING_LEFT_UNCHARGED/lease:a';

export const code = 'BILLING_LEFT_UNCHARGED';

/** The outage is over. */
export const today = '2027-01-15';

export const paid: HouseholdPatch = { plan: 'Village Fiber 1G', planSince: '2026-11-20' };

/** Lease a, carried through on a paid plan; December is due on the first, and the lease ends on the tenth, with nobody there to see it. */
export async function leased(t: TestContext, given: { lease?: Partial<Lease>; plan?: HouseholdPatch } = {}) {
  const place = await settled(t);
  const { store, clock, next, patch, a } = place;
  await patch({ ...paid, ...given.plan });
  const works = await next();
  if (works.has('a')) await carryThrough(store, works.get('a'));
  const over: Lease = { ...a, end: '2026-12-10', flags: expired, ...given.lease };
  const back = (leases: readonly Lease[] = [over], change: Parameters<typeof tick>[3] = {}) =>
    tick(store, clock, leases, { today, ...change });
  return { ...place, over, back, why: () => store.attention.get(key)?.why };
}
