/**
 * The lists that an account's dialog offers to choose from (properties, sites, plans): asked with the values of the form, deployed or
 * not, under the same rule as "Test connection": a stored secret goes to the deployed address only.
 */
import { SyncError, toSyncError } from '../sync-error.ts';
import { limitsOf, type TestLimits, type TestStage } from './form-limits.ts';
import { testWords } from './test-result.ts';
import { type AccountForm, type FieldValues, testedValues } from './tested-form.ts';

/** One entry of a list. */
export interface Choice {
  /** What the field takes. */
  readonly value: string;
  /** What the operator knows it by. */
  readonly label: string;
  /** Beside the label: "1000/1000 Mbps". */
  readonly more?: string;
}

/** What the dialog gets: a list, or why there is none. */
export interface LookUpResult {
  readonly ok: boolean;
  readonly choices: readonly Choice[];
  /** Why there is no list; empty when there is one. */
  readonly text: string;
  readonly hint: string;
}

/** What an account node offers to choose from. */
export interface AccountLists extends AccountForm {
  /** For the operator: "Innago". */
  readonly server: string;
  /** By their names; each only reads. */
  readonly lists: Readonly<Record<string, (values: FieldValues, limits: TestLimits) => Promise<readonly Choice[]>>>;
}

/** Never throws, takes at most 10 s. @param form what the editor sent: the fields, and in `what` the name of the list */
export async function lookUp(account: AccountLists, form: unknown, stage: TestStage = {}): Promise<LookUpResult> {
  try {
    const { environment = process.env } = stage;
    const list = listOf(account, form);
    const values = testedValues(account, form, stage.deployed, environment);
    return { ok: true, choices: await list(values, limitsOf(stage)), text: '', hint: '' };
  } catch (error) {
    return { ok: false, choices: [], ...testWords(toSyncError(error, 'none'), account.server) };
  }
}

function listOf({ lists }: AccountLists, form: unknown): AccountLists['lists'][string] {
  const what = typeof form === 'object' && form !== null && 'what' in form ? form.what : undefined;
  const list = typeof what === 'string' && Object.hasOwn(lists, what) ? lists[what] : undefined;
  if (list !== undefined) return list;
  throw new SyncError('There is no such list.', { code: 'BAD_REQUEST', trouble: 'operator' });
}
