/** Action `command`: what a person decides about an item, a lease, a unit or everything, from an inject or dashboard button. */
import type { Message } from '../../red.ts';
import { needOperator, personOf } from '../dashboard/ask-lists.ts';
import { type DashboardSettings, noRole, roleOf } from '../dashboard/role.ts';
import { statusOf } from '../status.ts';
import { carryOut } from '../verbs/carry-out.ts';
import type { Action } from './action.ts';

/**
 * In: `{verb, key}` as payload, of `choose` with `client`. Out: a CommandResult. From a browser (`_client`) an operator's alone is carried out.
 * @throws SyncError NOT_PERMITTED; as `carryOut`
 */
export const command: Action =
  ({ red, openStore }) =>
  async (message) => {
    const person = personBehind(message, red.settings);
    const store = await openStore();
    const result = await carryOut(store, message['payload'], person);
    return {
      send: { ...message, topic: result.key ?? result.verb, payload: result },
      status: statusOf.done(result.verb),
    };
  };

/** Who pressed a dashboard's button, for the audit; undefined: it comes from the flow itself. @throws SyncError NOT_PERMITTED (trouble operator) */
function personBehind(message: Message, settings: DashboardSettings): string | undefined {
  if (!('_client' in message)) return undefined;
  const role = roleOf(message, settings);
  if (role === undefined) throw noRole();
  needOperator({ role });
  return personOf({ role });
}
