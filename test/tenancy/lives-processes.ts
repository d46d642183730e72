/**
 * Lives in processes of their own. The test runner follows every promise and timer of the thread in which it runs its tests; over years of
 * requests, that costs more than the checks themselves. And two threads of one process share the threads that SQLite runs in, which costs
 * as much again.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { type LifeOutcome, type LifeRun, liveOneLife } from './one-life.ts';

/** What a process of lives is started with. */
const inChild = '--lives';

/** Which lives: `count` of them, by the seeds from `run.seed` on. */
export interface Lives {
  readonly run: LifeRun;
  readonly count: number;
  /** So many at once. */
  readonly processes: number;
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
 * @throws whatever a life throws, with its seed; AbortError when `signal` is aborted. The processes have ended in any case.
 */
export async function liveThem(
  lives: Lives,
  signal: AbortSignal,
  heard?: (done: number) => void,
): Promise<LivesOutcome> {
  const { run, count, processes, mostWrong } = lives;
  const outcomes: LifeOutcome[] = [];
  let begun = 0;
  const next = () => {
    const isEnough = outcomes.filter(({ wrong }) => wrong.length > 0).length >= mostWrong;
    return begun < count && !isEnough ? { ...run, seed: run.seed + begun++ } : undefined;
  };
  const oneProcess = async () => {
    const child = fork(fileURLToPath(import.meta.url), [inChild], {
      // Nearly all that a tick makes is gone after it: with more room, far less of it is collected twice.
      execArgv: ['--max-semi-space-size=32'],
      // Its database takes one statement at a time: more threads would only hand it around between the cores.
      env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    });
    const ended = once(child, 'exit');
    const broken = ended.then(([code, killed]) => {
      throw new Error(`a process of lives has ended: ${code ?? killed}`);
    });
    broken.catch(() => {});
    try {
      for (let life = next(); life !== undefined; life = next()) {
        child.send(life);
        const [message] = await Promise.race([once(child, 'message', { signal }), broken]);
        outcomes.push(v.parse(outcomeSchema, message));
        heard?.(outcomes.length);
      }
    } finally {
      if (child.connected) child.disconnect();
      await ended;
    }
  };
  await Promise.all(Array.from({ length: Math.min(processes, count) }, oneProcess));
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

if (process.argv[2] === inChild) {
  process.on('disconnect', () => process.exit());
  process.on('message', (run: LifeRun) => {
    liveOneLife(run).then(
      (outcome) => process.send?.(outcome),
      (thrown: unknown) => {
        throw new Error(`the life with seed ${run.seed} broke off`, { cause: thrown });
      },
    );
  });
}
