/** What a tick stores of households: new ones, corrections, and which lease counts. */
import { SyncError } from '../sync-error.ts';
import { rowsOf, type Statements } from './database/database.ts';
import { type HouseholdRow, householdRowSchema, type StoredHousehold } from './household-row.ts';
import { withStay, withStays } from './household-stays.ts';
import { newStay, type Stay, saveStays } from './stays.ts';

/** What a household is made of; its UISP ids come later. */
export type NewHousehold = Pick<
  StoredHousehold,
  'unitUid' | 'unitLabel' | 'leaseUid' | 'firstTenantUid' | 'begun' | 'firstSeenAt' | 'creation'
>;

/**
 * Makes households in the transaction given, 200 at most, each with its first stay.
 * @returns them, with their ids, in no order; hand each to `Households.remember`, and take it back when the commit fails
 */
export async function insertHouseholds(
  statements: Statements,
  made: readonly NewHousehold[],
): Promise<StoredHousehold[]> {
  if (made.length === 0) return [];
  const rows = made.map((household) => ({
    unit_uid: household.unitUid,
    unit_label: household.unitLabel,
    lease_uid: household.leaseUid,
    first_tenant_uid: household.firstTenantUid,
    begun: household.begun,
    adopted: false,
    first_seen_at: household.firstSeenAt,
    creation: household.creation,
  }));
  const inserted = await rowsOf(householdRowSchema, statements('households').insert(rows).returning('*'));
  const stayOf = ({ id, unitUid, unitLabel, leaseUid }: HouseholdRow) => newStay(id, { unitUid, unitLabel, leaseUid });
  await saveStays(statements, inserted.map(stayOf));
  return inserted.map((row) => withStays(row, [stayOf(row)]));
}

/** One of {@link insertHouseholds}. */
export async function insertHousehold(statements: Statements, made: NewHousehold): Promise<StoredHousehold> {
  const [household] = await insertHouseholds(statements, [made]);
  if (household !== undefined) return household;
  throw new SyncError('A household was not stored.', { code: 'STORE_FAILED', trouble: 'state' });
}

/**
 * Nothing has been made or found in UISP for it yet, and it is known by this lease alone: it still follows what the lease says, since
 * leases are entered wrong and corrected.
 */
export function isUnsettled({ leaseUid: counting, clientId, stays }: StoredHousehold, leaseUid: string): boolean {
  const isEmpty = stays.every(({ siteId, serviceId, onuId }) => (siteId ?? serviceId ?? onuId) === null);
  return counting === leaseUid && clientId === null && isEmpty;
}

/** Corrects an unsettled household, in the transaction given. @returns it as it is then */
export async function correctHousehold(
  statements: Statements,
  id: number,
  made: NewHousehold,
): Promise<StoredHousehold> {
  const { unitUid: unit_uid, unitLabel: unit_label, firstTenantUid: first_tenant_uid, begun } = made;
  const changes = { unit_uid, unit_label, first_tenant_uid, begun };
  await statements('stays').where({ household_id: id }).delete();
  const stay = newStay(id, { unitUid: made.unitUid, unitLabel: made.unitLabel, leaseUid: made.leaseUid });
  await saveStays(statements, [stay]);
  const [row] = await rowsOf(householdRowSchema, statements('households').where({ id }).update(changes).returning('*'));
  if (row !== undefined) return withStays(row, [stay]);
  throw new SyncError(`There is no household ${id}.`, { code: 'HOUSEHOLD_MISSING', trouble: 'state' });
}

/** Stores which lease of a household counts, in which unit, and its stays as given, in the transaction given. */
export async function settleHousehold(
  statements: Statements,
  household: StoredHousehold,
  { leaseUid, unitUid, unitLabel }: Pick<Stay, 'leaseUid' | 'unitUid' | 'unitLabel'>,
  stays: readonly Stay[],
): Promise<StoredHousehold> {
  await saveStays(statements, stays);
  const [row] = await rowsOf(
    householdRowSchema,
    statements('households')
      .where({ id: household.id })
      .update({ lease_uid: leaseUid, unit_uid: unitUid, unit_label: unitLabel })
      .returning('*'),
  );
  if (row !== undefined) return withStays(row, stays.reduce(withStay, [...household.stays]));
  throw new SyncError(`There is no household ${household.id}.`, { code: 'HOUSEHOLD_MISSING', trouble: 'state' });
}
