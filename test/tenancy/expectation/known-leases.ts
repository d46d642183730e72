/** What can be known of the leases from Innago's answers alone: rows, absence, what is gone (design §4, "Lease state", "Lease ended"). */
import type { Day } from '../../billing/own-calendar.ts';
import type { ShownLease } from '../overheard.ts';
import type { HouseholdNumber } from './expected-uisp.ts';

type LeaseState = 'future' | 'active' | 'ended' | 'unclear' | 'absent' | 'gone';

export interface KnownLease {
  row: ShownLease;
  readonly household: HouseholdNumber;
  /** Epoch ms of the first complete scan without it: since then at the earliest, and since then for sure. */
  absent: { readonly earliest: number; surely: number | undefined; readonly day: Day } | undefined;
  /** Its last day, when it is gone; more than one where the design leaves it open. */
  goneOn: readonly Day[] | undefined;
  /** First day on which its present end was seen. */
  endSeenOn: Day;
  state: LeaseState;
}

/** What was heard in one tick. */
export interface Heard {
  /** Epoch ms, and the day in Dallas. */
  readonly at: number;
  readonly today: Day;
  readonly rows: ReadonlyMap<string, ShownLease>;
  readonly isComplete: boolean;
  /** False: perhaps it was not taken over. */
  readonly isSure: boolean;
  /** What Innago would say of a single lease. */
  readonly ownAnswer: (uid: string) => 'there' | 'expired' | '404';
  /** Whom the lease belongs to, as the life meant it. */
  readonly householdOf: (uid: string) => HouseholdNumber;
}

const day = 24 * 3_600_000;
const slack = 120_000;

export class KnownLeases {
  readonly all = new Map<string, KnownLease>();

  hear(heard: Heard): void {
    for (const row of heard.rows.values()) this.#take(row, heard);
    if (heard.isComplete) {
      for (const [uid, lease] of this.all) if (!heard.rows.has(uid)) this.#miss(uid, lease, heard);
    }
    for (const lease of this.all.values()) lease.state = stateOf(lease, heard.today);
  }

  #take(row: ShownLease, { today, householdOf }: Heard): void {
    const known = this.all.get(row.uid);
    if (known === undefined) {
      this.all.set(row.uid, {
        row,
        household: householdOf(row.uid),
        absent: undefined,
        goneOn: undefined,
        endSeenOn: today,
        state: 'unclear',
      });
      return;
    }
    if (known.row.end !== row.end) known.endSeenOn = today;
    known.row = row;
    known.absent = undefined;
    known.goneOn = undefined;
  }

  /** At this instant it cannot be said whether a lease has been absent for a day. */
  isTooClose(at: number): boolean {
    return [...this.all.values()].some(({ absent, goneOn }) => {
      if (absent === undefined || goneOn !== undefined) return false;
      return at - absent.earliest >= day - slack && at - (absent.surely ?? at) < day + slack;
    });
  }

  #miss(uid: string, lease: KnownLease, { at, today, ownAnswer, isSure }: Heard): void {
    lease.absent ??= { earliest: at, surely: undefined, day: today };
    if (!isSure) return;
    lease.absent.surely ??= at;
    if (isOver(lease.row, today)) return;
    const answer = at - lease.absent.surely >= day ? ownAnswer(uid) : 'there';
    if (lease.goneOn !== undefined || answer === 'there') return;
    const { end } = lease.row;
    // The day on which it was first absent; of one that only expired meanwhile, its own end would be as right.
    lease.goneOn = answer === 'expired' && end !== null ? [lease.absent.day, end] : [lease.absent.day];
  }
}

function stateOf({ row, absent, goneOn }: KnownLease, today: Day): LeaseState {
  if (goneOn !== undefined) return 'gone';
  const { start, end, flags } = row;
  const { active, expired, future } = flags;
  const isCancelled = end !== null && end < start;
  // One that has ended and is then no longer listed has ended all the same.
  if (isOver(row, today)) return 'ended';
  if (absent !== undefined) return 'absent';
  if (Number(active) + Number(expired) + Number(future) !== 1 || expired || isCancelled) return 'unclear';
  if (start > today) return 'future';
  return active ? 'active' : 'unclear';
}

/** Innago has said so, and its day has passed; also of one that ended before it began. */
function isOver({ start, end, flags }: ShownLease, today: Day): boolean {
  const { active, expired, future } = flags;
  return expired && !active && !future && end !== null && end < today && (end < start || start <= today);
}
