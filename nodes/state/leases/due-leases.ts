/** The leases that are due at a tick, of the few that owe something. */
import type { Claims } from '../ledger/claims.ts';
import type { Mode } from '../store-port.ts';
import type { LeaseWork } from '../work.ts';
import { dueNow } from './due.ts';
import type { Absorbed } from './lease-book-input.ts';
import { isActedOn, type LeaseEntry, leaseKey } from './lease-entry.ts';
import { leaseWork } from './work-of-entry.ts';

interface Parts {
  readonly mode: Mode;
  readonly claims: Pick<Claims, 'isHeld'>;
  readonly isAdopted: (entry: LeaseEntry) => boolean;
}

interface Due {
  /** Who lives there already before who will. */
  readonly due: LeaseWork[];
  /** Done but for something that they wait for. */
  readonly waiting: number;
  /** Failed last time. */
  readonly failing: number;
}

/** @param watched those that owe nothing any more are taken out */
export function collectDue(watched: Set<LeaseEntry>, input: Absorbed, { mode, claims, isAdopted }: Parts): Due {
  const due: LeaseWork[] = [];
  let waiting = 0;
  let failing = 0;
  for (const entry of watched) {
    if (entry.standing === 'unclear') continue;
    if (!isActedOn(entry)) watched.delete(entry);
    if (!isActedOn(entry) || entry.wanted === undefined || entry.householdId === null) continue;
    const reason = dueNow(entry, { mode, now: input.at, today: input.today });
    if (reason === 'settled') {
      watched.delete(entry);
      continue;
    }
    if (entry.waiting.length > 0) waiting += 1;
    else if (entry.failures > 0) failing += 1;
    if (reason === 'later' || claims.isHeld(leaseKey(entry.lease.uid))) continue;
    const work = leaseWork(entry, reason, input, isAdopted(entry));
    if (work !== undefined) due.push(work);
  }
  due.sort(inOrder);
  return { due, waiting, failing };
}

/** Who is to leave comes first, then who lives there already, then who will. */
function inOrder(first: LeaseWork, second: LeaseWork): number {
  if (first.state !== second.state) return rank[first.state] - rank[second.state];
  return (first.lease.start ?? '') < (second.lease.start ?? '') ? -1 : 1;
}

const rank: Readonly<Record<LeaseWork['state'], number>> = { ended: 0, active: 1, future: 2, unclear: 3 };
