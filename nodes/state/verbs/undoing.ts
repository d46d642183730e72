/** A plan change is taken back. */
import { undoPlan } from '../plans/plan-undo.ts';
import { noSuchItem, note, type OperatorVerb } from './verb.ts';

export const undo: OperatorVerb = {
  needs: ['key'],
  carryOut: async (asked) => {
    const text = await undoPlan(asked.store, asked.key);
    if (text === undefined) throw noSuchItem(asked.key);
    await note(asked, { outcome: 'undo' });
    return text;
  },
};
