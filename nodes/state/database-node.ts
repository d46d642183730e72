import type { Store } from './store.ts';

/** What the config node `sync-database` offers to other nodes. */
export interface DatabaseNode {
  /**
   * The opened store; opened once, shared by all nodes.
   * @throws SyncError STORE_… (trouble state or operator): locked by another process, damaged, newer, of another world, no space
   */
  openStore(): Promise<Store>;
}
