/**
 * The lease book: what was seen, what is applied, and so what is due (design §2, "Level-triggered"). All leases are in memory; a
 * quiet tick looks only at the few that owe something, and writes nothing.
 */
import type { CalendarDate, Unit } from '../../village/lease.ts';
import type { UnitIndex } from '../../village/unit-label.ts';
import { openWish } from '../mail/welcome-wish.ts';
import type { Failure } from '../run-node.ts';
import type { Claim, LeaseWork } from '../work.ts';
import { AbsentLeases } from './absent-leases.ts';
import { Assessment } from './assessment.ts';
import { doneByHand, nothingWanted } from './by-hand.ts';
import { noteFirstScan } from './creation-brake.ts';
import { collectDue } from './due-leases.ts';
import { Fingerprints } from './fingerprints.ts';
import { GoLive } from './go-live.ts';
import type { AbsorbCounts, Absorbed, LeaseBookOptions } from './lease-book-input.ts';
import { counting, isActedOn, type LeaseEntry, loadEntries } from './lease-entry.ts';
import { LeaseIndex } from './lease-index.ts';
import { standingCodes } from './lease-items.ts';
import { LeasesToBill } from './leases-to-bill.ts';
import { type DoneOptions, Outcomes } from './outcomes.ts';
import type { OverStay } from './over-stays.ts';
import { SharedCauses } from './shared-causes.ts';
import { raiseUnitItems } from './unit-items.ts';

/** All leases that were ever seen, and which of them are due. One per store. */
export class LeaseBook {
  /** By which lease a household is charged. */
  readonly toBill: LeasesToBill;
  /** Those that Innago's list does not show any more. */
  readonly absent: AbsentLeases;
  readonly #options: LeaseBookOptions;
  readonly #assessment: Assessment;
  readonly #goLive: GoLive;
  readonly #causes: SharedCauses;
  readonly #outcomes: Outcomes;
  readonly #fingerprints: Fingerprints;
  readonly #entries = new Map<string, LeaseEntry>();
  /** The few that owe something, or whose flags are unclear. */
  readonly #watched = new Set<LeaseEntry>();
  /** Of the last scan, in the property's zone. */
  #today: CalendarDate = '';
  #absorbing: Promise<unknown> = Promise.resolve();

