/**
 * The lease book: what was seen, what is applied, and so what is due (design §2, "Level-triggered"). All leases are in memory; a
 * quiet tick looks only at the few that owe something, and writes nothing.
 */
import type { CalendarDate, Unit } from '../../village/lease.ts';
import type { UnitIndex } from '../../village/unit-label.ts';
import type { FormerLeases } from '../retention/former-leases.ts';
import type { Failure } from '../run-node.ts';
import type { Mode } from '../store-port.ts';
import type { Claim, LeaseWork } from '../work.ts';
import type { AbsentLeases } from './absent-leases.ts';
import { doneByHand, nothingWanted } from './by-hand.ts';
import { noteFirstScan, releaseCreations } from './creation-brake.ts';
import { collectDue } from './due-leases.ts';
import type { AbsorbCounts, Absorbed, LeaseBookOptions } from './lease-book-input.ts';
import { counting, isActedOn, type LeaseEntry } from './lease-entry.ts';
import { type Pages, pagesOf } from './lease-pages.ts';
import { loadEntries } from './lease-rows.ts';
import type { LeasesToBill } from './leases-to-bill.ts';
import type { DoneOptions } from './outcomes.ts';
import type { OverStay } from './over-stays.ts';
import { raiseUnitItems } from './unit-items.ts';

/** All leases that were ever seen, and which of them are due. One per store. */
export class LeaseBook {
  #options: LeaseBookOptions;
  #pages: Pages;
  /** Of the last scan, in the property's zone. */
  #today: CalendarDate = '';
  #absorbing: Promise<unknown> = Promise.resolve();
  #version = 0;

