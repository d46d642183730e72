/**
 * The operator's table of units and their ONUs (design §4, "The unit ↔ ONU match"): CSV `unit,serial,mac`.
 */
import { type CsvRecord, parseCsv } from '../csv.ts';
import { contentFingerprint } from '../lease-fingerprint.ts';
import { plainText } from '../plain-text.ts';
import type { OnuTable, OnuTableRow } from '../property-rules.ts';
import { unitLabel } from '../unit-label.ts';
import { normalizeMac } from './mac-address.ts';

type Column = 'unit' | 'serial' | 'mac';

/** How headings are spelled, letters only. */
const headings: Readonly<Record<string, Column>> = {
  unit: 'unit',
  units: 'unit',
  apt: 'unit',
  apartment: 'unit',
  unitnumber: 'unit',
  unitname: 'unit',
  serial: 'serial',
  serials: 'serial',
  sn: 'serial',
  serialnumber: 'serial',
  serialno: 'serial',
  onuserial: 'serial',
  mac: 'mac',
  macaddress: 'mac',
  onumac: 'mac',
};
const columnsWithoutHeading: readonly Column[] = ['unit', 'serial', 'mac'];

interface NumberedRow extends OnuTableRow {
  readonly line: number;
}

/**
 * The table from its text: heading optional and in any order, `#` comments, commas, semicolons or tabs. Rows that cannot be used,
 * and all rows that contradict each other (a unit, a serial or a MAC twice), are left out and told in `problems`, by line; which of
 * two is right is never guessed.
 */
export function parseOnuTable(csvText: string): OnuTable {
  const records = parseCsv(csvText);
  const heading = headingOf(records[0]);
  const columns = heading ?? columnsWithoutHeading;
  const problems: { line: number; text: string }[] = [];
  const rows: NumberedRow[] = [];
  if (heading !== undefined && !heading.includes('unit')) {
    problems.push({ line: records[0]?.line ?? 1, text: 'the heading names no column "unit"' });
  }
  for (const record of records.slice(heading === undefined ? 0 : 1)) {
    const row = parseRow(record, columns);
    if (typeof row === 'string') problems.push({ line: record.line, text: row });
    else rows.push(row);
  }
  const contradicting = contradictions(rows);
  const usable = rows.filter((row) => !contradicting.some(({ lines }) => lines.includes(row.line)));
  for (const { lines, text } of contradicting) problems.push({ line: lines[0] ?? 0, text });
  const plainRows = usable.map(({ unitLabel: label, serial, mac }) => ({ unitLabel: label, serial, mac }));
  const words = problems
    .sort((first, second) => first.line - second.line)
    .map(({ line, text }) => `Line ${line}: ${text}.`);
  return { rows: plainRows, version: contentFingerprint([plainRows, words]), problems: words };
}

/** The unit's row, if the table has a usable one. */
export function onuTableRow(table: OnuTable, label: string): OnuTableRow | undefined {
  return table.rows.find((row) => row.unitLabel === label);
}

/** The columns when the record is a heading: two or more cells are known words, or its only cell is. */
function headingOf(record: CsvRecord | undefined): (Column | undefined)[] | undefined {
  if (record === undefined) return undefined;
  const columns = record.cells.map((cell) => headings[cell.toLowerCase().replace(/[^a-z]/g, '')]);
  const known = columns.filter((column) => column !== undefined).length;
  const digits = record.cells.some((cell) => /\d/.test(cell));
  return known > 0 && !digits ? columns : undefined;
}

/** @returns the row, or in words why it cannot be used */
function parseRow({ line, cells }: CsvRecord, columns: readonly (Column | undefined)[]): NumberedRow | string {
  const cell = (column: Column) => plainText(cells[columns.indexOf(column)] ?? '');
  const label = unitLabel(cell('unit'));
  if (label === '') return 'no unit';
  const serial = cell('serial').replace(/\s/g, '').toUpperCase() || null;
  const macText = cell('mac');
  const mac = normalizeMac(macText);
  if (macText !== '' && mac === null) return `unit ${label}: "${macText}" is not a MAC address`;
  if (serial === null && mac === null) return `unit ${label}: neither serial nor MAC`;
  return { line, unitLabel: label, serial, mac };
}

function contradictions(rows: readonly NumberedRow[]): { lines: number[]; text: string }[] {
  return [
    ...repeated(rows, 'unit', (row) => row.unitLabel),
    ...repeated(rows, 'serial', (row) => row.serial),
    ...repeated(rows, 'MAC', (row) => row.mac),
  ];
}

function repeated(
  rows: readonly NumberedRow[],
  what: string,
  identity: (row: NumberedRow) => string | null,
): { lines: number[]; text: string }[] {
  const groups = Map.groupBy(rows, identity);
  groups.delete(null);
  return [...groups]
    .filter(([, twins]) => twins.length > 1)
    .map(([value, twins]) => {
      const lines = twins.map(({ line }) => line);
      return { lines, text: `${what} ${value} is on lines ${lines.join(', ')}; none of them is used` };
    });
}
