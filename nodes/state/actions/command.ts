/** Action `command`: what a person decides about an attention item, from an inject or dashboard button. */
import { carryOut } from '../operator-verbs.ts';
import { statusOf } from '../status.ts';
import type { Action } from './action.ts';

/** In: `{verb, key}` as payload. Out: a CommandResult. @throws SyncError BAD_COMMAND, NO_SUCH_ITEM, STORE_… */
export const command: Action =
  ({ openStore }) =>
  async (message) => {
    const store = await openStore();
    const result = await carryOut(store, message['payload']);
    return {
      send: { ...message, topic: result.key ?? result.verb, payload: result },
      status: statusOf.done(result.verb),
    };
  };
