import type { Knex } from 'knex';

/**
 * The first version of the database. Instants are epoch milliseconds, dates `YYYY-MM-DD`, columns ending in `_json` hold JSON.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema
    .createTable('meta', (table) => {
      table.text('name').primary();
      table.text('value').notNullable();
    })
    .createTable('facts', (table) => {
      table.text('name').primary();
      table.text('value').notNullable();
    })
    .createTable('claims', (table) => {
      table.text('key').primary();
      table.text('kind').notNullable();
      table.text('token').notNullable();
      table.integer('epoch').notNullable();
      table.bigInteger('expires_at').notNullable();
    })
    .createTable('households', (table) => {
      table.increments('id');
      table.text('unit_uid').notNullable();
      table.text('unit_label').notNullable();
      table.text('lease_uid').notNullable();
      table.text('first_tenant_uid').notNullable();
      /** Start of the first lease of the household that we know of; decides whether it is adopted (design §5). */
      table.text('begun');
      table.integer('client_id').unique();
      table.text('site_id');
      table.integer('service_id');
      table.text('onu_id');
      table.text('plan');
      table.text('plan_since');
      table.boolean('adopted').notNullable();
      table.bigInteger('first_seen_at').notNullable();
      table.index('unit_uid');
    })
    .createTable('units', (table) => {
      table.text('uid').primary();
      table.text('name').notNullable();
      table.text('label').notNullable();
      table.integer('position').notNullable();
    })
    .createTable('leases', (table) => {
      table.text('uid').primary();
      table.integer('household_id').references('households.id');
      table.text('lease_json').notNullable();
      table.text('applied_fingerprint');
      table.text('planned_fingerprint');
      table.text('tried_fingerprint');
      table.integer('failures').notNullable();
      table.text('failure_trouble');
      table.bigInteger('retry_at');
      table.text('waiting_json').notNullable();
      table.bigInteger('unclear_since');
      table.bigInteger('absent_since');
      table.bigInteger('first_seen_at').notNullable();
    });
  await knex.schema
    .createTable('effects', (table) => {
      table.increments('id');
      table.text('key').notNullable();
      table.text('kind').notNullable();
      table.text('fingerprint').notNullable();
      /** intent (outcome unknown), done, adopted, failed, absent (looked for, not there), planned (dry-run) */
      table.text('state').notNullable();
      table.text('because').notNullable();
      table.text('lease_uid');
      table.text('unit');
      table.integer('household_id');
      table.text('before_json').notNullable();
      table.text('after_json').notNullable();
      table.text('prepared_json').notNullable();
      table.text('result_json');
      table.text('claim_token').notNullable();
      table.bigInteger('begun_at').notNullable();
      table.bigInteger('settled_at');
      table.text('error_code');
      table.index(['key', 'id']);
      table.index('household_id');
    })
    .createTable('audit', (table) => {
      table.increments('id');
      table.bigInteger('at').notNullable();
      table.text('because').notNullable();
      table.text('lease_uid');
      table.text('unit');
      table.integer('household_id');
      table.text('kind').notNullable();
      table.text('key').notNullable();
      table.text('before_json').notNullable();
      table.text('after_json').notNullable();
      table.text('outcome').notNullable();
      table.text('error_code');
    })
    .createTable('attention', (table) => {
      table.increments('id');
      table.text('key').notNullable();
      table.text('code').notNullable();
      table.text('place').notNullable();
      table.text('why').notNullable();
      table.text('todo').notNullable();
      table.text('lease_uid');
      table.text('verbs_json').notNullable();
      table.bigInteger('raised_at').notNullable();
      table.bigInteger('cleared_at');
      /** approved or ignored, by a person */
      table.text('verdict');
      table.index('key');
    })
    .createTable('breakers', (table) => {
      table.text('server').primary();
      table.bigInteger('opened_at').notNullable();
      table.bigInteger('until').notNullable();
      table.text('why').notNullable();
    })
    .createTable('scans', (table) => {
      table.text('kind').primary();
      table.text('verdict_json').notNullable();
    });
  // One open item per key: history stays, a cleared item that comes back is a new one.
  await knex.raw('CREATE UNIQUE INDEX attention_open ON attention (key) WHERE cleared_at IS NULL');
}
