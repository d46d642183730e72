/** What each action of the node sync-state is made of. */
import type { Message, Node, NodeConfig, RuntimeApi } from '../../red.ts';
import type { Handler } from '../run-node.ts';
import type { Store } from '../store.ts';

/** Of mails, unless the operator says otherwise (design §6). */
export const usualSender = 'internet@erefiber.com';

interface ActionContext {
  readonly red: RuntimeApi;
  readonly node: Node;
  readonly config: NodeConfig;
  /** @throws SyncError NOT_CONFIGURED, STORE_… */
  readonly openStore: () => Promise<Store>;
}

/** Makes the handler of a node with this action; registers what else it needs (listeners, close) with the node. */
export type Action = (context: ActionContext) => Handler;

/** The message of a lease or ticket as it was before the mail: its work is the payload again, and nothing of the mail is left. */
export function workMessage(message: Message, work: unknown, key: string): Message {
  const {
    mail: _mail,
    to: _to,
    from: _from,
    headers: _headers,
    plaintext: _plaintext,
    complete: _complete,
    ...rest
  } = message;
  return { ...rest, payload: work, topic: key };
}
