/**
 * Comma separated values as spreadsheets write them: quotes, CRLF, a byte order mark, semicolons or tabs instead of commas.
 */

export interface CsvRecord {
  /** 1-based, as an editor shows it. */
  readonly line: number;
  /** Trimmed. */
  readonly cells: readonly string[];
}

/**
 * Records without empty lines and without comments (a line whose first character, not quoted, is `#`). The separator is the one of
 * comma, semicolon and tab that the first record uses most. A quote that is never closed ends with the text.
 */
export function parseCsv(text: string): CsvRecord[] {
  const plain = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const lines = plain.split('\n').filter((line) => line.trim() !== '' && !isComment(line));
  const separator = separatorOf(lines[0] ?? '');
  const records: CsvRecord[] = [];
  let at = 0;
  let line = 1;
  while (at < plain.length) {
    const restOfLine = plain.slice(at, endOfLine(plain, at));
    const end = isComment(restOfLine) ? at + restOfLine.length : endOfRecord(plain, at);
    const record = plain.slice(at, end);
    if (record.trim() !== '' && !isComment(record)) records.push({ line, cells: cellsOf(record, separator) });
    line += record.split('\n').length;
    at = end + 1;
  }
  return records;
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith('#');
}

function separatorOf(line: string): string {
  const unquoted = line.replace(/"[^"]*"/g, '');
  const uses = (separator: string) => unquoted.split(separator).length;
  return [',', ';', '\t'].reduce((most, separator) => (uses(separator) > uses(most) ? separator : most));
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** The line break that is not within quotes. */
function endOfRecord(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === '\n' && !quoted) return at;
  }
  return text.length;
}

function cellsOf(record: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < record.length; at += 1) {
    const character = record[at];
    if (character === '"' && quoted && record[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  return [...cells, cell.trim()];
}
