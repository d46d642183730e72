/** Stores what a tick has changed, and makes the households of the leases that have none: all of it in one transaction. */
import { compareDates } from '../../village/calendar-date.ts';
import { firstTenant } from '../../village/household-rules.ts';
import type { Statements } from '../database/database.ts';
import {
  correctHousehold,
  insertHouseholds,
  isUnsettled,
  type NewHousehold,
  settleHousehold,
} from '../household-changes.ts';
import type { StoredHousehold } from '../household-row.ts';
import type { Households } from '../households.ts';
import type { Stay } from '../stays.ts';
import { type CountingLease, countingLease, countingStays } from './counting-lease.ts';
import { heldBack } from './creation-brake.ts';
import { begunOf, relatedHousehold } from './find-household.ts';
import type { LeaseBookOptions } from './lease-book-input.ts';
import type { LeaseEntry } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';
import { entryRow } from './lease-rows.ts';
import { coverOthers } from './unit-holders.ts';

/** Rows per statement: SQLite takes 500 at most. */
const batch = 200;

/** What a tick has worked out and not stored yet. */
export interface Tick {
  readonly index: LeaseIndex;
  /** By uid. */
  readonly units: ReadonlySet<string>;
  /** All leases on these units, their standing worked out but for who covers whom. */
  readonly assessed: ReadonlySet<LeaseEntry>;
  /** Leases whose row is to be written; emptied on success. */
  readonly unsaved: Set<LeaseEntry>;
  readonly at: number;
  /** How many units the property has. */
  readonly unitCount: number;
}

type Parts = Pick<LeaseBookOptions, 'households' | 'facts'>;

/** @throws SyncError STORE_…; then nothing is stored, and no lease has got a household */
export function saveTick(options: LeaseBookOptions, tick: Tick): Promise<void> {
  return options.households.inTurn(() => save(options, tick));
}

