import type { Knex } from 'knex';

/** What the operator was told by mail, and whose names were purged. Instants are epoch milliseconds. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('attention', (table) => {
    /** A mail that tells of it was accepted; null: not yet. */
    table.bigInteger('told_at');
    /** The same for its end. */
    table.bigInteger('told_cleared_at');
  });
  for (const name of ['leases', 'effects', 'audit', 'planned']) {
    await knex.schema.alterTable(name, (table) => {
      /** Names, addresses and telephone numbers in it were purged; null: they are there, if there ever were any. */
      table.bigInteger('forgotten_at');
    });
  }
}
