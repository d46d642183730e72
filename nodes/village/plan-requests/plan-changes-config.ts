/** The fields of the config node `fiber-plans` about plan changes. */
import type { PlanChangeRules } from './plan-change-rules.ts';

/**
 * @param _fields as Node-RED hands them over
 * @throws SyncError PLANS_CHANGES (trouble operator), naming the field and the value
 */
export function planChangesFromConfig(_fields: Readonly<Record<string, unknown>>): PlanChangeRules {
  const none: readonly string[] = [];
  return {
    words: {
      ask: none,
      included: none,
      fastest: none,
      filler: none,
      negation: none,
      question: none,
      condition: none,
      others: none,
      fault: none,
    },
    onuModels: [],
    undoHours: 0,
    upgradesPerMonth: 2,
    downgradeTakesEffect: 'now',
  };
}
