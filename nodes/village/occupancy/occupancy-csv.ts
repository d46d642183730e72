/** The occupancy statement as two files for a spreadsheet: one row for each unit, and the totals. */
import { csvText } from '../csv-text.ts';
import { plainText } from '../plain-text.ts';
import type { OccupancyStatement } from './occupancy.ts';

/** One row for each unit; no totals in between, so that a column can be summed. */
export function unitsCsv({ property, month, units }: OccupancyStatement): string {
  const header = ['property', 'month', 'unit', 'state', 'days let', 'plan', 'UISP rate', 'add-on charged'];
  const rows = units.map(({ unit, state, days, plan, uispCents, addOnCents }) => [
    ...[property, month, unit, state, String(days), plan ?? ''].map(plainText),
    decimal(uispCents),
    decimal(addOnCents),
  ]);
  return csvText([header, ...rows]);
}

/** Numbers of units, and amounts where there are any. */
export function totalsCsv({ property, month, totals }: OccupancyStatement): string {
  const lines: readonly (readonly [item: string, count: number | '', cents?: number])[] = [
    ['units', totals.units],
    ['occupied', totals.occupied],
    ['partial', totals.partial],
    ['vacant', totals.vacant],
    ...totals.plans.map(({ plan, units, uispCents }) => [`plan ${plan}`, units, uispCents] as const),
    ['UISP rates', totals.occupied + totals.partial, totals.uispCents],
    ['add-ons charged', totals.charges, totals.addOnCents],
    ['total', '', totals.totalCents],
  ];
  const rows = lines.map(([item, count, cents]) => [
    ...[property, month, item].map(plainText),
    String(count),
    cents === undefined ? '' : decimal(cents),
  ]);
  return csvText([['property', 'month', 'item', 'count', 'amount'], ...rows]);
}

/** `occupancy-victorian-village-2026-11.csv` */
export function statementFile({ property, month }: Pick<OccupancyStatement, 'property' | 'month'>): string {
  const words = property.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return `${['occupancy', words.join('-').slice(0, 60), month].filter((part) => part !== '').join('-')}.csv`;
}

/** `45.00` */
function decimal(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}
