/** Which drifts are repaired, and with what result. */
import type { SettledStay } from '../../state/expected-stays.ts';
import { leaseKey } from '../../state/leases/lease-entry.ts';
import { isSyncError, type SyncError } from '../../sync-error.ts';
import { driftKey } from '../../village/drift/drift.ts';
import type { Drift } from '../../village/drift/drift-found.ts';
import { type DriftKind, isRepairableKind } from '../../village/drift/drift-kinds.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { AuditContext } from './audit-context.ts';
import { againItemKey, massItemKey, unitItemKey } from './drift-items.ts';
import { repairDrift } from './repair.ts';
import type { RepairableDrift, RepairBook } from './repair-book.ts';
import type { Repaired } from './repair-order.ts';

/** What became of a drift. `held`: too many units at once. `busy`: its lease is under way, or the repairs were ended early. */
export interface Decided {
  readonly drift: Drift;
  readonly outcome:
    | 'reported'
    | 'ignored'
    | 'paused'
    | 'held'
    | 'changed again'
    | 'busy'
    | 'failed'
    | 'repaired'
    | 'begun'
    | 'planned';
  /** Why it failed, in words. */
  readonly trouble?: string;
}

interface AuditRun {
  readonly book: RepairBook;
  readonly mass: ReadonlySet<DriftKind>;
  readonly today: CalendarDate;
  readonly settled: readonly SettledStay[];
}

/** Repaired so often within 24 hours, and changed by somebody again: left alone. */
const mostRepairs = 2;

/** One per audit. */
export class Repairing {
  readonly #context: AuditContext;
  readonly #run: AuditRun;
  #stopped: SyncError | undefined;

  constructor(context: AuditContext, run: AuditRun) {
    this.#context = context;
    this.#run = run;
  }

  /** A server's or the store's trouble, after which nothing more was repaired. */
  get stopped(): SyncError | undefined {
    return this.#stopped;
  }

  /** In the order given. @throws SyncError STORE_… */
  async decideAll(drifts: readonly Drift[]): Promise<Decided[]> {
    const decided: Decided[] = [];
    for (const drift of drifts) decided.push(await this.#decide(drift));
    return decided;
  }

  /**
   * Repairs that an earlier process, or a failure, has left half done, and whose drift is gone since: their outcome is settled.
   * @param drifts those that are there, and come by themselves
   * @returns uids of units that were written to, so that what was read of them is old
   */
  async finishBegun(drifts: readonly Drift[]): Promise<Set<string>> {
    const { store } = this.#context;
    const touched = new Set<string>();
    if (store.mode === 'dry-run' || store.pause.isOn || !store.isCurrent) return touched;
    const present = new Set(drifts.map(driftKey));
    for (const drift of this.#run.book.open()) {
      if (present.has(driftKey(drift))) continue;
      if (drift.kind === 'service-ended') await this.#followNewService(drift);
      else if (this.#stayOf(drift) !== undefined) {
        await this.#repair(drift);
        touched.add(drift.unitUid);
      }
    }
    return touched;
  }

  async #decide(drift: Drift): Promise<Decided> {
    const { store, repairs } = this.#context;
    const { book, mass } = this.#run;
    const { attention } = store;
    const isMass = mass.has(drift.kind);
    const isAgain = book.times(drift) >= mostRepairs;
    const key = isMass ? massItemKey(drift.kind) : isAgain ? againItemKey(drift) : unitItemKey(drift);
    const verdict = attention.get(key)?.verdict ?? null;
    if (verdict === 'ignored') return { drift, outcome: 'ignored' };
    if (!isRepairable(drift)) return { drift, outcome: 'reported' };
    const isApproved = verdict === 'approved';
    if (isMass && !isApproved) return { drift, outcome: 'held' };
    if (isAgain && !isApproved) return { drift, outcome: 'changed again' };
    if (!isApproved && !repairs.has(drift.kind)) return { drift, outcome: 'reported' };
    if (store.pause.isOn) return { drift, outcome: 'paused' };
    return this.#repair(drift);
  }

  async #repair(drift: RepairableDrift): Promise<Decided> {
    const { store } = this.#context;
    const settled = this.#stayOf(drift);
    if (this.#stopped !== undefined || settled === undefined) return { drift, outcome: 'busy' };
    // An audit that was begun in the other mode ends without another claim.
    const claim = store.isCurrent ? await store.claims.take(leaseKey(drift.leaseUid)) : undefined;
    if (claim === undefined) return { drift, outcome: 'busy' };
    try {
      const isLive = store.mode === 'live';
      const occasion = isLive ? await this.#run.book.begin(drift) : 'dry-run';
      const access = { ...this.#context, claim };
      const repaired = await repairDrift({ access, drift, settled, occasion, today: this.#run.today });
      // What its chain does at the next tick is followed until it is there.
      if (isLive && repaired !== 'begun') await this.#run.book.succeeded(drift);
      return { drift, outcome: outcomeOf[repaired] };
    } catch (thrown) {
      return this.#failed(drift, thrown);
    } finally {
      await store.claims.release(claim).catch(() => undefined);
    }
  }

  /** A unit's own trouble is noted; a server's or the store's ends the repairs. */
  #failed(drift: Drift, thrown: unknown): Decided {
    if (!isSyncError(thrown)) throw thrown;
    if (thrown.code === 'CLAIM_LOST') return { drift, outcome: 'busy' };
    if (thrown.code === 'PAUSED') return { drift, outcome: 'paused' };
    const trouble = thrown.hint === undefined ? thrown.message : `${thrown.message} ${thrown.hint}`;
    if (thrown.trouble === 'server' || thrown.trouble === 'state') this.#stopped = thrown;
    return { drift, outcome: 'failed', trouble };
  }

  /** Is the new service there? If not, its lease is made due again: that it is was not stored. */
  async #followNewService(drift: RepairableDrift): Promise<void> {
    const { store } = this.#context;
    const { book } = this.#run;
    const { stays } = await store.households.get(drift.householdId);
    const stay = stays.find(({ unitUid }) => unitUid === drift.unitUid);
    const entry = store.leases.entry(drift.leaseUid);
    if (stay === undefined || entry?.standing !== 'workable' || stay.leaseUid !== drift.leaseUid) {
      await book.forget(drift);
    } else if (stay.endedOn === null && stay.serviceId !== null) {
      await book.succeeded(drift);
    } else if (entry.applied === entry.wanted && !entry.forced) {
      store.leases.retry(drift.leaseUid);
    }
  }

  #stayOf({ householdId, unitUid }: Drift): SettledStay | undefined {
    return this.#run.settled.find(({ household, unit }) => household.id === householdId && unit.uid === unitUid);
  }
}

const outcomeOf = { done: 'repaired', begun: 'begun', planned: 'planned' } as const satisfies Record<
  Repaired,
  Decided['outcome']
>;

function isRepairable(drift: Drift): drift is RepairableDrift {
  return drift.isRepairable && isRepairableKind(drift.kind);
}
