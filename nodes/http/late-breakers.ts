import { type BreakerStore, MemoryBreakers } from './breaker.ts';

/** A server's breakers before and after the store is open: kept in memory first, then in the store, where they outlive a restart. */
export class LateBreakers implements BreakerStore {
  #store: BreakerStore = new MemoryBreakers();

  /** From now on the store's breakers count; what was in memory is forgotten. */
  use(store: BreakerStore): void {
    this.#store = store;
  }

  openUntil(server: string): number {
    return this.#store.openUntil(server);
  }

  open(server: string, until: number, why: string): void {
    this.#store.open(server, until, why);
  }

  close(server: string): void {
    this.#store.close(server);
  }

  mayWrite(): void {
    this.#store.mayWrite?.();
  }
}
