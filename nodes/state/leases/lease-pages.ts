/** What the lease book is made of, between two switches of the mode: made anew from the table at each, as at a start. */
import type { CalendarDate, Unit } from '../../village/lease.ts';
import { openWish } from '../mail/welcome-wish.ts';
import { FormerLeases } from '../retention/former-leases.ts';
import { AbsentLeases } from './absent-leases.ts';
import { Assessment } from './assessment.ts';
import { Fingerprints } from './fingerprints.ts';
import { GoLive } from './go-live.ts';
import type { LeaseBookOptions } from './lease-book-input.ts';
import type { LeaseEntry } from './lease-entry.ts';
import { LeaseIndex } from './lease-index.ts';
import { standingCodes } from './lease-items.ts';
import { LeasesToBill } from './leases-to-bill.ts';
import { Outcomes } from './outcomes.ts';
import { SharedCauses } from './shared-causes.ts';

export interface Pages {
  readonly entries: Map<string, LeaseEntry>;
  /** The few that owe something, or whose flags are unclear. */
  readonly watched: Set<LeaseEntry>;
  readonly toBill: LeasesToBill;
  readonly absent: AbsentLeases;
  readonly former: FormerLeases;
  readonly goLive: GoLive;
  readonly assessment: Assessment;
  readonly causes: SharedCauses;
  readonly fingerprints: Fingerprints;
  readonly outcomes: Outcomes;
}

/** @param all entries of the table; how they stand is worked out at the first tick */
export function pagesOf(
  options: LeaseBookOptions,
  all: readonly LeaseEntry[],
  goLiveOf: (unit: Pick<Unit, 'uid'> | undefined, today: CalendarDate) => CalendarDate | undefined,
): Pages {
  const entries = new Map<string, LeaseEntry>();
  const watched = new Set<LeaseEntry>();
  const index = new LeaseIndex();
  const toBill = new LeasesToBill({ ...options, entries, index });
  const causes = new SharedCauses(options.attention, watched);
  const raised = Map.groupBy(
    options.attention.all().filter((item) => item.leaseUid !== undefined && standingCodes.has(item.code)),
    (item) => item.leaseUid,
  );
  for (const entry of all) {
    entries.set(entry.lease.uid, entry);
    entry.raised = raised.get(entry.lease.uid)?.map((item) => item.key) ?? entry.raised;
    entry.wished = openWish(options.facts, entry.lease.uid) !== undefined;
  }
  return {
    entries,
    watched,
    toBill,
    absent: new AbsentLeases(entries),
    former: new FormerLeases(options, entries),
    goLive: new GoLive(options),
    assessment: new Assessment(options, { entries, watched, index, toBill, goLiveOf }),
    causes,
    fingerprints: new Fingerprints({ ...options, toBill, causes }),
    outcomes: new Outcomes(options, { entries, watched, causes }),
  };
}
