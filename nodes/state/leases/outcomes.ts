/** How a lease's run through the chain ended: what that means for it is stored, if the claim is still held, and the claim is given back. */
import { causeKey } from '../attention/shared-cause.ts';
import { lookAgainAfter, retryAfter } from '../back-off.ts';
import { claimBindings, claimHeld, claimLost } from '../ledger/claims.ts';
import { forgetUnplanned } from '../ledger/plan-table.ts';
import type { Failure } from '../run-node.ts';
import { type Claim, invoiceStep, type LeaseWork, type Waiting } from '../work.ts';
import { billedMark } from './due.ts';
import type { LeaseBookOptions } from './lease-book-input.ts';
import type { LeaseEntry } from './lease-entry.ts';
import { isFailureItem, isUnchargedItem, unchargedItem } from './lease-items.ts';
import { entryColumns } from './lease-rows.ts';
import type { SharedCauses } from './shared-causes.ts';
import { withoutLeaves } from './wanted.ts';

/** How a run that came through has ended. */
export interface DoneOptions {
  readonly waiting?: readonly Waiting[];
  /** Attention items of the lease that were raised or confirmed after this mark stay. From `Attention.mark` when it began. */
  readonly since?: number;
}

/** Name of what waits when a service that was to end has not. */
const notEnded = 'end of service';

/** Stands for what is applied when the service has been ended, or may have been: whatever is wanted then is new. */
export const endedMark = 'ended';

/** What of the lease book outcomes change. */
interface Book {
  readonly entries: ReadonlyMap<string, LeaseEntry>;
  readonly watched: Set<LeaseEntry>;
  readonly causes: SharedCauses;
}

/** One per lease book. */
export class Outcomes {
  readonly #options: LeaseBookOptions;
  readonly #book: Book;

  constructor(options: LeaseBookOptions, book: Book) {
    this.#options = options;
    this.#book = book;
  }

  /**
   * The chain is through: what was wanted when it began is applied (in dry-run: planned), and billed. The lease's attention items go, but for
   * those that this very run has confirmed. A run for billing alone settles nothing else: what other steps wait for stays, and so do
   * their items.
   * @throws SyncError CLAIM_LOST, STORE_…
   */
  async done(claim: Claim, work: LeaseWork, { waiting = [], since }: DoneOptions): Promise<void> {
    const entry = this.#book.entries.get(work.lease.uid);
    if (entry === undefined) throw claimLost(claim);
    const { attention, claims } = this.#options;
    const { cause } = entry;
    const isForBilling = work.reason === 'billing';
    const isMeanwhile = isForBilling && isUnsettled(entry, work);
    if (isMeanwhile) entry.billingTriedAt = this.#options.clock();
    const patch = isForBilling
      ? this.#billed(entry, waiting, isMeanwhile)
      : this.#applied(entry, work, [...waiting, ...this.#notEnded(work)]);
    await this.#store(claim, entry, { ...patch, billed: billedMark(this.#options.mode, work.billing ?? '') });
    await this.#forgetUnplanned(claim, work);
    entry.forced = false;
    // The chain may have settled the household's plan.
    entry.wanted = undefined;
    this.#book.watched.add(entry);
    for (const item of attention.ofLease(work.lease.uid)) {
      const isFailure = isMeanwhile ? isUnchargedItem : isFailureItem;
      const isOver = !isForBilling || isFailure(item, work.lease.uid);
      if (isOver && !entry.raised.includes(item.key) && !attention.isConfirmedSince(item.key, since))
        await attention.clear(item.key);
    }
    if (cause !== null && entry.cause === null) await this.#book.causes.passed(cause);
    await claims.release(claim);
  }

  /**
   * A person has done it: all but its charges is as if the chain were through. The caller clears its items, and gives the claim back.
   * @throws SyncError CLAIM_LOST, STORE_…
   */
  async byHand(claim: Claim, leaseUid: string, work: Pick<LeaseWork, 'fingerprint' | 'state'>): Promise<void> {
    const entry = this.#book.entries.get(leaseUid);
    if (entry === undefined) throw claimLost(claim);
    await this.#store(claim, entry, this.#applied(entry, work, []));
    entry.forced = false;
    entry.wanted = undefined;
    this.#book.watched.add(entry);
  }

