import type { Lease } from '../../../nodes/village/lease.ts';

/** A lease with one tenant, running since June. */
export function newLease(unit: string, unitName: string): Lease {
  const tenant = { uid: `tenant-${unit}`, firstName: 'Ann', lastName: `Leeson${unit}`, email: null, phone: null };
  return {
    uid: `lease-${unit}`,
    unitName,
    propertyName: 'Victorian Village',
    start: '2026-06-01',
    end: null,
    flags: { active: true, expired: false, expiring: false, future: false },
    dueOn: 1,
    paymentFrequency: 'Monthly',
    tenants: [tenant],
  };
}
