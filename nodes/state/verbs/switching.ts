/** Live, and back to dry-run: while the flow runs, and below what the settings allow (design §5). */
import { switchInTurn } from '../mode.ts';
import type { OperatorVerb } from './verb.ts';

/** Without `confirm` it says how much would happen, and changes nothing. */
export const goLive: OperatorVerb = {
  needs: [],
  carryOut: async ({ store, by, confirm }) => (await switchInTurn(store, 'live', by, confirm)).text,
};

/** At once, and without another question: it is the way out. */
export const goDryRun: OperatorVerb = {
  needs: [],
  carryOut: async ({ store, by }) => (await switchInTurn(store, 'dry-run', by, true)).text,
};
