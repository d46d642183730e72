/**
 * The part of a text that its writer wrote, as plain text: mail programs send HTML, replies quote what was said before, phones add a line of
 * their own.
 */

/** Headings that mail programs put before what they quote; all below is quoted. */
const quoteHeading = /^\s*(?:-{2,}\s*(?:original|forwarded) message\b|on\b.{0,200}\bwrote:\s*$|_{10,}\s*$)/i;
const quotedLine = /^\s*>/;
const phoneLine = /^\s*(?:sent from my|sent via|sent with|sent using|get outlook for)\b/i;
/** From this length on a line may have been broken by a program and not by its writer; so may one whose next line is indented. */
const wrappedLine = 60;

/** @param text with any line breaks @returns without quoted lines, what is below a quote's heading, and the lines of mail programs */
export function ownText(text: string): string {
  const lines = plain(text).split(/\r\n|[\n\r\u2028\u2029]/);
  const quoteBegins = lines.findIndex((line) => line.length < 300 && quoteHeading.test(line));
  const own = (quoteBegins < 0 ? lines : lines.slice(0, quoteBegins)).filter(
    (line) => !quotedLine.test(line) && !phoneLine.test(line),
  );
  return own.map((line, at) => (isWrapped(line, own[at + 1]) ? `${line} ` : `${line}\n`)).join('');
}

function isWrapped(line: string, next: string | undefined): boolean {
  if (next === undefined || line.trim() === '' || next.trim() === '') return false;
  return line.length >= wrappedLine || /^\s/.test(next);
}

const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  rsquo: "'",
  ndash: '–',
  mdash: '—',
};

/** Tags are line breaks where HTML breaks lines, entities what they stand for. Text without either stays as it is. */
export function plain(text: string): string {
  return text
    .replace(/<(\/?)([a-z][a-z0-9]{0,9})\b[^<>]{0,300}>/gi, (_tag, slash: string, name: string) =>
      lineOf(name.toLowerCase(), slash),
    )
    .replace(
      /&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z]{2,6}));/gi,
      (entity, decimal: string, hex: string, name: string) => {
        if (name !== undefined) return entities[name.toLowerCase()] ?? entity;
        const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
        return point <= 0x10ffff ? String.fromCodePoint(point) : entity;
      },
    );
}

function lineOf(tag: string, slash: string): string {
  if (tag === 'br') return '\n';
  if (!['p', 'div', 'li', 'tr', 'h1', 'h2', 'h3', 'ul', 'ol', 'blockquote'].includes(tag)) return ' ';
  return slash === '' ? '\n' : '\n\n';
}