  /** A flow whose chain ends no services, or a step that was passed by: it is looked at from time to time, not at every tick. */
  #notEnded({ leaves = [], householdId }: LeaseWork): Waiting[] {
    const { mode, households } = this.#options;
    const stays = households.peek(householdId)?.stays ?? [];
    const isOpen = (unitUid: string) => stays.some((stay) => stay.unitUid === unitUid && stay.endedOn === null);
    const left = mode === 'live' ? leaves.filter(({ unitUid }) => isOpen(unitUid)) : [];
    return left.map(({ unitLabel }) => ({
      step: notEnded,
      why: `the service of unit ${unitLabel} has not been ended`,
    }));
  }

  #applied(
    entry: LeaseEntry,
    { fingerprint, state }: Pick<LeaseWork, 'fingerprint' | 'state'>,
    waiting: readonly Waiting[],
  ): Partial<LeaseEntry> {
    const { mode, clock } = this.#options;
    const isUndone = waiting.some(({ step }) => step === notEnded);
    const applied = isUndone ? fingerprint : state === 'ended' ? endedMark : withoutLeaves(fingerprint);
    const times = waiting.length === 0 ? 0 : entry.waiting.length === 0 ? 1 : entry.failures + 1;
    return {
      ...(mode === 'live' ? { applied } : { planned: fingerprint }),
      tried: null,
      failures: times,
      failureTrouble: null,
      cause: null,
      retryAt: times === 0 ? null : lookAgainAfter(times, clock()),
      waiting,
    };
  }

  /** All else is applied already, so what it failed with last, if anything, was billing; unless it was billed meanwhile. */
  #billed(entry: LeaseEntry, waiting: readonly Waiting[], isMeanwhile: boolean): Partial<LeaseEntry> {
    const others = entry.waiting.filter(({ step }) => step !== invoiceStep);
    const settled =
      entry.failureTrouble === null || isMeanwhile
        ? {}
        : { tried: null, failures: Math.min(others.length, 1), failureTrouble: null, cause: null, retryAt: null };
    return { ...settled, waiting: [...others, ...waiting.filter(({ step }) => step === invoiceStep)] };
  }

  /**
   * A step failed: whose trouble it is decides when the lease is tried again (back-off.ts), and what is at fault whether the item is its
   * own. What is a server's or the store's trouble says nothing of a shared cause that it waits for.
   * @throws SyncError CLAIM_LOST, STORE_…
   */
  async failed(claim: Claim, work: LeaseWork, failure: Failure): Promise<void> {
    const entry = this.#book.entries.get(work.lease.uid);
    if (entry === undefined) throw claimLost(claim);
    const { clock, claims } = this.#options;
    const before = entry.cause;
    if (work.reason === 'billing' && isUnsettled(entry, work)) {
      // What keeps the rest from being applied is noted already, and tried in its own time; but nobody was told that it is not charged.
      entry.billingTriedAt = clock();
      await this.#store(claim, entry, {});
      if (isOwnTrouble(failure)) await this.#options.attention.raise(unchargedItem(entry, failure));
      await claims.release(claim);
      return;
    }
    const retry = retryAfter(failure, entry.failures, clock());
    await this.#store(claim, entry, {
      tried: work.fingerprint,
      failures: retry?.failures ?? entry.failures,
      failureTrouble: failure.trouble,
      cause: causeKey(failure) ?? (retry === undefined ? before : null),
      retryAt: retry?.retryAt ?? null,
    });
    if (isOwnTrouble(failure)) await this.#forgetUnplanned(claim, work);
    // What a person has asked for is owed until the server or the store lets it through.
    if (retry !== undefined) entry.forced = false;
    this.#book.watched.add(entry);
    if (retry?.needsAttention ?? failure.about !== undefined) await this.#book.causes.raise(entry, failure);
    if (before !== null && before !== entry.cause) await this.#book.causes.passed(before);
    await claims.release(claim);
  }

  /** Live would have come as far as this run, and no further: what it has not planned is planned no more. */
  #forgetUnplanned(claim: Claim, { reason }: LeaseWork): Promise<void> {
    return forgetUnplanned(this.#options.database, claim, reason === 'billing' ? 'innago-invoice' : undefined);
  }

  /** In the database first, if the claim is still held; then in memory. */
  async #store(claim: Claim, entry: LeaseEntry, patch: Partial<LeaseEntry>): Promise<void> {
    const { database, clock } = this.#options;
    const { household_id: _household, lease_json: _lease, ...columns } = entryColumns({ ...entry, ...patch });
    const changed = await database.run((knex) =>
      knex('leases')
        .where({ uid: entry.lease.uid })
        .whereRaw(claimHeld, [...claimBindings(claim, clock())])
        .update(columns),
    );
    if (changed === 0) throw claimLost(claim);
    Object.assign(entry, patch);
  }
}

/** Neither a server's nor the store's: it stops the lease until something is put right. */
function isOwnTrouble({ trouble }: Failure): boolean {
  return trouble === 'data' || trouble === 'operator';
}

/** The lease was billed while the rest of it keeps failing. */
function isUnsettled(entry: LeaseEntry, { fingerprint }: LeaseWork): boolean {
  return entry.failures > 0 && entry.tried === fingerprint && entry.applied !== fingerprint;
}
