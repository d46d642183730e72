/**
 * The lease book: what was seen, what is applied, and so what is due (design §2, "Level-triggered"). All leases are in memory; a
 * quiet tick looks only at the few that owe something, and writes nothing.
 */
import { isSyncError } from '../../sync-error.ts';
import type { CalendarDate, Unit } from '../../village/lease.ts';
import type { UnitIndex } from '../../village/unit-label.ts';
import { causeKey } from '../attention/shared-cause.ts';
import { type Failure, failureOf } from '../run-node.ts';
import type { Claim, LeaseWork } from '../work.ts';
import { Assessment } from './assessment.ts';
import { Breather } from './breather.ts';
import { dueNow } from './due.ts';
import { GoLive } from './go-live.ts';
import type { Absorbed, LeaseBookOptions } from './lease-book-input.ts';
import { type LeaseEntry, leaseKey, loadEntries } from './lease-entry.ts';
import { LeaseIndex } from './lease-index.ts';
import { standingCodes } from './lease-items.ts';
import { LeasesToBill } from './leases-to-bill.ts';
import { type DoneOptions, Outcomes } from './outcomes.ts';
import { SharedCauses } from './shared-causes.ts';
import { raiseUnitItems } from './unit-items.ts';
import { rulesVersion, Wanted } from './wanted.ts';
import { leaseWork } from './work-of-entry.ts';

/** What a tick has found, in numbers of leases. */
export interface AbsorbCounts {
  /** Leases in the book. */
  readonly leases: number;
  /** New or different since last time. */
  readonly changed: number;
  readonly due: number;
  /** Done but for something they wait for. */
  readonly waiting: number;
  /** Failed last time. */
  readonly failing: number;
}

/** All leases that were ever seen, and which of them are due. One per store. */
export class LeaseBook {
  /** By which lease a household is charged. */
  readonly toBill: LeasesToBill;
  readonly #options: LeaseBookOptions;
  readonly #assessment: Assessment;
  readonly #goLive: GoLive;
  readonly #causes: SharedCauses;
  readonly #outcomes: Outcomes;
  readonly #entries = new Map<string, LeaseEntry>();
  /** The few that owe something, or whose flags are unclear. */
  readonly #watched = new Set<LeaseEntry>();
  #wanted: Wanted | undefined;
  #rulesVersion = '';
  #absorbing: Promise<unknown> = Promise.resolve();

  private constructor(options: LeaseBookOptions, entries: readonly LeaseEntry[]) {
    this.#options = options;
    this.#goLive = new GoLive(options);
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
    this.#outcomes = new Outcomes(options, { entries: this.#entries, watched: this.#watched, causes: this.#causes });
    const raised = Map.groupBy(
      options.attention.all().filter((item) => item.leaseUid !== undefined && standingCodes.has(item.code)),
      (item) => item.leaseUid,
    );
    for (const entry of entries) {
      this.#entries.set(entry.lease.uid, entry);
      entry.raised = raised.get(entry.lease.uid)?.map((item) => item.key) ?? entry.raised;
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
    await this.#goLive.tick(input.today, onlyUnits === undefined ? undefined : this.served(units));
    const rulesChanged = this.#takeRules(input);
    const changed = await this.#assessment.run(input, rulesChanged);
    await raiseUnitItems(attention, units, onlyUnits);
    await this.#fingerprints();
    const { due, waiting, failing } = this.#collect(input);
    await this.#causes.tick();
    return { due, counts: { leases: this.#entries.size, changed, due: due.length, waiting, failing } };
  }

  #takeRules({ rules, property }: Absorbed): boolean {
    const version = rulesVersion(rules, property);
    if (this.#wanted !== undefined && version === this.#rulesVersion) return false;
    this.#wanted = new Wanted(rules, property);
    this.#rulesVersion = version;
    return true;
  }

  /** Computes what is not known yet, in breaths, because it may be all leases at once. */
  async #fingerprints(): Promise<void> {
    const breather = new Breather();
    for (const entry of this.#watched) {
      if (entry.wanted !== undefined || entry.standing !== 'workable') continue;
      await breather.breathe();
      try {
        const household = this.#options.households.peek(entry.householdId);
        entry.wanted = this.#wanted?.fingerprint(entry, household);
        const next = () => this.toBill.around(entry.lease.uid).next;
        entry.billing = this.#wanted?.billing(entry, household, next) ?? '';
      } catch (thrown) {
        if (!isSyncError(thrown)) throw thrown;
        const failure = failureOf(thrown);
        entry.cause = causeKey(failure) ?? null;
        await this.#causes.raise(entry, failure);
      }
    }
  }

  #collect(input: Absorbed): { due: LeaseWork[]; waiting: number; failing: number } {
    const { mode, claims } = this.#options;
    const due: LeaseWork[] = [];
    let waiting = 0;
    let failing = 0;
    for (const entry of this.#watched) {
      if (entry.standing === 'unclear') continue;
      if (entry.standing !== 'workable') this.#watched.delete(entry);
      if (entry.standing !== 'workable' || entry.wanted === undefined || entry.householdId === null) continue;
      const reason = dueNow(entry, { mode, now: input.at, today: input.today });
      if (reason === 'settled') {
        this.#watched.delete(entry);
        continue;
      }
      if (entry.waiting.length > 0) waiting += 1;
      else if (entry.failures > 0) failing += 1;
      if (reason === 'later' || claims.isHeld(leaseKey(entry.lease.uid))) continue;
      const work = leaseWork(entry, reason, input, this.#isAdopted(entry, input.today));
      if (work !== undefined) due.push(work);
    }
    due.sort(inOrder);
    return { due, waiting, failing };
  }

  #isAdopted(entry: LeaseEntry, today: CalendarDate): boolean {
    const begun = this.#options.households.peek(entry.householdId)?.begun ?? entry.lease.start;
    return entry.unit === undefined || this.#goLive.isAdopted(begun, entry.unit, today);
  }

  /** See {@link Outcomes.done}. */
  done(claim: Claim, work: LeaseWork, options: DoneOptions = {}): Promise<void> {
    return this.#outcomes.done(claim, work, options);
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
    return this.#entries.get(leaseUid)?.standing === 'workable';
  }

  /** Has a scan been taken over since the store was opened? Before, nobody knows how the leases stand. */
  get isScanned(): boolean {
    return this.#wanted !== undefined;
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

/** Who lives there already comes before who will. */
function inOrder(first: LeaseWork, second: LeaseWork): number {
  if (first.state !== second.state) return first.state === 'active' ? -1 : 1;
  return (first.lease.start ?? '') < (second.lease.start ?? '') ? -1 : 1;
}
