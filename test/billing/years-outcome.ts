/** A village's life from its first to its last day, and what was wrong with its invoices in the end. */
import type { FiberPlansFields } from '../../nodes/village/rules-from-config.ts';
import { BillingWorld } from './billing-world.ts';
import { differences } from './compare.ts';
import type { BillingRules } from './expected-invoices-history.ts';
import { notCarriedOut } from './innago-outcome.ts';
import { instantInDallas } from './own-calendar.ts';
import { type LifeOptions, VillageLife } from './village-life.ts';

const includedPlan = 'Village Fiber 500';
const prices = new Map([
  [includedPlan, 0],
  ['Village Fiber 1G', 1000],
  ['Village Fiber 2G', 1500],
]);

/** Rules that the property is set to and the calculation goes by. */
export type YearsRules = Pick<BillingRules, 'issueAheadDays' | 'undoHours' | 'downgradeTakesEffect'>;

/** What was wrong; empty lists when all is right. */
export interface YearsOutcome {
  /** A household each, with its history. */
  readonly wrong: readonly string[];
  readonly notCarriedOut: readonly string[];
  /** Where requests or answers break the vendors' contracts. */
  readonly contractProblems: readonly string[];
}

export async function yearsOutcome(life: LifeOptions, rules: YearsRules): Promise<YearsOutcome> {
  const world = await BillingWorld.begin({ begins: instantInDallas(life.from, 0), fields: fieldsOf(rules) });
  try {
    await new VillageLife(world, life).run();
    return {
      wrong: differences(world, { ...rules, prices, includedPlan, goLive: life.from }),
      notCarriedOut: notCarriedOut(world),
      contractProblems: world.simulator.contractProblems(),
    };
  } finally {
    await world.end();
  }
}

function fieldsOf(rules: YearsRules): FiberPlansFields {
  return Object.fromEntries(Object.entries(rules).map(([name, value]) => [name, String(value)]));
}
