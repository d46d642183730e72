/**
 * What a tick changes in the book: new and changed leases, who is absent, how each stands, whose household it is. Only what a scan,
 * the rules, the units or the day have touched is looked at.
 */

import { leaseProblems } from '../../village/household-rules.ts';
import type { CalendarDate, Unit } from '../../village/lease.ts';
import { leaseState } from '../../village/lease-state.ts';
import { unitLabel } from '../../village/unit-label.ts';
import { Breather } from './breather.ts';
import { cancelledWelcomed } from './cancelled.ts';
import { chargedAfterEnd } from './charged-after-end.ts';
import { raiseHeldItems } from './held-items.ts';
import type { Absorbed, LeaseBookOptions } from './lease-book-input.ts';
import { isActedOn, type LeaseEntry, leaseKey, type Standing } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';
import { outlivesLease, standingItems } from './lease-items.ts';
import { Leavings } from './leavings.ts';
import { type LeasesAndDates, LeftUncharged } from './left-uncharged.ts';
import { saveTick } from './save-tick.ts';
import { takeOver } from './take-over.ts';
import { addUnits, allTogether } from './together.ts';
import { notVacatedBy, queueUp, refuseStrangers } from './unit-holders.ts';

/** One per lease book; it changes the book’s entries and says who is watched. */
export class Assessment {
  /** Ends of service, and the brake on them. */
  readonly leavings: Leavings;
  readonly #options: LeaseBookOptions;
  readonly #entries: Map<string, LeaseEntry>;
  readonly #watched: Set<LeaseEntry>;
  readonly #index: LeaseIndex;
  readonly #uncharged: LeftUncharged;
  readonly #onlyUnits: ReadonlySet<string> | undefined;
  /** To be stored; kept when storing fails. */
  readonly #unsaved = new Set<LeaseEntry>();
  /** To be looked at; kept when the tick fails half-way. */
  #touched = new Set<LeaseEntry>();
  /** Whose attention items may have to change. */
  readonly #itemsDue = new Set<LeaseEntry>();
  #units: readonly Unit[] = [];
  #today: CalendarDate = '';

  constructor(
    options: LeaseBookOptions,
    book: LeasesAndDates & { entries: Map<string, LeaseEntry>; watched: Set<LeaseEntry> },
  ) {
    this.#uncharged = new LeftUncharged(options, book);
    this.#index = book.index;
    this.#options = options;
    this.#entries = book.entries;
    this.#watched = book.watched;
    this.leavings = new Leavings(options, book);
    this.#onlyUnits = options.onlyUnits === undefined ? undefined : new Set(options.onlyUnits);
  }

