import type { Knex } from 'knex';
import * as v from 'valibot';

/** Plan changes on request, what they mean for billing, and statements that are closed. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('households', (table) => {
    /** The plan a household from before go-live was found on. */
    table.text('adopted_plan');
    /** Epoch ms of the last change. */
    table.bigInteger('plan_changed_at');
    /** A change that is to take effect later: plan, first day, and the id of the service that will bear it, if UISP has made one. */
    table.text('next_plan');
    table.text('next_plan_from');
    table.integer('next_service_id');
  });
  await knex('households')
    .where({ adopted: true })
    .update({ adopted_plan: knex.ref('plan') });
  await knex.schema.alterTable('leases', (table) => {
    /** Of what billing has last looked at; null: never. */
    table.text('billed_fingerprint');
    /** Latest due date that was charged; null: none was. */
    table.text('charged_until');
  });
  await noteCharged(knex);
  await knex.schema.createTable('plan_changes', (table) => {
    table.increments('id');
    table.integer('household_id').notNullable();
    table.text('unit').notNullable();
    table.text('lease_uid').notNullable();
    /** The ticket that asked for it. */
    table.text('ticket_uid').notNullable();
    table.text('from_plan').notNullable();
    table.text('to_plan').notNullable();
    /** First day of the new plan, in the property's zone. */
    table.text('since').notNullable();
    table.bigInteger('at').notNullable();
    /** up, down (also: same price), undo */
    table.text('kind').notNullable();
    table.index('household_id');
  });
  await knex.schema.createTable('statements', (table) => {
    /** `YYYY-MM` */
    table.text('month').primary();
    table.text('statement_json').notNullable();
    table.bigInteger('closed_at').notNullable();
  });
}

const chargeSchema = v.object({ leaseUid: v.string(), dueDate: v.string() });

/** What was charged until now. One that surely failed may be among it: `charged_until` says only whom to look at. */
async function noteCharged(knex: Knex): Promise<void> {
  const sent: unknown = await knex('effects').where({ kind: 'innago-invoice' }).whereNot({ state: 'planned' });
  for (const { after_json } of v.parse(v.array(v.object({ after_json: v.string() })), sent)) {
    const charge = v.safeParse(chargeSchema, JSON.parse(after_json));
    if (!charge.success) continue;
    const { leaseUid: uid, dueDate } = charge.output;
    const isLater = (query: Knex.QueryBuilder) =>
      query.whereNull('charged_until').orWhere('charged_until', '<', dueDate);
    await knex('leases').where({ uid }).andWhere(isLater).update({ charged_until: dueDate });
  }
}
