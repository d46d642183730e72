/** The try-it box of the dialog: a pasted text against the rules as they stand there, deployed or not. */
import * as v from 'valibot';
import { SyncError, toSyncError } from '../../sync-error.ts';
import type { RuleExplanation } from './explanation.ts';
import { compileRules } from './router.ts';
import { problemOf, type Rule, ruleOfRow } from './rule.ts';

const mostLetters = 100_000;
const mostRuleLetters = 50_000;
const mostRules = 200;

const text = v.pipe(v.optional(v.string(), ''), v.maxLength(mostLetters, 'too long'));
const tooManyRules = 'too many rules';
const requestSchema = v.object({
  rules: v.pipe(v.array(v.unknown(), 'no rules'), v.maxLength(mostRules, tooManyRules)),
  mode: v.optional(v.union([v.picklist(['first', 'all']), v.pipe(v.string(), v.startsWith('${'))]), 'first'),
  subject: text,
  description: text,
  category: text,
});

/** What the box shows of one rule. One with a problem has not been tried. */
type TriedRule = RuleExplanation & { readonly problem?: string };

export type TryAnswer =
  | {
      readonly ok: true;
      /** Places of the rules, from 0, by whose outputs the message would leave; none: by "otherwise". */
      readonly takenBy: readonly number[];
      readonly rules: readonly TriedRule[];
    }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly hint: string };

/**
 * Never throws. A rule that is not finished, or whose words come from a variable, does not stop the others.
 * @param body `{ rules, mode, subject, description, category }`, rules as the node stores them
 */
export function tryRules(body: unknown): TryAnswer {
  try {
    return tried(body);
  } catch (thrown) {
    const { code, message, hint } = toSyncError(thrown, 'none');
    return { ok: false, code, message, hint: hint ?? '' };
  }
}

function tried(body: unknown): TryAnswer {
  const parsed = v.safeParse(requestSchema, body);
  if (!parsed.success) throw refused(parsed.issues[0].message);
  const { rules: rows, mode, ...texts } = parsed.output;
  if (JSON.stringify(rows).length > mostRuleLetters) throw refused(tooManyRules);
  const rules = rows.map(ruleOfRow);
  const problems = rows.map((row, index) => variableProblem(row) ?? problemOf(rules, index));
  const sound = [...rules.keys()].filter((index) => problems[index] === undefined);
  const router = sound.length === 0 ? undefined : compileRules(sound.flatMap((index) => rules[index] ?? []));
  const explanations = new Map(router?.explain(texts).map((one) => [sound[one.rule] ?? one.rule, one]));
  const taken = router?.route(texts, mode === 'all' ? 'all' : 'first') ?? [];
  return {
    ok: true,
    takenBy: taken.map(({ rule }) => sound[rule] ?? rule),
    rules: rules.map((rule, index) => ({
      ...(explanations.get(index) ?? untried(rule)),
      rule: index,
      ...(problems[index] === undefined ? {} : { problem: problems[index] }),
    })),
  };
}

function untried({ name }: Rule): RuleExplanation {
  return { name, rule: 0, takes: false, words: [], keptBy: [] };
}

/** Variables are not read here: the answer would show them to those who may only look. */
function variableProblem(row: unknown): string | undefined {
  const parsed = v.safeParse(v.object({ any: v.optional(v.unknown()), none: v.optional(v.unknown()) }), row);
  const isVariable = (value: unknown) => typeof value === 'string' && /^\s*\$\{[^}]*\}\s*$/.test(value);
  if (!parsed.success || !(isVariable(parsed.output.any) || isVariable(parsed.output.none))) return undefined;
  return 'Not tried: its words are in a variable, which is read when the flow starts.';
}

function refused(why: string): SyncError {
  const known = why === 'too long' || why === tooManyRules;
  return new SyncError(known ? `This is ${why} for the try-it box.` : 'The form could not be read.', {
    code: known ? 'TRY_TOO_LONG' : 'BAD_REQUEST',
    trouble: 'operator',
    hint: known ? `It takes ${mostLetters} letters in a field, and ${mostRules} rules.` : '',
  });
}
