import { isSyncError, type SyncError } from '../../sync-error.ts';

/**
 * Runs steps one after the other: what a server refuses of one is no reason to leave out the next.
 * @returns the first refusal (trouble data), for the caller to throw when all else is done
 * @throws anything else, at once
 */
export async function inTurn(steps: readonly (() => Promise<unknown>)[]): Promise<SyncError | undefined> {
  let refused: SyncError | undefined;
  for (const step of steps) {
    try {
      await step();
    } catch (thrown) {
      if (!isSyncError(thrown) || thrown.trouble !== 'data') throw thrown;
      refused ??= thrown;
    }
  }
  return refused;
}
