/** A technician's public comment, as the tenant reads it in Innago. */
import { cleanText, isVisible, oneLine } from './clean-text.ts';
import { cutText } from './cut-text.ts';
import { textOfHtml } from './html-text.ts';
import type { TicketFile } from './ticket.ts';

const isp = 'ERE Fiber';
const longestFileName = 100;

/**
 * Plain text, with the names of its files (they stay in UISP, whose links need a login) and the signature at the end.
 * @param limit the most characters (UTF-16 units) that Innago takes; it is the technician's words that are cut, with a note
 * @returns empty when there is nothing to tell: neither words nor files
 */
export function commentForInnago(
  { text, files }: { readonly text: string; readonly files: readonly TicketFile[] },
  { limit, signature }: { readonly limit: number; readonly signature?: string | undefined },
): string {
  const clean = cleanText(textOfHtml(text));
  const words = isVisible(clean) ? clean : '';
  if (words === '' && files.length === 0) return '';
  const tail = [filesLine(files, Math.floor(limit / 3)), cleanText(signature ?? '')]
    .filter((part) => part !== '')
    .join('\n\n');
  if (tail === '') return cutText(words, limit, cutNote);
  const told = words === '' ? '' : `${cutText(words, Math.max(0, limit - tail.length - 2), cutNote)}\n\n`;
  return cutText(told + tail, limit, '…');
}

const cutNote = `… (cut here; ask ${isp} for the rest)`;

function filesLine(files: readonly TicketFile[], room: number): string {
  if (files.length === 0) return '';
  const names = files.map(({ name }) => cutText(oneLine(name) || 'a file without a name', longestFileName, '…'));
  return `Files: ${cutText(names.join(', '), room, '…')} (not attached here; they are in UISP, ask ${isp} for them)`;
}
