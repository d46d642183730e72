/**
 * The desk: what is in flight and what waits for its turn. One per store, since begin, done and failed are separate nodes over one
 * database. At most 20 leases, and 20 tickets, are in flight at once; the others wait here, and go out as soon as one is through.
 */
import { toSyncError } from '../../sync-error.ts';
import { claimsAtOnce } from '../ledger/claims.ts';
import type { Failure } from '../run-node.ts';
import type { Claim, PrepareWork, Waiting } from '../work.ts';
import type { End } from './batch.ts';
import { Batches } from './batches.ts';
import type { DeskOptions } from './desk-options.ts';
import { type InFlight, type Progress, type Queued, sortOf, sorts, type Work, type WorkSort } from './desk-work.ts';
import { prepareFailureItem } from './prepare-item.ts';
import { unlessLost } from './unless-lost.ts';

export class Desk {
  readonly #options: DeskOptions;
  /** By key; the newest message of a key wins. */
  readonly #queue = new Map<string, Queued>();
  readonly #inFlight = new Map<string, InFlight>();
  readonly #watchers = new Set<{ readonly sort: WorkSort; readonly hear: (progress: Progress) => void }>();
  readonly #batches = new Batches();
  #pumping: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /**
   * Takes work in; while everything is paused it is dropped, and comes again at the first tick after.
   * @returns when all that can begin now has begun
   * @throws SyncError STORE_…
   */
  async begin(queued: Queued): Promise<void> {
    if (this.#options.pause.isOn) return;
    this.#queue.set(queued.work.key, queued);
    this.#batches.took(queued.work);
    await this.#pump();
  }

  /** The work behind a claim that is in flight; undefined when the claim is no longer ours. */
  workOf(claim: Claim): Work | undefined {
    const flight = this.#inFlight.get(claim.key);
    return flight?.claim.token === claim.token && this.#options.claims.isOurs(claim) ? flight.work : undefined;
  }

  /**
   * The chain is through.
   * @returns the work, or undefined when the claim was no longer ours: then nothing is changed
   * @throws SyncError STORE_…: it is still in flight then, and may fail
   */
  async done(claim: Claim, waiting: readonly Waiting[] = []): Promise<Work | undefined> {
    const flight = this.#flight(claim);
    if (flight === undefined) return undefined;
    const { work } = flight;
    const { leases, tickets } = this.#options;
    const isOurs = await unlessLost(async () => {
      if (work.kind === 'ticket') await tickets.done(claim, work, flight.mark);
      else if (work.kind === 'lease') await leases.done(claim, work, { waiting, since: flight.mark });
      else await this.#prepared(claim, work);
    });
    this.#finish(flight, isOurs ? (waiting[0] === undefined ? 'done' : { waits: waiting[0].why }) : lost);
    return isOurs ? work : undefined;
  }

  /** A step failed; never throws, since there is nobody behind it to catch. @returns as {@link done} */
  async failed(claim: Claim, failure: Failure): Promise<Work | undefined> {
    const flight = this.#flight(claim);
    if (flight === undefined) return undefined;
    const { work } = flight;
    const { leases, tickets, claims, log } = this.#options;
    try {
      const isOurs = await unlessLost(async () => {
        if (work.kind === 'ticket') await tickets.failed(claim, work, failure);
        else if (work.kind === 'lease') await leases.failed(claim, work, failure);
        else await this.#prepareFailed(claim, work, failure);
      });
      this.#finish(flight, isOurs ? { failed: failure.code } : lost);
      return isOurs ? work : undefined;
    } catch (thrown) {
      const error = toSyncError(thrown);
      claims.forget(claim);
      log.warn(`${work.key} failed (${failure.code}), and that could not be stored: ${error.message}`);
      this.#finish(flight, { failed: error.code });
      return undefined;
    }
  }

  async #prepared(claim: Claim, work: PrepareWork): Promise<void> {
    const { attention, claims, leases } = this.#options;
    if (work.apply) leases.lookAgain();
    for (const item of attention.all()) if (item.key.endsWith(`/${work.key}`)) await attention.clear(item.key);
    await claims.release(claim);
  }

