/**
 * Which ends of service are let through the brake on removals (design §4, "Lease ended"), and which wait for a person. What is decided is
 * stored with the stay; the steps carry it out.
 */
import type { CalendarDate } from '../../village/lease.ts';
import { brakeRemovals, brakeWindow } from '../../village/tenancy/brakes.ts';
import { isServed, type LetGoAs, type Stay, saveStays } from '../stays.ts';
import type { LeaseBookOptions } from './lease-book-input.ts';
import type { LeaseEntry } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';
import { endedMark } from './outcomes.ts';
import { type OverStay, overStay } from './over-stays.ts';
import { OwedEnds, stayKey } from './owed-ends.ts';

interface Book {
  readonly entries: ReadonlyMap<string, LeaseEntry>;
  readonly index: LeaseIndex;
}

/** The day and what the operator has set. */
export interface LeavingDay {
  /** Epoch ms. */
  readonly at: number;
  readonly today: CalendarDate;
  readonly lateCutoffDays: number;
  /** The scan was complete: from another one no end is decided (design §3.6), for the renewal may be on the page that is missing. */
  readonly complete: boolean;
}

/** One per lease book. */
export class Leavings {
  readonly #options: LeaseBookOptions;
  readonly #book: Book;
  /** By household and unit. */
  readonly #held = new Map<string, OverStay>();
  readonly #owed: OwedEnds;
  /** Units in which an end is to be decided by the next complete scan. */
  readonly #postponed = new Set<string>();

  constructor(options: LeaseBookOptions, book: Book) {
    this.#options = options;
    this.#book = book;
    this.#owed = new OwedEnds(options);
  }

  /**
   * For the units that a tick has touched: gives leases whose household has left a unit what is to be ended, and its standing `leaving`.
   * @throws SyncError STORE_…
   */
  async settle(units: Iterable<string>, day: LeavingDay): Promise<void> {
    const over: OverStay[] = [];
    const back: Stay[] = [];
    for (const unitUid of units) {
      for (const stay of this.#options.households.staysIn(unitUid)) {
        this.#held.delete(stayKey(stay));
        const found = overStay(stay, this.#book, day);
        const isOver = found !== undefined && found.lastDay < day.today;
        if (!isOver) this.#owed.goesOn(stay);
        if (!isOver && stay.letGoAs !== null) back.push(stay);
        if (isOver && stay.letGoAs === null && !day.complete) {
          this.#postponed.add(unitUid);
          continue;
        }
        // Once it is ended its end is done with; not so when it came back since, and its next service was only begun to be made.
        if (isOver && (stay.endedOn === null || stay.letGoAs === null)) over.push(found);
      }
    }
    await this.#save(this.#brake(await this.#owed.of(over), day));
    await this.#takeBack(back);
  }

  /** Units that a complete scan has to look at because an incomplete one could not decide; they are given out once. */
  takePostponed(): string[] {
    const units = [...this.#postponed];
    this.#postponed.clear();
    return units;
  }

  /** Ends that wait for a person, the first last day first. */
  held(): readonly OverStay[] {
    return [...this.#held.values()].sort(inOrder);
  }

  /**
   * A person has seen the list of those that are held, and lets them go.
   * @returns the units, whose leases are to be looked at again
   * @throws SyncError STORE_…
   */
  async release(at: number): Promise<string[]> {
    const released = this.held().map(({ stay, lastDay }) => ({
      ...stay,
      lastDay,
      letGoAt: at,
      letGoAs: 'released' as const,
    }));
    await this.#save(released);
    return released.map(({ unitUid }) => unitUid);
  }

  /**
   * What is held stays so until a person releases it, or the lease comes back: that the window has passed does not make a list right.
   * @returns the stays that are newly let through, or held, as they are then
   */
  #brake(owed: readonly OverStay[], { at }: LeavingDay): Stay[] {
    const undecided = owed.filter(({ stay }) => stay.letGoAs === null).sort(inOrder);
    const verdicts = undecided.length === 0 ? [] : this.#verdicts(undecided, at);
    const changed: Stay[] = [];
    for (const one of owed) {
      const { stay, lastDay } = one;
      const letGoAs = stay.letGoAs ?? verdicts[undecided.indexOf(one)] ?? 'held';
      const letGoAt = stay.letGoAs !== null || letGoAs === 'held' ? stay.letGoAt : at;
      if (letGoAs === 'held') this.#held.set(stayKey(stay), one);
      else leave(one);
      if (stay.lastDay !== lastDay || stay.letGoAs !== letGoAs) changed.push({ ...stay, lastDay, letGoAs, letGoAt });
    }
    return changed;
  }

  #verdicts(undecided: readonly OverStay[], at: number): (LetGoAs | undefined)[] {
    const stays = this.#options.households.all().flatMap((household) => household.stays);
    const recent = stays.filter(({ letGoAt }) => letGoAt !== null && letGoAt > at - brakeWindow);
    const count = (...as: (LetGoAs | null)[]) => recent.filter(({ letGoAs }) => as.includes(letGoAs)).length;
    const active = stays.filter((stay) => isServed(stay)).length;
    const ended = recent.filter(({ endedOn }) => endedOn !== null).length;
    // One that came back since was nothing that anybody foresaw.
    const letGo = { foreseen: count('foreseen'), sudden: count('sudden', 'held', null) };
    return brakeRemovals(undecided, letGo, active + ended);
  }

  /**
   * Their households stay after all. An end may have been sent for them all the same: their leases are due once, and the chain looks at
   * the service.
   */
  async #takeBack(stays: readonly Stay[]): Promise<void> {
    const letGo = stays.filter(({ letGoAs }) => letGoAs !== 'held');
    const entries = letGo.flatMap(({ householdId, unitUid, leaseUid }) => [
      ...[...this.#book.index.onUnit(unitUid)].filter((entry) => entry.householdId === householdId),
      this.#book.entries.get(leaseUid),
    ]);
    const applied = [...new Set(entries)].flatMap((entry) =>
      entry === undefined || entry.applied === null ? [] : [entry],
    );
    await this.#save(
      stays.map((stay) => ({ ...stay, lastDay: null, letGoAs: null })),
      applied,
    );
  }

  /** In dry-run in memory alone: what is decided there is no decision. */
  async #save(stays: readonly Stay[], anew: readonly LeaseEntry[] = []): Promise<void> {
    if (stays.length === 0) return;
    const { database, households, mode } = this.#options;
    const uids = anew.map(({ lease }) => lease.uid);
    await households.decideStays(stays, async (decided) => {
      if (mode !== 'live') return;
      await database.transaction(async (transaction) => {
        await saveStays(transaction, decided);
        for (const uid of uids) await transaction('leases').where({ uid }).update({ applied_fingerprint: endedMark });
      });
    });
    for (const entry of anew) entry.applied = endedMark;
  }
}

/** Of a unit’s stays: what the lease’s work is to end. */
function leave({ stay: { unitUid, unitLabel }, lastDay, carrier }: OverStay): void {
  // An ended lease may name a unit that nobody knows (any more); its work is of the one that it was for.
  carrier.unit ??= { uid: unitUid, name: unitLabel, label: unitLabel };
  carrier.leaves = [...carrier.leaves, { unitUid, unitLabel, lastDay }];
  if (carrier.standing === 'ended') carrier.standing = 'leaving';
}

function inOrder(one: OverStay, other: OverStay): number {
  if (one.lastDay !== other.lastDay) return one.lastDay < other.lastDay ? -1 : 1;
  return one.stay.unitLabel < other.stay.unitLabel ? -1 : 1;
}
