/** The lines of "Test connection", by what they say. */
import type { CheckState, TestResult } from '../nodes/http/test-result.ts';

/** @returns `text`: what failed, or all that is well; `hint`: of what failed; `warnings` with their hints */
export function told({ ok, checks }: TestResult) {
  const of = (state: CheckState) => checks.filter((check) => check.state === state);
  const failed = of('failed');
  return {
    ok,
    checks,
    text: (ok ? of('ok') : failed).map(({ text }) => text).join('\n'),
    hint: [...new Set(failed.map(({ hint }) => hint))].filter((hint) => hint !== '').join('\n'),
    warnings: of('warning').map(({ text, hint }) => `${text} ${hint}`.trim()),
    /** Each line's state, and its first words. */
    states: checks.map(({ state, text }) => `${state}: ${text}`),
  };
}
