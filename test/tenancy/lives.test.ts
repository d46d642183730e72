/**
 * The proof that every real change of a tenancy is followed, and no false one: random lives against an independent calculation,
 * with the invariants of design §3 at each tick and the plan of a dry-run against what is then done. `PROPERTY_SEED=<number>` lives one
 * life again and shows its history; `LIVES=<number>` another number of small ones
 * of both sorts.
 */
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { type TestContext, test } from 'node:test';
import { inWords, liveThem } from './lives-processes.ts';
import type { LifeRun } from './one-life.ts';
import { chosenSeed, large, small, sparse } from './which-lives.ts';

const processes = Math.min(2, availableParallelism());

function allAreRight(run: LifeRun, usual: number) {
  return async (t: TestContext): Promise<void> => {
    const count = chosenSeed === undefined ? usual : 1;
    const lives = { run: { ...run, seed: chosenSeed ?? run.seed }, count, processes, mostWrong: 3 };
    const { wrong, ticks } = await liveThem(lives, t.signal);
    t.diagnostic(`${count} lives from seed ${lives.run.seed} on, ${ticks} ticks`);
    assert.equal(wrong.length, 0, `PROPERTY_SEED=<seed> lives it again\n\n${wrong.map(inWords).join('\n\n')}`);
  };
}

/** Two thousand small ones and twenty large ones; `npm run soak` lives more of them. */
const crowded = Number(process.env['LIVES'] ?? 100);
const quiet = Number(process.env['LIVES'] ?? 1900);
const many = Number(process.env['LIVES'] ?? 20);

test('36 months of 12 units, in process: much happens', { timeout: 2_400_000 }, allAreRight(small, crowded));

test('36 months of 12 units, in process: little happens', { timeout: 2_400_000 }, allAreRight(sparse, quiet));

test('36 months of 118 units, over HTTP and on a file', { timeout: 2_400_000 }, allAreRight(large, many));
