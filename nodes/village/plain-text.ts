/**
 * Text from outside as one plain line: what control characters (CR and LF above all) would do in a mail header, a log line or a
 * name, they do not.
 */

/** C0 and C1 controls and the marks that turn the direction of writing; other line breaks are blanks to `\s`. */
const invisible = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** @returns without control characters, blanks collapsed to one, trimmed; any other letter stays as it is (`O'Brien`, `José`, `<b>`) */
export function plainText(text: string): string {
  return text.replace(invisible, ' ').replace(/\s+/g, ' ').trim();
}

/** True when the text holds a control character, which an address or a name must not. */
export function hasControlCharacter(text: string): boolean {
  return text.search(invisible) >= 0;
}
