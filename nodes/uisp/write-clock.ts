/**
 * Knows when UISP is being written to, so that a read-back can wait until writing is over instead of asking after each write
 * (a batch of leases costs at most 5 requests per lease plus 40 in all).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { closed } from './shared-reading.ts';

/** Waits; rejects with SyncError UISP_CLOSED when the signal aborts. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

const quietMs = 300;
const longestWaitMs = 10_000;
const pollMs = 50;

/** The real one. */
export const wait: Wait = async (milliseconds, signal) => {
  await sleep(milliseconds, undefined, { signal }).catch(() => {
    throw closed();
  });
};

/** Told of each write by its beginning and end. */
export class WriteClock {
  readonly #clock: () => number;
  readonly #wait: Wait;
  #inFlight = 0;
  #lastEnd = Number.NEGATIVE_INFINITY;

  constructor(clock: () => number, wait: Wait) {
    this.#clock = clock;
    this.#wait = wait;
  }

  /** A write begins. @returns to be called once it has ended, well or not */
  readonly begin = (): (() => void) => {
    this.#inFlight += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#inFlight -= 1;
      this.#lastEnd = this.#clock();
    };
  };

  /** Epoch ms at which the last write ended; -Infinity before the first. */
  get lastEnd(): number {
    return this.#lastEnd;
  }

  /** Resolves when no write has been going on for 300 ms, and after 10 s in any case. @throws SyncError UISP_CLOSED */
  async quiet(signal: AbortSignal): Promise<void> {
    const began = this.#clock();
    for (;;) {
      const now = this.#clock();
      const left = this.#inFlight > 0 ? pollMs : this.#lastEnd + quietMs - now;
      const atMost = began + longestWaitMs - now;
      if (left <= 0 || atMost <= 0) return;
      await this.#wait(Math.min(left, atMost), signal);
    }
  }
}
