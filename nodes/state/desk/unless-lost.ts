import { isSyncError } from '../../sync-error.ts';

/** @returns false when the claim was lost in this very moment */
export async function unlessLost(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (thrown) {
    if (isSyncError(thrown) && thrown.code === 'CLAIM_LOST') return false;
    throw thrown;
  }
}
