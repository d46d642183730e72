/** The leases by what they have in common: unit and tenant. */
import type { LeaseEntry } from './lease-entry.ts';

const nobody: ReadonlySet<LeaseEntry> = new Set();

/**
 * Kept in step by its user: a lease is taken out before its unit or its tenants change, and put in again afterwards.
 */
export class LeaseIndex {
  readonly #byUnit = new Map<string, Set<LeaseEntry>>();
  readonly #byTenant = new Map<string, Set<LeaseEntry>>();

  /** Empty when there is none. */
  onUnit(unitUid: string): ReadonlySet<LeaseEntry> {
    return this.#byUnit.get(unitUid) ?? nobody;
  }

  /** All other leases that share a tenant with this one. */
  sharingTenant(entry: LeaseEntry): Set<LeaseEntry> {
    const found = new Set<LeaseEntry>();
    for (const tenant of entry.lease.tenants) {
      for (const other of this.#byTenant.get(tenant.uid) ?? nobody) if (other !== entry) found.add(other);
    }
    return found;
  }

  /** All other leases of its household: those that are reached from one to the next by a shared tenant. Empty when it has none. */
  ofHousehold(entry: LeaseEntry): Set<LeaseEntry> {
    const found = new Set<LeaseEntry>();
    if (entry.householdId === null) return found;
    const open = [entry];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const other of this.sharingTenant(next)) {
        if (other === entry || other.householdId !== entry.householdId || found.has(other)) continue;
        found.add(other);
        open.push(other);
      }
    }
    return found;
  }

  /** Under each of its tenants. */
  addTenants(entry: LeaseEntry): void {
    for (const tenant of entry.lease.tenants) add(this.#byTenant, tenant.uid, entry);
  }

  /** As its tenants are now. */
  removeTenants(entry: LeaseEntry): void {
    for (const tenant of entry.lease.tenants) remove(this.#byTenant, tenant.uid, entry);
  }

  /** Nothing is done while its unit is unknown. */
  addUnit(entry: LeaseEntry): void {
    if (entry.unit !== undefined) add(this.#byUnit, entry.unit.uid, entry);
  }

  /** As its unit is now. */
  removeUnit(entry: LeaseEntry): void {
    if (entry.unit !== undefined) remove(this.#byUnit, entry.unit.uid, entry);
  }
}

function add(index: Map<string, Set<LeaseEntry>>, key: string, entry: LeaseEntry): void {
  const entries = index.get(key);
  if (entries === undefined) index.set(key, new Set([entry]));
  else entries.add(entry);
}

function remove(index: Map<string, Set<LeaseEntry>>, key: string, entry: LeaseEntry): void {
  const entries = index.get(key);
  entries?.delete(entry);
  if (entries?.size === 0) index.delete(key);
}
