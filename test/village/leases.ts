/** Leases, tenants and ONUs for the tests of this room, with what a test does not care about filled in. */
import type { Lease, Tenant } from '../../nodes/village/lease.ts';
import type { OnuFacts } from '../../nodes/village/onu/onu-facts.ts';
import type { FiberPlan } from '../../nodes/village/plan.ts';
import { defaultPlanRows, parsePlans, planByName } from '../../nodes/village/plans.ts';

export function tenant(uid: string, given: Partial<Tenant> = {}): Tenant {
  return { uid, firstName: 'Ann', lastName: 'Lee', email: `${uid}@example.test`, phone: null, ...given };
}

export const noFlags = { active: false, expired: false, expiring: false, future: false };

export function lease(given: Partial<Lease> = {}): Lease {
  return {
    uid: 'lease-1',
    unitName: 'Unit 101',
    propertyName: 'Victorian Village',
    start: '2026-12-01',
    end: '2027-11-30',
    flags: { ...noFlags, active: true },
    dueOn: 1,
    paymentFrequency: 'Monthly',
    tenants: [tenant('t1')],
    ...given,
  };
}

export const plans = parsePlans(defaultPlanRows);

export function plan(name: string): FiberPlan {
  const found = planByName(plans, name);
  if (found === undefined) throw new Error(`no plan ${name}`);
  return found;
}

export function onu(id: string, given: Partial<OnuFacts> = {}): OnuFacts {
  return {
    id,
    name: 'ubnt',
    serial: `UBNT0000000${id}`,
    mac: null,
    siteId: null,
    siteName: null,
    siteParentId: null,
    status: 'active',
    ...given,
  };
}
