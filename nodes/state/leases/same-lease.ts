/**
 * Is a lease the same as last time? Field by field and not by a hash: this runs for every lease on every page that changed, and
 * 100,000 of them may take no longer than 100 ms.
 */
import type { Lease, Tenant } from '../../village/lease.ts';

/** False when anything differs that we read of a lease; the order of its tenants counts. */
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

/** A plain loop: it is the innermost of the tick. */
function sameTenants(before: readonly Tenant[], now: readonly Tenant[]): boolean {
  if (before.length !== now.length) return false;
  for (let index = 0; index < before.length; index += 1) {
    const [tenant, other] = [before[index], now[index]];
    if (tenant === undefined || other === undefined || !sameTenant(tenant, other)) return false;
  }
  return true;
}

function sameTenant(before: Tenant, now: Tenant): boolean {
  return (
    before.uid === now.uid &&
    before.firstName === now.firstName &&
    before.lastName === now.lastName &&
    before.email === now.email &&
    before.phone === now.phone
  );
}
