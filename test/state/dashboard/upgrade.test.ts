/** A database from before the days of scans were kept: the last verdict is taken over. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrations } from '../../../nodes/state/database/migrations/index.ts';
import { outside } from '../outside.ts';
import { stage } from '../stage.ts';

const before = migrations.filter(({ name }) => name < '0007');
const source = {
  getMigrations: async () => before,
  getMigrationName: ({ name }: (typeof before)[number]) => name,
  getMigration: async ({ up }: (typeof before)[number]) => ({ up, down: async () => undefined }),
};

test('the verdict of the last scan is known after the upgrade, complete or not, and counts for its day', async (t) => {
  const { file, open } = await stage(t);
  const leases = { at: Date.parse('2026-11-19T23:30:00Z'), complete: true, seen: 118, due: 2, why: '' };
  const tickets = {
    at: Date.parse('2026-11-18T01:00:00.250Z'),
    complete: false,
    seen: 1,
    due: 0,
    why: 'a page is missing',
  };
  await outside(file, async (knex) => {
    await knex.migrate.latest({ migrationSource: source, tableName: 'village_fiber_migrations' });
    for (const [kind, verdict] of Object.entries({ leases, tickets })) {
      await knex('scans').insert({ kind, verdict_json: JSON.stringify(verdict) });
    }
  });
  const store = await open();
  assert.deepEqual([store.scans.last('leases'), store.scans.last('tickets')], [leases, tickets]);
  const counted = { scans: 1, failed: 0, slowestMs: 0 };
  assert.deepEqual(await store.scans.days('leases', '2026-01-01'), [{ day: '2026-11-19', incomplete: 0, ...counted }]);
  assert.deepEqual(await store.scans.days('tickets', '2026-01-01'), [{ day: '2026-11-18', incomplete: 1, ...counted }]);
  assert.equal(store.onus.seenAt, undefined);
});
