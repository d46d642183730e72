/** A household and its stays: seen in the unit whose lease counts, or in another. */
import { type Database, rowsOf } from './database/database.ts';
import { type HouseholdRow, householdRowSchema, type StoredHousehold } from './household-row.ts';
import { newStay, type Stay, stayRowSchema } from './stays.ts';

/** A row with its stays, seen in the unit whose lease counts. */
export function withStays(row: HouseholdRow, stays: readonly Stay[]): StoredHousehold {
  return { ...row, stays, ...seenIn({ ...row, stays }, row.unitUid) };
}

/** The stays with this one new, or instead of the one in the same unit. */
export function withStay(stays: readonly Stay[], stay: Stay): Stay[] {
  return [...stays.filter(({ unitUid }) => unitUid !== stay.unitUid), stay];
}

/** The stay in a unit; one that has just begun when there is none. */
export function stayIn(
  {
    id,
    stays,
    unitUid: mainUid,
    unitLabel,
    leaseUid,
  }: Pick<StoredHousehold, 'id' | 'stays' | 'unitUid' | 'unitLabel' | 'leaseUid'>,
  unitUid: string,
): Stay {
  const known = stays.find((stay) => stay.unitUid === unitUid);
  return known ?? newStay(id, { unitUid, unitLabel: unitUid === mainUid ? unitLabel : '', leaseUid });
}

/** What of a household is of one of its units. */
export function seenIn(household: Parameters<typeof stayIn>[0], unitUid: string) {
  const { unitLabel, siteId, serviceId, onuId, endedOn } = stayIn(household, unitUid);
  return { unitUid, unitLabel, siteId, serviceId: endedOn === null ? serviceId : null, onuId };
}

/** All that are stored, past ones included. @throws SyncError STORE_… */
export async function storedHouseholds(database: Database): Promise<StoredHousehold[]> {
  const rows = await database.run((knex) => rowsOf(householdRowSchema, knex('households').orderBy('id')));
  const stays = await database.run((knex) => rowsOf(stayRowSchema, knex('stays')));
  const ofHousehold = Map.groupBy(stays, ({ householdId }) => householdId);
  return rows.map((row) => withStays(row, ofHousehold.get(row.id) ?? []));
}
