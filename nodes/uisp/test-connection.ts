/**
 * "Test connection" of a UISP server (design §5): tries, reading only, everything that this package needs there, and says in words
 * what is wrong.
 */
import { type SyncError, toSyncError } from '../sync-error.ts';
import { type ConnectionExtras, connectUisp, type UispConnection } from './connection.ts';
import { chooseParentSite } from './directory/parent-site.ts';
import type { CrmOptions } from './ports.ts';
import { stillReachesTenants } from './tenant-switches.ts';
import type { UispServerSettings } from './uisp-server-settings.ts';

export interface TestResult {
  readonly ok: boolean;
  /** One or more sentences. */
  readonly text: string;
  /** What to do about it; empty when there is nothing to do. */
  readonly hint: string;
  readonly warnings: readonly string[];
}

const oneRequestMs = 8_000;
const allTogetherMs = 9_500;

/**
 * Never throws, never writes, takes at most 10 s.
 * @param settings of the form, deployed or not
 */
export async function testConnection(settings: UispServerSettings, extras: ConnectionExtras = {}): Promise<TestResult> {
  const timeoutMs = Math.min(settings.timeoutMs, oneRequestMs);
  let connection: UispConnection;
  try {
    connection = connectUisp({ ...settings, timeoutMs }, { retryPausesMs: [], ...extras });
  } catch (error) {
    return failedTest(toSyncError(error));
  }
  const inTime = AbortSignal.timeout(allTogetherMs);
  try {
    const [crm, nms] = await Promise.allSettled([tryCrm(connection, inTime), tryNms(connection, settings, inTime)]);
    if (crm.status === 'fulfilled' && nms.status === 'fulfilled') return passed(crm.value, nms.value, settings);
    const rejected = [crm, nms].filter((part) => part.status === 'rejected');
    return failedTest(...rejected.map((part) => toSyncError(part.reason)));
  } finally {
    connection.close();
  }
}

/** The answer for what could not even be tried. */
export function failedTest(...errors: SyncError[]): TestResult {
  const told = distinctTroubles(errors);
  return {
    ok: false,
    text: told.map(wording).join('\n'),
    hint: [...new Set(told.map((error) => hintOf(error)))].filter((hint) => hint !== '').join('\n'),
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

function passed({ version, options, plans }: CrmFindings, parent: string, settings: UispServerSettings): TestResult {
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

function wording(error: SyncError): string {
  if (error.code.endsWith('_CLOSED')) return 'UISP did not answer within 10 seconds.';
  return error.message;
}

function hintOf(error: SyncError): string {
  if (error.code.endsWith('_CLOSED')) return 'Check the host and the port, and the firewall between here and there.';
  if (error.status === 404)
    return 'Is this a UISP server, and is its CRM module on? The paths can be set in the field "Routes".';
  return error.hint ?? '';
}
