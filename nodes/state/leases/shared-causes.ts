/**
 * Which leases wait for which shared cause (see attention/shared-cause.ts): what each has failed with last is kept with the lease, so that the item
 * of a cause stays as long as a lease waits for it, and goes away by itself, also over a restart.
 */
import { asMember } from '../adoption/adoption-items.ts';
import type { Attention } from '../attention/attention.ts';
import { causeItem, causeKey, isCauseItem } from '../attention/shared-cause.ts';
import type { Failure } from '../run-node.ts';
import { isActedOn, type LeaseEntry } from './lease-entry.ts';
import { failureItem } from './lease-items.ts';

/** One per lease book. */
export class SharedCauses {
  readonly #attention: Attention;
  readonly #watched: ReadonlySet<LeaseEntry>;
  /** Of attention, at the end of the last tick's scan. */
  #mark: number | undefined;

  /** @param watched the leases that owe something */
  constructor(attention: Attention, watched: ReadonlySet<LeaseEntry>) {
    this.#attention = attention;
    this.#watched = watched;
  }

  /**
   * Raises the item of what a lease has failed with: its own, or the one of the shared cause. Of a cause that several meet between two ticks
   * the first one's words stay: each may name another request.
   * @throws SyncError STORE_…
   */
  async raise(entry: LeaseEntry, failure: Failure): Promise<void> {
    const key = causeKey(failure);
    if (failure.about === undefined || key === undefined) {
      const item = failureItem(entry, failure);
      await this.#attention.raise(asMember(item, this.#attention.get(item.key)));
    } else if (!this.#attention.isConfirmedSince(key, this.#mark)) {
      await this.#attention.raise(causeItem(failure, failure.about));
    }
  }

  /**
   * A lease got past the cause: whoever else waits for it is due at the next tick. When nobody does, its item is cleared.
   * @throws SyncError STORE_…
   */
  async passed(key: string): Promise<void> {
    const waiting = this.#waitingFor(key);
    for (const entry of waiting) entry.retryAt = null;
    if (waiting.length === 0) await this.#clear(key);
  }

  /** A person says: now. All that wait for the cause are due at the next tick. */
  retry(key: string): void {
    for (const entry of this.#waitingFor(key)) entry.forced = true;
  }

  /**
   * At the end of a tick's scan: the items go that no lease waits for any more (the last one has ended, say) and that no node without a
   * lease has raised since the tick before.
   * @throws SyncError STORE_…
   */
  async tick(): Promise<void> {
    for (const item of this.#attention.all()) {
      if (isCauseItem(item) && this.#waitingFor(item.key).length === 0) await this.#clear(item.key);
    }
    this.#mark = this.#attention.mark();
  }

  async #clear(key: string): Promise<void> {
    if (!this.#attention.isConfirmedSince(key, this.#mark)) await this.#attention.clear(key);
  }

  #waitingFor(key: string): LeaseEntry[] {
    return [...this.#watched].filter((entry) => entry.cause === key && isActedOn(entry));
  }
}
