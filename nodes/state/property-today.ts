/** The property's calendar day (design §4, "Words": the property's zone decides "today"). */
import { setTimeout as sleep } from 'node:timers/promises';
import { SyncError } from '../sync-error.ts';
import { todayIn } from '../village/calendar-date.ts';
import type { CalendarDate } from '../village/lease.ts';
import type { PropertyRules } from '../village/property-rules.ts';
import type { StorePort } from './store-port.ts';

/** Where `uisp-server` notes UISP's own zone. */
const zoneFact = 'uisp.timeZone';
/** Where it notes what keeps it from it. */
const troubleFact = 'uisp.timeZoneTrouble';
const lookEveryMs = 100;

/**
 * By the operator's zone, else UISP's, which is waited for.
 * @param patienceMs how long, at most
 * @throws SyncError TIME_ZONE_UNKNOWN, PLANS_TIME_ZONE (trouble operator); the signal's abort error
 */
export async function propertyToday(
  store: Pick<StorePort, 'facts' | 'clock'>,
  rules: Pick<PropertyRules, 'timeZone'>,
  patienceMs: number,
  signal: AbortSignal,
): Promise<CalendarDate> {
  return todayIn(await propertyZone(store, rules, patienceMs, signal), store.clock());
}

/** The zone of {@link propertyToday}, IANA. @throws as that */
export async function propertyZone(
  { facts }: Pick<StorePort, 'facts'>,
  rules: Pick<PropertyRules, 'timeZone'>,
  patienceMs: number,
  signal: AbortSignal,
): Promise<string> {
  for (let waited = 0; ; waited += lookEveryMs) {
    const zone = rules.timeZone ?? (await facts.get(zoneFact));
    if (zone !== undefined) return zone;
    if (waited >= patienceMs) throw zoneUnknown(await facts.get(troubleFact));
    await sleep(lookEveryMs, undefined, { signal });
  }
}

function zoneUnknown(why: string | undefined): SyncError {
  const unknown = 'Nobody knows the property’s time zone, and so not what day it is there. Nothing is done.';
  return new SyncError(why === undefined ? unknown : `${unknown} ${why}`, {
    code: 'TIME_ZONE_UNKNOWN',
    trouble: 'operator',
    hint: 'It is read from UISP at its first answer: check the uisp-server node. Or set it in fiber-plans (PROPERTY_TIME_ZONE).',
    about: 'time zone',
  });
}
