/** A household as the tick would store it, and its lease's work. */
import { insertHousehold } from '../../../nodes/state/household-changes.ts';
import type { Store } from '../../../nodes/state/store.ts';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import type { Property, Tenant, Unit } from '../../../nodes/village/lease.ts';

export const today = '2026-12-01';

/** What a lease is made of, where it matters. */
export interface LeaseFacts {
  readonly unit: string;
  readonly tenants?: readonly Partial<Tenant>[];
  readonly start?: string;
  readonly state?: LeaseWork['state'];
  readonly adopt?: boolean;
  readonly leaseUid?: string;
  readonly earlier?: LeaseWork['earlier'];
}

/** Stores the household, and gives the work as it comes out of the tick. */
export async function storedLease(
  store: Store,
  { unit, property }: { unit: Unit; property: Property },
  facts: LeaseFacts,
): Promise<LeaseWork> {
  const uid = facts.leaseUid ?? `lease-${facts.unit}`;
  const tenants = (facts.tenants ?? [{}]).map((tenant, index) => tenantOf(facts.unit, index, tenant));
  const start = facts.start ?? today;
  const household = await store.database.transaction((transaction) =>
    insertHousehold(transaction, {
      unitUid: unit.uid,
      unitLabel: unit.label,
      leaseUid: uid,
      firstTenantUid: tenants[0]?.uid ?? 'nobody',
      begun: start,
      firstSeenAt: Date.now(),
      creation: null,
    }),
  );
  store.households.remember(household);
  return {
    kind: 'lease',
    key: `lease:${uid}`,
    lease: {
      uid,
      unitName: unit.name,
      propertyName: property.name,
      start,
      end: null,
      flags: { active: true, expired: false, expiring: false, future: false },
      dueOn: 1,
      paymentFrequency: 'Monthly',
      tenants,
    },
    unit,
    property,
    householdId: household.id,
    state: facts.state ?? 'active',
    reason: 'new',
    fingerprint: 'f',
    adopt: facts.adopt ?? false,
    ...(facts.earlier === undefined ? {} : { earlier: facts.earlier }),
    today,
  };
}

function tenantOf(unit: string, index: number, given: Partial<Tenant>): Tenant {
  return {
    uid: `tenant-${unit}-${index}`,
    firstName: 'Ann',
    lastName: `Leeson${index}`,
    email: `ann.${unit}.${index}@example.com`,
    phone: null,
    ...given,
  };
}
