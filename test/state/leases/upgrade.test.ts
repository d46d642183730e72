/** A database from before stays were known: all is taken over, and nothing is due by the upgrade alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrations } from '../../../nodes/state/database/migrations/index.ts';
import { outside } from '../outside.ts';
import { codes, future, lease, stage, tick } from '../stage.ts';
import { over, staysIn, told } from './tenancies.ts';

const leases = [
  lease('a', '101'),
  lease('b', '102', { end: '2026-11-30' }),
  lease('c', '103', { start: '2026-12-01', flags: future }),
];

/** As the version before has stored them for these leases. */
const applied = [
  'd347f4550e4cfd82bc5461158423b76b127d1278',
  '491dfca4370024f78a681d235d6f58290aa2920b',
  '9f753c7f77477decb74c446e7deec0b8b90dcad5',
];

const before = migrations.filter(({ name }) => name < '0006');
const source = {
  getMigrations: async () => before,
  getMigrationName: ({ name }: (typeof before)[number]) => name,
  getMigration: async ({ up }: (typeof before)[number]) => ({ up, down: async () => undefined }),
};

async function upgraded(t: Parameters<typeof stage>[0]) {
  const { file, open, clock } = await stage(t);
  await outside(file, async (knex) => {
    await knex.migrate.latest({ migrationSource: source, tableName: 'village_fiber_migrations' });
    for (const [n, { uid, start, unitName, tenants }] of leases.entries()) {
      await knex('households').insert({
        id: n + 1,
        unit_uid: `unit-${unitName}`,
        unit_label: unitName,
        lease_uid: uid,
        first_tenant_uid: tenants[0]?.uid,
        begun: start,
        client_id: 1001 + n,
        site_id: `site-${uid}`,
        service_id: uid === 'c' ? null : 5001 + n,
        onu_id: `onu-${uid}`,
        adopted: 0,
        first_seen_at: clock(),
      });
      await knex('leases').insert({
        uid,
        household_id: n + 1,
        lease_json: JSON.stringify(leases[n]),
        applied_fingerprint: applied[n],
        billed_fingerprint: '',
        failures: 0,
        waiting_json: '[]',
        first_seen_at: clock(),
      });
    }
  });
  return { file, open, clock };
}

test('stays are made of what the households had, and all is quiet, also after a restart', async (t) => {
  const { open, clock } = await upgraded(t);
  let store = await open();
  for (const _again of [1, 2]) {
    assert.deepEqual([...(await tick(store, clock, leases)).values()].map(told), []);
    assert.deepEqual(codes(store), []);
    assert.deepEqual(
      store.households.all().map(({ unitLabel, siteId, serviceId, onuId }) => [unitLabel, siteId, serviceId, onuId]),
      [
        ['101', 'site-a', 5001, 'onu-a'],
        ['102', 'site-b', 5002, 'onu-b'],
        ['103', 'site-c', null, 'onu-c'],
      ],
    );
    assert.deepEqual(
      ['101', '102', '103'].flatMap((unit) => staysIn(store, unit)),
      ['1 served', '2 served', '3 -'],
    );
    await store.close();
    store = await open();
  }
});

test('the columns of stays have moved, and nothing else of the household has', async (t) => {
  const { file, open } = await upgraded(t);
  await (await open()).close();
  await outside(file, async (knex) => {
    const columns = Object.keys(await knex('households').columnInfo());
    assert.deepEqual(
      ['site_id', 'service_id', 'onu_id'].filter((name) => columns.includes(name)),
      [],
    );
    const rows = await knex('stays').orderBy('household_id');
    assert.deepEqual(
      rows.map((row) => [row.household_id, row.unit_uid, row.lease_uid, row.service_id, row.ended_on, row.let_go_at]),
      [
        [1, 'unit-101', 'a', 5001, null, null],
        [2, 'unit-102', 'b', 5002, null, null],
        [3, 'unit-103', 'c', null, null, null],
      ],
    );
    assert.deepEqual(await knex('leases').pluck('ignored'), [0, 0, 0]);
  });
});

test('an end that was known before the upgrade is known from then on', async (t) => {
  const { open, clock } = await upgraded(t);
  const store = await open();
  await tick(store, clock, leases);
  assert.equal(store.leases.entry('b')?.endSeenOn, '2026-11-20');
  await store.close();
  const again = await open();
  clock.forward(11 * 24 * 3_600_000);
  const [a, b, c] = leases;
  assert.ok(a && b && c);
  const works = await tick(again, clock, [a, over(b), { ...c, flags: a.flags }]);
  assert.deepEqual([...works.values()].map(told), ['b changed leaves 102 2026-11-30']);
  assert.equal(again.leases.entry('b')?.endSeenOn, '2026-11-20');
});
