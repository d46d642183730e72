/**
 * The button "Test connection" of an account node (design §5). What is tried, and how it is told, is the account's own; how the form
 * gets here and what it may do is the same for all.
 */
import { toSyncError } from '../sync-error.ts';
import { limitsOf, type TestLimits, type TestStage } from './form-limits.ts';
import { failedCheck, resultOf, type TestResult } from './test-result.ts';
import { type AccountForm, type FieldValues, testedValues } from './tested-form.ts';

/** What an account node brings to its test. */
export interface ConnectionTest extends AccountForm {
  /** For the operator: "Innago". */
  readonly server: string;
  /** Reads only. What it throws is the only line of the result. */
  readonly run: (values: FieldValues, limits: TestLimits) => Promise<TestResult>;
}

/** Never throws, takes at most 10 s. @param form what the editor sent */
export async function testForm(account: ConnectionTest, form: unknown, stage: TestStage = {}): Promise<TestResult> {
  try {
    const values = testedValues(account, form, stage.deployed, stage.environment ?? process.env);
    return await account.run(values, limitsOf(stage));
  } catch (error) {
    return resultOf([failedCheck(toSyncError(error, 'none'), account.server)]);
  }
}
