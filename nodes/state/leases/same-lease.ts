/**
 * Is a lease the same as last time? Field by field and not by a hash: this runs for every lease on every page that changed, and
 * 100,000 of them may take no longer than 100 ms.
 */
import type { Lease, Tenant } from '../../village/lease.ts';

export function sameLease(before: Lease, now: Lease): boolean {
  return (
    before.uid === now.uid &&
    before.unitName === now.unitName &&
    before.propertyName === now.propertyName &&
    before.start === now.start &&
    before.end === now.end &&
    before.flags.active === now.flags.active &&
    before.flags.expired === now.flags.expired &&
    before.flags.expiring === now.flags.expiring &&
    before.flags.future === now.flags.future &&
    before.dueOn === now.dueOn &&
    before.paymentFrequency === now.paymentFrequency &&
    sameTenants(before.tenants, now.tenants)
  );
}

function sameTenants(before: readonly Tenant[], now: readonly Tenant[]): boolean {
  if (before.length !== now.length) return false;
  return before.every((tenant, index) => {
    const other = now[index];
    return (
      other !== undefined &&
      tenant.uid === other.uid &&
      tenant.firstName === other.firstName &&
      tenant.lastName === other.lastName &&
      tenant.email === other.email &&
      tenant.phone === other.phone
    );
  });
}
