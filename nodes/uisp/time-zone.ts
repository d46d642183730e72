/**
 * The property's "today" depends on UISP's time zone: read once UISP answers, and kept in the store, where the poll finds it
 * (design §4, "Words").
 */
import type { StorePort } from '../state/store-port.ts';
import { SyncError, toSyncError } from '../sync-error.ts';
import type { CrmApi } from './ports.ts';
import type { Wait } from './write-clock.ts';

/** The fact under which the zone is stored: an IANA name, e.g. `America/Chicago`. */
const timeZoneFact = 'uisp.timeZone';
/** Why it is not known yet, in words. */
export const timeZoneTroubleFact = 'uisp.timeZoneTrouble';

const retryMs = 30_000;

/**
 * Asks until it works.
 * @param from how the store and the CRM are got at; both may fail, and are tried again every 30 s
 * @param told `trouble` is called at the first failure and when its code changes; the signal ends it all without a word
 * @returns the zone; undefined when the signal aborted
 */
export async function keepTimeZone(
  from: { store: () => Promise<Pick<StorePort, 'facts'>>; crm: () => Pick<CrmApi, 'options'> },
  told: { trouble: (error: SyncError) => void },
  wait: Wait,
  signal: AbortSignal,
): Promise<string | undefined> {
  let reported: string | undefined;
  while (!signal.aborted) {
    try {
      const { facts } = await from.store();
      const { appTimezone } = await from.crm().options(signal);
      if (appTimezone === null) throw noZone();
      await facts.set(timeZoneFact, appTimezone);
      return appTimezone;
    } catch (thrown) {
      if (signal.aborted) return undefined;
      const error = toSyncError(thrown, 'none');
      if (error.code !== reported) told.trouble(error);
      reported = error.code;
      await wait(retryMs, signal).catch(() => undefined);
    }
  }
  return undefined;
}

function noZone(): SyncError {
  return new SyncError('UISP does not say its time zone.', {
    code: 'UISP_NO_TIME_ZONE',
    trouble: 'operator',
    hint: 'Set the time zone in UISP (CRM, Settings, Localization), or in the Fiber plans node.',
  });
}
