/** Stores what a tick has changed, and makes the households of the leases that have none: all of it in one transaction. */
import { compareDates } from '../../village/calendar-date.ts';
import { firstTenant } from '../../village/household-rules.ts';
import type { Unit } from '../../village/lease.ts';
import type { Statements } from '../database/database.ts';
import { type Households, insertHousehold, type StoredHousehold, setHouseholdLease } from '../households.ts';
import { begunOf, relatedHousehold } from './find-household.ts';
import type { LeaseBookOptions } from './lease-book.ts';
import { entryRow, type LeaseEntry } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';
import { coverOthers } from './unit-holders.ts';

/** Rows per statement: SQLite takes 500 at most. */
const batch = 200;

export interface Tick {
  readonly index: LeaseIndex;
  readonly units: ReadonlySet<Unit>;
  /** All leases on these units, their standing worked out but for who covers whom. */
  readonly assessed: ReadonlySet<LeaseEntry>;
  /** Leases whose row is to be written; emptied on success. */
  readonly unsaved: Set<LeaseEntry>;
  readonly at: number;
}

/** @throws SyncError STORE_…; then nothing is stored, and no lease has got a household */
export async function saveTick({ database, households }: LeaseBookOptions, tick: Tick): Promise<void> {
  const homeless = [...tick.assessed]
    .filter((entry) => entry.standing === 'workable' && entry.householdId === null)
    .sort((first, second) => compareDates(first.lease.start ?? '', second.lease.start ?? ''));
  if (homeless.length === 0 && tick.unsaved.size === 0) {
    const switched = countingLeases(tick, households);
    if (switched.length === 0) return;
  }
  const saving = new Set([...tick.unsaved, ...homeless]);
  try {
    const stored = await database.transaction(async (transaction) => {
      await saveRows(transaction, [...tick.unsaved]);
      for (const entry of homeless) await settle(transaction, entry, tick, households);
      await saveRows(transaction, homeless);
      return switchLeases(transaction, countingLeases(tick, households));
    });
    for (const household of stored) households.remember(household);
  } catch (thrown) {
    for (const entry of homeless) {
      households.forgetMade(entry.householdId, entry.lease.uid);
      entry.householdId = null;
    }
    throw thrown;
  }
  for (const entry of saving) tick.unsaved.delete(entry);
}

/** Gives a lease its household. One that lives in another unit makes it a lease that moves. */
async function settle(statements: Statements, entry: LeaseEntry, tick: Tick, households: Households): Promise<void> {
  const { unit, lease } = entry;
  const tenant = firstTenant(undefined, lease.tenants);
  if (unit === undefined || tenant === undefined) return;
  let household = relatedHousehold(entry, tick.index, households);
  if (household === undefined) {
    household = await insertHousehold(statements, tick.at, {
      unitUid: unit.uid,
      unitLabel: unit.label,
      leaseUid: lease.uid,
      firstTenantUid: tenant.uid,
      begun: begunOf(entry, tick.index),
    });
    households.remember(household);
  }
  entry.householdId = household.id;
  if (household.unitUid !== unit.uid) entry.standing = 'moving';
}

interface Switch {
  readonly id: number;
  readonly leaseUid: string;
}

/** Households whose lease that counts is another than stored. */
function countingLeases(tick: Tick, households: Households): Switch[] {
  const switches: Switch[] = [];
  for (const unit of tick.units) {
    for (const [id, { lease }] of coverOthers(tick.index.onUnit(unit.uid))) {
      if (households.peek(id)?.leaseUid !== lease.uid) switches.push({ id, leaseUid: lease.uid });
    }
  }
  return switches;
}

async function switchLeases(statements: Statements, switches: readonly Switch[]): Promise<StoredHousehold[]> {
  const stored: StoredHousehold[] = [];
  for (const { id, leaseUid } of switches) stored.push(...(await setHouseholdLease(statements, id, leaseUid)));
  return stored;
}

async function saveRows(statements: Statements, entries: readonly LeaseEntry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += batch) {
    const rows = entries.slice(from, from + batch).map(entryRow);
    await statements('leases').insert(rows).onConflict('uid').merge();
  }
}
