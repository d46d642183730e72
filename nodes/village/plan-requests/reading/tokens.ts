/**
 * A text as words. Case, accents, width and apostrophes don't count, a hyphen is a blank, and a number is a word of its own even where it
 * touches letters (`2gig` is `2`, `gig`).
 */

/** What stands before a word: nothing that matters, the end of a line, of a clause (comma, bracket), of a sentence. */
type Break = 'none' | 'line' | 'clause' | 'sentence';

export interface Token {
  readonly text: string;
  readonly before: Break;
  /** It touches the word before it. */
  readonly glued: boolean;
}

export interface Sentence {
  readonly tokens: readonly Token[];
  /** It ends with a question mark. */
  readonly asks: boolean;
}

const apostrophes = /['’‘‛`´ʼʹ′＇]/g;
/** Of mail and of the web: their dots end no sentence. */
const address = /\b(?:[\w.+-]{1,64}@|https?:\/\/|www\.)[^\s<>()]{1,300}/gi;
const invisible = /[\p{Cf}\p{M}™℠®©]/gu;
const pieces =
  /(?<number>\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?)|(?<word>\p{L}+)|(?<end>[.!?;¿¡…]+|\n[^\S\n]*(?:\n\s*)+)|(?<clause>[,()[\]{}–—|~*]|(?<=\s)\+(?=\s)|(?<=\s)\/(?=\s)|(?<=\s)-{1,3}(?!\S))|(?<line>\n)|(?<sign>->|[$#&>%→:]|\p{Extended_Pictographic})/gu;

/** Lower case, plain letters, one line break for each. Never throws. */
function folded(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(address, ' ')
    .replace(apostrophes, '')
    .replace(invisible, '')
    .normalize('NFKD')
    .replace(invisible, '')
    .toLowerCase();
}

/** @param text as written; a text without words has no sentences */
export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  let tokens: Token[] = [];
  let before: Break = 'sentence';
  let end = -1;
  const close = (asks: boolean) => {
    if (tokens.length > 0) sentences.push({ tokens, asks });
    tokens = [];
    before = 'sentence';
  };
  for (const match of folded(text).matchAll(pieces)) {
    const { number, word, end: stop, clause, line, sign } = match.groups ?? {};
    if (stop !== undefined) close(stop.includes('?'));
    else if (clause !== undefined) before = before === 'sentence' ? before : 'clause';
    else if (line !== undefined) before = before === 'none' ? 'line' : before;
    else {
      const shown = number?.replaceAll(',', '') ?? word ?? (sign === '->' ? '>' : sign) ?? '';
      tokens.push({ text: shown, before, glued: match.index === end && before === 'none' });
      before = 'none';
      end = match.index + match[0].length;
    }
  }
  close(false);
  return sentences;
}

/** @returns the words of one of the operator's phrases; none where it has neither letter, digit nor known sign */
export function wordsOf(phrase: string): string[] {
  return sentencesOf(phrase).flatMap(({ tokens }) => tokens.map(({ text }) => text));
}

/** A comma keeps two words from being a phrase; the end of a line does not. */
export function isApart({ before }: Token): boolean {
  return before === 'clause' || before === 'sentence';
}
