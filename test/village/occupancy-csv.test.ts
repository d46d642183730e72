/** The statement for a spreadsheet: RFC 4180, and nothing in it is taken for a formula. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsv } from '../../nodes/village/csv.ts';
import { csvText } from '../../nodes/village/csv-text.ts';
import type { OccupancyStatement } from '../../nodes/village/occupancy/occupancy.ts';
import { statementFile, totalsCsv, unitsCsv } from '../../nodes/village/occupancy/occupancy-csv.ts';

const unit = { unit: '101', state: 'occupied', days: 30, plan: 'Village Fiber 1G', uispCents: 5500, addOnCents: 1005 };
const statement = (change: object = {}, units: readonly object[] = [{}]): OccupancyStatement => ({
  property: 'Victorian Village',
  month: '2026-11',
  units: units.map((one) => ({ ...unit, state: 'occupied' as const, ...one })),
  totals: {
    ...{ units: 3, occupied: 1, partial: 1, vacant: 1 },
    plans: [{ plan: 'Village Fiber 1G', units: 2, uispCents: 11000 }],
    ...{ uispCents: 11000, charges: 1, addOnCents: 1005, totalCents: 12005 },
  },
  notes: [],
  ...change,
});

test('units: one row each, dollars with two decimals, CRLF at every end', () => {
  const csv = unitsCsv(
    statement({}, [{}, { unit: '102', state: 'vacant', days: 0, plan: null, uispCents: 0, addOnCents: 0 }]),
  );
  assert.equal(
    csv,
    [
      'property,month,unit,state,days let,plan,UISP rate,add-on charged',
      'Victorian Village,2026-11,101,occupied,30,Village Fiber 1G,55.00,10.05',
      'Victorian Village,2026-11,102,vacant,0,,0.00,0.00',
      '',
    ].join('\r\n'),
  );
});

test('totals are a file of their own', () => {
  assert.deepEqual(totalsCsv(statement()).split('\r\n'), [
    'property,month,item,count,amount',
    'Victorian Village,2026-11,units,3,',
    'Victorian Village,2026-11,occupied,1,',
    'Victorian Village,2026-11,partial,1,',
    'Victorian Village,2026-11,vacant,1,',
    'Victorian Village,2026-11,plan Village Fiber 1G,2,110.00',
    'Victorian Village,2026-11,UISP rates,2,110.00',
    'Victorian Village,2026-11,add-ons charged,1,10.05',
    'Victorian Village,2026-11,total,,120.05',
    '',
  ]);
});

const evil = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '|cmd',
  ' =1',
  '\t=1',
  '\r=1',
  '＝1',
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("http://x","y")',
];
for (const name of evil) {
  test(`no formula: ${JSON.stringify(name)}`, () => {
    const csv = unitsCsv(statement({ property: name }, [{ unit: name, plan: name }]));
    const [, record] = parseCsv(csv);
    assert.equal(record?.cells.length, 8);
    for (const cell of [0, 2, 5].map((index) => record?.cells[index] ?? '')) assert.match(cell, /^'/);
    assert.equal(csv.split('\r\n').length, 3);
    assert.match(parseCsv(csvText([['head'], [name]]))[1]?.cells[0] ?? '', /^'/);
  });
}

test('a cell that begins with a tab or line break is text, too', () => {
  assert.equal(csvText([['\tx', '\rx', '\nx', ' x']]), `"'\tx","'\rx","'\nx", x\r\n`);
});

test('quotes, separators and line breaks stay within their cell', () => {
  const cells = ['a "b" c', 'a,b', 'a;b', 'a\r\nb', "it's", 'José 🏠'];
  const text = csvText([cells, cells]);
  assert.equal(text.split('"a ""b"" c"').length, 3);
  assert.deepEqual(
    parseCsv(text).map((record) => record.cells),
    Array(2).fill(cells.map((cell) => cell.replace('\r', ''))),
  );
});

test('the file is named after property and month, by letters that any disk takes', () => {
  const name = (property: string) => statementFile({ property, month: '2026-11' });
  assert.equal(name('Victorian Village'), 'occupancy-victorian-village-2026-11.csv');
  assert.equal(name('../../etc/passwd\u0000'), 'occupancy-etc-passwd-2026-11.csv');
  assert.equal(name('Übermäßig'), 'occupancy-berm-ig-2026-11.csv');
  assert.equal(name('***'), 'occupancy-2026-11.csv');
});
