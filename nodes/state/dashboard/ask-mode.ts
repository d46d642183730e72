import { modeOf, switchMode, withoutPerson } from '../mode.ts';
import type { ModeAnswer, SwitchAnswer } from './answers.ts';
import type { Asked } from './ask.ts';
import { type AskContext, isOperator } from './ask-context.ts';
import { needOperator, personOf } from './ask-lists.ts';

/**
 * The mode; with `to`, the switch (mode.ts): to live only with `confirm`.
 * @throws SyncError NOT_PERMITTED (a switch, for a viewer); as `switchMode`
 */
export async function askMode(context: AskContext, { to, confirm }: Asked<'mode'>): Promise<ModeAnswer | SwitchAnswer> {
  const { store } = context;
  if (to !== undefined) {
    needOperator(context);
    return switchMode(store, to, personOf(context), { confirm: confirm === true });
  }
  const told = modeOf(store);
  return isOperator(context) ? told : { ...told, canSwitch: false, why: withoutPerson(told.why) };
}
