import type { Knex } from 'knex';

/** The maintenance tickets that were seen, so that only new and changed ones are told of. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('tickets', (table) => {
    table.text('uid').primary();
    table.text('fingerprint').notNullable();
    table.text('status');
    table.bigInteger('first_seen_at').notNullable();
  });
}
