/** Who moves in and out, as a file for a spreadsheet and in one line. */
import { csvText } from '../csv-text.ts';
import type { UpcomingRow } from './upcoming.ts';

/** One row for each move. */
export function upcomingCsv(rows: readonly UpcomingRow[]): string {
  const header = ['day', 'unit', 'what', 'who', 'note', 'lease'];
  const lines = rows.map(({ day, unit, what, who, note, leaseUid }) => [day, unit, what, who, note, leaseUid]);
  return csvText([header, ...lines]);
}

/** How many move; who stays does not. */
export function countMoves(rows: readonly UpcomingRow[]): number {
  return rows.filter(({ what }) => what !== 'stays').length;
}

/** `8 moves in the next 60 days: 3 in, 4 out, 1 to another unit; 2 stay.` */
export function upcomingSummary(rows: readonly UpcomingRow[], days: number): string {
  const count = (what: string) => rows.filter((row) => row.what === what).length;
  const [into, out, stays] = [count('moves in'), count('moves out'), count('stays')];
  const moves = countMoves(rows);
  const parts = [`${into} in`, `${out} out`, `${moves - into - out} to another unit`].join(', ');
  const words = moves === 0 ? 'No moves' : moves === 1 ? '1 move' : `${moves} moves`;
  return `${words} in the next ${days} days${moves === 0 ? '' : `: ${parts}`}; ${stays} ${stays === 1 ? 'stays' : 'stay'}.`;
}
