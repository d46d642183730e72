/** The plan changes that were carried out, oldest first (table `plan_changes`): never changed, never deleted. */
import * as v from 'valibot';
import { type Database, rowsOf, type Statements } from '../database/database.ts';
import type { PlanChange } from './plan-order.ts';

const rowSchema = v.pipe(
  v.object({
    household_id: v.number(),
    unit: v.string(),
    lease_uid: v.string(),
    ticket_uid: v.string(),
    from_plan: v.string(),
    to_plan: v.string(),
    since: v.string(),
    at: v.number(),
    kind: v.picklist(['up', 'down', 'undo']),
  }),
  v.transform(
    (row): PlanChange => ({
      householdId: row.household_id,
      unit: row.unit,
      leaseUid: row.lease_uid,
      ticketUid: row.ticket_uid,
      from: row.from_plan,
      to: row.to_plan,
      since: row.since,
      at: row.at,
      kind: row.kind,
    }),
  ),
);

/** Reads; what is written goes through {@link insertPlanChange}. All of it throws SyncError STORE_…. */
export class PlanHistory {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  ofHousehold(householdId: number): Promise<PlanChange[]> {
    return this.#database.run((knex) =>
      rowsOf(rowSchema, knex('plan_changes').where({ household_id: householdId }).orderBy('id')),
    );
  }

  /** Of all households. */
  all(): Promise<PlanChange[]> {
    return this.#database.run((knex) => rowsOf(rowSchema, knex('plan_changes').orderBy('id')));
  }
}

/** With the statements given, so that it commits together with the household's new plan. */
export async function insertPlanChange(statements: Statements, change: PlanChange): Promise<void> {
  await statements('plan_changes').insert({
    household_id: change.householdId,
    unit: change.unit,
    lease_uid: change.leaseUid,
    ticket_uid: change.ticketUid,
    from_plan: change.from,
    to_plan: change.to,
    since: change.since,
    at: change.at,
    kind: change.kind,
  });
}
