/**
 * Lives in threads of their own. The test runner follows every promise and timer of the thread in which it runs its tests; over years of
 * requests, that costs more than the checks themselves.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { type LifeOutcome, type LifeRun, liveOneLife } from './one-life.ts';

/** Which lives: `count` of them, by the seeds from `run.seed` on. */
export interface Lives {
  readonly run: LifeRun;
  readonly count: number;
  readonly threads: number;
  /** After so many that went wrong no other is begun. */
  readonly mostWrong: number;
}

export interface LivesOutcome {
  readonly lives: number;
  readonly ticks: number;
  /** Those that went wrong, the one with the shortest history first. */
  readonly wrong: readonly LifeOutcome[];
}

const outcomeSchema = v.object({
  seed: v.number(),
  wrong: v.array(v.string()),
  history: v.array(v.string()),
  ticks: v.number(),
}) satisfies v.GenericSchema<unknown, LifeOutcome>;

/**
 * @param heard called after each life
 * @throws whatever a life throws, with its seed; AbortError when `signal` is aborted. The threads have ended in any case.
 */
export async function liveThem(
  lives: Lives,
  signal: AbortSignal,
  heard?: (done: number) => void,
): Promise<LivesOutcome> {
  const { run, count, threads, mostWrong } = lives;
  const outcomes: LifeOutcome[] = [];
  let begun = 0;
  const next = () => {
    const isEnough = outcomes.filter(({ wrong }) => wrong.length > 0).length >= mostWrong;
    return begun < count && !isEnough ? { ...run, seed: run.seed + begun++ } : undefined;
  };
  const oneThread = async () => {
    const thread = new Worker(new URL(import.meta.url), {
      workerData: 'lives',
      // Nearly all that a tick makes is gone after it: with more room, far less of it is collected twice.
      resourceLimits: { maxYoungGenerationSizeMb: 96 },
    });
    try {
      for (let life = next(); life !== undefined; life = next()) {
        thread.postMessage(life);
        const [message] = await once(thread, 'message', { signal });
        outcomes.push(v.parse(outcomeSchema, message));
        heard?.(outcomes.length);
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(threads, count) }, oneThread));
  const wrong = outcomes.filter((one) => one.wrong.length > 0);
  wrong.sort((one, other) => one.history.length - other.history.length);
  return { lives: outcomes.length, ticks: outcomes.reduce((sum, one) => sum + one.ticks, 0), wrong };
}

/** A life that went wrong, for a person. */
export function inWords({ seed, wrong, history }: LifeOutcome): string {
  return [`Seed ${seed}:`, ...history.map((line) => `  ${line}`), 'Wrong:', ...wrong.map((line) => `  ${line}`)].join(
    '\n',
  );
}

if (!isMainThread && workerData === 'lives') {
  parentPort?.on('message', (run: LifeRun) => {
    liveOneLife(run).then(
      (outcome) => parentPort?.postMessage(outcome),
      (thrown: unknown) => {
        throw new Error(`the life with seed ${run.seed} broke off`, { cause: thrown });
      },
    );
  });
}
