import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsv } from '../../../nodes/village/csv.ts';
import { normalizeMac } from '../../../nodes/village/onu/mac-address.ts';
import { onuTableRow, parseOnuTable } from '../../../nodes/village/onu/onu-table.ts';

const cells = (text: string) => parseOnuTable(text).rows.map((row) => [row.unitLabel, row.serial, row.mac]);
const twoUnits = [
  ['101', 'UBNT0A1B2C3D', 'f09fc2000001'],
  ['102', 'UBNT0A1B2C3E', null],
];

const spellings: readonly [string, string][] = [
  ['with a heading', 'unit,serial,mac\n101,UBNT0A1B2C3D,F0:9F:C2:00:00:01\n102,UBNT0A1B2C3E,\n'],
  ['without a heading', '101,UBNT0A1B2C3D,F0:9F:C2:00:00:01\n102,UBNT0A1B2C3E'],
  [
    'with other columns in another order',
    'MAC address,Note,Apartment,Serial No.\nf09f.c200.0001,x,Apt. 101,ubnt0a1b2c3d\n,y,#102,ubnt 0a1b 2c3e',
  ],
  [
    'with a mark, CRLF and semicolons',
    '\ufeffUnit;Serial;MAC\r\nUnit 101;UBNT0A1B2C3D;f0-9f-c2-00-00-01\r\n102;UBNT0A1B2C3E;\r\n',
  ],
  ['with tabs', 'unit\tserial\tmac\n101\tUBNT0A1B2C3D\tf09fc2000001\n102\tUBNT0A1B2C3E\t'],
  ['with quotes', '"unit","serial","mac"\n"#101","UBNT0A1B2C3D","F0:9F:C2:00:00:01"\n"102","UBNT0A1B2C3E",""'],
  [
    'with comments and empty lines',
    '# our ONUs, "as of" today\n\nunit,serial,mac\n # moved: 101\n101,UBNT0A1B2C3D,f09fc2000001\n\n102,UBNT0A1B2C3E,\n',
  ],
];
for (const [how, text] of spellings) {
  test(`the table reads the same ${how}`, () => {
    assert.deepEqual(cells(text), twoUnits);
    assert.deepEqual(parseOnuTable(text).problems, []);
    assert.equal(parseOnuTable(text).version, parseOnuTable(spellings[0]?.[1] ?? '').version);
  });
}

test('an empty table, a comment and a lone heading are tables without rows', () => {
  for (const text of ['', ' \r\n', '# nothing yet', 'unit,serial,mac']) {
    assert.deepEqual([parseOnuTable(text).rows, parseOnuTable(text).problems], [[], []], JSON.stringify(text));
  }
});

const faults: readonly [string, string, string[][], RegExp[]][] = [
  ['no unit', ',UBNT1,\n102,UBNT2,', [['102', 'UBNT2']], [/^Line 1: no unit\.$/]],
  ['neither serial nor MAC', 'unit,serial,mac\n101,,', [], [/^Line 2: unit 101: neither serial nor MAC\.$/]],
  ['a bad MAC', '101,UBNT1,f0:9f', [], [/^Line 1: unit 101: "f0:9f" is not a MAC address\.$/]],
  [
    'a unit twice',
    '101,UBNT1,\n102,UBNT2,\nApt 101,UBNT3,',
    [['102', 'UBNT2']],
    [/^Line 1: unit 101 is on lines 1, 3; none/],
  ],
  [
    'a serial twice',
    '101,UBNT1,\n102,ubnt1,\n103,UBNT3,',
    [['103', 'UBNT3']],
    [/^Line 1: serial UBNT1 is on lines 1, 2/],
  ],
  ['a MAC twice', '101,,f09fc2000001\n102,,F0:9F:C2:00:00:01', [], [/^Line 1: MAC f09fc2000001 is on lines 1, 2/]],
  [
    'a heading without unit',
    'apt no,serial\n101,UBNT1',
    [],
    [/^Line 1: the heading names no column "unit"\.$/, /^Line 2: no unit/],
  ],
];
for (const [what, text, usable, problems] of faults) {
  test(`told by line, and left out: ${what}`, () => {
    const table = parseOnuTable(text);
    assert.deepEqual(
      table.rows.map((row) => [row.unitLabel, row.serial]),
      usable,
    );
    assert.equal(table.problems.length, problems.length, table.problems.join('\n'));
    for (const [index, problem] of problems.entries()) assert.match(table.problems[index] ?? '', problem);
  });
}

test('the version changes with the rows, not with comments or spelling', () => {
  const version = (text: string) => parseOnuTable(text).version;
  assert.equal(version('101,UBNT1,'), version('# new\nunit 101 , ubnt1 ,\n'));
  assert.notEqual(version('101,UBNT1,'), version('101,UBNT2,'));
  assert.notEqual(version('101,UBNT1,'), version('102,UBNT1,'));
});

test('a unit’s row is found by its label', () => {
  const table = parseOnuTable('Unit 101,UBNT1,');
  assert.equal(onuTableRow(table, '101')?.serial, 'UBNT1');
  assert.equal(onuTableRow(table, '102'), undefined);
});

test('MAC addresses in their spellings', () => {
  for (const mac of ['F0:9F:C2:00:00:01', 'f0-9f-c2-00-00-01', 'f09f.c200.0001', ' F09FC2000001 ']) {
    assert.equal(normalizeMac(mac), 'f09fc2000001');
  }
  for (const none of ['', 'f09fc200000', 'f09fc20000011', 'g09fc2000001']) assert.equal(normalizeMac(none), null);
});

test('CSV: quotes may hold separators, quotes and line breaks; lines are counted as an editor does', () => {
  assert.deepEqual(parseCsv('a,"b, ""c""\nd",e\r\n\r\n# "x\nf,g'), [
    { line: 1, cells: ['a', 'b, "c"\nd', 'e'] },
    { line: 5, cells: ['f', 'g'] },
  ]);
  assert.deepEqual(parseCsv('a,"never closed\nb'), [{ line: 1, cells: ['a', 'never closed\nb'] }]);
});
