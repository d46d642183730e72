/** What a scan says of the leases, taken over into the book's entries: new and changed ones, absent ones, and those that are gone. */
import { leaseOf } from '../retention/former-tenants.ts';
import type { Absorbed } from './lease-book-input.ts';
import { type LeaseEntry, newEntry } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';
import { sameLease } from './same-lease.ts';

/** What is different from last time. */
interface TakenOver {
  /** How many leases are new, or say something else. */
  readonly changed: number;
  /** To be stored, and to be looked at. */
  readonly touched: ReadonlySet<LeaseEntry>;
}

/** @param entries new leases are added to it */
export function takeOver(input: Absorbed, entries: Map<string, LeaseEntry>, index: LeaseIndex): TakenOver {
  const { changed, undated } = takeChanged(input, entries, index);
  return {
    changed: changed.length,
    touched: new Set([...changed, ...undated, ...takeAbsent(input, entries), ...takeGone(input, entries)]),
  };
}

function takeChanged(
  { changed, at, today }: Absorbed,
  entries: Map<string, LeaseEntry>,
  index: LeaseIndex,
): { changed: LeaseEntry[]; undated: LeaseEntry[] } {
  const taken: LeaseEntry[] = [];
  // Of a database from before: since when their end is known nobody has noted, so it counts from now on.
  const undated: LeaseEntry[] = [];
  for (const listed of changed) {
    const known = entries.get(listed.uid);
    const lease = leaseOf(known, listed, today);
    if (known?.endSeenOn === null) {
      known.endSeenOn = today;
      undated.push(known);
    }
    if (known !== undefined && sameLease(known.lease, lease)) continue;
    const entry = known ?? newEntry(lease, at);
    if (known === undefined || known.lease.end !== lease.end) entry.endSeenOn = today;
    index.removeTenants(entry);
    entry.lease = lease;
    if (lease === listed) entry.forgottenAt = null;
    entry.wanted = undefined;
    entries.set(lease.uid, entry);
    taken.push(entry);
  }
  return { changed: taken, undated };
}

/** A lease that the list shows again was never gone. */
function takeAbsent(
  { seenUids, complete, at, today }: Absorbed,
  entries: ReadonlyMap<string, LeaseEntry>,
): LeaseEntry[] {
  if (seenUids === undefined) return [];
  const taken: LeaseEntry[] = [];
  for (const [uid, entry] of entries) {
    const isSeen = seenUids.has(uid);
    if (isSeen === (entry.absentSince === null) || (!isSeen && !complete)) continue;
    entry.absentSince = isSeen ? null : at;
    entry.absentOn = isSeen ? null : today;
    if (isSeen) entry.goneOn = null;
    taken.push(entry);
  }
  return taken;
}

/** Innago itself says that they are gone: their last day is the day on which they were first absent. */
function takeGone({ gone, today }: Absorbed, entries: ReadonlyMap<string, LeaseEntry>): LeaseEntry[] {
  const taken: LeaseEntry[] = [];
  for (const uid of gone ?? []) {
    const entry = entries.get(uid);
    if (entry?.absentSince == null || entry.goneOn !== null) continue;
    entry.goneOn = entry.absentOn ?? today;
    taken.push(entry);
  }
  return taken;
}
