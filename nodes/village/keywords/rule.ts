/** A rule of the keyword router, and the checks on what the operator typed. */
import * as v from 'valibot';
import { flagField, textField } from '../../red.ts';
import { SyncError, thisNode } from '../../sync-error.ts';
import { foldText } from './folded-text.ts';

/** Where a rule can look. */
export const fields = ['subject', 'description', 'category'] as const;
export type Field = (typeof fields)[number];

export interface Rule {
  readonly name: string;
  /** Words or phrases, as the operator typed them; one of them is enough. */
  readonly any: readonly string[];
  /** One of these keeps the rule from taking the text. */
  readonly none: readonly string[];
  readonly look: readonly Field[];
  /** Only whole words; else anywhere, also within a longer word. */
  readonly whole: boolean;
}

/** A rule as the node stores it; `whole` is true when absent. */
const rowSchema = v.object({
  name: v.optional(v.unknown()),
  any: v.optional(v.unknown()),
  none: v.optional(v.unknown()),
  look: v.fallback(v.array(v.unknown()), []),
  whole: v.optional(v.unknown(), true),
});

/** @returns what was typed as words and phrases: separated by commas, semicolons or line breaks, each once */
export function splitWords(typed: string): string[] {
  const words = typed.split(/[,;،、，；\r\n\u2028\u2029]/).map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ''))];
}

/**
 * One row of the node's list as a rule; whether it makes sense is for {@link problemOf} to say.
 * @param row `{ name, any, none, look, whole }` with `any` and `none` as text
 */
export function ruleOfRow(row: unknown): Rule {
  const parsed = v.safeParse(rowSchema, row);
  const { name, any, none, look, whole } = parsed.success ? parsed.output : v.parse(rowSchema, {});
  return {
    name: textField(name) ?? '',
    any: splitWords(textField(any) ?? ''),
    none: splitWords(textField(none) ?? ''),
    look: fields.filter((field) => look.includes(field)),
    whole: flagField(whole),
  };
}

/**
 * @param index of the rule in the list
 * @returns what is wrong with it, as one sentence for the operator; undefined when nothing is
 */
export function problemOf(rules: readonly Rule[], index: number): string | undefined {
  const rule = rules[index];
  if (rule === undefined) return `There is no rule ${index + 1}.`;
  if (rule.name === '') return `Rule ${index + 1} has no name.`;
  const title = `Rule ${index + 1} ("${rule.name}")`;
  const first = rules.findIndex(({ name }) => name.toLowerCase() === rule.name.toLowerCase());
  if (first < index) return `${title} has the same name as rule ${first + 1}.`;
  if (rule.any.length === 0) return `${title} has no words to look for.`;
  if (rule.look.length === 0) return `${title} looks nowhere: choose subject, description or category.`;
  const empty = [...rule.any, ...rule.none].find((word) => !isWord(word));
  return empty === undefined ? undefined : `${title}: "${empty}" is no word, it has neither letter nor digit.`;
}

/** @throws SyncError KEYWORDS_INVALID (trouble operator) with the first thing that is wrong; also when there is no rule */
export function checkRules(rules: readonly Rule[]): void {
  if (rules.length === 0) throw invalidKeywords('There is no rule in the list.');
  for (const index of rules.keys()) {
    const problem = problemOf(rules, index);
    if (problem !== undefined) throw invalidKeywords(problem);
  }
}

/**
 * The node's list as rules that can be compiled.
 * @param rows straight from the node's configuration
 * @throws SyncError KEYWORDS_INVALID (trouble operator): which rule and what: no name, a name twice, no words, looks nowhere, a word
 *   that is nothing but punctuation
 */
export function parseRules(rows: unknown): Rule[] {
  const rules = Array.isArray(rows) ? rows.map(ruleOfRow) : [];
  checkRules(rules);
  return rules;
}

/** @param hint what to do about it */
export function invalidKeywords(what: string, hint = 'Open this keyword-router and correct its rules.'): SyncError {
  return new SyncError(what, { code: 'KEYWORDS_INVALID', trouble: 'operator', hint, about: thisNode });
}

/** Letters, digits, or a pictogram such as 🔥; and not only accents and the like, of which nothing is left to look for. */
function isWord(word: string): boolean {
  return /[\p{L}\p{N}\p{So}]/u.test(word) && foldText(word).steps.length > 0;
}
