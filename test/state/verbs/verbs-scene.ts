/** A lease that has failed. */
import assert from 'node:assert/strict';
import type { Store } from '../../../nodes/state/store.ts';
import { type carryThrough, claimOf } from '../stage.ts';

const failure = {
  code: 'ONU_MISSING',
  trouble: 'operator',
  effect: 'none',
  text: 'No ONU.',
  hint: undefined,
} as const;

export async function fail(
  store: Store,
  work: Parameters<typeof carryThrough>[1],
  what: object = failure,
): Promise<void> {
  assert.ok(work);
  await store.leases.failed(await claimOf(store, work.key), work, { ...failure, ...what });
}
