import { isSyncError, type SyncError } from '../nodes/sync-error.ts';

/** The SyncError that the work ends in; anything else fails the test. */
export async function errorOf(work: Promise<unknown>): Promise<SyncError> {
  try {
    await work;
  } catch (error) {
    if (isSyncError(error)) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
