/** Comma separated values as a file for a spreadsheet (RFC 4180). What is in them comes from outside. */

/** Lines ended by CRLF. A cell that a spreadsheet would take for a formula is made text. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/** Also the full-width signs, which some spreadsheets take for the plain ones. */
const formula = /^\s*[=+\-@|＝＋－＠]|^[\t\r\n]/;

function cell(text: string): string {
  const harmless = formula.test(text) ? `'${text}` : text;
  return /[",;\t\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
