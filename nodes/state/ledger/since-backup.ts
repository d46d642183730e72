/** What a restored backup may not know of (backup-gap.ts), at the table of effects. */
import { type BackupGap, restoredCode } from '../backup-gap.ts';
import type { Database } from '../database/database.ts';
import type { EffectFacts } from '../effect.ts';
import type { Claim } from '../work.ts';
import { claimLost } from './claims.ts';
import { latestEffect, recordIfClaimed } from './effect-rows.ts';
import { noteUnknown } from './settlements.ts';

/** What is asked of the gap. */
export type Gap = Pick<BackupGap, 'covers' | 'askedFrom' | 'lookedUpFrom'>;

/**
 * May it have been done after the copy was made? Not what was begun here since: of that the outcome is known, or a person was asked. What can
 * be looked up is looked up after a person has closed the gap, too.
 */
export async function isInGap(
  database: Database,
  gap: Gap | undefined,
  request: EffectFacts & { readonly lookSinceBackup?: unknown },
): Promise<boolean> {
  const restoredAt = request.lookSinceBackup === undefined ? gap?.askedFrom(request) : gap?.lookedUpFrom;
  if (gap === undefined || restoredAt === undefined || !gap.covers(request)) return false;
  const last = await latestEffect(database, request.key, ['intent', 'done', 'adopted', 'failed', 'absent']);
  return last === undefined || last.begunAt < restoredAt;
}

/**
 * Records it as begun with an unknown outcome.
 * @returns the row's id
 * @throws SyncError CLAIM_LOST, STORE_…
 */
export async function recordInGap(
  database: Database,
  claim: Claim,
  now: number,
  request: EffectFacts,
): Promise<number> {
  const id = await recordIfClaimed(database, claim, now, request, { state: 'intent', prepared: null });
  if (id === undefined) throw claimLost(claim);
  await noteUnknown(database, now, id, request, restoredCode);
  return id;
}
