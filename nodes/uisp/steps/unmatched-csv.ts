/**
 * The list of units whose ONU is not known, as a file for a spreadsheet: to be completed and pasted into the ONU table.
 */
import { csvText } from '../../village/csv-text.ts';

/** A unit whose ONU could not be placed. */
export interface UnmatchedUnit {
  /** Its label, `101`. */
  readonly unit: string;
  /** Why, in words. */
  readonly reason: string;
}

/** `unit,reason`. Names come from outside, see {@link csvText}. */
export function unmatchedCsv(units: readonly UnmatchedUnit[]): string {
  return csvText([['unit', 'reason'], ...units.map(({ unit, reason }) => [unit, reason])]);
}
