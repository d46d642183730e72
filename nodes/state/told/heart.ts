/** What the heartbeat knows from one message to the next, and what it says. */
import { type SyncError, toSyncError } from '../../sync-error.ts';
import type { Store } from '../store.ts';
import type { AttentionItem } from '../store-port.ts';
import { isSilent, type Rhythm, silentItem, silentKey } from './heartbeat.ts';
import { isStandby } from './store-trouble.ts';

/** What is read at a beat. Instants in ISO, age in seconds. */
export interface Beat {
  readonly lastCompleteScan: string | null;
  readonly age: number | null;
  /** Why the last scan was not complete, as far as it is known, in words. */
  readonly lastError: string | null;
  readonly paused: boolean;
  /** Another process has the store, and does the work. */
  readonly standby: boolean;
  readonly mode: string | null;
}

/** Of the clock on the wall, and of one that runs evenly while the process does; ms. */
interface Moment {
  readonly now: number;
  readonly steady: number;
}

const minuteMs = 60_000;

export type Said =
  | { readonly is: 'alive' | 'waiting' | 'silent-still'; readonly beat: Beat }
  | { readonly is: 'silent'; readonly beat: Beat; readonly item: AttentionItem & { readonly since: number } }
  | { readonly is: 'back'; readonly beat: Beat };

type Opened = Pick<Store, 'scans' | 'pause' | 'attention' | 'clock' | 'mode'>;

/** One per node. */
export class Heart {
  #listeningSince: number;
  /** Of the last beat. */
  #heard: Moment;
  /** Since when it is told of as silent; where the store cannot be written, this is all that knows. */
  #silentSince: number | undefined;
  #lastComplete: number | undefined;

  constructor(moment: Moment) {
    this.#listeningSince = moment.now;
    this.#heard = moment;
  }

  /**
   * @param opened the store, or why it cannot be opened
   */
  async beat(opened: Opened | SyncError, rhythm: Rhythm, moment: Moment): Promise<Said> {
    const { now } = moment;
    // The machine slept, or its clock was put forward: nothing could be heard in that time.
    const unheard = now - this.#heard.now - (moment.steady - this.#heard.steady);
    if (unheard > rhythm.minutes * minuteMs) this.#listeningSince = now;
    this.#heard = moment;
    const store = 'scans' in opened ? opened : undefined;
    const lastComplete = store?.scans.lastComplete('leases') ?? this.#lastComplete;
    this.#lastComplete = lastComplete;
    const beat: Beat = {
      lastCompleteScan: lastComplete === undefined ? null : new Date(lastComplete).toISOString(),
      age: lastComplete === undefined ? null : Math.round((now - lastComplete) / 1000),
      lastError: 'scans' in opened ? whyOf(opened) : opened.message,
      paused: store?.pause.isOn ?? false,
      standby: !('scans' in opened) && isStandby(opened),
      mode: store?.mode ?? null,
    };
    const silentSince = this.#silentSince ?? store?.attention.get(silentKey)?.since;
    if (beat.standby || (beat.paused && silentSince === undefined)) return { is: 'alive', beat };
    const pulse = { rhythm, lastComplete, now };
    if (isSilent({ ...pulse, listeningSince: this.#listeningSince, silentSince })) {
      return this.#silent(store, rhythm, { beat, silentSince, now });
    }
    if (silentSince !== undefined) {
      await store?.attention.clear(silentKey);
      this.#silentSince = undefined;
      return { is: 'back', beat };
    }
    // Nothing is wrong yet, but nobody can say that all is well: a process that is restarted again and again gets no further.
    const isStale = isSilent({ ...pulse, listeningSince: 0, silentSince: undefined });
    return { is: isStale ? 'waiting' : 'alive', beat };
  }

  async #silent(
    store: Opened | undefined,
    rhythm: Rhythm,
    { beat, silentSince, now }: { beat: Beat; silentSince: number | undefined; now: number },
  ): Promise<Said> {
    this.#silentSince = silentSince ?? now;
    const item = silentItem(this.#lastComplete, rhythm, beat.lastError);
    // A full disk, say: then the message is all there is, and the cause.
    const unstored = await store?.attention.raise(item).then(() => undefined, toSyncError);
    if (silentSince !== undefined) return { is: 'silent-still', beat };
    const why = unstored === undefined ? item.why : `${item.why} ${unstored.message}`;
    return { is: 'silent', beat, item: { ...item, why, since: now } };
  }
}

function whyOf({ scans, attention }: Opened): string | null {
  const away = attention.all().find(({ code, where }) => code === 'SERVER_AWAY' && where.startsWith('INNAGO'));
  return away?.why ?? (scans.last('leases')?.why || null);
}
