/** The leases of a property by unit and by household: who lives beside whom, and which lease continues which. */
import { compareDates } from '../calendar-date.ts';
import { continues } from '../household-rules.ts';
import type { CalendarDate, Lease, LeaseState } from '../lease.ts';

/** A lease and how it stands. */
export interface UpcomingLease {
  readonly lease: Lease;
  /** Label of its unit. */
  readonly unit: string;
  /** null: none could be made, or found, for it. */
  readonly householdId: number | null;
  readonly state: LeaseState;
  /** Why nothing is done for it at present, in words; null: nothing is in its way. */
  readonly trouble: string | null;
  /** It has ended, and its service still runs: `due` at the next tick, `held` by the brake; null: neither. */
  readonly leaving: { readonly lastDay: CalendarDate; readonly as: 'due' | 'held' } | null;
}

/** Made anew for each question. */
export class UpcomingBook {
  readonly #byUnit: ReadonlyMap<string, readonly UpcomingLease[]>;
  readonly #byTenant: ReadonlyMap<string, readonly UpcomingLease[]>;

  constructor(leases: readonly UpcomingLease[]) {
    this.#byUnit = Map.groupBy(leases, ({ unit }) => unit);
    const byTenant = new Map<string, UpcomingLease[]>();
    for (const one of leases) {
      for (const { uid } of one.lease.tenants) {
        const known = byTenant.get(uid);
        if (known === undefined) byTenant.set(uid, [one]);
        else known.push(one);
      }
    }
    this.#byTenant = byTenant;
  }

  /** Leases of others on its unit. */
  neighbours(one: UpcomingLease): UpcomingLease[] {
    const onUnit = this.#byUnit.get(one.unit) ?? [];
    return onUnit.filter((other) => other !== one && !isSameHousehold(one, other));
  }

  /** The lease that this one continues, as renewal or transfer; of several the one that began last. */
  continuedBy(one: UpcomingLease): UpcomingLease | undefined {
    const before = this.#sharing(one).filter((other) => continues(one.lease, other.lease));
    return before.toSorted((first, second) => compareDates(startOf(second), startOf(first)))[0];
  }

  /** The lease of the household that goes on from here; of several the one that begins first. */
  onward(one: UpcomingLease): UpcomingLease | undefined {
    const after = this.#sharing(one).filter((other) => other.state !== 'ended' && continues(other.lease, one.lease));
    return after.toSorted((first, second) => compareDates(startOf(first), startOf(second)))[0];
  }

  /** The next household of its unit, from its end on. */
  nextAfter(one: UpcomingLease): UpcomingLease | undefined {
    const { end } = one.lease;
    if (end === null) return undefined;
    const later = this.neighbours(one).filter(({ lease, state }) => {
      return state !== 'ended' && lease.start !== null && lease.start >= end;
    });
    return later.toSorted((first, second) => compareDates(startOf(first), startOf(second)))[0];
  }

  /** Leases that share a tenant with it, and are of its household. */
  #sharing(one: UpcomingLease): UpcomingLease[] {
    const all = one.lease.tenants.flatMap(({ uid }) => this.#byTenant.get(uid) ?? []);
    return [...new Set(all)].filter((other) => other !== one && isSameHousehold(one, other));
  }
}

/** One whose household is not known yet is told by its tenants. */
function isSameHousehold(one: UpcomingLease, other: UpcomingLease): boolean {
  if (one.householdId !== null && other.householdId !== null) return one.householdId === other.householdId;
  return one.lease.tenants.some(({ uid }) => other.lease.tenants.some((tenant) => tenant.uid === uid));
}

function startOf({ lease }: UpcomingLease): CalendarDate {
  return lease.start ?? '';
}
