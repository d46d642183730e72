/**
 * What is issued stays, even when the lease then ends before the due date (design §4, "Invoice line"): a person voids it, also when the lease is
 * over and nothing else is done for it.
 */
import type { CalendarDate } from '../../village/lease.ts';
import { issuedCharges } from '../billing/charged-months.ts';
import type { Households } from '../households.ts';
import type { AttentionItem } from '../store-port.ts';
import type { LeaseBookOptions } from './lease-book-input.ts';
import { isOver, type LeaseEntry } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';
import { chargedAfterEndItem } from './lease-items.ts';

/**
 * For one lease, at the tick that has touched it: no statement unless it was charged beyond its end.
 * @throws SyncError STORE_…
 */
export async function chargedAfterEnd(
  entry: LeaseEntry,
  index: LeaseIndex,
  { households, database }: LeaseBookOptions,
  today: CalendarDate,
): Promise<AttentionItem[]> {
  const { lease, chargedUntil, householdId } = entry;
  const { end } = lease;
  if (chargedUntil === null || end === null || chargedUntil <= end || householdId === null) return [];
  const goesOn = entry.state === 'active' && end < today;
  if (!isOver(entry) && (entry.standing !== 'workable' || goesOn)) return [];
  if (!isLastOfHousehold(entry, index, households)) return [];
  const charges = await issuedCharges({ database }, householdId);
  const late = charges.filter((charge) => charge.leaseUid === lease.uid && charge.dueDate > end);
  return late.length === 0 ? [] : [chargedAfterEndItem(entry, end, late)];
}

/** By this lease the household is charged, and by none after it. */
export function isLastOfHousehold(entry: LeaseEntry, index: LeaseIndex, households: Households): boolean {
  return households.peek(entry.householdId)?.leaseUid === entry.lease.uid && !isContinued(entry, index);
}

/** The household stays, by a lease that begins later: it owes its months all the same. */
function isContinued(entry: LeaseEntry, index: LeaseIndex): boolean {
  return [...index.ofHousehold(entry)].some(
    (other) => !isOver(other) && (other.lease.start ?? '') > (entry.lease.start ?? ''),
  );
}
