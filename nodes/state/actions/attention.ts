/** Action `attention`: a message for each item that is newly raised or cleared; `list` sends the open ones again. */
import { toSyncError } from '../../sync-error.ts';
import type { OpenItem } from '../attention/attention.ts';
import { statusOf, statusOfError } from '../status.ts';
import type { Store } from '../store.ts';
import type { Action } from './action.ts';

/** Milliseconds until the store is tried again when it could not be opened. */
const again = 30_000;

/**
 * In: anything, for the list. Out: one message per item `{change, key, code, where, why, todo, verbs, since}` (`since`
 * ISO), also unasked. Of a group only the item that speaks for it is told.
 */
export const attention: Action = ({ node, openStore }) => {
  let stop: () => void = () => undefined;
  let isClosed = false;

  const listen = async (): Promise<void> => {
    try {
      const store = await openStore();
      if (isClosed) return;
      stop = store.attention.listen((change, item) => {
        if (change !== 'judged' && item.group === undefined) node.send(itemMessage(change, item));
        node.status(statusOfOpen(store));
      });
      node.status(statusOfOpen(store));
    } catch (thrown) {
      if (isClosed) return;
      node.status(statusOfError(toSyncError(thrown).code));
      const timer = setTimeout(listen, again);
      stop = () => clearTimeout(timer);
    }
  };
  // After all nodes of the flow are there, config nodes included.
  const first = setImmediate(listen);
  stop = () => clearImmediate(first);

  node.on('close', (_removed, done) => {
    isClosed = true;
    stop();
    done();
  });

  return async () => {
    const store = await openStore();
    return { send: [store.attention.told().map((item) => itemMessage('open', item))], status: statusOfOpen(store) };
  };
};

function itemMessage(change: 'raised' | 'cleared' | 'open', { since, ...item }: OpenItem) {
  return { topic: item.key, payload: { change, ...item, since: new Date(since).toISOString() } };
}

function statusOfOpen(store: Store) {
  const open = store.attention.told().length;
  return open === 0 ? statusOf.done('nothing open') : statusOf.waiting(`${open} open`);
}
