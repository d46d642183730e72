/**
 * "Test connection" of an Innago account (design §5): tries, reading only, what this package needs there, and says in words what is
 * wrong. `/v1/health` is not asked: it answers without credentials (contracts/innago.md §1).
 */
import { isSyncError, type SyncError, toSyncError } from '../sync-error.ts';
import type { Named } from './api/innago-api.ts';
import { InnagoClient } from './api/innago-client.ts';
import { type InnagoFieldValues, innagoSettings } from './settings.ts';

export interface TestResult {
  readonly ok: boolean;
  /** One or more sentences. */
  readonly text: string;
  /** What to do about it; empty when there is nothing to do. */
  readonly hint: string;
  /** The account's properties, when they could be read, so that the right id can be chosen. */
  readonly properties?: readonly Named[];
}

const oneRequestSeconds = 8;
const allTogetherMs = 9_500;

/**
 * Never throws, never writes, takes at most 10 s.
 * @param values of the form, deployed or not, with variables already replaced
 */
export async function testInnago(values: InnagoFieldValues, withinMs = allTogetherMs): Promise<TestResult> {
  let innago: InnagoClient | undefined;
  try {
    const settings = innagoSettings(values);
    const timeoutMs = Math.min(settings.timeoutMs, oneRequestSeconds * 1000);
    innago = new InnagoClient({ settings: { ...settings, timeoutMs }, retryPausesMs: [] });
    return await tryAccount(innago, values, AbortSignal.timeout(withinMs));
  } catch (error) {
    return failedTest(toSyncError(error, 'none'));
  } finally {
    innago?.close();
  }
}

/** The answer for what could not even be tried. */
export function failedTest(error: SyncError): TestResult {
  const isLate = error.code === 'INNAGO_CLOSED';
  return {
    ok: false,
    text: isLate ? 'Innago did not answer within 10 seconds.' : error.message,
    hint: isLate ? 'Check the addresses, and the firewall between here and there.' : (error.hint ?? ''),
  };
}

async function tryAccount(innago: InnagoClient, values: InnagoFieldValues, signal: AbortSignal): Promise<TestResult> {
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
    return {
      ...failedTest(error),
      text: `${reached} But the units of "${property.name}" cannot be read: ${error.message}`,
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
