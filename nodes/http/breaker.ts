/**
 * One breaker per server (design §2, "Faults"): a server in trouble is left alone instead of being asked by twenty leases in turn.
 *
 * It opens after three requests in a row that were the server's trouble, at once on a 401 (twenty leases must not hammer a server
 * that refuses our key, and some lock the account), and for as long as `Retry-After` asks. While open, requests fail at once with
 * `<PREFIX>_PAUSED`; after 30 s one of them goes through as a probe, and `probe()`, called when a tick starts, lets one through
 * earlier. The first success closes it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { SyncError } from '../sync-error.ts';

/** Where breakers are kept. The store's `BreakerPort` fits; {@link MemoryBreakers} where there is none. */
export interface BreakerStore {
  /** Epoch milliseconds before which nothing but a probe is sent; 0 = closed. */
  openUntil(server: string): number;
  open(server: string, until: number, why: string): void;
  close(server: string): void;
  /** Asked right before a write leaves, after it has waited for its turn. @throws SyncError (effect none): it may not leave any more */
  mayWrite?(): void;
}

/** Breakers that end with the process. */
export class MemoryBreakers implements BreakerStore {
  readonly #until = new Map<string, number>();
  openUntil(server: string): number {
    return this.#until.get(server) ?? 0;
  }
  open(server: string, until: number): void {
    this.#until.set(server, until);
  }
  close(server: string): void {
    this.#until.delete(server);
  }
}

/** The right to send one request. */
export interface Pass {
  readonly isProbe: boolean;
}

/** One server's breaker: how it is called, and where it is kept. */
export interface BreakerOptions {
  /** Of the error code. */
  readonly prefix: string;
  /** For the operator: "UISP CRM". */
  readonly name: string;
  /** What the breaker is kept under: prefix and host. */
  readonly server: string;
  readonly store: BreakerStore;
  readonly clock: () => number;
  readonly log?: ((text: string) => void) | undefined;
}

const pauseMs = 30_000;
const troublesToOpen = 3;

/** See the head of this file. */
export class Breaker {
  readonly #at: BreakerOptions;
  #troubles = 0;
  #probe: Pass | undefined;
  #probeAsked = false;
  /** `Retry-After`: not even a probe before. */
  #noProbeBefore = 0;
  /** A short `Retry-After`, waited for instead of failed; 0 = none. */
  #restUntil = 0;

  constructor(options: BreakerOptions) {
    this.#at = options;
  }

  /** Lets one request through although the breaker is open, unless the server itself asked us to wait. */
  probe(): void {
    this.#probeAsked = this.#at.store.openUntil(this.#at.server) > 0;
  }

  /**
   * Waits out a short `Retry-After`, then says whether a request may be sent. Each pass must be handed back to
   * {@link succeeded}, {@link failed} or {@link release}.
   * @throws SyncError `<PREFIX>_PAUSED` (trouble server, effect none); the signal's abort error
   */
  async admit(signal: AbortSignal): Promise<Pass> {
    while (this.#restUntil > 0) await this.#waitOut(this.#restUntil, signal);
    const until = this.#at.store.openUntil(this.#at.server);
    if (until === 0) return { isProbe: false };
    const left = until - this.#at.clock();
    const early = this.#probeAsked && left <= pauseMs && this.#at.clock() >= this.#noProbeBefore;
    if (this.#probe !== undefined || (left > 0 && !early)) throw this.#paused(Math.max(0, left));
    this.#probeAsked = false;
    this.#probe = { isProbe: true };
    return this.#probe;
  }

  /** @throws SyncError what {@link BreakerStore.mayWrite} throws */
  checkWrite(): void {
    this.#at.store.mayWrite?.();
  }

  /** The server answered, be it with a refusal of our data. */
  succeeded(pass: Pass): void {
    this.release(pass);
    this.#troubles = 0;
    const { store, server, clock, name, log } = this.#at;
    if (store.openUntil(server) === 0 || this.#restUntil > 0 || clock() < this.#noProbeBefore) return;
    store.close(server);
    log?.(`${name} answers again.`);
  }

  failed(pass: Pass, error: SyncError): void {
    if (error.trouble === 'data') {
      this.succeeded(pass);
      return;
    }
    this.release(pass);
    if (error.trouble !== 'server') return;
    this.#troubles += 1;
    const asked = error.retryAfterMs ?? 0;
    if (asked > pauseMs) this.#noProbeBefore = this.#at.clock() + asked;
    if (asked > pauseMs || pass.isProbe || error.status === 401 || this.#troubles >= troublesToOpen) {
      this.#open(Math.max(asked, pauseMs), error);
    }
  }

  /** Neither success nor trouble: the request was given up by us. Harmless after the others. */
  release(pass: Pass): void {
    if (this.#probe === pass) this.#probe = undefined;
  }

  /** The server asked for a short pause: all who share it wait, nobody fails. */
  rest(ms: number): void {
    const { store, server, clock, name } = this.#at;
    this.#restUntil = Math.max(this.#restUntil, clock() + ms);
    store.open(server, this.#restUntil, `${name} asked us to wait.`);
  }

  async #waitOut(until: number, signal: AbortSignal): Promise<void> {
    const { store, server, clock } = this.#at;
    await sleep(Math.max(0, until - clock()), undefined, { signal });
    if (this.#restUntil !== until) return;
    this.#restUntil = 0;
    if (store.openUntil(server) === until) store.close(server);
  }

  #open(ms: number, error: SyncError): void {
    const { store, server, clock, name, log } = this.#at;
    if (store.openUntil(server) === 0) log?.(`${name} is left alone for ${Math.ceil(ms / 1000)} s: ${error.message}`);
    store.open(server, clock() + ms, error.message);
  }

  #paused(left: number): SyncError {
    const { prefix, name } = this.#at;
    return new SyncError(`${name} is in trouble and is left alone; it is tried again by itself.`, {
      code: `${prefix}_PAUSED`,
      trouble: 'server',
      effect: 'none',
      retryAfterMs: left,
      hint: 'The cause was reported with the requests before this one.',
    });
  }
}
