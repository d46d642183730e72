/** How our own words in UISP are known again (design §4: "what we wrote ourselves is never taken for a change"). */
import { createHash } from 'node:crypto';
import { decodeEntities } from './html-text.ts';

/** `&amp;amp;` and deeper. */
const nestedAmpersands = /&(?:(?:amp|#38|#x26);)+/gi;
/** What an editor or a server lays plain text out with. */
const layoutTag = /<\/?(?:br|div|p|span)(?=[\s/>])[^<>]*>/gi;
/** Whatever might pass for a tag; other than for reading, too much is better than something else each time. */
const tagLike = /<[a-z/!][^>]*>/gi;

/**
 * Of a comment's letters and digits alone, lower case, without tags and entities: UISP may trim what it is sent, change its line ends,
 * collapse blanks, escape it or strip its tags. A text without any letter or digit (`👍`) counts as it is, trimmed.
 * @returns sha1, 40 lower-case hex digits
 */
export function saidFingerprint(body: string): string {
  // The layout goes first: within a tag that was escaped it would look like that tag's end.
  const decoded = decodeEntities(body.replace(layoutTag, ' ').replace(nestedAmpersands, '&'));
  const words = withoutTags(decoded)
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
  const counted = words !== '' ? words : decoded.trim() || body.trim();
  return createHash('sha1').update(counted).digest('hex');
}

function withoutTags(text: string): string {
  // After the last `>` no tag can end: not searched there, or many `<` would each be searched to the end of the text.
  const end = text.lastIndexOf('>') + 1;
  return text.slice(0, end).replace(tagLike, '') + text.slice(end);
}
