/**
 * Who is a household, and which lease counts for a unit (design §4, "Words" and "Lease state").
 */
import { addDays, compareDates } from './calendar-date.ts';
import type { Lease, Tenant, Unit } from './lease.ts';

/** A lease may start so many days after another's end and still continue it (design §4). */
const longestGapDays = 31;

function shareTenant(first: Lease, second: Lease): boolean {
  return first.tenants.some(({ uid }) => second.tenants.some((other) => other.uid === uid));
}

/**
 * Does the new lease continue the old one (same unit: renewal; other unit: transfer)? They share a tenant, and the new one starts
 * later, at most 31 days after the old one's end. An old lease without an end has not ended: whatever follows it continues it.
 */
export function continues(newLease: Lease, oldLease: Lease): boolean {
  if (newLease.uid === oldLease.uid || !shareTenant(newLease, oldLease)) return false;
  if (newLease.start === null || (oldLease.start !== null && newLease.start <= oldLease.start)) return false;
  return oldLease.end === null || newLease.start <= addDays(oldLease.end, longestGapDays);
}

export interface UnitHolder {
  /** The lease that counts for the unit; undefined when there are no candidates. */
  readonly holder: Lease | undefined;
  /** All active leases of the holder's household on this unit, the holder included. */
  readonly sameHousehold: readonly Lease[];
  /** Attention `UNIT_TWICE_LEASED`: nothing is done for them. */
  readonly refused: readonly Lease[];
}

/**
 * Several leases active on one unit. Those that share a tenant (also by way of a third) are one household, whose latest start counts.
 * Of strangers, the household that is already provisioned keeps the unit; is neither, the earlier start, then the smaller uid.
 * @param candidates the unit's active leases
 * @param provisionedLeaseUid the lease for which the unit's service was made, if any
 */
export function whoHoldsUnit(candidates: readonly Lease[], provisionedLeaseUid: string | undefined): UnitHolder {
  const households = householdsOf(candidates.toSorted(earlierFirst));
  const holding =
    households.find((leases) => leases.some(({ uid }) => uid === provisionedLeaseUid)) ?? households[0] ?? [];
  const refused = households.filter((leases) => leases !== holding).flat();
  return { holder: holding.at(-1), sameHousehold: holding, refused };
}

function earlierFirst(first: Lease, second: Lease): number {
  const never = '9999-12-31';
  return compareDates(first.start ?? never, second.start ?? never) || (first.uid < second.uid ? -1 : 1);
}

/** Groups of leases that hang together by shared tenants, each in the given order, the groups in the order of their first lease. */
function householdsOf(leases: readonly Lease[]): Lease[][] {
  const groups: Lease[][] = [];
  for (const lease of leases) {
    const joined = groups.filter((group) => group.some((other) => shareTenant(lease, other)));
    const [first] = joined;
    if (first === undefined) {
      groups.push([lease]);
      continue;
    }
    for (const other of joined.slice(1)) groups.splice(groups.indexOf(other), 1);
    first.splice(0, first.length, ...joined.flat(), lease);
    first.sort(earlierFirst);
  }
  return groups;
}

/**
 * Who bears the household: the one who does stays as long as they are on the lease; then the next listed (design §4).
 * @param current uid of the first tenant so far
 * @returns undefined when the lease has no tenant
 */
export function firstTenant(current: string | null | undefined, tenants: readonly Tenant[]): Tenant | undefined {
  return tenants.find(({ uid }) => uid === current) ?? tenants[0];
}

export interface LeaseProblem {
  readonly code: 'LEASE_WITHOUT_TENANT' | 'LEASE_WITHOUT_UNIT' | 'UNIT_UNKNOWN' | 'LEASE_WITHOUT_START';
  /** What is wrong, in words; names the lease by its uid, never a person. */
  readonly why: string;
  /** What the operator can do. */
  readonly todo: string;
}

/** What keeps a lease from being acted on at all; nothing is guessed (design §4). Empty: all is there. */
export function leaseProblems(lease: Lease, unit: Unit | undefined): LeaseProblem[] {
  const problems: LeaseProblem[] = [];
  if (lease.unitName.trim() === '') {
    problems.push({
      code: 'LEASE_WITHOUT_UNIT',
      why: `Lease ${lease.uid} names no unit.`,
      todo: 'Give the lease its unit in Innago.',
    });
  } else if (unit === undefined) {
    problems.push({
      code: 'UNIT_UNKNOWN',
      why: `Lease ${lease.uid} is for "${lease.unitName.trim()}", and the property has no such unit, or several.`,
      todo: 'Compare the names of the units in Innago; each must stand for exactly one unit.',
    });
  }
  if (lease.tenants.length === 0) {
    problems.push({
      code: 'LEASE_WITHOUT_TENANT',
      why: `Lease ${lease.uid} has no tenant.`,
      todo: 'Add the tenant to the lease in Innago.',
    });
  }
  if (lease.start === null) {
    problems.push({
      code: 'LEASE_WITHOUT_START',
      why: `Lease ${lease.uid} has no start date that can be read.`,
      todo: 'Set the start date of the lease in Innago.',
    });
  }
  return problems;
}
