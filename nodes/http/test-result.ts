/**
 * What "Test connection" tells: one line for each thing that was tried, in the order in which they were, so that one sees how far it
 * got.
 */
import type { SyncError } from '../sync-error.ts';

/** `note` is what should be known although nothing is wrong; `skipped` is what could not be tried, because of what failed before. */
export type CheckState = 'ok' | 'note' | 'warning' | 'failed' | 'skipped';

/** One line. */
export interface Check {
  readonly state: CheckState;
  /** One or two sentences. */
  readonly text: string;
  /** What to do about it; empty when there is nothing to do. */
  readonly hint: string;
}

/** What the dialog shows. */
export interface TestResult {
  /** Nothing failed; there may be warnings. */
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

/** A line as the tests of the accounts write it. */
export function check(state: CheckState, text: string, hint = ''): Check {
  return { state, text, hint };
}

export function resultOf(checks: readonly Check[]): TestResult {
  return { ok: checks.every(({ state }) => state !== 'failed'), checks };
}

/** An error in the test's words: the only request that is given up is one that took too long. @param server "Innago" */
export function testWords(error: SyncError, server: string): Pick<Check, 'text' | 'hint'> {
  if (!error.code.endsWith('_CLOSED')) return { text: error.message, hint: error.hint ?? '' };
  return {
    text: `${server} did not answer within 10 seconds.`,
    hint: 'Check the address and the port, and the firewall between here and there.',
  };
}

/** The line of an error. @param about put before the error's own words: "The leases cannot be read: " */
export function failedCheck(error: SyncError, server: string, about = ''): Check {
  const { text, hint } = testWords(error, server);
  return check('failed', `${about}${text}`, hint);
}
