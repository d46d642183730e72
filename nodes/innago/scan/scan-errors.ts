/** A list that is not believed: nothing is concluded from what it lacks (design §3.6). */
import { SyncError } from '../../sync-error.ts';
import type { ReadList } from './scan-pages.ts';

/** @returns undefined when the list is whole; else what it broke off with, or what does not add up (trouble server) */
export function incompleteError({ verdict, error }: ReadList<unknown>): SyncError | undefined {
  if (verdict.complete) return undefined;
  if (error !== undefined) return error;
  const { code = 'INNAGO_PAGES_DO_NOT_ADD_UP', why = 'the pages do not add up' } = verdict;
  return new SyncError(`Innago's list is not complete: ${why.replace(`${code}: `, '')}.`, {
    code,
    trouble: 'server',
    hint: 'What was read is worked on, nobody is taken for gone, and the next scan reads it all again.',
  });
}

/** INNAGO_EMPTY (trouble server). */
export function emptyError(): SyncError {
  return new SyncError('Innago lists no lease at all, although there were some before.', {
    code: 'INNAGO_EMPTY',
    trouble: 'server',
    hint: 'Nothing was changed. Check the property id in the Innago account, and the property in Innago.',
  });
}
