import { configNode, type NodeConfig, type RuntimeApi } from '../red.ts';
import type { Store } from './store.ts';

/** What the config node `sync-database` offers to other nodes. */
export interface DatabaseNode {
  /**
   * The opened store; opened once, shared by all nodes.
   * @throws SyncError STORE_… (trouble state or operator): locked by another process, damaged, newer, of another world, no space
   */
  openStore(): Promise<Store>;
}

/**
 * The store of the `sync-database` that a node's field `database` names, as work sees it that begins now (`Store.forWork`): ask again for
 * each message.
 * @throws SyncError NOT_CONFIGURED (trouble operator), and what `openStore` throws
 */
export async function chosenStore(red: RuntimeApi, config: NodeConfig): Promise<Store> {
  const store = await configNode<DatabaseNode>(red, config['database'], 'openStore', 'sync-database').openStore();
  return store.forWork();
}
