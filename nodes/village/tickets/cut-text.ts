/** Text that is longer than an API takes, cut so that it says that it is. */
import { closingMarks } from './clean-text.ts';

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * At most `limit` UTF-16 units. What is longer is cut and ends with the note (or with `…`, where the note alone is too long): never
 * within a letter as the reader sees it (surrogate pair, combining marks, joined emoji), and the direction of writing is turned back
 * before the note.
 */
export function cutText(text: string, limit: number, note: string): string {
  if (text.length <= limit) return text;
  if (limit < 1) return '';
  const end = note.length < limit ? note : '…';
  return headWithin(text, limit - end.length) + end;
}

/** The first letters of the text, at most so many UTF-16 units; a letter longer than that is left out. */
export function headOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const boundary = length > 0 ? letters.segment(text).containing(length)?.index : 0;
  return text.slice(0, boundary ?? 0);
}

function headWithin(text: string, room: number): string {
  let reserved = 0;
  while (true) {
    const head = headOf(text, room - reserved).trimEnd();
    const closing = closingMarks(head) ?? '';
    if (head.length + closing.length <= room) return head + closing;
    // Cut again with room for the closing marks. Each round reserves more than the one before, so it ends.
    reserved = closing.length;
  }
}
