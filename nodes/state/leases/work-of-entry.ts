import type { LeaseWork } from '../work.ts';
import type { Absorbed } from './lease-book-input.ts';
import { type LeaseEntry, leaseKey } from './lease-entry.ts';

/** The message of a due lease; a copy, since flows may change what they get. undefined when it lacks unit or household. */
export function leaseWork(
  entry: LeaseEntry,
  reason: LeaseWork['reason'],
  { property, today }: Absorbed,
  adopt: boolean,
): LeaseWork | undefined {
  const { lease, unit, householdId, wanted, billing } = entry;
  if (unit === undefined || householdId === null || wanted === undefined) return undefined;
  return {
    kind: 'lease',
    key: leaseKey(lease.uid),
    lease: { ...lease, flags: { ...lease.flags }, tenants: lease.tenants.map((tenant) => ({ ...tenant })) },
    unit: { ...unit },
    property: { ...property },
    householdId,
    state: entry.state,
    reason,
    fingerprint: wanted,
    ...(billing === '' ? {} : { billing }),
    adopt,
    ...(entry.leaves.length === 0 ? {} : { leaves: entry.leaves.map((leave) => ({ ...leave })) }),
    ...(entry.earlier.length === 0 ? {} : { earlier: entry.earlier.map(turnOf) }),
    today,
  };
}

function turnOf({ lease, householdId }: LeaseEntry) {
  return { leaseUid: lease.uid, householdId };
}
