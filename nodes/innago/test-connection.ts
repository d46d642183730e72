/**
 * The dialog of an Innago account (design §5). "Test connection" tries, reading only, what this package needs there, and says in words
 * what is wrong. `/v1/health` is not asked: it answers without credentials (contracts/innago.md §1).
 */
import type { AccountDialog } from '../http/account-routes.ts';
import type { TestLimits } from '../http/form-limits.ts';
import { ladder } from '../http/ladder.ts';
import { type Check, check, failedCheck, resultOf, type TestResult } from '../http/test-result.ts';
import { type SyncError, toSyncError } from '../sync-error.ts';
import type { Named } from './api/innago-api.ts';
import { InnagoClient } from './api/innago-client.ts';
import {
  type InnagoFieldValues,
  type InnagoSettings,
  innagoFields,
  innagoSecrets,
  innagoSettings,
  innagoUrls,
} from './settings.ts';

const server = 'Innago';

/** What the account node brings to its dialog. */
export const innagoDialog: AccountDialog = {
  type: 'innago-account',
  prefix: 'INNAGO',
  server,
  fields: Object.keys(innagoFields),
  secrets: Object.fromEntries(innagoSecrets.map((secret) => [secret, innagoFields[secret].label])),
  addresses: (values) => Object.values(innagoUrls(values)),
  run: (values, limits) =>
    connected(values, limits, (innago, settings) => tryInnago(innago, settings, values, limits.signal)),
  lists: {
    properties: (values, limits) =>
      connected(values, limits, async (innago) => {
        const properties = await innago.properties(limits.signal);
        return properties.map(({ uid, name }) => ({ value: uid, label: name }));
      }),
  },
};

async function connected<T>(
  values: InnagoFieldValues,
  limits: TestLimits,
  use: (innago: InnagoClient, settings: InnagoSettings) => Promise<T>,
): Promise<T> {
  const settings = innagoSettings(values);
  const timeoutMs = Math.min(settings.timeoutMs, limits.timeoutMs);
  const innago = new InnagoClient({ settings: { ...settings, timeoutMs }, retryPausesMs: [] });
  try {
    return await use(innago, settings);
  } finally {
    innago.close();
  }
}

async function tryInnago(
  innago: InnagoClient,
  { apiUrl }: InnagoSettings,
  values: InnagoFieldValues,
  signal: AbortSignal,
): Promise<TestResult> {
  const listed = await innago.properties(signal).catch((error): SyncError => toSyncError(error, 'none'));
  const keys = { name: server, key: 'The set of keys', answers: 'Innago answers.' };
  const climbed = (error: SyncError | undefined) =>
    ladder({ name: server, url: apiUrl, acceptsAny: false }, [{ ...keys, error }]);
  if (listed instanceof Error) return resultOf(climbed(listed));
  return resultOf([...climbed(undefined), ...(await tryProperty(innago, listed, values, signal))]);
}

async function tryProperty(
  innago: InnagoClient,
  properties: readonly Named[],
  values: InnagoFieldValues,
  signal: AbortSignal,
): Promise<Check[]> {
  const listed = properties.length === 1 ? 'one property' : `${properties.length} properties`;
  const account = check('ok', `The account has ${listed}.`);
  const wanted = String(values.propertyId ?? '').trim();
  const property = properties.find(({ uid }) => uid.toLowerCase() === wanted.toLowerCase());
  if (property === undefined) {
    const untried = check('skipped', 'Units, leases and maintenance tickets could not be tried.');
    return [account, check('failed', withoutProperty(wanted), choice(properties)), untried];
  }
  const lists = await Promise.all([
    tryUnits(innago, property, signal),
    tryReading('The leases', innago.leasePages({ signal })),
    tryReading('The maintenance tickets', innago.ticketPages({ signal })),
  ]);
  return [account, ...lists];
}

async function tryUnits(innago: InnagoClient, property: Named, signal: AbortSignal): Promise<Check> {
  try {
    const units = await innago.units(signal);
    return check('ok', `"${property.name}" has ${units.length} units.`);
  } catch (error) {
    return failedCheck(toSyncError(error, 'none'), server, `The units of "${property.name}" cannot be read: `);
  }
}

/** The first page alone: a key may be allowed one list and refused another. */
async function tryReading(what: string, pages: AsyncGenerator<unknown, unknown>): Promise<Check> {
  try {
    await pages.next();
    return check('ok', `${what} can be read.`);
  } catch (error) {
    return failedCheck(toSyncError(error, 'none'), server, `${what} cannot be read: `);
  } finally {
    await pages.return(undefined).catch(() => undefined);
  }
}

function withoutProperty(wanted: string): string {
  if (wanted === '' || /^\$\{[^}]*\}$/.test(wanted)) return 'No property id is set.';
  return 'None of them has the property id that is set.';
}

function choice(properties: readonly Named[]): string {
  if (properties.length === 0)
    return 'An account without properties: is it the landlord’s? One set of keys opens one account.';
  return 'Choose one of the list beside the field "Property id".';
}
