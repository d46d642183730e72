/**
 * When a lease or a ticket that failed is tried again (design §2, "Faults"). One table, in minutes after the failure; the last entry repeats.
 * Instead of a table one could double a delay; these steps are what an operator can remember.
 */
import type { Failure } from './run-node.ts';

const minute = 60_000;

/** Its own data was refused: asking again soon is useless. */
const dataDelays = [5, 15, 60];
/** A person must do something: looked at in the next three ticks (they may be at it right now), then once an hour. 0: the next tick. */
const operatorDelays = [0, 0, 0, 60];

/** What is refused for its own data becomes an attention item at its third failure. */
const dataAttentionAt = 3;

/** What a failure means for the next try. */
export interface Retry {
  /** Failures in a row that count, this one included. */
  readonly failures: number;
  /** Epoch ms; null: the next tick. */
  readonly retryAt: number | null;
  readonly needsAttention: boolean;
}

/**
 * @param failures counted so far
 * @returns undefined for trouble of a server or of the store: not the lease's or the ticket's own, so its count and its attention stay as they are and
 *   the next tick tries again
 */
export function retryAfter(
  failure: Pick<Failure, 'code' | 'trouble'>,
  failures: number,
  now: number,
): Retry | undefined {
  const counted = failures + 1;
  if (failure.trouble === 'operator') {
    return { failures: counted, retryAt: later(operatorDelays, counted, now), needsAttention: true };
  }
  // An unexpected error is a defect that this one meets: treated as data, or it would be tried every tick for ever, unseen.
  if (failure.trouble === 'data' || failure.code === 'UNEXPECTED') {
    return { failures: counted, retryAt: later(dataDelays, counted, now), needsAttention: counted >= dataAttentionAt };
  }
  return undefined;
}

/** A lease that is done but for something it waits for, with no date known. */
export function lookAgainAfter(times: number, now: number): number | null {
  return later(operatorDelays, times, now);
}

function later(delays: readonly number[], counted: number, now: number): number | null {
  const minutes = delays[Math.min(counted, delays.length) - 1] ?? 0;
  return minutes === 0 ? null : now + minutes * minute;
}
