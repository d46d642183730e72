/**
 * Words with one letter wrong: one too many, one missing, another one, or two that changed places; with letters that are lengthened
 * (`pleeease`); without their vowels (`upgrd`).
 */

const fewestLetters = 5;
/** No word of a language is longer; what is is not looked at letter by letter. */
const mostLetters = 24;
const mostLengthened = 200;
const fewestConsonants = 3;
const lettersOnly = /^\p{L}+$/u;

interface Words {
  /** Never corrected. */
  readonly known: readonly string[];
  /** What unknown words may be meant to be. */
  readonly key: readonly string[];
  /** The same, when the first letter is right, and no key word is near. */
  readonly around: readonly string[];
}

export class Spelling {
  readonly #known: ReadonlySet<string>;
  readonly #key = new Map<string, Set<string>>();
  readonly #around = new Map<string, Set<string>>();
  readonly #short = new Map<string, Set<string>>();

  constructor({ known, key, around }: Words) {
    this.#known = new Set(known);
    for (const word of new Set(key)) learn(this.#key, word);
    for (const word of new Set(around)) learn(this.#around, word);
    for (const word of new Set([...key, ...around])) if (lettersOnly.test(word)) add(this.#short, skeleton(word), word);
  }

  knows(word: string): boolean {
    return this.#known.has(word);
  }

  /** `mooore`: more, `soooo`: so; undefined: no letter is lengthened */
  #shortened(word: string): string | undefined {
    if (word.length > mostLengthened || !/(\p{L})\1{2}/u.test(word)) return undefined;
    const [once, twice] = [shortened(word, 1), shortened(word, 2)];
    return this.knows(twice) ? twice : this.knows(once) ? once : undefined;
  }

  /** `upgrd`: upgrade, `spd`: speed; at least two vowels are left out, or all of them. */
  #withVowels(word: string): string | undefined {
    if (word.length < fewestConsonants || word.length > mostLetters) return undefined;
    const bones = skeleton(word);
    if (bones.length < fewestConsonants || !lettersOnly.test(word)) return undefined;
    const fitting = [...(this.#short.get(bones) ?? [])].filter(
      (whole) => isSubsequence(word, whole) && (word === bones || whole.length > word.length + 1),
    );
    return only(fitting);
  }

  /** @returns the one word that it can be meant to be; else the word itself. Digits are never corrected */
  corrected(word: string, others: Spelling): string {
    const plain = this.#shortened(word);
    if (plain !== undefined) return plain;
    const meant = this.#withVowels(word);
    if (meant !== undefined) return meant;
    if (word.length < fewestLetters - 1 || word.length > mostLetters || !lettersOnly.test(word)) return word;
    const keys = new Set([...candidates(this.#key, word), ...candidates(others.#key, word)]);
    if (keys.size > 0) return only(keys) ?? only([...keys].filter((key) => key[0] === word[0])) ?? word;
    const around = candidates(this.#around, word).filter((candidate) => candidate[0] === word[0]);
    return only(around) ?? word;
  }
}

/** @returns each run of letters as `letters` of them */
function shortened(word: string, letters: 1 | 2): string {
  return word.replace(/(\p{L})\1{2,}/gu, (_run, letter: string) => letter.repeat(letters));
}

/** The first letter and the consonants. */
function skeleton(word: string): string {
  return word.slice(0, 1) + word.slice(1).replace(/[aeiou]/g, '');
}

function isSubsequence(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length;
}

function add(index: Map<string, Set<string>>, part: string, word: string): void {
  index.set(part, (index.get(part) ?? new Set()).add(word));
}

function only(words: Iterable<string>): string | undefined {
  const [first, second] = words;
  return second === undefined ? first : undefined;
}

function learn(index: Map<string, Set<string>>, word: string): void {
  if (word.length < fewestLetters || word.length > mostLetters || !lettersOnly.test(word)) return;
  for (const part of [word, ...withoutOne(word)]) add(index, part, word);
}

function candidates(index: ReadonlyMap<string, ReadonlySet<string>>, word: string): string[] {
  const found = new Set([word, ...withoutOne(word)].flatMap((part) => [...(index.get(part) ?? [])]));
  return [...found].filter((candidate) => isOneLetterOff(word, candidate) && !isOtherForm(word, candidate));
}

function withoutOne(word: string): string[] {
  return Array.from({ length: word.length }, (_letter, at) => word.slice(0, at) + word.slice(at + 1));
}

/** `upgraded` is no slip of `upgrade`, nor is `plan` one of `plans`: another ending is another word. */
function isOtherForm(word: string, meant: string): boolean {
  const [shorter, longer] = word.length > meant.length ? [meant, word] : [word, meant];
  return longer.length > shorter.length && longer.startsWith(shorter) && /[dsrny]$/.test(longer);
}

function isOneLetterOff(word: string, meant: string): boolean {
  let same = 0;
  while (same < word.length && same < meant.length && word[same] === meant[same]) same += 1;
  const [rest, restMeant] = [word.slice(same), meant.slice(same)];
  if (word.length === meant.length + 1) return rest.slice(1) === restMeant;
  if (word.length + 1 === meant.length) return rest === restMeant.slice(1);
  if (word.length !== meant.length || rest === '') return false;
  const isSwap = rest[0] === restMeant[1] && rest[1] === restMeant[0] && rest.slice(2) === restMeant.slice(2);
  return isSwap || (same > 0 && rest.slice(1) === restMeant.slice(1));
}
