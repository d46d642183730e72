/**
 * Runs {@link yearsOutcome} in a thread of its own. The test runner follows every promise and timer of the thread in which it runs its tests;
 * over years of requests, that costs more than the checks themselves.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { LifeOptions } from './village-life.ts';
import { type YearsOutcome, type YearsRules, yearsOutcome } from './years-outcome.ts';

/** @throws whatever the thread throws; AbortError when `signal` is aborted. The thread has ended in any case. */
export async function yearsInThread(life: LifeOptions, rules: YearsRules, signal: AbortSignal): Promise<YearsOutcome> {
  const thread = new Worker(new URL(import.meta.url), {
    workerData: { life, rules },
    // Nearly all that a tick makes is gone after it: with more room, far less of it is collected twice.
    resourceLimits: { maxYoungGenerationSizeMb: 96 },
  });
  try {
    const [outcome] = await once(thread, 'message', { signal });
    return outcome;
  } finally {
    await thread.terminate();
  }
}

if (!isMainThread && parentPort !== null) {
  const { life, rules } = workerData;
  parentPort.postMessage(await yearsOutcome(life, rules));
}
