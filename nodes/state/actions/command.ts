/** Action `command`: what a person decides about an item, a lease, a unit or everything, from an inject or dashboard button. */
import { statusOf } from '../status.ts';
import { carryOut } from '../verbs/carry-out.ts';
import type { Action } from './action.ts';

/** In: `{verb, key}` as payload, of `choose` with `client`. Out: a CommandResult. @throws SyncError as `carryOut` */
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
