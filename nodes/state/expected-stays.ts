/**
 * Which stays can be compared with UISP: those whose lease is carried through and goes on (design §2, "Level-triggered"). What is new,
 * changed, in flight, leaving, held or ignored is its chain's business, or nobody's.
 */
import type { Lease, Unit } from '../village/lease.ts';
import type { StoredHousehold } from './household-row.ts';
import { type LeaseEntry, leaseKey } from './leases/lease-entry.ts';
import type { Stay } from './stays.ts';
import type { Store } from './store.ts';

/** A stay that should be in UISP as it is stored. */
export interface SettledStay {
  readonly household: StoredHousehold;
  readonly stay: Stay;
  readonly lease: Lease;
  readonly unit: Unit;
  readonly isFuture: boolean;
  /** Names of the steps that still wait for something. */
  readonly waitingSteps: readonly string[];
}

export interface ExpectedStays {
  /** Who lives there before who will; else by unit. */
  readonly settled: readonly SettledStay[];
  /** Uids of units of which nothing can be said now, because a lease there is under way or in doubt. */
  readonly unsettledUnits: ReadonlySet<string>;
}

type Books = Pick<Store, 'households' | 'leases' | 'claims'>;

/** At once, out of memory: households by the thousand cost nothing. */
export function expectedStays(store: Books): ExpectedStays {
  const settled: SettledStay[] = [];
  const unsettledUnits = new Set<string>();
  for (const household of store.households.all()) {
    for (const stay of household.stays) {
      const entry = store.leases.entry(stay.leaseUid);
      if (entry?.unit?.uid !== stay.unitUid || entry.householdId !== household.id) continue;
      if (isOverSoon(stay)) continue;
      if (isInDoubt(entry)) unsettledUnits.add(stay.unitUid);
      else if (entry.standing !== 'workable') continue;
      else if (!isApplied(entry) || isUnderWay(store, entry)) unsettledUnits.add(stay.unitUid);
      else settled.push(settledStay(household, stay, entry, entry.unit));
    }
  }
  return { settled: settled.sort(inOrder), unsettledUnits };
}

/** It has ended, or its end is decided. */
function isOverSoon({ endedOn, lastDay }: Stay): boolean {
  return endedOn !== null || lastDay !== null;
}

/** Innago does not tell clearly just now; it was, and may be again, as it should be. */
function isInDoubt({ standing }: Readonly<LeaseEntry>): boolean {
  return standing === 'absent' || standing === 'unclear' || standing === 'problem';
}

/** What failed since (a charge, say) says nothing of what is in UISP. */
function isApplied({ applied, wanted }: Readonly<LeaseEntry>): boolean {
  return applied !== null && applied === wanted;
}

function isUnderWay({ claims }: Pick<Store, 'claims'>, { forced, lease }: Readonly<LeaseEntry>): boolean {
  return forced || claims.isHeld(leaseKey(lease.uid));
}

function settledStay(household: StoredHousehold, stay: Stay, entry: Readonly<LeaseEntry>, unit: Unit): SettledStay {
  return {
    household,
    stay,
    lease: entry.lease,
    unit,
    isFuture: entry.state === 'future',
    waitingSteps: entry.waiting.flatMap(({ step }) => step ?? []),
  };
}

function inOrder(one: SettledStay, other: SettledStay): number {
  if (one.isFuture !== other.isFuture) return one.isFuture ? 1 : -1;
  return one.unit.label.localeCompare(other.unit.label, 'en', { numeric: true });
}

/** How many units anything is done for. @param stays those that are compared, for a store whose units nobody has read */
export function servedUnits({ units }: { readonly units: Store['units'] }, stays: readonly SettledStay[]): number {
  return Math.max(units.all().length, new Set(stays.map(({ unit }) => unit.uid)).size);
}
