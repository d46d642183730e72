import type { Knex } from 'knex';

/** What is known of a ticket on both sides (tickets/ticket-entry.ts); null: of an older version, to be judged anew. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('tickets', (table) => {
    table.text('entry_json');
  });
}
