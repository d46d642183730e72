/** Why a rule takes a text, or does not: for the try-it box. */
import { type Field, fields, type Rule } from './rule.ts';

/** From and to, in UTF-16 units of the text as it was given: `text.slice(from, to)`. */
type Range = readonly [from: number, to: number];

/** A word, as the operator typed it, and where it stands in each field. */
interface WordFound {
  readonly word: string;
  readonly ranges: Readonly<Record<Field, readonly Range[]>>;
}

/** One rule and one text. */
export interface RuleExplanation {
  readonly name: string;
  /** Its place in the list, from 0. */
  readonly rule: number;
  readonly takes: boolean;
  readonly words: readonly WordFound[];
  /** Words that keep it from taking the text. */
  readonly keptBy: readonly WordFound[];
}

/** By pattern: where it was found. */
export type FoundWords = Map<number, Record<Field, Range[]>>;

/** Those of a word in one field; nobody looks at more. */
const mostRanges = 500;

interface LookedFor {
  readonly word: string;
  readonly pattern: number;
}

/** @param index the rule's place in the list */
export function explainRule(
  { rule, any, none }: { rule: Rule; any: readonly LookedFor[]; none: readonly LookedFor[] },
  index: number,
  found: FoundWords,
): RuleExplanation {
  const foundOf = (words: readonly LookedFor[]): WordFound[] =>
    words.flatMap(({ word, pattern }) => {
      const ranges = found.get(pattern);
      if (ranges === undefined || !rule.look.some((field) => ranges[field].length > 0)) return [];
      const seen = (field: Field) => (rule.look.includes(field) ? ranges[field].slice(0, mostRanges) : []);
      const [subject, description, category] = fields.map(seen);
      return [{ word, ranges: { subject: subject ?? [], description: description ?? [], category: category ?? [] } }];
    });
  const words = foundOf(any);
  const keptBy = foundOf(none);
  return { name: rule.name, rule: index, takes: words.length > 0 && keptBy.length === 0, words, keptBy };
}
