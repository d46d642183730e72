/** A lease of a household that is to be charged, and charges of it. */
import assert from 'node:assert/strict';
import * as v from 'valibot';
import { chargeKey } from '../../nodes/state/billing/charged-months.ts';
import type { Store } from '../../nodes/state/store.ts';
import type { HouseholdPatch } from '../../nodes/state/store-port.ts';
import type { LeaseWork, Waiting } from '../../nodes/state/work.ts';
import type { Lease } from '../../nodes/village/lease.ts';
import { carryThrough, claimOf, lease, stage, tick } from './stage.ts';

/** Lease a of unit 101, carried through. */
export async function settled(
  t: Parameters<typeof stage>[0],
  options: Parameters<Awaited<ReturnType<typeof stage>>['open']>[0] = {},
) {
  const { file, open, clock } = await stage(t);
  const store = await open(options);
  const a = lease('a', '101');
  const work = (await tick(store, clock, [a])).get('a');
  assert.ok(work);
  await carryThrough(store, work);
  const next = (leases: readonly Lease[] = [a]) => tick(store, clock, leases);
  const patch = async (given: HouseholdPatch) => {
    const claim = await claimOf(store, 'action:change');
    await store.households.update(claim, work.householdId, given);
    await store.claims.release(claim);
  };
  return { file, open, clock, store, a, next, patch, householdId: work.householdId };
}

/** Why each is due, in their order. */
export const reasons = (works: Map<string, LeaseWork>) => [...works.values()].map(({ reason }) => reason);

/** What invoice-line waits for. */
export const until = (day: string): Waiting => ({ step: 'invoice-line', why: 'the next charge', until: day });

/** As invoice-line does it: noted first, then in the ledger. @param write what Innago does */
export async function charged(
  store: Store,
  householdId: number,
  leaseUid: string,
  dueDate: string,
  write: () => Promise<null> = async () => null,
): Promise<void> {
  const claim = await claimOf(store, 'action:charge');
  await store.leases.toBill.noteCharge(leaseUid, dueDate);
  await store.ledger.apply(claim, {
    key: chargeKey(householdId, dueDate.slice(0, 7)),
    kind: 'innago-invoice',
    fingerprint: dueDate.slice(0, 7),
    reason: { leaseUid, unit: '101', householdId, because: 'test' },
    before: null,
    after: { item: 'x', amountCents: 1000, dueDate, leaseUid, tenantUid: 't' },
    write,
    result: v.null(),
  });
  await store.claims.release(claim);
}
