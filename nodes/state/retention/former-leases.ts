/** The leases whose tenants have long left: their names are taken out of the book, in the table and in memory. */
import type { CalendarDate } from '../../village/lease.ts';
import type { Database } from '../database/database.ts';
import type { Households } from '../households.ts';
import type { LeaseEntry } from '../leases/lease-entry.ts';
import { isForgettable } from './former-tenants.ts';
import { withoutTenants } from './persons.ts';

interface Parts {
  readonly database: Database;
  readonly households: Households;
}

/** One per lease book. */
export class FormerLeases {
  readonly #parts: Parts;
  readonly #entries: ReadonlyMap<string, LeaseEntry>;

  constructor(parts: Parts, entries: ReadonlyMap<string, LeaseEntry>) {
    this.#parts = parts;
    this.#entries = entries;
  }

  /** See {@link isForgettable}. Of how they stand, what the last scan has found counts. */
  due(today: CalendarDate, days: number): LeaseEntry[] {
    const { households } = this.#parts;
    return [...this.#entries.values()].filter((entry) => {
      const stays = households.peek(entry.householdId)?.stays ?? [];
      return isForgettable(entry, stays, { today, days });
    });
  }

  /**
   * In one transaction.
   * @param due from {@link due}; a scan that runs meanwhile and finds one otherwise has its way
   * @param now epoch ms
   * @throws SyncError STORE_…; then nothing is forgotten
   */
  async forget(due: readonly LeaseEntry[], now: number): Promise<void> {
    const asTheyWere = new Map(due.map((entry) => [entry, entry.lease]));
    await this.#parts.database.transaction(async (transaction) => {
      for (const [entry, lease] of asTheyWere) {
        if (entry.lease !== lease) continue;
        const change = { lease_json: JSON.stringify(withoutTenants(lease)), forgotten_at: now };
        await transaction('leases').where({ uid: lease.uid }).update(change);
      }
    });
    for (const [entry, lease] of asTheyWere) {
      if (entry.lease !== lease) continue;
      entry.lease = withoutTenants(lease);
      entry.forgottenAt = now;
    }
  }
}
