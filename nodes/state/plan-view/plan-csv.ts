/** The plan as a file for a spreadsheet. */
import { csvText } from '../../village/csv-text.ts';
import type { PlanRow } from './plan-rows.ts';

/** One row for each change. */
export function planCsv(rows: readonly PlanRow[]): string {
  const header = ['unit', 'what', 'before', 'after', 'why', 'lease', 'planned at', 'key'];
  const lines = rows.map(({ unit, what, before, after, why, leaseUid, at, key }) => [
    unit ?? '',
    what,
    before,
    after,
    why,
    leaseUid ?? '',
    at,
    key,
  ]);
  return csvText([header, ...lines]);
}
