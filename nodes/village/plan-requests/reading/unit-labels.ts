/** Labels of units in a text: the writer's own, and others'. */
import { isApart, type Token, wordsOf } from './tokens.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface UnitLabel {
  readonly kind: 'own unit' | 'other unit';
  readonly plans: readonly [];
  /** Number of words. */
  readonly length: number;
}

interface UnitReader {
  readonly vocabulary: Vocabulary;
  readonly ownUnit: string;
}

/** The label of a unit as one word: `12g`. */
export function unitWords(label: string): string {
  return wordsOf(label).join('');
}

/** Shorter labels look like any number. */
const fewestDigits = 3;

/** `204` where the writer's own unit is `101`, and no other number stands beside it as in one for the phone. */
export function isLikeLabel(tokens: readonly Token[], at: number, label: string): boolean {
  const [before, token, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (token === undefined || label.length < fewestDigits || token.text.length !== label.length) return false;
  if (!/^\d+$/.test(label) || !/^\d+$/.test(token.text)) return false;
  const isNumber = (other: Token | undefined) => other !== undefined && /^\d/.test(other.text);
  const isOfNext = after?.before === 'none' || (after?.text.length ?? 0) >= fewestDigits;
  return !isNumber(before) && !(isNumber(after) && isOfNext);
}

/** `for my apartment` ends with a word for a unit, so that `for my apartment 204` is another one. */
export function endsWithUnit(tokens: readonly Token[], at: number, vocabulary: Vocabulary): boolean {
  const token = tokens[at];
  return token !== undefined && vocabulary.phraseAt([token], 0)?.list === 'unit';
}

const unitSigns: readonly string[] = ['#', ':'];

/** The label after a word for a unit: one that has a digit, or is a single letter. */
export function unitAt(
  tokens: readonly Token[],
  at: number,
  { vocabulary, ownUnit }: UnitReader,
  follows: boolean,
): UnitLabel | undefined {
  if (!follows) return undefined;
  const sign = unitSigns.includes(tokens[at]?.text ?? '') ? 1 : 0;
  const start = at + sign;
  const own = ownUnitAt(tokens, start, ownUnit);
  if (own > 0) return { kind: 'own unit', plans: [], length: own + sign };
  if (vocabulary.isSpeltOut(tokens, start)) return undefined;
  const [first, ...others] = tokens.slice(start, start + 6);
  if (first === undefined || !(/^\d/.test(first.text) || /^[b-hj-z]$/.test(first.text))) return undefined;
  const ownBehind = /^[a-z]$/.test(first.text) ? ownUnitAt(tokens, start + 1, ownUnit) : 0;
  if (ownBehind > 0) return { kind: 'own unit', plans: [], length: sign + 1 + ownBehind };
  const glued = others.findIndex((token) => !token.glued);
  return { kind: 'other unit', plans: [], length: sign + 1 + (glued < 0 ? others.length : glued) };
}

/** `101's` */
const genitive = 's';

/** @returns how many words bear the label of the writer's unit; 0 for none */
export function ownUnitAt(tokens: readonly Token[], at: number, label: string): number {
  let read = '';
  for (let length = 0; label !== ''; length += 1) {
    const token = tokens[at + length];
    if (read === label && !token?.glued) return length;
    if (read === label && token?.text === genitive && !tokens[at + length + 1]?.glued) return length + 1;
    if (token === undefined || (length > 0 && isApart(token))) return 0;
    read += token.text;
    if (!label.startsWith(read)) return 0;
  }
  return 0;
}
