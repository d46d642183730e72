/** The brake on creation (design §4, "Lease ended"): many new households at once are held, until a person has seen the list. */
import { brakeWindow, mayBeMade } from '../../village/tenancy/brakes.ts';
import type { Facts } from '../facts.ts';
import type { StoredHousehold } from '../household-row.ts';
import type { LeaseEntry } from './lease-entry.ts';

const firstScanFact = 'leases.firstCompleteScan';

/** What it counts. */
interface Parts {
  readonly facts: Facts;
  readonly households: { all(): readonly StoredHousehold[] };
}

/**
 * The first complete scan of a database is not counted: then everything is new. One that shows no lease at all is none.
 * @param at epoch ms
 * @throws SyncError STORE_…
 */
export async function noteFirstScan({ facts }: Pick<Parts, 'facts'>, at: number): Promise<void> {
  if (facts.peek(firstScanFact) === undefined) await facts.set(firstScanFact, String(at));
}

/**
 * @param homeless leases that are to get a household of their own, in the order in which they are to get it
 * @returns those whose household is to be held
 */
export function heldBack(
  homeless: readonly LeaseEntry[],
  { facts, households }: Parts,
  { at, units }: { readonly at: number; readonly units: number },
): ReadonlySet<LeaseEntry> {
  const firstScan = Number(facts.peek(firstScanFact) ?? Number.POSITIVE_INFINITY);
  const since = Math.max(at - brakeWindow, firstScan);
  const counted = homeless.filter(({ firstSeenAt }) => firstSeenAt > since);
  if (counted.length === 0) return new Set();
  const made = households.all().filter(({ firstSeenAt, creation }) => firstSeenAt > since && creation === null).length;
  return new Set(counted.slice(mayBeMade(units, made)));
}

/**
 * A person lets go what is held.
 * @param entries all leases
 * @returns whose leases may go on, and how many households they are
 * @throws SyncError STORE_…
 */
export async function releaseCreations(
  entries: Iterable<LeaseEntry>,
  households: { releaseHeld(ids: readonly number[]): Promise<void> },
): Promise<{ readonly leaseUids: readonly string[]; readonly households: number }> {
  const held = [...entries].filter(({ standing }) => standing === 'held');
  const ids = new Set(held.flatMap(({ householdId }) => householdId ?? []));
  await households.releaseHeld([...ids]);
  return { leaseUids: held.map(({ lease }) => lease.uid), households: ids.size };
}