  /** @returns how many leases are new or different */
  async run(input: Absorbed, rulesChanged: boolean): Promise<number> {
    const { changed, touched } = takeOver(input, this.#entries, this.#index);
    for (const entry of touched) {
      this.#unsaved.add(entry);
      this.#touched.add(entry);
    }
    if (input.complete) for (const unitUid of this.leavings.takePostponed()) this.touchUnit(unitUid);
    const unitsChanged = !sameUnits(this.#units, input.units.units);
    if (unitsChanged || rulesChanged || input.today !== this.#today) {
      for (const entry of this.#entries.values()) this.#touched.add(entry);
    }
    this.#forgetWanted(unitsChanged || rulesChanged);
    if (this.#touched.size > 0) await this.#assessTouched(input);
    this.#units = input.units.units;
    this.#today = input.today;
    await this.#raiseItems(input);
    return changed;
  }

  /** To be looked at again at the next tick, with all that shares a unit with it. */
  touch(leaseUid: string): void {
    const entry = this.#entries.get(leaseUid);
    if (entry !== undefined) this.#touched.add(entry);
  }

  /** As {@link touch}, for all leases of the unit. */
  touchUnit(unitUid: string): void {
    for (const entry of this.#index.onUnit(unitUid)) this.#touched.add(entry);
    for (const { leaseUid } of this.#options.households.staysIn(unitUid)) this.touch(leaseUid);
  }

  #forgetWanted(all: boolean): void {
    if (!all) return;
    for (const entry of this.#entries.values()) {
      entry.wanted = undefined;
      // What a person had to set right may be right now; at the first tick after a start or deploy, too.
      if (entry.failureTrouble === 'operator') entry.retryAt = null;
    }
  }

  /** What is touched meanwhile (work comes through while a tick runs) is for the next tick. */
  async #assessTouched(input: Absorbed): Promise<void> {
    const touched = this.#touched;
    this.#touched = new Set();
    try {
      await this.#assess(touched, input);
    } catch (thrown) {
      for (const entry of touched) this.#touched.add(entry);
      throw thrown;
    }
  }

  async #assess(touched: ReadonlySet<LeaseEntry>, input: Absorbed): Promise<void> {
    const breather = new Breather();
    const units = new Set<string>();
    const before = new Map<LeaseEntry, string>();
    for (const entry of touched) {
      await breather.breathe();
      before.set(entry, whatItDoes(entry));
      addUnits(units, entry, this.#options.households);
      this.#standAlone(entry, input);
      addUnits(units, entry, this.#options.households);
    }
    const together = allTogether(units, this.#entries, this.#index, this.#options.households);
    for (const entry of together) {
      if (touched.has(entry)) continue;
      before.set(entry, whatItDoes(entry));
      this.#standAlone(entry, input);
    }
    for (const unitUid of units) {
      await breather.breathe();
      refuseStrangers(this.#index.onUnit(unitUid), this.#options.households);
    }
    const tick = {
      index: this.#index,
      units,
      assessed: together,
      unsaved: this.#unsaved,
      at: input.at,
      unitCount: input.units.units.length,
    };
    await saveTick(this.#options, tick);
    const { at, today, rules, complete } = input;
    await this.leavings.settle(units, { at, today, lateCutoffDays: rules.tenancy.lateCutoffDays, complete });
    for (const unitUid of units) queueUp(this.#index.onUnit(unitUid), today);
    for (const entry of new Set([...together, ...touched])) {
      // What it is charged depends on the lease that continues it, too.
      entry.wanted = undefined;
      this.#watch(entry);
      // What is under way for a lease that is over, on again, elsewhere or not theirs to begin with stops before its next write or mail.
      if (!isActedOn(entry) || before.get(entry) !== whatItDoes(entry)) {
        await this.#options.claims.revoke(leaseKey(entry.lease.uid));
      }
    }
  }

  /** How it stands, looked at by itself. */
  #standAlone(entry: LeaseEntry, { units, today, at }: Absorbed): void {
    this.#index.removeUnit(entry);
    const label = unitLabel(entry.lease.unitName);
    entry.unit = units.byLabel.get(label);
    this.#index.addUnit(entry);
    this.#index.addTenants(entry);
    entry.state = entry.goneOn === null ? leaseState(entry.lease, today) : 'ended';
    const unclearSince = entry.state === 'unclear' ? (entry.unclearSince ?? at) : null;
    if (unclearSince !== entry.unclearSince) {
      entry.unclearSince = unclearSince;
      this.#unsaved.add(entry);
    }
    entry.earlier = [];
    entry.leaves = [];
    entry.standing = this.#standing(entry, label);
  }

  #standing(entry: LeaseEntry, label: string): Standing {
    if (this.#onlyUnits !== undefined && !this.#onlyUnits.has(label)) return 'outside';
    if (entry.ignored) return 'ignored';
    if (entry.state === 'ended') return 'ended';
    if (entry.absentSince !== null) return 'absent';
    if (entry.state === 'unclear') return 'unclear';
    if (leaseProblems(entry.lease, entry.unit).length > 0) return 'problem';
    return this.#options.households.peek(entry.householdId)?.creation === 'held' ? 'held' : 'workable';
  }

  #watch(entry: LeaseEntry): void {
    if (isActedOn(entry)) {
      // Something on its unit has changed: what it waits for may be there.
      if (entry.waiting.length > 0) entry.retryAt = null;
      this.#watched.add(entry);
    } else if (entry.standing === 'unclear') this.#watched.add(entry);
    else this.#watched.delete(entry);
    this.#itemsDue.add(entry);
  }

  /** Raises what the standing of a lease asks for, clears what it no longer does. */
  async #raiseItems(input: Absorbed): Promise<void> {
    for (const entry of this.#watched) if (entry.standing === 'unclear') this.#itemsDue.add(entry);
    const { attention } = this.#options;
    const isAssessed = this.#itemsDue.size > 0;
    for (const entry of this.#itemsDue) {
      const afterEnd = await chargedAfterEnd(entry, this.#index, this.#options, this.#today);
      const uncharged = await this.#uncharged.items(entry, input);
      const before = notVacatedBy(entry, this.#index.onUnit(entry.unit?.uid ?? ''), this.#options.households);
      const cancelled = await cancelledWelcomed(entry, this.#options);
      const items = [...standingItems(entry, input, before), ...cancelled, ...afterEnd, ...uncharged];
      if (items.length > 0 || entry.raised.length > 0) {
        for (const item of items) await attention.raise(item);
        const keys = items.map((item) => item.key);
        for (const key of entry.raised) if (!keys.includes(key)) await attention.clear(key);
        entry.raised = keys;
      }
      if (entry.standing === 'ended' || entry.standing === 'outside') {
        const own = attention.ofLease(entry.lease.uid);
        for (const one of own)
          if (!entry.raised.includes(one.key) && !outlivesLease(one)) await attention.clear(one.key);
      }
      this.#itemsDue.delete(entry);
    }
    if (isAssessed) await raiseHeldItems(attention, { removals: this.leavings.held(), creations: this.#heldBack() });
  }

  /** One lease of each household that the brake on creation holds. */
  #heldBack(): LeaseEntry[] {
    const held = [...this.#entries.values()].filter(({ standing }) => standing === 'held');
    return [...new Map(held.map((entry) => [entry.householdId, entry])).values()];
  }
}

/** Work that was begun for something else is not to go on. */
function whatItDoes({ standing, unit }: LeaseEntry): string {
  return `${standing === 'leaving' ? 'leaves' : 'lives in'} ${unit?.uid ?? ''}`;
}

function sameUnits(before: readonly Unit[], now: readonly Unit[]): boolean {
  if (before === now) return true;
  return (
    before.length === now.length &&
    before.every((unit, index) => unit.uid === now[index]?.uid && unit.name === now[index]?.name)
  );
}
