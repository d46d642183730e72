/**
 * What a single character is to the keyword matcher, whatever its case, accents, width or dress. Each character
 * becomes a short list of steps:
 *
 * - a letter, digit or other visible sign: the UTF-8 bytes of its plain lower-case form, so that `É`, `é` and `e` are one (é is
 *   `e`, ß is `ss`, full-width `Ｗ` is `w`). Bytes and not characters, because a table of 256 columns stays small in any script;
 * - a hyphen, dash, apostrophe or quotation mark: {@link optional}. It stands for a space or for nothing: `wi-fi` is `wifi`,
 *   `slow-internet` has the word `internet` in it, `can’t` is `cant`, `internet's` has `internet`;
 * - a blank, line break or control character: {@link space};
 * - an accent, soft hyphen, zero-width character or mark of direction: no step at all.
 */

/** A step is a byte, perhaps with {@link wordFlag}; or one of the two separators. */
export type Step = number;

/** Set in the bytes of letters and digits, of any script. */
export const wordFlag = 0x100;
export const optional = 0x200;
export const space = 0x400;

const blank = /[\p{Z}\p{Cc}\u2800]/u;
const mark = /\p{M}/u;
/** ™ and ℠ would decompose to letters and make another word of `Wi-Fi™`. */
const invisible = /[\p{M}\p{Default_Ignorable_Code_Point}\p{Cf}™℠]/u;
const letterOrDigit = /[\p{L}\p{N}]/u;
const hyphenOrQuote =
  /[\p{Pd}\p{Pi}\p{Pf}"'`´‚„\u02b9-\u02bc\u02d7\u2032-\u2037\u2043\u2212\u275b-\u275e\u301d-\u301f]/u;

/** Letters that Unicode does not decompose, as people write them without the letter at hand. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ŧ: 't',
  ς: 'σ',
};

const utf8 = new TextEncoder();
/** More than any language needs; a text that is nothing but rare characters must not fill the memory. */
const mostRemembered = 20_000;
const remembered = new Map<number, readonly Step[]>();

/** @param codePoint of any character; a lone surrogate is a visible sign */
export function stepsOf(codePoint: number): readonly Step[] {
  const known = remembered.get(codePoint);
  if (known !== undefined) return known;
  if (remembered.size >= mostRemembered) remembered.clear();
  const steps = fold(String.fromCodePoint(codePoint));
  remembered.set(codePoint, steps);
  return steps;
}

/** True for an accent or another mark that belongs to the character before it. */
export function isMark(codePoint: number): boolean {
  return codePoint >= 0x300 && mark.test(String.fromCodePoint(codePoint));
}

function fold(character: string): readonly Step[] {
  if (invisible.test(character)) return [];
  if (hyphenOrQuote.test(character)) return [optional];
  return [...character.normalize('NFKD')].flatMap((part) => {
    const lower = part.toLowerCase();
    return [...(plainLetters[lower] ?? lower)].flatMap(stepsOfPart);
  });
}

function stepsOfPart(part: string): Step[] {
  if (invisible.test(part)) return [];
  if (blank.test(part)) return [space];
  if (hyphenOrQuote.test(part)) return [optional];
  const flag = letterOrDigit.test(part) ? wordFlag : 0;
  return [...utf8.encode(part)].map((byte) => byte | flag);
}
