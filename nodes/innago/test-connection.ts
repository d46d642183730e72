/**
 * "Test connection" of an Innago account (design §5): tries, reading only, what this package needs there, and says in words what is
 * wrong. `/v1/health` is not asked: it answers without credentials (contracts/innago.md §1).
 */
import { type ConnectionTest, type TestLimits, type TestResult, testWords } from '../http/test-connection.ts';
import { isSyncError, type SyncError } from '../sync-error.ts';
import type { Named } from './api/innago-api.ts';
import { InnagoClient } from './api/innago-client.ts';
import { type InnagoFieldValues, innagoFields, innagoSecrets, innagoSettings, innagoUrls } from './settings.ts';

interface InnagoTestResult extends TestResult {
  /** The account's properties, when they could be read, so that the right id can be chosen. */
  readonly properties?: readonly Named[];
}

/** What the account node brings to its button. */
export const innagoTest: ConnectionTest<InnagoTestResult> = {
  type: 'innago-account',
  prefix: 'INNAGO',
  fields: Object.keys(innagoFields),
  secrets: Object.fromEntries(innagoSecrets.map((secret) => [secret, innagoFields[secret].label])),
  addresses: (values) => Object.values(innagoUrls(values)),
  run: tryInnago,
  failed: (error: SyncError) => ({ ok: false, ...testWords(error, 'Innago') }),
};

async function tryInnago(values: InnagoFieldValues, limits: TestLimits): Promise<InnagoTestResult> {
  const settings = innagoSettings(values);
  const timeoutMs = Math.min(settings.timeoutMs, limits.timeoutMs);
  const innago = new InnagoClient({ settings: { ...settings, timeoutMs }, retryPausesMs: [] });
  try {
    return await tryAccount(innago, values, limits.signal);
  } finally {
    innago.close();
  }
}

async function tryAccount(
  innago: InnagoClient,
  values: InnagoFieldValues,
  signal: AbortSignal,
): Promise<InnagoTestResult> {
  const properties = await innago.properties(signal);
  const listed = properties.length === 1 ? 'one property' : `${properties.length} properties`;
  const reached = `Innago answers, the keys are accepted. The account has ${listed}.`;
  const wanted = String(values.propertyId ?? '').trim();
  const property = properties.find(({ uid }) => uid.toLowerCase() === wanted.toLowerCase());
  if (property === undefined) {
    return { ok: false, text: `${reached} ${withoutProperty(wanted)}`, hint: choice(properties), properties };
  }
  try {
    const units = await innago.units(signal);
    return { ok: true, text: `${reached} "${property.name}" has ${units.length} units.`, hint: '', properties };
  } catch (error) {
    if (!isSyncError(error)) throw error;
    const { text, hint } = testWords(error, 'Innago');
    return {
      ok: false,
      text: `${reached} But the units of "${property.name}" cannot be read: ${text}`,
      hint,
      properties,
    };
  }
}

function withoutProperty(wanted: string): string {
  if (wanted === '' || /^\$\{[^}]*\}$/.test(wanted)) return 'No property id is set.';
  return 'None of them has the property id that is set.';
}

function choice(properties: readonly Named[]): string {
  if (properties.length === 0)
    return 'An account without properties: is it the landlord’s? One set of keys opens one account.';
  return 'Choose one of the properties below as property id.';
}
