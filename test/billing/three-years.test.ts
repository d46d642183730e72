/**
 * The proof that invoices are right (design §3.3): what a simulated Innago has got over 36 months against a calculation of its own, to the cent,
 * through outages, lost requests and kills. `PROPERTY_SEED=<number>` tries another life; a failure shows the household's history.
 */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { LifeOptions } from './village-life.ts';
import type { YearsRules } from './years-outcome.ts';
import { yearsInThread } from './years-thread.ts';

const seed = Number(process.env['PROPERTY_SEED'] ?? 2026);
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
  readonly rules?: Partial<YearsRules>;
}

/** What a test does: lives that life by those rules; red unless every invoice is right. */
function invoicesAreRight({ life = {}, rules = {} }: Run) {
  return async ({ signal }: TestContext): Promise<void> => {
    const lived = { ...usual, ...life };
    const settings = { issueAheadDays: 5, undoHours: 0, downgradeTakesEffect: 'now', ...rules } as const;
    const { wrong, notCarriedOut, contractProblems } = await yearsInThread(lived, settings, signal);
    const shown = wrong.slice(0, 20).join('\n\n');
    assert.equal(wrong.length, 0, `seed ${lived.seed}, ${wrong.length} households\n\n${shown}`);
    assert.deepEqual(notCarriedOut, []);
    assert.deepEqual(contractProblems, []);
  };
}

test('36 months of 118 units, with outages, lost requests and kills', { timeout: 400_000 }, invoicesAreRight({}));

const year = { units: 15, to: '2027-06-20', requests: 8 } as const;

test(
  'seven months without any trouble',
  { timeout: 200_000 },
  invoicesAreRight({ life: { ...year, faultyTicks: 0, kills: 0, outages: 0 } }),
);

test(
  'seven months with more trouble than luck',
  { timeout: 200_000 },
  invoicesAreRight({ life: { ...year, seed: seed + 1, faultyTicks: 0.55, faultRate: 0.6, kills: 0.2, outages: 3 } }),
);

test(
  'seven months with an undo window of two days',
  { timeout: 200_000 },
  invoicesAreRight({ life: { ...year, seed: seed + 2, requests: 12 }, rules: { undoHours: 48 } }),
);

test(
  'seven months of lines that are issued 20 days ahead',
  { timeout: 200_000 },
  invoicesAreRight({ life: { ...year, seed: seed + 3 }, rules: { issueAheadDays: 20 } }),
);

// Which month was paid last decides the day of a downgrade, so no request gets lost here.
test(
  'seven months of downgrades at the end of the paid month',
  { timeout: 200_000 },
  invoicesAreRight({
    life: { ...year, seed: seed + 4, requests: 12, faultyTicks: 0, kills: 0 },
    rules: { downgradeTakesEffect: 'end of paid month' },
  }),
);
