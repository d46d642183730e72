/** The leases of the book as billing sees them: by which one a household is charged, and what came before and comes after it. */
import type { CalendarDate, Lease } from '../../village/lease.ts';
import type { Database } from '../database/database.ts';
import type { Households } from '../households.ts';
import type { LeaseToBill } from '../work.ts';
import type { LeaseEntry } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';

interface Parts {
  readonly entries: ReadonlyMap<string, LeaseEntry>;
  readonly index: LeaseIndex;
  readonly households: Households;
  readonly database: Database;
}

/** Other leases of a lease's household. */
export interface LeasesAround {
  /** Begun before it, in no order. */
  readonly former: readonly Lease[];
  /** Begins after it, in the same unit: its renewal. */
  readonly next: Lease | undefined;
}

/** One per lease book. */
export class LeasesToBill {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * The lease that counts for a household, if it can be acted on.
   * @param today in the property's zone
   * @returns undefined also before the first tick
   */
  of(householdId: number, today: CalendarDate): LeaseToBill | undefined {
    const { entries, households } = this.#parts;
    const entry = entries.get(households.peek(householdId)?.leaseUid ?? '');
    return entry === undefined ? undefined : this.#toBill(entry, today);
  }

  /** Of all households. Empty before the first tick. */
  all(today: CalendarDate): LeaseToBill[] {
    return [...this.#parts.entries.values()].flatMap((entry) => this.#toBill(entry, today) ?? []);
  }

  around(leaseUid: string): LeasesAround {
    const entry = this.#parts.entries.get(leaseUid);
    if (entry === undefined) return { former: [], next: undefined };
    const start = entry.lease.start ?? '';
    const others = [...this.#parts.index.ofHousehold(entry)].filter((other) => !isCancelled(other.lease));
    const later = others.filter(
      (other) => (other.lease.start ?? '') > start && other.unit?.uid === entry.unit?.uid && isToCome(other),
    );
    later.sort((one, other) => ((one.lease.start ?? '') < (other.lease.start ?? '') ? -1 : 1));
    const former = others.filter(({ lease }) => lease.start !== null && lease.start < start);
    return { former: former.map(({ lease }) => lease), next: later[0]?.lease };
  }

  /**
   * Notes, before it is sent, that a lease is charged until a due date: only such leases are asked about when they end earlier.
   * @throws SyncError STORE_…
   */
  async noteCharge(leaseUid: string, dueDate: CalendarDate): Promise<void> {
    const entry = this.#parts.entries.get(leaseUid);
    if (entry === undefined || (entry.chargedUntil !== null && entry.chargedUntil >= dueDate)) return;
    entry.chargedUntil = dueDate;
    await this.#parts.database.run((knex) =>
      knex('leases').where({ uid: leaseUid }).update({ charged_until: dueDate }),
    );
  }

  #toBill(entry: LeaseEntry, today: CalendarDate): LeaseToBill | undefined {
    const { lease, unit, householdId, state, standing } = entry;
    if (standing !== 'workable' || unit === undefined || householdId === null) return undefined;
    if (this.#parts.households.peek(householdId)?.leaseUid !== lease.uid) return undefined;
    return { lease, unit, householdId, state, today };
  }
}

function isToCome({ state, standing }: LeaseEntry): boolean {
  return state === 'future' && (standing === 'covered' || standing === 'workable');
}

function isCancelled({ start, end }: Lease): boolean {
  return start !== null && end !== null && end < start;
}
