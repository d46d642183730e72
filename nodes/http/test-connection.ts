/**
 * The button "Test connection" of an account node (design §5): `POST village-fiber/<type>/:id/test` with the values of the form,
 * deployed or not. What is tried, and how it is told, is the account's own; how the form gets here and what it may do is the same for
 * all.
 */
import type { AdminRequest, AdminResponse, RuntimeApi } from '../red.ts';
import { SyncError, toSyncError } from '../sync-error.ts';
import { type AccountForm, type FieldValues, testedValues } from './tested-form.ts';

/** What the dialog shows. */
export interface TestResult {
  readonly ok: boolean;
  /** One or more sentences. */
  readonly text: string;
  /** What to do about it; empty when there is nothing to do. */
  readonly hint: string;
}

/** Within what a test must be through. */
export interface TestLimits {
  readonly signal: AbortSignal;
  /** For one request. */
  readonly timeoutMs: number;
}

/** What an account node brings to its test. */
export interface ConnectionTest<Result extends TestResult> extends AccountForm {
  /** The node's type: `innago-account`. */
  readonly type: string;
  /** Reads only. What it throws is told by {@link ConnectionTest.failed}. */
  readonly run: (values: FieldValues, limits: TestLimits) => Promise<Result>;
  /** The answer for what could not be tried, or not to the end. */
  readonly failed: (error: SyncError) => Result;
}

const oneRequestMs = 8_000;
/** The dialog says "within 10 seconds". */
const allTogetherMs = 9_500;

/** What {@link testForm} works with beside the form. */
export interface TestStage {
  /** Fields and secrets of the node as it was deployed, if it was. */
  readonly deployed?: FieldValues | undefined;
  /** Default: the process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Default: 9,500. */
  readonly withinMs?: number;
}

/**
 * Adds the route: for those who may edit this type of node, JSON only.
 * @returns fields and secrets of the deployed nodes by id, to be kept up to date by the node
 */
export function offerTest<Result extends TestResult>(
  red: RuntimeApi,
  account: ConnectionTest<Result>,
): Map<string, FieldValues> {
  const deployed = new Map<string, FieldValues>();
  const answer = async (request: AdminRequest): Promise<Result> => {
    if (isJson(request)) return testForm(account, request.body, { deployed: deployed.get(request.params['id'] ?? '') });
    return account.failed(new SyncError('The test takes JSON only.', { code: 'BAD_REQUEST', trouble: 'operator' }));
  };
  red.httpAdmin.post(
    `/village-fiber/${account.type}/:id/test`,
    red.auth.needsPermission(`${account.type}.write`),
    (request: AdminRequest, response: AdminResponse) => {
      answer(request).then((result) => response.json(result));
    },
  );
  return deployed;
}

/** A form of another web site could send anything but this. */
function isJson(request: AdminRequest): boolean {
  return (request.headers['content-type'] ?? '').startsWith('application/json');
}

/** Never throws, takes at most 10 s. @param form what the editor sent */
export async function testForm<Result extends TestResult>(
  account: ConnectionTest<Result>,
  form: unknown,
  { deployed, environment = process.env, withinMs = allTogetherMs }: TestStage = {},
): Promise<Result> {
  try {
    const values = testedValues(account, form, deployed, environment);
    return await account.run(values, { signal: AbortSignal.timeout(withinMs), timeoutMs: oneRequestMs });
  } catch (error) {
    return account.failed(toSyncError(error, 'none'));
  }
}

/** An error in the test's words: the only request that is given up is one that took too long. @param server "Innago" */
export function testWords(error: SyncError, server: string): Pick<TestResult, 'text' | 'hint'> {
  if (!error.code.endsWith('_CLOSED')) return { text: error.message, hint: error.hint ?? '' };
  return {
    text: `${server} did not answer within 10 seconds.`,
    hint: 'Check the address and the port, and the firewall between here and there.',
  };
}
