/** Is there a pulse? A complete scan of the leases is the one thing that everything else hangs on. */
import type { AttentionItem } from '../store-port.ts';
import { minuteOf } from './digest-text.ts';

const minuteMs = 60_000;

const silentCode = 'NO_COMPLETE_SCAN';
/** Not of code and place alone: that would make it the item of a shared cause, which goes when no lease waits for it. */
export const silentKey = `${silentCode}/leases`;

/** How often scans are expected. */
export interface Rhythm {
  /** Between two scans. */
  readonly minutes: number;
  /** So many in a row may fail. */
  readonly mayMiss: number;
}

interface Pulse {
  readonly rhythm: Rhythm;
  /** When the last complete scan began; epoch ms, undefined: none is known. */
  readonly lastComplete: number | undefined;
  /** Since when somebody listens: before that nothing could be heard. */
  readonly listeningSince: number;
  /** Since when it is told of as silent; undefined: it is not. */
  readonly silentSince: number | undefined;
  readonly now: number;
}

/**
 * Silent when all that may be missed was missed, and one more. What was told of as silent is so until a scan is complete again, whatever is
 * restarted meanwhile.
 */
export function isSilent({ rhythm, lastComplete, listeningSince, silentSince, now }: Pulse): boolean {
  if (silentSince !== undefined) return lastComplete === undefined || lastComplete < silentSince;
  const heard = Math.max(lastComplete ?? 0, listeningSince);
  return now - heard > (rhythm.mayMiss + 1) * rhythm.minutes * minuteMs;
}

/** @param why what keeps scans from being complete, as far as it is known, in words; no personal data */
export function silentItem(lastComplete: number | undefined, { minutes }: Rhythm, why: string | null): AttentionItem {
  const since =
    lastComplete === undefined
      ? 'There was no complete scan of the leases yet'
      : `No complete scan of the leases since ${minuteOf(lastComplete)}`;
  return {
    key: silentKey,
    code: silentCode,
    where: 'all units',
    why: `${since}; one is expected every ${minutes} minutes.${why === null ? '' : ` ${why}`}`,
    todo: 'Look at the first group of the flow: does it run, and what does innago-poll say? Nobody is provisioned, charged or ended until scans are complete again.',
    verbs: ['ignore'],
  };
}
