import type { Knex } from 'knex';

/** How the scans of each day went, how the ONUs fare, and a quick way to what happened in a unit. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('scan_days', (table) => {
    table.text('kind').notNullable();
    /** `YYYY-MM-DD` in the property's zone; of UTC while that is not known. */
    table.text('day').notNullable();
    /** All, incomplete and failed ones among them. */
    table.integer('scans').notNullable();
    table.integer('incomplete').notNullable();
    table.integer('failed').notNullable();
    table.integer('slowest_ms').notNullable();
    /** Verdict of the last scan of the day that could read anything; null: none could. */
    table.text('verdict_json');
    table.primary(['kind', 'day']);
  });
  // The verdict lives in the row of its day now, so that a quiet tick still writes one statement.
  await knex.raw(`INSERT INTO scan_days (kind, day, scans, incomplete, failed, slowest_ms, verdict_json)
    SELECT kind, strftime('%Y-%m-%d', json_extract(verdict_json, '$.at') / 1000, 'unixepoch'), 1,
      CASE WHEN json_extract(verdict_json, '$.complete') THEN 0 ELSE 1 END, 0, 0, verdict_json FROM scans`);
  await knex.schema.dropTable('scans');
  await knex.schema.createTable('onu_states', (table) => {
    table.text('onu_id').primary();
    /** Label; null: of no unit. */
    table.text('unit');
    table.text('name');
    /** As UISP says it: active, disconnected, …; null: it does not say. */
    table.text('status');
    /** Epoch ms of the reading. */
    table.bigInteger('seen_at').notNullable();
  });
  await knex.schema.alterTable('audit', (table) => {
    table.index('unit');
    table.index('lease_uid');
  });
}
