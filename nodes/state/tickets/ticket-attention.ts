/**
 * Keeps the attention items of tickets as they should be: each raised once, each gone when its cause is. All of it throws SyncError
 * STORE_….
 */
import type { Attention } from '../attention/attention.ts';
import type { TicketEntry } from './ticket-entry.ts';
import { heldItem, heldKey, standingCodes, standingItems, ticketItemKey, ticketOfItem } from './ticket-items.ts';

export class TicketAttention {
  readonly #attention: Attention;
  /** By ticket: the keys that are raised now. Loaded from what is open at the start. */
  readonly #raised = new Map<string, ReadonlySet<string>>();

  constructor(attention: Attention) {
    this.#attention = attention;
    for (const { key, code } of attention.all()) {
      const uid = ticketOfItem(key);
      if (uid === undefined || !standingCodes.has(code)) continue;
      this.#raised.set(uid, new Set([...(this.#raised.get(uid) ?? []), key]));
    }
  }

  /** Is, or was, there anything in the entry for a person? */
  concerns(entry: TicketEntry, isWaiting = false): boolean {
    return this.#raised.has(entry.uid) || standingItems(entry, isWaiting).length > 0;
  }

  /** Those that the entry itself gives cause for. @returns whether any is open */
  async keep(entry: TicketEntry, isWaiting = false): Promise<boolean> {
    const items = standingItems(entry, isWaiting);
    const before = this.#raised.get(entry.uid);
    if (items.length === 0 && before === undefined) return false;
    const keys = new Set(items.map(({ key }) => key));
    for (const item of items) await this.#attention.raise(item);
    for (const key of before ?? []) if (!keys.has(key)) await this.#attention.clear(key);
    if (keys.size === 0) this.#raised.delete(entry.uid);
    else this.#raised.set(entry.uid, keys);
    return keys.size > 0;
  }

  /** The one for all tickets from before go-live. */
  async keepHeld(held: readonly TicketEntry[]): Promise<void> {
    if (held.length > 0) await this.#attention.raise(heldItem(held));
    else await this.#attention.clear(heldKey);
  }

  /** Those of earlier failures. @param mark those raised or confirmed after it stay */
  async clearFailures({ uid }: TicketEntry, mark: number | undefined): Promise<void> {
    const suffix = ticketItemKey('', uid);
    for (const { key, code } of this.#attention.all()) {
      if (!key.endsWith(suffix) || standingCodes.has(code) || this.#attention.isConfirmedSince(key, mark)) continue;
      await this.#attention.clear(key);
    }
  }
}
