/** Sorts texts by the operator's rules. Plain: it reads what it is given and keeps nothing. */
import { explainRule, type FoundWords, type RuleExplanation } from './explanation.ts';
import { foldText } from './folded-text.ts';
import { type Pattern, patternOf } from './pattern.ts';
import { checkRules, type Field, fields, invalidKeywords, type Rule } from './rule.ts';
import { Scanner } from './scanner.ts';

/** The text to be sorted; what is missing is empty. Each field is looked at by itself: no phrase goes from one into the next. */
export type RoutedText = Readonly<Record<Field, string>>;

/** `first`: the first rule that takes the text; `all`: every rule that does. */
export type RouterMode = 'first' | 'all';

/** A rule that takes a text. */
export interface Taken {
  /** Its place in the list, from 0. */
  readonly rule: number;
  /** The words that were found, as the operator typed them and in that order. */
  readonly words: readonly string[];
}

export interface Router {
  readonly rules: readonly Rule[];
  /** @returns the rules that take the text, in the order of the list; none: "otherwise" */
  route(text: RoutedText, mode: RouterMode): readonly Taken[];
  /** Slower; for every rule, what it found where. */
  explain(text: RoutedText): readonly RuleExplanation[];
}

/** A rule's word and the pattern it is found by. */
interface RuleWord {
  readonly word: string;
  readonly pattern: number;
}
/** A rule with its words as patterns, and where it looks as bits. */
interface CompiledRule {
  readonly rule: Rule;
  readonly any: readonly RuleWord[];
  readonly none: readonly RuleWord[];
  readonly places: number;
}
/** By pattern: the rules that look for it. */
interface Wanted {
  readonly by: readonly number[];
  readonly unwantedBy: readonly number[];
}

/** A list beyond this is a mistake, and its table would fill the memory. */
const mostBytes = 200_000;

/** Bits of the fields. */
const placeOf: Readonly<Record<Field, number>> = { subject: 1, description: 2, category: 4 };

/**
 * @param rules in the order in which they are asked
 * @throws SyncError KEYWORDS_INVALID (trouble operator), see `parseRules`; also when all words together have more than 200,000 letters
 */
export function compileRules(rules: readonly Rule[]): Router {
  checkRules(rules);
  const { patterns, compiled, wanted } = compile(rules);
  const scanner = new Scanner(patterns);
  const looked = compiled.reduce((places, rule) => places | rule.places, 0);
  const isFound = (places: number, pattern: number) => (scanner.placesOf(pattern) & places) !== 0;

  const route = (text: RoutedText, mode: RouterMode): readonly Taken[] => {
    if ((looked & 1) !== 0) scanner.scan(text.subject, 1);
    if ((looked & 2) !== 0) scanner.scan(text.description, 2);
    if ((looked & 4) !== 0) scanner.scan(text.category, 4);
    if (scanner.found.length === 0) return [];
    const taking = new Set<number>();
    const kept = new Set<number>();
    for (const pattern of scanner.found) {
      const { by, unwantedBy } = wanted[pattern] ?? { by: [], unwantedBy: [] };
      for (const rule of by) if (isFound(compiled[rule]?.places ?? 0, pattern)) taking.add(rule);
      for (const rule of unwantedBy) if (isFound(compiled[rule]?.places ?? 0, pattern)) kept.add(rule);
    }
    const takers = [...taking].filter((rule) => !kept.has(rule)).sort((one, other) => one - other);
    const taken = (mode === 'first' ? takers.slice(0, 1) : takers).map((rule) => {
      const { any = [], places = 0 } = compiled[rule] ?? {};
      return { rule, words: any.filter(({ pattern }) => isFound(places, pattern)).map(({ word }) => word) };
    });
    scanner.forget();
    return taken;
  };

  const explain = (text: RoutedText): readonly RuleExplanation[] => {
    const found: FoundWords = new Map();
    for (const field of fields) {
      const { starts, ends } = foldText(text[field]);
      scanner.scan(text[field], placeOf[field], (pattern, begin, end) => {
        const range = [starts[begin] ?? 0, ends[end - 1] ?? 0] as const;
        const ranges = found.get(pattern) ?? { subject: [], description: [], category: [] };
        ranges[field].push(range);
        found.set(pattern, ranges);
      });
    }
    scanner.forget();
    return compiled.map((rule, index) => explainRule(rule, index, found));
  };

  return { rules, route, explain };
}

function compile(rules: readonly Rule[]): {
  patterns: readonly Pattern[];
  compiled: readonly CompiledRule[];
  wanted: readonly Wanted[];
} {
  const patterns: Pattern[] = [];
  const known = new Map<string, number>();
  const wordsOf = (typed: readonly string[], whole: boolean): RuleWord[] => {
    const words = new Map<number, RuleWord>();
    for (const word of typed) {
      const one = patternOf(word, whole);
      const pattern = known.get(one.key) ?? patterns.push(one) - 1;
      known.set(one.key, pattern);
      if (!words.has(pattern)) words.set(pattern, { word, pattern });
    }
    return [...words.values()];
  };
  const compiled = rules.map((rule) => ({
    rule,
    any: wordsOf(rule.any, rule.whole),
    none: wordsOf(rule.none, rule.whole),
    places: rule.look.reduce((places, field) => places | placeOf[field], 0),
  }));
  const bytes = patterns.reduce((sum, pattern) => sum + pattern.bytes.length, 0);
  if (bytes > mostBytes) throw invalidKeywords(`The rules' words have more than ${mostBytes} letters together.`);
  const wanted = patterns.map(() => ({ by: [] as number[], unwantedBy: [] as number[] }));
  for (const [index, { any, none }] of compiled.entries()) {
    for (const { pattern } of any) wanted[pattern]?.by.push(index);
    for (const { pattern } of none) wanted[pattern]?.unwantedBy.push(index);
  }
  return { patterns, compiled, wanted };
}
