/** A database from before the plan had a list of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrations } from '../../nodes/state/database/migrations/index.ts';
import { outside } from './outside.ts';
import { whats } from './planned.ts';
import { hour, lease, stage, tick } from './stage.ts';

const before = migrations.filter(({ name }) => name < '0006');

test('the newest plan of each thing is taken over, with whose plan it is', async (t) => {
  const { file, open, clock } = await stage(t);
  await outside(file, async (knex) => {
    const source = {
      getMigrations: async () => [...before],
      getMigrationName: ({ name }: { name: string }) => name,
      getMigration: async ({ up }: (typeof before)[number]) => ({ up, down: async () => undefined }),
    };
    await knex.migrate.latest({ migrationSource: source, tableName: 'village_fiber_migrations' });
    const effect = {
      because: 'lease new',
      lease_uid: 'a',
      unit: '101',
      before_json: 'null',
      after_json: '{"name":"Unit 101"}',
      prepared_json: 'null',
      claim_token: 'old',
      begun_at: clock() - hour,
      fingerprint: 'x',
      state: 'planned',
    };
    await knex('effects').insert([
      { ...effect, key: 'uisp-site/unit:unit-101', kind: 'uisp-site' },
      { ...effect, key: 'uisp-client/household:1', kind: 'uisp-client' },
      { ...effect, key: 'uisp-client/household:1', kind: 'uisp-client', state: 'done' },
      { ...effect, key: 'uisp-ticket/ticket:t1', kind: 'uisp-ticket', because: 'ticket t1', lease_uid: null },
      {
        ...effect,
        key: 'uisp-plan/Fiber',
        kind: 'uisp-plan',
        because: 'prepare all units',
        lease_uid: null,
        unit: null,
      },
    ]);
  });
  const store = await open({ mode: 'dry-run' });
  const runs = await store.database.run((knex) => knex('planned').orderBy('run').pluck('run'));
  assert.deepEqual(runs, ['action:prepare', 'lease:a', 'ticket:t1']);
  await tick(store, clock, [lease('a', '101')]);
  assert.deepEqual(await whats(store), ['101 subscriber site', 'null service plan'], 'nobody knows the ticket');
  await tick(store, clock, []);
  assert.deepEqual(await whats(store), ['null service plan']);
});