  async #prepareFailed(claim: Claim, work: PrepareWork, failure: Failure): Promise<void> {
    await this.#options.attention.raise(prepareFailureItem(work, failure));
    await this.#options.claims.release(claim);
  }

  /** How far leases (or tickets) are since there was last nothing to do for them. */
  progress(sort: WorkSort = 'lease'): Progress {
    const inFlight = [...this.#inFlight.values()].filter(({ work }) => sortOf(work) === sort).length;
    return { ...this.#batches.of(sort).counts(), inFlight };
  }

  /** Hears of every change of {@link progress}. @returns the way to stop it */
  watch(sort: WorkSort, hear: (progress: Progress) => void): () => void {
    const watcher = { sort, hear };
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * The node that began the work closes: its queue is dropped and its claims are given back, for its messages may be lost. The next
   * tick takes it all up again.
   */
  async abandon(owner: object): Promise<void> {
    for (const [key, queued] of this.#queue) if (queued.owner === owner) this.#queue.delete(key);
    for (const [key, flight] of this.#inFlight) {
      if (flight.owner !== owner) continue;
      this.#inFlight.delete(key);
      await this.#options.claims.release(flight.claim);
    }
    for (const sort of sorts) if (this.#isThrough(sort)) this.#batches.close(sort);
  }

  /** Everything is paused: what waits is dropped, what is in flight is no longer ours. Its claims are for the caller to take away. */
  stop(): void {
    this.#queue.clear();
    this.#inFlight.clear();
    for (const sort of sorts) this.#batches.close(sort);
    this.#tell();
  }

  close(): void {
    this.#isClosed = true;
    this.#queue.clear();
    this.#inFlight.clear();
    this.#watchers.clear();
  }

  #flight(claim: Claim): InFlight | undefined {
    const flight = this.#inFlight.get(claim.key);
    return flight?.claim.token === claim.token ? flight : undefined;
  }

  #finish(flight: InFlight, end: End): void {
    const { key } = flight.work;
    // Abandoned meanwhile, and perhaps begun anew by another node.
    if (this.#inFlight.get(key) !== flight) return;
    this.#inFlight.delete(key);
    this.#batches.ended(flight.work, end);
    if (this.#closeBatch(sortOf(flight.work))) return;
    this.#tell();
    const milestone = this.#batches.of(sortOf(flight.work)).milestone();
    if (milestone !== undefined) this.#options.log.info(milestone);
    this.#pump().catch((thrown) => {
      this.#options.log.warn(
        `What waits could not begin: ${thrown instanceof Error ? thrown.message : 'unknown error'}`,
      );
    });
  }

  #isThrough(sort: WorkSort): boolean {
    return ![...this.#queue.values(), ...this.#inFlight.values()].some(({ work }) => sortOf(work) === sort);
  }

  /** @returns false while anything of the sort is in flight or waits for its turn */
  #closeBatch(sort: WorkSort): boolean {
    if (!this.#isThrough(sort)) return false;
    this.#options.log.info(this.#summary(sort));
    this.#tell();
    this.#batches.close(sort);
    return true;
  }

  /** How it ended, and where to look. */
  #summary(sort: WorkSort): string {
    const summary = this.#batches.of(sort).summary();
    const open = this.#options.attention.list().length;
    return open === 0 ? summary : `${summary} Open for a person: ${open}, see the group "Needs a person" of the flow.`;
  }

  /** One at a time, so that two nodes never claim for the same place. */
  #pump(): Promise<void> {
    const pumped = this.#pumping.then(
      () => this.#startAll(),
      () => this.#startAll(),
    );
    this.#pumping = pumped;
    return pumped;
  }

  async #startAll(): Promise<void> {
    this.#forgetLost();
    const { claims, attention } = this.#options;
    for (const [key, queued] of this.#queue) {
      if (this.#isClosed || this.#options.pause.isOn) return;
      if (this.#isOver(queued.work)) {
        this.#queue.delete(key);
        this.#batches.ended(queued.work, lost);
        continue;
      }
      if (this.#inFlight.has(key) || this.#isFull(queued.work)) continue;
      const mark = attention.mark();
      const claim = await claims.take(key);
      if (claim === undefined) continue;
      // A newer message of the key, or the close of its node, may have come while the claim was taken.
      const current = this.#queue.get(key);
      if (current === undefined || this.#isClosed) {
        await claims.release(claim);
        continue;
      }
      this.#queue.delete(key);
      this.#inFlight.set(key, { work: current.work, claim, owner: current.owner, mark });
      current.start(claim);
      this.#tell();
    }
    for (const sort of sorts) if (this.#batches.of(sort).counts().total > 0) this.#closeBatch(sort);
  }

  /** A later scan has found the lease over, or cancelled, while it waited for its turn. */
  #isOver(work: Work): boolean {
    return work.kind === 'lease' && !this.#options.leases.isWorkable(work.lease.uid);
  }

  #isFull({ kind }: Work): boolean {
    const sameKind = [...this.#inFlight.values()].filter(({ work }) => work.kind === kind);
    return sameKind.length >= claimsAtOnce;
  }

  /** Work whose claim has expired: its message was lost on the way. The next tick takes it up again. */
  #forgetLost(): void {
    for (const [key, flight] of this.#inFlight) {
      if (this.#options.claims.isOurs(flight.claim)) continue;
      this.#inFlight.delete(key);
      this.#batches.ended(flight.work, lost);
    }
  }

  #tell(): void {
    for (const { sort, hear } of this.#watchers) hear(this.progress(sort));
  }
}

const lost: End = { failed: 'CLAIM_LOST' };
