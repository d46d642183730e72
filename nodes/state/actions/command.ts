/** Action `command`: what a person decides about an item, a lease, a unit or everything, from an inject or dashboard button. */
import type { Message, RuntimeApi } from '../../red.ts';
import { needOperator, personOf } from '../dashboard/ask-lists.ts';
import { noRole, roleOf } from '../dashboard/role.ts';
import { statusOf } from '../status.ts';
import { type CommandResult, carryOut } from '../verbs/carry-out.ts';
import type { Action } from './action.ts';
import { hidesVisitors } from './dashboard.ts';

/**
 * In: `{verb, key}` as payload, of `choose` with `client`. Out: a CommandResult. From a browser (`_client`) an operator's alone is carried out.
 * @throws SyncError NOT_PERMITTED, DASHBOARD_SHARED; as `carryOut`
 */
export const command: Action =
  ({ red, openStore }) =>
  async (message) => {
    const person = personBehind(message, red);
    const store = await openStore();
    const result = await carryOut(store, message['payload'], person);
    return {
      send: { ...message, topic: result.key ?? result.verb, payload: withWayOn(result) },
      status: statusOf.done(result.verb),
    };
  };

/** Where there are no buttons, what to send is said as well. */
function withWayOn(result: CommandResult): CommandResult {
  if (result.verb !== 'live' || result.mode === 'live') return result;
  return { ...result, text: `${result.text} Send {"verb": "live", "confirm": true} to go live.` };
}

/**
 * Who pressed a dashboard's button, for the audit; undefined: it comes from the flow itself.
 * @throws SyncError NOT_PERMITTED; DASHBOARD_SHARED (trouble operator): there is a login, and it may as well be a browser's
 */
function personBehind(message: Message, red: RuntimeApi): string | undefined {
  const role = roleOf(message, red.settings);
  if (!('_client' in message)) {
    const hidden = role === undefined ? hidesVisitors(red) : undefined;
    if (hidden !== undefined) throw hidden;
    return undefined;
  }
  if (role === undefined) throw noRole();
  needOperator({ role });
  return personOf({ role });
}
