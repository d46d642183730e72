/** The config node `sync-database`: where the state is kept, and in which mode, for which units and from which day on it acts. */
import type { Node, NodeConfig, RuntimeApi } from '../red.ts';
import { closedError } from './database/store-errors.ts';
import type { DatabaseNode } from './database-node.ts';
import { databaseSettings } from './database-settings.ts';
import { modeOf } from './mode.ts';
import { Store } from './store.ts';

/** Registers the config node `sync-database`, whose store is opened when it is first asked for. */
export default function register(red: RuntimeApi): void {
  red.nodes.registerType('sync-database', function start(this: Node & Partial<DatabaseNode>, config: NodeConfig) {
    red.nodes.createNode(this, config);
    let opening: Promise<Store> | undefined;

    const open = async (): Promise<Store> => {
      const settings = databaseSettings(config, { userDir: red.settings.userDir, env: process.env });
      const log = { info: (text: string) => this.log(text), warn: (text: string) => this.warn(text) };
      const store = await Store.open({ ...settings, clock: Date.now, log });
      this.log(modeOf(store).why);
      return store;
    };

    this.openStore = () => {
      // One opening for all; one that failed is tried again by the next who asks.
      opening ??= open().catch((thrown) => {
        opening = undefined;
        throw thrown;
      });
      return opening;
    };

    this.on('close', (_removed, done) => {
      const closing = opening;
      opening = Promise.reject(closedError('of sync-database'));
      opening.catch(() => undefined);
      Promise.resolve(closing)
        .then((store) => store?.close())
        .then(
          () => done(),
          () => done(),
        );
    });
  });
}