async function save({ database, households, facts }: LeaseBookOptions, tick: Tick): Promise<void> {
  const homeless = [...tick.assessed]
    .filter((entry) => entry.standing === 'workable' && entry.householdId === null)
    .sort((first, second) => compareDates(first.lease.start ?? '', second.lease.start ?? ''));
  const corrected = corrections(tick, households);
  if (homeless.length === 0 && corrected.length === 0 && tick.unsaved.size === 0) {
    if (switches(tick, (id) => households.peek(id)).length === 0) return;
  }
  const saving = new Set([...tick.unsaved, ...homeless]);
  try {
    const stored = await database.transaction(async (transaction) => {
      const [single, related] = apart(homeless, tick.index);
      for (const entries of inBatches(single)) await settleNew(transaction, entries, tick, { households, facts });
      for (const entry of related) await settle(transaction, entry, tick, { households, facts });
      await saveRows(transaction, [...saving]);
      const stored: StoredHousehold[] = [];
      for (const { id, made } of corrected) stored.push(await correctHousehold(transaction, id, made));
      const now = new Map(stored.map((household) => [household.id, household]));
      for (const { household, counting, stays } of switches(tick, (id) => now.get(id) ?? households.peek(id))) {
        stored.push(await settleHousehold(transaction, household, counting, stays));
      }
      return stored;
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

/** Leases that share a tenant with no other make new households, many at a time; the others are looked at one by one, in order. */
function apart(entries: readonly LeaseEntry[], index: LeaseIndex): [single: LeaseEntry[], related: LeaseEntry[]] {
  const related = entries.filter((entry) => index.sharingTenant(entry).size > 0);
  const others = new Set(related);
  return [entries.filter((entry) => !others.has(entry)), related];
}

async function settleNew(
  statements: Statements,
  entries: readonly LeaseEntry[],
  { index, at, unitCount }: Tick,
  parts: Parts,
): Promise<void> {
  const byLease = new Map(entries.map((entry) => [entry.lease.uid, entry]));
  const held = heldBack(entries, parts, { at, units: unitCount });
  const made = await insertHouseholds(
    statements,
    entries.flatMap((entry) => {
      const household = newHousehold(entry, index);
      return household === undefined ? [] : [held.has(entry) ? { ...household, creation: 'held' as const } : household];
    }),
  );
  for (const household of made) {
    const entry = byLease.get(household.leaseUid);
    if (entry === undefined) continue;
    parts.households.remember(household);
    entry.householdId = household.id;
    if (household.creation === 'held') entry.standing = 'held';
  }
}

/** Gives a lease its household: its own, or that of the lease that it continues, in whatever unit. */
async function settle(statements: Statements, entry: LeaseEntry, tick: Tick, parts: Parts): Promise<void> {
  const household = relatedHousehold(entry, tick.index, parts.households);
  if (household === undefined) return settleNew(statements, [entry], tick, parts);
  entry.householdId = household.id;
  if (household.creation === 'held') entry.standing = 'held';
}

function newHousehold(entry: LeaseEntry, index: LeaseIndex, current?: string): NewHousehold | undefined {
  const { unit, lease } = entry;
  const tenant = firstTenant(current, lease.tenants);
  if (unit === undefined || tenant === undefined) return undefined;
  return {
    unitUid: unit.uid,
    unitLabel: unit.label,
    leaseUid: lease.uid,
    firstTenantUid: tenant.uid,
    begun: begunOf(entry, index),
    firstSeenAt: entry.firstSeenAt,
    creation: null,
  };
}

interface Switch {
  readonly household: StoredHousehold;
  /** Which lease counts for it, in which unit. */
  readonly counting: CountingLease;
  /** Those that are new, or whose lease is another than stored. */
  readonly stays: readonly Stay[];
}

/** Households whose lease that counts is another than stored, for themselves or in one of their units. */
function switches({ units, index }: Tick, householdOf: (id: number) => StoredHousehold | undefined): Switch[] {
  const touched = new Map<number, string[]>();
  for (const uid of units) {
    for (const id of coverOthers(index.onUnit(uid)).keys()) touched.set(id, [...(touched.get(id) ?? []), uid]);
  }
  return [...touched].flatMap(([id, inThese]) => {
    const household = householdOf(id);
    if (household === undefined) return [];
    const inUnits = countingStays(household, inThese, index);
    const counting = countingLease(inUnits.map(({ entry }) => entry)) ?? household;
    const stays = inUnits.flatMap(({ stay, isNew }) => (isNew ? [stay] : []));
    const isSame = counting.leaseUid === household.leaseUid && counting.unitUid === household.unitUid;
    return isSame && counting.unitLabel === household.unitLabel && stays.length === 0
      ? []
      : [{ household, counting, stays }];
  });
}

interface Correction {
  readonly id: number;
  readonly made: NewHousehold;
}

/** Households that nothing was made for yet and whose lease now says something else of unit, first tenant or beginning. */
function corrections({ assessed, index }: Tick, households: Households): Correction[] {
  return [...assessed].flatMap((entry) => {
    const household = households.peek(entry.householdId);
    if (household === undefined || entry.standing !== 'workable' || !isUnsettled(household, entry.lease.uid)) return [];
    const made = newHousehold(entry, index, household.firstTenantUid);
    const isSame =
      made === undefined ||
      (made.unitUid === household.unitUid &&
        made.firstTenantUid === household.firstTenantUid &&
        made.begun === household.begun);
    return isSame ? [] : [{ id: household.id, made }];
  });
}

async function saveRows(statements: Statements, entries: readonly LeaseEntry[]): Promise<void> {
  for (const some of inBatches(entries)) {
    await statements('leases').insert(some.map(entryRow)).onConflict('uid').merge();
  }
}

function inBatches<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / batch) }, (_, number) =>
    all.slice(number * batch, (number + 1) * batch),
  );
}
