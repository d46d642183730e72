/**
 * What a tick changes in the book: new and changed leases, who is absent, how each stands, whose household it is. Only what a scan,
 * the rules, the units or the day have touched is looked at.
 */

import { leaseProblems } from '../../village/household-rules.ts';
import type { CalendarDate, Unit } from '../../village/lease.ts';
import { leaseState } from '../../village/lease-state.ts';
import { unitLabel } from '../../village/unit-label.ts';
import type { OpenItem } from '../attention/attention.ts';
import { missedCode } from '../billing/billing-keys.ts';
import { Breather } from './breather.ts';
import { chargedAfterEnd } from './charged-after-end.ts';
import type { Absorbed, LeaseBookOptions } from './lease-book-input.ts';
import { type LeaseEntry, leaseKey, newEntry, type Standing } from './lease-entry.ts';
import type { LeaseIndex } from './lease-index.ts';
import { standingItems } from './lease-items.ts';
import { type LeasesAndDates, leftUncharged } from './left-uncharged.ts';
import { sameLease } from './same-lease.ts';
import { saveTick } from './save-tick.ts';
import { queueUp, refuseStrangers } from './unit-holders.ts';

/** One per lease book; it changes the book’s entries and says who is watched. */
export class Assessment {
  readonly #options: LeaseBookOptions;
  readonly #entries: Map<string, LeaseEntry>;
  readonly #watched: Set<LeaseEntry>;
  readonly #index: LeaseIndex;
  readonly #book: LeasesAndDates;
  readonly #onlyUnits: ReadonlySet<string> | undefined;
  /** To be stored; kept when storing fails. */
  readonly #unsaved = new Set<LeaseEntry>();
  /** To be looked at; kept when the tick fails half-way. */
  readonly #touched = new Set<LeaseEntry>();
  /** Whose attention items may have to change. */
  readonly #itemsDue = new Set<LeaseEntry>();
  #units: readonly Unit[] = [];
  #today: CalendarDate = '';

  constructor(
    options: LeaseBookOptions,
    book: LeasesAndDates & { entries: Map<string, LeaseEntry>; watched: Set<LeaseEntry> },
  ) {
    this.#book = book;
    this.#index = book.index;
    this.#options = options;
    this.#entries = book.entries;
    this.#watched = book.watched;
    this.#onlyUnits = options.onlyUnits === undefined ? undefined : new Set(options.onlyUnits);
  }

  /** @returns how many leases are new or different */
  async run(input: Absorbed, rulesChanged: boolean): Promise<number> {
    const changed = this.#takeChanged(input);
    this.#takeAbsent(input);
    const unitsChanged = !sameUnits(this.#units, input.units.units);
    if (unitsChanged || rulesChanged || input.today !== this.#today) {
      for (const entry of this.#entries.values()) this.#touched.add(entry);
    }
    this.#forgetWanted(unitsChanged || rulesChanged);
    if (this.#touched.size > 0) await this.#assess(input);
    this.#units = input.units.units;
    this.#today = input.today;
    await this.#raiseItems(input);
    return changed;
  }

  #takeChanged({ changed, at }: Absorbed): number {
    let count = 0;
    for (const lease of changed) {
      const known = this.#entries.get(lease.uid);
      if (known !== undefined && sameLease(known.lease, lease)) continue;
      count += 1;
      const entry = known ?? newEntry(lease, at);
      this.#index.removeTenants(entry);
      entry.lease = lease;
      entry.wanted = undefined;
      this.#entries.set(lease.uid, entry);
      this.#unsaved.add(entry);
      this.#touched.add(entry);
    }
    return count;
  }

  #takeAbsent({ seenUids, complete, at }: Absorbed): void {
    if (seenUids === undefined) return;
    for (const [uid, entry] of this.#entries) {
      const isSeen = seenUids.has(uid);
      if (isSeen === (entry.absentSince === null) || (!isSeen && !complete)) continue;
      entry.absentSince = isSeen ? null : at;
      this.#unsaved.add(entry);
      this.#touched.add(entry);
    }
  }

  #forgetWanted(all: boolean): void {
    if (!all) return;
    for (const entry of this.#entries.values()) {
      entry.wanted = undefined;
      // What a person had to set right may be right now; at the first tick after a start or deploy, too.
      if (entry.failureTrouble === 'operator') entry.retryAt = null;
    }
  }