  private constructor(options: LeaseBookOptions, entries: readonly LeaseEntry[]) {
    this.#options = options;
    this.#pages = pagesOf(options, entries, (...of) => this.goLiveOf(...of));
    options.households.onPlanChange(({ leaseUid }) => this.#renew(leaseUid));
  }

  /** By which lease a household is charged. */
  get toBill(): LeasesToBill {
    return this.#pages.toBill;
  }

  /** Those that Innago's list does not show any more. */
  get absent(): AbsentLeases {
    return this.#pages.absent;
  }

  /** Those that are long over. */
  get former(): FormerLeases {
    return this.#pages.former;
  }

  /**
   * For a switch of the mode: reads the table anew, once the scan that is being taken over is through.
   * @returns the way to take it, as at a start with that mode
   * @throws SyncError STORE_…
   */
  async reread(): Promise<(mode: Mode) => void> {
    await this.#absorbing.catch(() => undefined);
    const entries = await loadEntries(this.#options.database);
    return (mode) => {
      this.#options = { ...this.#options, mode };
      this.#pages = pagesOf(this.#options, entries, (...of) => this.goLiveOf(...of));
      this.#today = '';
      this.#version += 1;
    };
  }

  /** @throws SyncError STORE_… */
  static async load(options: LeaseBookOptions): Promise<LeaseBook> {
    return new LeaseBook(options, await loadEntries(options.database));
  }

  /**
   * Takes over what a scan has read.
   * @returns the leases that are due now, each with all its work needs
   * @throws SyncError STORE_… (trouble state; the next tick repeats it), PLANS_INVALID
   */
  absorb(input: Absorbed): Promise<{ due: LeaseWork[]; counts: AbsorbCounts }> {
    const result = this.#absorbing.then(
      () => this.#absorb(input),
      () => this.#absorb(input),
    );
    this.#absorbing = result;
    return result;
  }

  async #absorb(input: Absorbed): Promise<{ due: LeaseWork[]; counts: AbsorbCounts }> {
    const { onlyUnits, attention } = this.#options;
    const { units } = input;
    this.#today = input.today;
    if (input.complete && input.seenUids?.size !== 0) await noteFirstScan(this.#options, input.at);
    await this.#pages.goLive.tick(input.today, onlyUnits === undefined ? undefined : this.served(units));
    const rulesChanged = this.#pages.fingerprints.takeRules(input);
    const changed = await this.#pages.assessment.run(input, rulesChanged);
    await raiseUnitItems(attention, units, onlyUnits);
    await this.#pages.fingerprints.complete(this.#pages.watched);
    const { mode, claims } = this.#options;
    const isAdopted = (entry: LeaseEntry) => this.#isAdopted(entry, input.today);
    const { due, waiting, failing } = collectDue(this.#pages.watched, input, { mode, claims, isAdopted });
    await this.#pages.causes.tick();
    this.#version += 1;
    return { due, counts: { leases: this.#pages.entries.size, changed, due: due.length, waiting, failing } };
  }

  #isAdopted(entry: LeaseEntry, today: CalendarDate): boolean {
    const begun = this.#options.households.peek(entry.householdId)?.begun ?? entry.lease.start;
    return entry.unit === undefined || this.#pages.goLive.isAdopted(begun, entry.unit, today);
  }

  /** See {@link Outcomes.done}. Where a service was ended, the unit's next household may go on. */
  async done(claim: Claim, work: LeaseWork, options: DoneOptions = {}): Promise<void> {
    await this.#pages.outcomes.done(claim, work, options);
    for (const { unitUid } of work.leaves ?? []) this.#pages.assessment.touchUnit(unitUid);
    if (work.leaves !== undefined) this.#pages.assessment.touch(work.lease.uid);
  }

  /** See {@link Outcomes.failed}. */
  failed(claim: Claim, work: LeaseWork, failure: Failure): Promise<void> {
    return this.#pages.outcomes.failed(claim, work, failure);
  }

  /** A person says: now. The lease is due at the next tick, whatever it has failed or waits for. @returns false: no such lease */
  retry(leaseUid: string): boolean {
    const entry = this.#pages.entries.get(leaseUid);
    if (entry === undefined) return false;
    entry.forced = true;
    this.#pages.watched.add(entry);
    return true;
  }

  /**
   * A person has seen the list of those that a brake holds, and lets them go on at the next tick.
   * @returns how many
   * @throws SyncError STORE_…
   */
  async release(kind: 'removals' | 'creations'): Promise<number> {
    if (kind === 'removals') {
      const unitUids = await this.#pages.assessment.leavings.release(this.#options.clock());
      for (const unitUid of unitUids) this.#pages.assessment.touchUnit(unitUid);
      return unitUids.length;
    }
    const released = await releaseCreations(this.#pages.entries.values(), this.#options.households);
    for (const leaseUid of released.leaseUids) this.#pages.assessment.touch(leaseUid);
    return released.households;
  }

  /** Ends that the brake on removals holds, the first last day first. */
  heldLeavings(): readonly OverStay[] {
    return this.#pages.assessment.leavings.held();
  }

  /**
   * A person says: leave this lease alone; or: take it up again.
   * @returns false: no such lease
   * @throws SyncError STORE_…
   */
  async setIgnored(leaseUid: string, ignored: boolean): Promise<boolean> {
    const entry = this.#pages.entries.get(leaseUid);
    if (entry === undefined) return false;
    await this.#options.database.run((knex) => knex('leases').where({ uid: leaseUid }).update({ ignored }));
    entry.ignored = ignored;
    this.#version += 1;
    this.#pages.assessment.touch(leaseUid);
    return true;
  }

  /** A person wants the lease's tenants welcomed again: it is due, by its back-off, until that is carried out. */
  setWished(leaseUid: string, isWished: boolean): void {
    const entry = this.#pages.entries.get(leaseUid);
    if (entry === undefined) return;
    entry.wished = isWished;
    if (isWished) this.#pages.watched.add(entry);
  }

  /**
   * A person has done by hand what was to be done for the lease.
   * @throws SyncError NOTHING_TO_DO, LEASE_BUSY, PLANS_… (trouble operator): nothing was changed; STORE_…
   */
  async markDone(leaseUid: string): Promise<void> {
    const entry = this.#pages.entries.get(leaseUid);
    const wanted = entry === undefined ? undefined : (entry.wanted ?? this.#pages.fingerprints.of(entry));
    if (entry === undefined || wanted === undefined) throw nothingWanted(leaseUid);
    const left = await doneByHand(this.#options, this.#pages.outcomes, entry, wanted);
    for (const unitUid of left) this.#pages.assessment.touchUnit(unitUid);
    this.#pages.assessment.touch(leaseUid);
  }

  /** As {@link retry}, for all leases that wait for a shared cause. @param key of its attention item */
  retryCause(key: string): void {
    this.#pages.causes.retry(key);
  }

  /** The day before which nothing is executed or charged, of a unit or of the property (design §5); undefined in the sandbox. */
  goLiveOf(unit: Pick<Unit, 'uid'> | undefined, today: CalendarDate): CalendarDate | undefined {
    return this.#options.isSandbox ? undefined : this.#pages.goLive.dateOf(unit, today);
  }

  /** Something was put right for all units: leases that wait for a person's setting are tried at the next tick. */
  lookAgain(): void {
    for (const entry of this.#pages.watched) if (entry.failureTrouble === 'operator') entry.retryAt = null;
  }

  /** What is wanted for the lease is worked out anew at the next tick. */
  #renew(leaseUid: string): void {
    const entry = this.#pages.entries.get(leaseUid);
    if (entry === undefined) return;
    entry.wanted = undefined;
    this.#pages.watched.add(entry);
  }

  /** The units that anything is done for: those of the operator's list, if there is one, whose label is theirs alone. */
  served({ byLabel }: UnitIndex): Unit[] {
    const { onlyUnits } = this.#options;
    return [...byLabel.values()].filter(({ label }) => onlyUnits?.includes(label) ?? true);
  }

  /** Is this lease still one to act on? Work that waits for its turn may have been overtaken by a later scan. */
  isWorkable(leaseUid: string): boolean {
    const entry = this.#pages.entries.get(leaseUid);
    return entry !== undefined && !entry.ignored && isActedOn(entry);
  }

  /** Has a scan been taken over since the store was opened? Before, nobody knows how the leases stand. */
  get isScanned(): boolean {
    return this.#pages.fingerprints.isReady;
  }

  /** Leases that count, of households that began before go-live (design §5), as of the last scan; empty before it. */
  adoptable(): Readonly<LeaseEntry>[] {
    if (!this.isScanned) return [];
    return counting(this.#pages.entries.values()).filter((entry) => this.#isAdopted(entry, this.#today));
  }

  /** Another number after every scan, and after a person ignores or heeds a lease: how leases stand may be another. */
  get version(): number {
    return this.#version;
  }

  /** All leases, to look at. */
  entries(): Iterable<Readonly<LeaseEntry>> {
    return this.#pages.entries.values();
  }

  /** The entry of a lease, to look at. */
  entry(leaseUid: string): Readonly<LeaseEntry> | undefined {
    return this.#pages.entries.get(leaseUid);
  }
}
