import { csvText } from '../csv-text.ts';
import type { Drift } from './drift-found.ts';

/** A drift and what became of it: `reported`, `repaired`, `planned`, … */
export type DriftRow = Pick<Drift, 'unit' | 'kind' | 'where' | 'before' | 'after' | 'why' | 'todo'> & {
  readonly outcome: string;
};

/** For a spreadsheet: `unit,kind,where,should be,is,outcome,why`. */
export function driftCsv(rows: readonly DriftRow[]): string {
  const header = ['unit', 'kind', 'where', 'should be', 'is', 'outcome', 'why'];
  return csvText([
    header,
    ...rows.map((row) => [row.unit, row.kind, row.where, row.before, row.after, row.outcome, row.why]),
  ]);
}
