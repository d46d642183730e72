/**
 * A tenant's text, made fit to be sent on, so that it arrives as text and breaks nothing: what it says stays, markup included, for JSON
 * carries it as text; only what no reader can see and what would upset the text after it goes. Linear in the text's length.
 */

/** Also vertical tab, form feed and NEL, which text pasted from elsewhere uses for a line break. */
const lineBreak = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;
/** Control characters (all but tab and line feed), byte order marks, code points that are no characters. */
const unwanted = /(?![\t\n])[\p{Cc}\p{Noncharacter_Code_Point}\ufeff]/gu;
/** Three or more lines with nothing but blanks. */
const manyEmptyLines = /\n(?:[^\S\n]*\n){3,}/g;
const directionMarks = /\p{Bidi_Control}/gu;
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Marks that turn the direction of writing until another ends it (Unicode, annex 9). */
const turningMarks = /[\u202a-\u202e\u2066-\u2069]/g;
const popDirection = '\u202c';
const popIsolate = '\u2069';
/** Nobody writes deeper nested than this. */
const deepestTurn = 32;

/**
 * Line ends are `\n`, control characters are gone, a lone half of a surrogate pair is U+FFFD, at most two empty lines follow each
 * other, no blanks at the ends. Right-to-left text and its marks stay, but what is still turned at the end is turned back there, so
 * that it cannot turn what we write below (a text nested deeper than 32 loses its marks). Idempotent.
 */
export function cleanText(text: string): string {
  const clean = text
    .toWellFormed()
    .replace(lineBreak, '\n')
    .replace(unwanted, '')
    .replace(manyEmptyLines, '\n\n\n')
    .trim();
  const closing = closingMarks(clean);
  return closing === undefined ? cleanText(clean.replace(directionMarks, '')) : clean + closing;
}

/** {@link cleanText} on one line: blanks of any kind are one space, marks of direction are gone. Idempotent. */
export function oneLine(text: string): string {
  return cleanText(text).replace(directionMarks, '').replace(/\s+/g, ' ').trim();
}

/** Is there anything to be seen: a letter, a digit, a sign, an emoji? */
export function isVisible(text: string): boolean {
  return visible.test(text);
}

/** What turns the direction of writing back at the end of the text; undefined when it is nested too deep. */
export function closingMarks(text: string): string | undefined {
  const open: string[] = [];
  for (const [mark] of text.matchAll(turningMarks)) {
    if (mark === popDirection) {
      if (open.at(-1) === popDirection) open.pop();
    } else if (mark === popIsolate) {
      // Ends the last isolate and all that was turned within it; without any it means nothing.
      const isolate = open.lastIndexOf(popIsolate);
      if (isolate >= 0) open.length = isolate;
    } else {
      open.push(mark >= '\u2066' ? popIsolate : popDirection);
      if (open.length > deepestTurn) return undefined;
    }
  }
  return open.reverse().join('');
}
