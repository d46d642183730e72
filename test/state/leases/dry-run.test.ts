/** Ends in dry-run: planned and quiet, nothing of them stored; live computes afresh (design §5). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outside } from '../outside.ts';
import { lease } from '../stage.ts';
import { over, staysIn, tenancies } from './tenancies.ts';

test('an end is planned once, and is live’s own matter then', async (t) => {
  const village = await tenancies(t);
  const [a, b] = [lease('a', '101', { end: '2026-11-18' }), lease('b', '102')];
  await village.run([a, b]);
  await village.restart({ mode: 'dry-run' });
  assert.deepEqual(await village.run([over(a), { ...b, unitName: '103' }]), [
    'a new leaves 101 2026-11-18',
    'b new leaves 102 2026-11-19',
  ]);
  assert.deepEqual(await village.run([over(a), { ...b, unitName: '103' }]), []);
  await village.restart({ mode: 'dry-run' });
  assert.deepEqual(await village.run([over(a), { ...b, unitName: '103' }]), []);
  await village.store.close();
  await outside(village.file, async (knex) => {
    const rows = await knex('stays').orderBy('household_id');
    assert.deepEqual(
      rows.map(({ last_day, let_go_as }) => [last_day, let_go_as]),
      [
        [null, null],
        [null, null],
        [null, null],
      ],
    );
  });
  village.store = await village.open();
  assert.deepEqual(await village.run([over(a), b]), ['a changed leaves 101 2026-11-18']);
  assert.deepEqual(staysIn(village.store, '102'), ['2 served']);
});

test('planned, and back: looked at once more, so that nothing of it stays planned', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-18' });
  await village.run([a]);
  await village.restart({ mode: 'dry-run' });
  assert.deepEqual(await village.run([over(a)]), ['a new leaves 101 2026-11-18']);
  assert.deepEqual(await village.run([a]), ['a changed']);
  assert.deepEqual(await village.run([a]), []);
});
