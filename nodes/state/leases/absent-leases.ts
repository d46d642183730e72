/**
 * Leases that Innago's list does not show any more. That alone proves nothing (design §4, "Lease ended"): after the patience that the
 * operator has set, Innago is asked about each by itself.
 */
import type { LeaseEntry } from './lease-entry.ts';

/** So many are asked about at one tick. */
const mostQuestions = 10;
/** A lease whose own answer says that it is there is asked about again after so long, in milliseconds. */
const askAgainAfter = 3_600_000;

/** An absent lease that something hangs on. */
export interface AbsentLease {
  readonly leaseUid: string;
  /** The unit's label; empty when it is unknown. */
  readonly unit: string;
  /** Epoch ms. */
  readonly since: number;
  readonly answer: 'not asked' | 'still there';
}

/** A scan that was complete, before it is taken over. */
interface Listed {
  readonly seen: ReadonlySet<string>;
  /** Epoch ms. */
  readonly at: number;
  readonly absenceHours: number;
}

/** One per lease book. */
export class AbsentLeases {
  readonly #entries: ReadonlyMap<string, LeaseEntry>;
  /** When each was last asked about, epoch ms. */
  readonly #asked = new Map<string, number>();

  constructor(entries: ReadonlyMap<string, LeaseEntry>) {
    this.#entries = entries;
  }

  /** Whom Innago is to be asked about now: longest absent first. Each counts as asked from now on. */
  toAsk({ seen, at, absenceHours }: Listed): string[] {
    const before = at - absenceHours * 3_600_000;
    const due = this.#matter().filter(
      ({ lease: { uid }, absentSince }) =>
        !seen.has(uid) && (absentSince ?? at) <= before && (this.#asked.get(uid) ?? 0) + askAgainAfter <= at,
    );
    due.sort((one, other) => (one.absentSince ?? 0) - (other.absentSince ?? 0));
    const uids = due.slice(0, mostQuestions).map(({ lease }) => lease.uid);
    for (const uid of uids) this.#asked.set(uid, at);
    return uids;
  }

  /** Nobody could be reached: it may be asked again at the next tick. */
  notAnswered(leaseUid: string): void {
    this.#asked.delete(leaseUid);
  }

  /** Those that are absent and not settled yet. */
  list(): AbsentLease[] {
    return this.#matter().map(({ lease, unit, absentSince }) => ({
      leaseUid: lease.uid,
      unit: unit?.label ?? '',
      since: absentSince ?? 0,
      answer: (this.#asked.get(lease.uid) ?? 0) > (absentSince ?? 0) ? 'still there' : 'not asked',
    }));
  }

  #matter(): LeaseEntry[] {
    return [...this.#entries.values()].filter(
      ({ standing, householdId }) => standing === 'absent' && householdId !== null,
    );
  }
}