  private constructor(options: LeaseBookOptions, entries: readonly LeaseEntry[]) {
    this.#options = options;
    this.#goLive = new GoLive(options);
    this.absent = new AbsentLeases(this.#entries);
    const index = new LeaseIndex();
    this.toBill = new LeasesToBill({ ...options, entries: this.#entries, index });
    this.#assessment = new Assessment(options, {
      entries: this.#entries,
      watched: this.#watched,
      index,
      toBill: this.toBill,
      goLiveOf: (unit, today) => this.goLiveOf(unit, today),
    });
    this.#causes = new SharedCauses(options.attention, this.#watched);
    this.#fingerprints = new Fingerprints({ ...options, toBill: this.toBill, causes: this.#causes });
    this.#outcomes = new Outcomes(options, { entries: this.#entries, watched: this.#watched, causes: this.#causes });
    const raised = Map.groupBy(
      options.attention.all().filter((item) => item.leaseUid !== undefined && standingCodes.has(item.code)),
      (item) => item.leaseUid,
    );
    for (const entry of entries) {
      this.#entries.set(entry.lease.uid, entry);
      entry.raised = raised.get(entry.lease.uid)?.map((item) => item.key) ?? entry.raised;
      entry.wished = openWish(options.facts, entry.lease.uid) !== undefined;
    }
    options.households.onPlanChange(({ leaseUid }) => this.#renew(leaseUid));
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
    await this.#goLive.tick(input.today, onlyUnits === undefined ? undefined : this.served(units));
    const rulesChanged = this.#fingerprints.takeRules(input);
    const changed = await this.#assessment.run(input, rulesChanged);
    await raiseUnitItems(attention, units, onlyUnits);
    await this.#fingerprints.complete(this.#watched);
    const { mode, claims } = this.#options;
    const isAdopted = (entry: LeaseEntry) => this.#isAdopted(entry, input.today);
    const { due, waiting, failing } = collectDue(this.#watched, input, { mode, claims, isAdopted });
    await this.#causes.tick();
    return { due, counts: { leases: this.#entries.size, changed, due: due.length, waiting, failing } };
  }

  #isAdopted(entry: LeaseEntry, today: CalendarDate): boolean {
    const begun = this.#options.households.peek(entry.householdId)?.begun ?? entry.lease.start;
    return entry.unit === undefined || this.#goLive.isAdopted(begun, entry.unit, today);
  }

  /** See {@link Outcomes.done}. Where a service was ended, the unit's next household may go on. */
  async done(claim: Claim, work: LeaseWork, options: DoneOptions = {}): Promise<void> {
    await this.#outcomes.done(claim, work, options);
    for (const { unitUid } of work.leaves ?? []) this.#assessment.touchUnit(unitUid);
    if (work.leaves !== undefined) this.#assessment.touch(work.lease.uid);
  }

  /** See {@link Outcomes.failed}. */
  failed(claim: Claim, work: LeaseWork, failure: Failure): Promise<void> {
    return this.#outcomes.failed(claim, work, failure);
  }

  /** A person says: now. The lease is due at the next tick, whatever it has failed or waits for. @returns false: no such lease */
  retry(leaseUid: string): boolean {
    const entry = this.#entries.get(leaseUid);
    if (entry === undefined) return false;
    entry.forced = true;
    this.#watched.add(entry);
    return true;
  }

  /**
   * A person has seen the list of those that a brake holds, and lets them go on at the next tick.
   * @returns how many
   * @throws SyncError STORE_…
   */
  async release(kind: 'removals' | 'creations'): Promise<number> {
    if (kind === 'removals') {
      const unitUids = await this.#assessment.leavings.release(this.#options.clock());
      for (const unitUid of unitUids) this.#assessment.touchUnit(unitUid);
      return unitUids.length;
    }
    const held = [...this.#entries.values()].filter(({ standing }) => standing === 'held');
    const households = new Set(held.flatMap(({ householdId }) => householdId ?? []));
    await this.#options.households.releaseHeld([...households]);
    for (const { lease } of held) this.#assessment.touch(lease.uid);
    return households.size;
  }

  /** Ends that the brake on removals holds, the first last day first. */
  heldLeavings(): readonly OverStay[] {
    return this.#assessment.leavings.held();
  }

  /**
   * A person says: leave this lease alone; or: take it up again.
   * @returns false: no such lease
   * @throws SyncError STORE_…
   */
  async setIgnored(leaseUid: string, ignored: boolean): Promise<boolean> {
    const entry = this.#entries.get(leaseUid);
    if (entry === undefined) return false;
    await this.#options.database.run((knex) => knex('leases').where({ uid: leaseUid }).update({ ignored }));
    entry.ignored = ignored;
    this.#assessment.touch(leaseUid);
    return true;
  }

  /** A person wants the lease's tenants welcomed again: it is due, by its back-off, until that is carried out. */
  setWished(leaseUid: string, isWished: boolean): void {
    const entry = this.#entries.get(leaseUid);
    if (entry === undefined) return;
    entry.wished = isWished;
    if (isWished) this.#watched.add(entry);
  }

  /**
   * A person has done by hand what was to be done for the lease.
   * @throws SyncError NOTHING_TO_DO, LEASE_BUSY, PLANS_… (trouble operator): nothing was changed; STORE_…
   */
  async markDone(leaseUid: string): Promise<void> {
    const entry = this.#entries.get(leaseUid);
    const wanted = entry === undefined ? undefined : (entry.wanted ?? this.#fingerprints.of(entry));
    if (entry === undefined || wanted === undefined) throw nothingWanted(leaseUid);
    const left = await doneByHand(this.#options, this.#outcomes, entry, wanted);
    for (const unitUid of left) this.#assessment.touchUnit(unitUid);
    this.#assessment.touch(leaseUid);
  }

  /** As {@link retry}, for all leases that wait for a shared cause. @param key of its attention item */
  retryCause(key: string): void {
    this.#causes.retry(key);
  }

  /** The day before which nothing is executed or charged, of a unit or of the property (design §5); undefined in the sandbox. */
  goLiveOf(unit: Pick<Unit, 'uid'> | undefined, today: CalendarDate): CalendarDate | undefined {
    return this.#options.isSandbox ? undefined : this.#goLive.dateOf(unit, today);
  }

  /** Something was put right for all units: leases that wait for a person's setting are tried at the next tick. */
  lookAgain(): void {
    for (const entry of this.#watched) if (entry.failureTrouble === 'operator') entry.retryAt = null;
  }

  /** What is wanted for the lease is worked out anew at the next tick. */
  #renew(leaseUid: string): void {
    const entry = this.#entries.get(leaseUid);
    if (entry === undefined) return;
    entry.wanted = undefined;
    this.#watched.add(entry);
  }

  /** The units that anything is done for: those of the operator's list, if there is one, whose label is theirs alone. */
  served({ byLabel }: UnitIndex): Unit[] {
    const { onlyUnits } = this.#options;
    return [...byLabel.values()].filter(({ label }) => onlyUnits?.includes(label) ?? true);
  }

  /** Is this lease still one to act on? Work that waits for its turn may have been overtaken by a later scan. */
  isWorkable(leaseUid: string): boolean {
    const entry = this.#entries.get(leaseUid);
    return entry !== undefined && !entry.ignored && isActedOn(entry);
  }

  /** Has a scan been taken over since the store was opened? Before, nobody knows how the leases stand. */
  get isScanned(): boolean {
    return this.#fingerprints.isReady;
  }

  /** Leases that count, of households that began before go-live (design §5), as of the last scan; empty before it. */
  adoptable(): Readonly<LeaseEntry>[] {
    if (!this.isScanned) return [];
    return counting(this.#entries.values()).filter((entry) => this.#isAdopted(entry, this.#today));
  }

  /** All leases, to look at. */
  entries(): Iterable<Readonly<LeaseEntry>> {
    return this.#entries.values();
  }

  /** The entry of a lease, to look at. */
  entry(leaseUid: string): Readonly<LeaseEntry> | undefined {
    return this.#entries.get(leaseUid);
  }
}
