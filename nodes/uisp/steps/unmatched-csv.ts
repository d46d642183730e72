/**
 * The list of units whose ONU is not known, as a file for a spreadsheet: to be completed and pasted into the ONU table.
 */

/** A unit whose ONU could not be placed. */
export interface UnmatchedUnit {
  /** Its label, `101`. */
  readonly unit: string;
  /** Why, in words. */
  readonly reason: string;
}

/** `unit,reason`, lines ended by CRLF. Names come from outside: a cell that a spreadsheet would take for a formula is made text. */
export function unmatchedCsv(units: readonly UnmatchedUnit[]): string {
  const lines = [['unit', 'reason'], ...units.map(({ unit, reason }) => [unit, reason])];
  return lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const harmless = /^[\s]*[=+\-@|]/.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",;\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
