/**
 * "Test connection" of a UISP server (design §5): tries, reading only, everything that this package needs there, and says in words
 * what is wrong.
 */
import { type ConnectionTest, type TestLimits, type TestResult, testWords } from '../http/test-connection.ts';
import type { FieldValues } from '../http/tested-form.ts';
import { type SyncError, toSyncError } from '../sync-error.ts';
import { connectUisp, type UispConnection } from './connection.ts';
import { chooseParentSite } from './directory/parent-site.ts';
import type { CrmOptions } from './ports.ts';
import { stillReachesTenants } from './tenant-switches.ts';
import {
  type UispServerSettings,
  uispBaseUrl,
  uispServerFields,
  uispServerSecrets,
  uispServerSettings,
} from './uisp-server-settings.ts';

interface UispTestResult extends TestResult {
  /** What works, and yet should be known. */
  readonly warnings: readonly string[];
}

/** What the server node brings to its button. */
export const uispTest: ConnectionTest<UispTestResult> = {
  type: 'uisp-server',
  prefix: 'UISP',
  fields: [...uispServerFields, ...Object.keys(uispServerSecrets)],
  secrets: uispServerSecrets,
  addresses: ({ host }) => [uispBaseUrl(host)],
  run: tryUisp,
  failed: (error) => failed([error]),
};

async function tryUisp(values: FieldValues, limits: TestLimits): Promise<UispTestResult> {
  const settings = uispServerSettings(values, values);
  const timeoutMs = Math.min(settings.timeoutMs, limits.timeoutMs);
  const connection = connectUisp({ ...settings, timeoutMs }, { retryPausesMs: [] });
  try {
    const [crm, nms] = await Promise.allSettled([
      tryCrm(connection, limits.signal),
      tryNms(connection, settings, limits.signal),
    ]);
    if (crm.status === 'fulfilled' && nms.status === 'fulfilled') return passed(crm.value, nms.value, settings);
    const rejected = [crm, nms].filter((part) => part.status === 'rejected');
    return failed(rejected.map((part) => toSyncError(part.reason)));
  } finally {
    connection.close();
  }
}

function failed(errors: readonly SyncError[]): UispTestResult {
  const told = distinctTroubles(errors).map(words);
  return {
    ok: false,
    text: told.map(({ text }) => text).join('\n'),
    hint: [...new Set(told.map(({ hint }) => hint))].filter((hint) => hint !== '').join('\n'),
    warnings: [],
  };
}

interface CrmFindings {
  readonly version: string;
  readonly options: CrmOptions;
  readonly plans: readonly string[];
}

async function tryCrm({ crm }: UispConnection, signal: AbortSignal): Promise<CrmFindings> {
  const version = await crm.version(signal);
  const options = await crm.options(signal);
  const plans = await crm.servicePlans(signal);
  return { version, options, plans: plans.filter(({ archived }) => !archived).map(({ name }) => name) };
}

async function tryNms({ nms }: UispConnection, settings: UispServerSettings, signal: AbortSignal): Promise<string> {
  // Not GET /nms/version: that one may answer without a token (contracts/uisp-nms.md §2).
  const parent = chooseParentSite(await nms.plainSites(signal), settings.parentSite);
  if (parent instanceof Error) throw parent;
  return parent.name;
}

function passed(
  { version, options, plans }: CrmFindings,
  parent: string,
  settings: UispServerSettings,
): UispTestResult {
  const zone = options.appTimezone ?? 'unknown';
  const listed = plans.length === 0 ? 'no Internet service plan' : `service plans: ${plans.join(', ')}`;
  return {
    ok: true,
    text: `UISP ${version} answers, both keys are accepted. Time zone ${zone}; ${listed}; parent site "${parent}".`,
    hint: '',
    warnings: [
      ...(options.appTimezone === null
        ? ['UISP does not say its time zone: set it there, or in the Fiber plans node.']
        : []),
      ...(plans.length === 0 ? ['There is no Internet service plan yet: "prepare all units" makes them.'] : []),
      ...stillReachesTenants(options.switches, settings.uispInvoices),
      ...(settings.allowSelfSigned
        ? ['Any certificate is accepted: give a CA file to be sure that it is your server.']
        : []),
      'Whether the keys may also write shows with the first write only: a key of type Read passes this test.',
    ],
  };
}

/** The same trouble with both APIs (host, certificate) is told once. */
function distinctTroubles(errors: readonly SyncError[]): SyncError[] {
  const kind = ({ code, status }: SyncError) => (status === undefined ? code.replace(/^UISP_(CRM|NMS)_/, '') : code);
  return errors.filter((error, at) => errors.findIndex((other) => kind(other) === kind(error)) === at);
}

function words(error: SyncError): Pick<TestResult, 'text' | 'hint'> {
  const { text, hint } = testWords(error, 'UISP');
  if (error.status !== 404) return { text, hint };
  return { text, hint: 'Is this a UISP server, and is its CRM module on? The paths can be set in the field "Routes".' };
}
