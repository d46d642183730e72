import { addDays } from './calendar.ts';
import type { Lease, LeaseFlags } from './things.ts';

/** A lease counts as expiring in its last sixty days. */
const EXPIRING_DAYS = 60;

/** Innago's four booleans on a day: expiring leases are active too; `lease.flags` overrides single ones (innago.md §3). */
export function leaseFlags(lease: Lease, today: string): LeaseFlags {
  const begun = lease.startDate <= today;
  const over = lease.endDate !== null && lease.endDate < today;
  const active = begun && !over;
  return {
    isActiveLease: active,
    isExpiredLease: over,
    isExpiringLease: active && lease.endDate !== null && lease.endDate <= addDays(today, EXPIRING_DAYS),
    isFutureLease: !begun && !over,
    ...lease.flags,
  };
}

/** The listed leases of units that run on the world's day. */
export function activeLeases(world: { readonly leases: ReadonlyMap<string, Lease>; readonly today: string }): Lease[] {
  const { today } = world;
  return [...world.leases.values()].filter(
    (lease) => lease.listed && lease.unitUid !== null && leaseFlags(lease, today).isActiveLease,
  );
}
