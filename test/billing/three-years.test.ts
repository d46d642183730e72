/**
 * The proof that invoices are right (design §3.3): what a simulated Innago has got over 36 months against a calculation of its own, to the cent,
 * through outages, lost requests and kills. `PROPERTY_SEED=<number>` tries another life; a failure shows the household's history.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FiberPlansFields } from '../../nodes/village/rules-from-config.ts';
import { BillingWorld } from './billing-world.ts';
import { differences } from './compare.ts';
import type { BillingRules } from './expected-invoices.ts';
import { instantInDallas } from './own-calendar.ts';
import { type LifeOptions, VillageLife } from './village-life.ts';

const seed = Number(process.env['PROPERTY_SEED'] ?? 2026);
const includedPlan = 'Village Fiber 500';
const prices = new Map([
  [includedPlan, 0],
  ['Village Fiber 1G', 1000],
  ['Village Fiber 2G', 1500],
]);

const usual: LifeOptions = {
  seed,
  units: 118,
  from: '2026-11-20',
  to: '2029-11-20',
  faultyTicks: 0.1,
  faultRate: 0.3,
  kills: 0.04,
  outages: 1,
  requests: 1.2,
};

interface Run {
  readonly life?: Partial<LifeOptions>;
  readonly rules?: Partial<Pick<BillingRules, 'issueAheadDays' | 'undoHours' | 'downgradeTakesEffect'>>;
}

async function assertInvoices({ life = {}, rules = {} }: Run): Promise<void> {
  const lived = { ...usual, ...life };
  const settings = { issueAheadDays: 5, undoHours: 0, downgradeTakesEffect: 'now', ...rules } as const;
  const world = await BillingWorld.begin({ begins: instantInDallas(lived.from, 0), fields: fieldsOf(settings) });
  try {
    await new VillageLife(world, lived).run();
    const wrong = differences(world, { ...settings, prices, includedPlan, goLive: lived.from });
    assert.equal(
      wrong.length,
      0,
      `seed ${lived.seed}, ${wrong.length} households\n\n${wrong.slice(0, 20).join('\n\n')}`,
    );
    assert.deepEqual(world.notCarriedOut(), []);
    assert.deepEqual(world.simulator.contractProblems(), []);
  } finally {
    await world.end();
  }
}

function fieldsOf(settings: Required<NonNullable<Run['rules']>>): FiberPlansFields {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}

test('36 months of 118 units, with outages, lost requests and kills', { timeout: 400_000 }, () => assertInvoices({}));

const year = { units: 15, to: '2027-06-20', requests: 8 } as const;

test('seven months without any trouble', { timeout: 200_000 }, () =>
  assertInvoices({ life: { ...year, faultyTicks: 0, kills: 0, outages: 0 } }),
);

test('seven months with more trouble than luck', { timeout: 200_000 }, () =>
  assertInvoices({ life: { ...year, seed: seed + 1, faultyTicks: 0.55, faultRate: 0.6, kills: 0.2, outages: 3 } }),
);

test('seven months with an undo window of two days', { timeout: 200_000 }, () =>
  assertInvoices({ life: { ...year, seed: seed + 2, requests: 12 }, rules: { undoHours: 48 } }),
);

test('seven months of lines that are issued 20 days ahead', { timeout: 200_000 }, () =>
  assertInvoices({ life: { ...year, seed: seed + 3 }, rules: { issueAheadDays: 20 } }),
);

// Which month was paid last decides the day of a downgrade, so no request gets lost here.
test('seven months of downgrades at the end of the paid month', { timeout: 200_000 }, () =>
  assertInvoices({
    life: { ...year, seed: seed + 4, requests: 12, faultyTicks: 0, kills: 0 },
    rules: { downgradeTakesEffect: 'end of paid month' },
  }),
);
