/** Pieces of plain HTML in which every text is escaped. */

/** HTML that is already safe, to be told from text. */
export interface Markup {
  readonly html: string;
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

export function list(texts: readonly string[]): string {
  return texts.length === 0 ? '' : `<ul>${texts.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`;
}

export function table(heads: readonly string[], rows: readonly string[]): string {
  return `<table><tr>${heads.map((head) => `<th>${escapeHtml(head)}</th>`).join('')}</tr>${rows.join('\n')}</table>`;
}

/** One row; texts and numbers are escaped, markup is not. */
export function row(cells: readonly (string | number | Markup)[]): string {
  const shown = cells.map((cell) => (typeof cell === 'object' ? cell.html : escapeHtml(String(cell))));
  return `<tr>${shown.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

/** A line that opens to show the whole text. */
export function folded(line: string, text: string): Markup {
  return { html: `<details><summary>${escapeHtml(line)}</summary><pre>${escapeHtml(text)}</pre></details>` };
}

/** UTC, to the second. */
export function time(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
