/** The action "statement" of sync-state: which month is asked for, and what comes out. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Statement, statementMonth } from '../../nodes/state/statements/statements.ts';
import { parseCsv } from '../../nodes/village/csv.ts';
import { errorOf } from '../error-of.ts';
import { flow, payloadOf } from './flow.ts';
import { lease, units } from './stage.ts';

test('which month: by name, this, last (also when nothing is said); not one to come', async () => {
  const month = (asked: unknown) => statementMonth(asked, '2026-01-15');
  assert.deepEqual([undefined, null, '', 'last', ' Last ', 'this', '2025-11', '2026-01'].map(month), [
    '2025-12',
    '2025-12',
    '2025-12',
    '2025-12',
    '2025-12',
    '2026-01',
    '2025-11',
    '2026-01',
  ]);
  for (const wrong of [
    '2026-02',
    '2025-13',
    '2025-00',
    'next',
    '1999-12',
    '2025-1',
    7,
    {},
    ['2025-11'],
    "2025-11' --",
  ]) {
    const error = await errorOf(Promise.resolve().then(() => month(wrong)));
    assert.equal(error.code, 'STATEMENT_MONTH', String(wrong));
  }
});

test('the node: message, CSV, file name and status; no tenant’s name anywhere', async (t) => {
  const { store, node, due } = await flow(t);
  await store.units.replace(units.units);
  await due([lease('a', '101', { start: '2020-01-01', end: null })]);
  const statement = node('statement');
  assert.equal(await statement.receive({ payload: { month: 'this' }, mine: 'kept' }), undefined);
  const [message] = statement.out();
  const payload = payloadOf<Statement & { csv: string; totalsCsv: string }>(statement);
  assert.equal(message?.['mine'], 'kept');
  assert.equal(message?.['filename'], `occupancy-victorian-village-${payload.month}.csv`);
  assert.equal(message?.['topic'], `Occupancy of Victorian Village, ${payload.month} (provisional)`);
  assert.deepEqual([payload.provisional, payload.totals.occupied], [true, 1]);
  assert.deepEqual(
    parseCsv(payload.csv).map(({ cells }) => cells[2]),
    ['unit', '101', '102', '103', '104'],
  );
  assert.equal(parseCsv(payload.totalsCsv).at(-1)?.cells[2], 'total');
  assert.deepEqual(statement.shown, { fill: 'yellow', shape: 'ring', text: `${payload.month}: 1 let` });
  assert.doesNotMatch(JSON.stringify(message), /Ada|tenant-of|example\.com/);
  assert.equal((await statement.receive({ payload: 'x' }))?.code, undefined, 'a timestamp or text: the last month');
  assert.equal((await statement.receive({ payload: { month: '2100-01' } }))?.code, 'STATEMENT_MONTH');
  assert.equal((await node('statement', { plans: '' }).receive({}))?.code, 'NOT_CONFIGURED');
});
