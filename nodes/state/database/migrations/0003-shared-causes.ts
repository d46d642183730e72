import type { Knex } from 'knex';

/** Which attention item a lease waits for when what it failed with last is no fault of its own. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('leases', (table) => {
    /** `PLAN_MISSING/service plan Village Fiber 500`; null: its own, or none */
    table.text('shared_cause');
  });
  // Until now errors of nodes without a lease were kept by the node's id. What still is so is raised anew, by its thing.
  const byNode = knex('attention').whereNull('cleared_at').whereLike('key', '%/node:%');
  await byNode.update({ cleared_at: knex.ref('raised_at') });
}
