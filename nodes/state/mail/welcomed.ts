/** Whether the tenants of a lease have been told of their internet. */
import type { Database } from '../database/database.ts';
import { effectsOfHousehold } from '../ledger/effect-rows.ts';
import { mailKeys } from './mail-key.ts';

/** Has a welcome mail been accepted that was sent to the household for this lease? @throws SyncError STORE_… */
export async function wasWelcomed(database: Database, householdId: number, leaseUid: string): Promise<boolean> {
  const mails = await effectsOfHousehold(database, householdId, mailKeys(householdId, 'welcome'));
  return mails.some(({ state, reason }) => state === 'done' && reason.leaseUid === leaseUid);
}
