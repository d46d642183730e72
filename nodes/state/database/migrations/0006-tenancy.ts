import type { Knex } from 'knex';

/** Stays of households in units, how leases end and who let them, contacts of clients. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('stays', (table) => {
    table.integer('household_id').notNullable().references('households.id');
    table.text('unit_uid').notNullable();
    table.text('unit_label').notNullable();
    /** The lease that counts in this unit. */
    table.text('lease_uid').notNullable();
    table.text('site_id');
    table.integer('service_id');
    table.text('onu_id');
    /** Last day of the service, once it is decided that it ends. */
    table.text('last_day');
    /** Epoch ms at which the end was let through the brake; null: held, or nothing ends. */
    table.bigInteger('let_go_at');
    /** foreseen (known a week ahead), sudden, released by a person, or held */
    table.text('let_go_as');
    /** Last day of the service that has been ended; null: the stay goes on, or has no service yet. */
    table.text('ended_on');
    table.primary(['household_id', 'unit_uid']);
    table.index('unit_uid');
  });
  await knex.raw(`INSERT INTO stays (household_id, unit_uid, unit_label, lease_uid, site_id, service_id, onu_id)
    SELECT id, unit_uid, unit_label, lease_uid, site_id, service_id, onu_id FROM households`);
  for (const column of ['site_id', 'service_id', 'onu_id']) {
    await knex.raw('ALTER TABLE households DROP COLUMN ??', [column]);
  }
  await knex.schema.alterTable('households', (table) => {
    /** Held by the brake on creation: held, or released by a person; null: never held. */
    table.text('creation');
  });
  await knex.schema.alterTable('leases', (table) => {
    /** First day on which its present end was seen; null: unknown. */
    table.text('end_seen_on');
    /** The day on which it was first absent. */
    table.text('absent_on');
    /** Of an absent lease that Innago itself says is gone: the day on which it was first absent. */
    table.text('gone_on');
    /** A person said: leave it alone. */
    table.boolean('ignored').notNullable().defaultTo(false);
  });
  await knex.schema.alterTable('attention', (table) => {
    /** The group that a person is told of instead: adoption; null: the item speaks for itself. */
    table.text('member_of');
    /** What a person may choose from; null: nothing. */
    table.text('choices_json');
  });
  await knex.schema.createTable('contacts', (table) => {
    table.integer('household_id').notNullable().references('households.id');
    table.text('tenant_uid').notNullable();
    /** Of UISP. */
    table.integer('contact_id').notNullable();
    table.primary(['household_id', 'tenant_uid']);
  });
  await createPlan(knex);
}

/** The plan of a dry-run as it stands; the table of effects keeps all that was ever planned. */
async function createPlan(knex: Knex): Promise<void> {
  await knex.schema.createTable('planned', (table) => {
    /** Whose plan it is: `lease:<uid>`, `ticket:<uid>`, `action:prepare`, `drift/lease:<uid>`. */
    table.text('run').notNullable();
    /** Of the ledger. */
    table.text('key').notNullable();
    table.text('claim_token').notNullable();
    table.text('kind').notNullable();
    table.text('because').notNullable();
    table.text('lease_uid');
    table.text('unit');
    table.integer('household_id');
    table.text('before_json').notNullable();
    table.text('after_json').notNullable();
    table.bigInteger('planned_at').notNullable();
    /** Newest effect under the key when it was planned: a later one may have done it. */
    table.integer('last_effect').notNullable();
    table.primary(['run', 'key']);
  });
  await knex.raw(`INSERT INTO planned (run, key, claim_token, kind, because, lease_uid, unit, household_id, before_json, after_json,
      planned_at, last_effect)
    SELECT CASE WHEN because LIKE 'ticket %' THEN 'ticket:' || substr(because, 8)
        WHEN lease_uid IS NOT NULL THEN 'lease:' || lease_uid ELSE 'action:prepare' END,
      key, claim_token, kind, because, lease_uid, unit, household_id, before_json, after_json, begun_at, id
    FROM effects WHERE state = 'planned' AND id IN (SELECT max(id) FROM effects GROUP BY key)`);
}
