/**
 * The dialog of a UISP server (design §5). "Test connection" tries, reading only, everything that this package needs there, and says
 * in words what is wrong.
 */
import type { AccountDialog } from '../http/account-routes.ts';
import type { TestLimits } from '../http/form-limits.ts';
import { ladder } from '../http/ladder.ts';
import { resultOf, type TestResult } from '../http/test-result.ts';
import type { FieldValues } from '../http/tested-form.ts';
import { detailsOf, SyncError, toSyncError } from '../sync-error.ts';
import { connectUisp, type UispConnection } from './connection.ts';
import { organizations, parentSites, servicePlans } from './look-ups.ts';
import { crmChecks } from './test-crm.ts';
import { nmsChecks } from './test-nms.ts';
import {
  type UispServerSettings,
  uispBaseUrl,
  uispServerFields,
  uispServerSecrets,
  uispServerSettings,
} from './uisp-server-settings.ts';

/** What the server node brings to its dialog. */
export const uispDialog: AccountDialog = {
  type: 'uisp-server',
  prefix: 'UISP',
  server: 'UISP',
  fields: [...uispServerFields, ...Object.keys(uispServerSecrets)],
  secrets: uispServerSecrets,
  addresses: ({ host }) => [uispBaseUrl(host)],
  run: (values, limits) => connected(values, limits, (connection, settings) => tryUisp(connection, settings, limits)),
  lists: {
    parentSites: (values, limits) => connected(values, limits, ({ nms }) => parentSites(nms, limits.signal)),
    organizations: (values, limits) => connected(values, limits, ({ crm }) => organizations(crm, limits.signal)),
    servicePlans: (values, limits) => connected(values, limits, ({ crm }) => servicePlans(crm, limits.signal)),
  },
};

async function connected<T>(
  values: FieldValues,
  limits: TestLimits,
  use: (connection: UispConnection, settings: UispServerSettings) => Promise<T>,
): Promise<T> {
  const settings = uispServerSettings(values, values);
  const timeoutMs = Math.min(settings.timeoutMs, limits.timeoutMs);
  const connection = connectUisp({ ...settings, timeoutMs }, { retryPausesMs: [] });
  try {
    return await use(connection, settings);
  } finally {
    connection.close();
  }
}

async function tryUisp(
  { crm, nms }: UispConnection,
  settings: UispServerSettings,
  limits: TestLimits,
): Promise<TestResult> {
  const { signal } = limits;
  // Not GET /nms/version: that one may answer without a token (contracts/uisp-nms.md §2).
  const [version, sites] = await Promise.all([orError(crm.version(signal)), orError(nms.plainSites(signal))]);
  const climbed = ladder({ name: 'UISP', url: settings.baseUrl, acceptsAny: settings.allowSelfSigned }, [
    {
      name: 'UISP CRM',
      key: 'The CRM key',
      answers: `UISP CRM ${version instanceof Error ? '' : version} answers.`,
      error: errorOf(version),
    },
    { name: 'UISP NMS', key: 'The NMS token', answers: 'UISP NMS answers.', error: errorOf(sites) },
  ]);
  const checks = await Promise.all([
    version instanceof Error ? [] : crmChecks(crm, settings, limits),
    sites instanceof Error ? [] : nmsChecks(nms, sites, settings.parentSite, signal),
  ]);
  return resultOf([...climbed, ...checks.flat()]);
}

function orError<T>(reading: Promise<T>): Promise<T | SyncError> {
  return reading.catch((error): SyncError => withPathHint(toSyncError(error, 'none')));
}

function errorOf(read: unknown): SyncError | undefined {
  return read instanceof Error ? toSyncError(read) : undefined;
}

/** Whatever answers 404 where a UISP has its API is none, or has it elsewhere. */
function withPathHint(error: SyncError): SyncError {
  if (error.status !== 404) return error;
  const hint = 'Is this a UISP server, and is its CRM module on? The paths can be set in the field "Routes".';
  return new SyncError(error.message, { ...detailsOf(error), hint });
}
