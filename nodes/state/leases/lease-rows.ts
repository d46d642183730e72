/** The lease book's rows, in the table `leases`. */
import * as v from 'valibot';
import { type Database, jsonColumn, rowsOf } from '../database/database.ts';
import { leaseSchema, waitingSchema } from '../work.ts';
import { type LeaseEntry, unknownYet } from './lease-entry.ts';

const rowSchema = v.object({
  household_id: v.nullable(v.number()),
  lease_json: v.string(),
  applied_fingerprint: v.nullable(v.string()),
  planned_fingerprint: v.nullable(v.string()),
  billed_fingerprint: v.nullable(v.string()),
  charged_until: v.nullable(v.string()),
  tried_fingerprint: v.nullable(v.string()),
  failures: v.number(),
  failure_trouble: v.nullable(v.picklist(['server', 'data', 'operator', 'state'])),
  shared_cause: v.nullable(v.string()),
  retry_at: v.nullable(v.number()),
  waiting_json: v.string(),
  unclear_since: v.nullable(v.number()),
  absent_since: v.nullable(v.number()),
  absent_on: v.nullable(v.string()),
  end_seen_on: v.nullable(v.string()),
  gone_on: v.nullable(v.string()),
  ignored: v.number(),
  first_seen_at: v.number(),
  forgotten_at: v.nullable(v.number()),
});
const waitingListSchema = v.array(waitingSchema);

/** All leases of the store, first seen first; how they stand is worked out at the first tick. @throws SyncError STORE_… */
export async function loadEntries(database: Database): Promise<LeaseEntry[]> {
  const rows = await database.run((knex) => rowsOf(rowSchema, knex('leases').orderBy('first_seen_at')));
  return rows.map((row) => ({
    lease: jsonColumn(leaseSchema, row.lease_json),
    householdId: row.household_id,
    applied: row.applied_fingerprint,
    planned: row.planned_fingerprint,
    billed: row.billed_fingerprint,
    chargedUntil: row.charged_until,
    tried: row.tried_fingerprint,
    failures: row.failures,
    failureTrouble: row.failure_trouble,
    cause: row.shared_cause,
    retryAt: row.retry_at,
    waiting: jsonColumn(waitingListSchema, row.waiting_json),
    unclearSince: row.unclear_since,
    absentSince: row.absent_since,
    absentOn: row.absent_on,
    endSeenOn: row.end_seen_on,
    goneOn: row.gone_on,
    ignored: row.ignored === 1,
    firstSeenAt: row.first_seen_at,
    forgottenAt: row.forgotten_at,
    ...unknownYet(),
  }));
}

/** The columns that tell how the lease fares; all but its identity. */
export function entryColumns(entry: LeaseEntry) {
  return {
    household_id: entry.householdId,
    lease_json: JSON.stringify(entry.lease),
    applied_fingerprint: entry.applied,
    planned_fingerprint: entry.planned,
    billed_fingerprint: entry.billed,
    charged_until: entry.chargedUntil,
    tried_fingerprint: entry.tried,
    failures: entry.failures,
    failure_trouble: entry.failureTrouble,
    shared_cause: entry.cause,
    retry_at: entry.retryAt,
    waiting_json: JSON.stringify(entry.waiting),
    unclear_since: entry.unclearSince,
    absent_since: entry.absentSince,
    absent_on: entry.absentOn,
    end_seen_on: entry.endSeenOn,
    gone_on: entry.goneOn,
    ignored: entry.ignored,
  };
}

/** The whole row of the table `leases`. */
export function entryRow(entry: LeaseEntry) {
  const { lease, firstSeenAt, forgottenAt } = entry;
  return { uid: lease.uid, first_seen_at: firstSeenAt, forgotten_at: forgottenAt, ...entryColumns(entry) };
}
