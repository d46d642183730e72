/** How a lease's run through the chain ended: what that means for it is stored, if the claim is still held, and the claim is given back. */

import { claimBindings, claimHeld, claimLost } from '../ledger/claims.ts';
import type { Failure } from '../run-node.ts';
import type { Claim, LeaseWork, Waiting } from '../work.ts';
import { lookAgainAfter, retryAfter } from './back-off.ts';
import type { LeaseBookOptions } from './lease-book-input.ts';
import { entryColumns, type LeaseEntry } from './lease-entry.ts';
import { failureItem } from './lease-items.ts';

export interface DoneOptions {
  readonly waiting?: readonly Waiting[];
  /** Attention items of the lease that were raised or confirmed after this mark stay. From `Attention.mark` when it began. */
  readonly since?: number;
}

export class Outcomes {
  readonly #options: LeaseBookOptions;
  readonly #entries: ReadonlyMap<string, LeaseEntry>;
  readonly #watched: Set<LeaseEntry>;

  constructor(options: LeaseBookOptions, entries: ReadonlyMap<string, LeaseEntry>, watched: Set<LeaseEntry>) {
    this.#options = options;
    this.#entries = entries;
    this.#watched = watched;
  }

  /**
   * The chain is through: what was wanted when it began is applied (in dry-run: planned). The lease's attention items go, but for
   * those that this very run has confirmed.
   * @throws SyncError CLAIM_LOST, STORE_…
   */
  async done(claim: Claim, work: LeaseWork, { waiting = [], since }: DoneOptions): Promise<void> {
    const entry = this.#entries.get(work.lease.uid);
    if (entry === undefined) throw claimLost(claim);
    const { mode, clock, attention, claims } = this.#options;
    const times = waiting.length === 0 ? 0 : entry.waiting.length === 0 ? 1 : entry.failures + 1;
    const carried = mode === 'live' ? { applied: work.fingerprint } : { planned: work.fingerprint };
    await this.#store(claim, entry, {
      ...carried,
      tried: null,
      failures: times,
      failureTrouble: null,
      retryAt: times === 0 ? null : lookAgainAfter(times, clock()),
      waiting,
    });
    entry.forced = false;
    // The chain may have settled the household's plan.
    entry.wanted = undefined;
    this.#watched.add(entry);
    for (const item of attention.ofLease(work.lease.uid)) {
      if (!entry.raised.includes(item.key) && !attention.isConfirmedSince(item.key, since))
        await attention.clear(item.key);
    }
    await claims.release(claim);
  }

  /**
   * A step failed: whose trouble it is decides when the lease is tried again (back-off.ts).
   * @throws SyncError CLAIM_LOST, STORE_…
   */
  async failed(claim: Claim, work: LeaseWork, failure: Failure): Promise<void> {
    const entry = this.#entries.get(work.lease.uid);
    if (entry === undefined) throw claimLost(claim);
    const { clock, attention, claims } = this.#options;
    const retry = retryAfter(failure, entry.failures, clock());
    await this.#store(claim, entry, {
      tried: work.fingerprint,
      failures: retry?.failures ?? entry.failures,
      failureTrouble: failure.trouble,
      retryAt: retry?.retryAt ?? null,
    });
    // What a person has asked for is owed until the server or the store lets it through.
    if (retry !== undefined) entry.forced = false;
    this.#watched.add(entry);
    if (retry?.needsAttention === true) await attention.raise(failureItem(entry, failure));
    await claims.release(claim);
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
