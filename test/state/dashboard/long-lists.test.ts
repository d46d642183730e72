/** Lists of a large property: the page gets the first of them and how many more there are, the file has all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsv } from '../../../nodes/village/csv.ts';
import { indexUnits } from '../../../nodes/village/unit-label.ts';
import { lease, scan, stage } from '../stage.ts';
import { absorb } from '../tickets/book.ts';
import { ticket } from '../tickets/tickets.ts';
import { answered } from './asking.ts';
import { planMany } from './plan-many.ts';

test('the first thousand moves and changes, the oldest 500 tickets; the rest is counted', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ mode: 'dry-run' });
  const labels = Array.from({ length: 1_100 }, (_, at) => String(1_001 + at));
  const units = indexUnits(labels.map((name) => ({ uid: `unit-${name}`, name })));
  await store.units.replace(units.units);
  const leases = labels.map((label) => lease(`lease-${label}`, label, { end: '2026-12-10' }));
  await store.leases.absorb(scan(clock, leases, { units }));
  await planMany(store);
  await absorb(
    store,
    labels.slice(0, 510).map((label) => ticket(`t${label}`, { unitName: label })),
  );

  for (const role of ['operator', 'viewer'] as const) {
    const upcoming = await answered(store, 'upcoming', {}, role);
    assert.ok('rows' in upcoming);
    assert.deepEqual([upcoming.rows.length, upcoming.more, 'csv' in upcoming], [1_000, 100, false]);
    const plan = await answered(store, 'plan', {}, role);
    assert.ok('rows' in plan);
    assert.deepEqual([plan.rows.length, plan.more, 'effects' in plan], [1_000, 1_200, false]);
    const { open: shown, counts } = await answered(store, 'tickets', {}, role);
    assert.deepEqual([shown.length, counts.open, counts.waiting], [500, 510, 510]);
  }
  for (const [ask, lines] of [
    ['upcoming', 1_101],
    ['plan', 2_201],
  ] as const) {
    const answer = await answered(store, ask, { csv: true });
    assert.ok('file' in answer);
    assert.equal(parseCsv(answer.file.text).length, lines);
  }
});