  async #assess(input: Absorbed): Promise<void> {
    const breather = new Breather();
    const units = new Set<Unit>();
    for (const entry of this.#touched) {
      await breather.breathe();
      if (entry.unit !== undefined) units.add(entry.unit);
      this.#standAlone(entry, input);
      if (entry.unit !== undefined) units.add(entry.unit);
    }
    const together = this.#together(units);
    for (const entry of together) if (!this.#touched.has(entry)) this.#standAlone(entry, input);
    for (const unit of units) {
      await breather.breathe();
      refuseStrangers(this.#index.onUnit(unit.uid), this.#options.households);
    }
    const tick = { index: this.#index, units, assessed: together, unsaved: this.#unsaved, at: input.at };
    await saveTick(this.#options, tick);
    for (const unit of units) queueUp(this.#index.onUnit(unit.uid), input.today);
    for (const entry of new Set([...together, ...this.#touched])) {
      // What it is charged depends on the lease that continues it, too.
      entry.wanted = undefined;
      this.#watch(entry);
      // What is under way for a lease that is over, cancelled or not theirs to begin with stops before its next write or mail.
      if (entry.standing !== 'workable') await this.#options.claims.revoke(leaseKey(entry.lease.uid));
    }
    this.#touched.clear();
  }

  /** All leases on these units: they decide together who holds them. */
  #together(units: ReadonlySet<Unit>): Set<LeaseEntry> {
    const together = new Set<LeaseEntry>();
    for (const unit of units) for (const entry of this.#index.onUnit(unit.uid)) together.add(entry);
    return together;
  }

  /** How it stands, looked at by itself. */
  #standAlone(entry: LeaseEntry, { units, today, at }: Absorbed): void {
    this.#index.removeUnit(entry);
    const label = unitLabel(entry.lease.unitName);
    entry.unit = units.byLabel.get(label);
    this.#index.addUnit(entry);
    this.#index.addTenants(entry);
    entry.state = leaseState(entry.lease, today);
    const unclearSince = entry.state === 'unclear' ? (entry.unclearSince ?? at) : null;
    if (unclearSince !== entry.unclearSince) {
      entry.unclearSince = unclearSince;
      this.#unsaved.add(entry);
    }
    entry.earlier = [];
    entry.standing = this.#standing(entry, label);
  }

  #standing(entry: LeaseEntry, label: string): Standing {
    if (this.#onlyUnits !== undefined && !this.#onlyUnits.has(label)) return 'outside';
    if (entry.absentSince !== null) return 'absent';
    if (entry.state === 'ended' || entry.state === 'unclear') return entry.state;
    if (leaseProblems(entry.lease, entry.unit).length > 0) return 'problem';
    return 'workable';
  }

  #watch(entry: LeaseEntry): void {
    if (entry.standing === 'workable') {
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
    for (const entry of this.#itemsDue) {
      const afterEnd = await chargedAfterEnd(entry, this.#index, this.#options, this.#today);
      const uncharged = await leftUncharged(entry, this.#book, this.#options, input);
      const items = [...standingItems(entry, input.at), ...afterEnd, ...uncharged];
      if (items.length > 0 || entry.raised.length > 0) {
        for (const item of items) await attention.raise(item);
        const keys = items.map((item) => item.key);
        for (const key of entry.raised) if (!keys.includes(key)) await attention.clear(key);
        entry.raised = keys;
      }
      if (entry.standing === 'ended' || entry.standing === 'outside') {
        const own = attention.ofLease(entry.lease.uid);
        for (const one of own)
          if (!entry.raised.includes(one.key) && !isLeftUnpaid(one)) await attention.clear(one.key);
      }
      this.#itemsDue.delete(entry);
    }
  }
}

/** A person has said that this month is not charged, and that holds when the lease is over, too. */
function isLeftUnpaid({ code, verdict }: OpenItem): boolean {
  return code === missedCode && verdict === 'ignored';
}

function sameUnits(before: readonly Unit[], now: readonly Unit[]): boolean {
  if (before === now) return true;
  return (
    before.length === now.length &&
    before.every((unit, index) => unit.uid === now[index]?.uid && unit.name === now[index]?.name)
  );
}
