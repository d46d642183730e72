/**
 * One thing that many want to read at once: one request at a time serves all, and its answer is kept while it is fresh enough.
 */
import { SyncError } from '../sync-error.ts';

/** How fresh an answer must be. */
export interface Wanted {
  /** How old an answer may be, counted from the start of its request. Negative: no kept answer will do. */
  readonly maxAgeMs: number;
  /** Epoch ms: the answer must come from a request that began at or after it. */
  readonly since?: number | undefined;
}

interface Run<T> {
  /** Epoch ms; undefined while it waits for the one before it. */
  begunAt: number | undefined;
  readonly answer: Promise<T>;
  readonly abandon: AbortController;
  /** Changes made while the request was under way: its answer may not have them yet. */
  readonly revisions: ((value: T) => T)[];
  waiting: number;
}

/** See the head of this file. */
export class SharedReading<T> {
  readonly #read: (signal: AbortSignal) => Promise<T>;
  readonly #clock: () => number;
  #kept: { value: T; begunAt: number } | undefined;
  #running: Run<T> | undefined;
  #next: Run<T> | undefined;

  /** @param read one request; its signal aborts when nobody waits for the answer any more */
  constructor(read: (signal: AbortSignal) => Promise<T>, clock: () => number) {
    this.#read = read;
    this.#clock = clock;
  }

  /**
   * The answer: the kept one if it is as fresh as wanted, else of the running request if that began late enough, else of a new
   * one. @throws what `read` throws; SyncError UISP_CLOSED when the signal aborts, which leaves the request to the others
   */
  get(wanted: Wanted, signal?: AbortSignal): Promise<T> {
    const kept = this.kept(wanted);
    if (kept !== undefined) return Promise.resolve(kept.value);
    if (signal?.aborted) return Promise.reject(closed());
    return this.#await(this.#runFor(wanted.since ?? Number.NEGATIVE_INFINITY), signal);
  }

  /** The kept answer, if it is as fresh as wanted. */
  kept({ maxAgeMs, since = Number.NEGATIVE_INFINITY }: Wanted): { readonly value: T } | undefined {
    const kept = this.#kept;
    if (kept === undefined || this.#clock() - kept.begunAt > maxAgeMs || kept.begunAt < since) return undefined;
    return kept;
  }

  /** Something is now known to be otherwise (we wrote it): changes the kept answer, and the running request's when it comes. */
  revise(change: (value: T) => T): void {
    if (this.#kept !== undefined) this.#kept = { ...this.#kept, value: change(this.#kept.value) };
    this.#running?.revisions.push(change);
  }

  #runFor(since: number): Run<T> {
    const running = this.#running;
    if (running === undefined) {
      this.#running = this.#start(Promise.resolve());
      return this.#running;
    }
    const late = running.begunAt === undefined || running.begunAt >= since;
    if (late && !running.abandon.signal.aborted) return running;
    if (this.#next === undefined || this.#next.abandon.signal.aborted) {
      this.#next = this.#start(running.answer);
    }
    return this.#next;
  }

  #start(before: Promise<unknown>): Run<T> {
    const abandon = new AbortController();
    const answer = before.then(
      () => this.#request(run),
      () => this.#request(run),
    );
    const run: Run<T> = { begunAt: undefined, answer, abandon, revisions: [], waiting: 0 };
    answer.catch(() => undefined);
    return run;
  }

  async #request(run: Run<T>): Promise<T> {
    const begunAt = this.#clock();
    run.begunAt = begunAt;
    try {
      if (run.abandon.signal.aborted) throw closed();
      const read = await this.#read(run.abandon.signal);
      const value = run.revisions.reduce<T>((sofar, change) => change(sofar), read);
      this.#kept = { value, begunAt };
      return value;
    } finally {
      if (this.#running === run) {
        this.#running = this.#next;
        this.#next = undefined;
      }
    }
  }

  async #await(run: Run<T>, signal: AbortSignal | undefined): Promise<T> {
    run.waiting += 1;
    try {
      return await orAbort(run.answer, signal);
    } finally {
      run.waiting -= 1;
      if (run.waiting === 0) run.abandon.abort();
    }
  }
}

/** The promise, or a SyncError UISP_CLOSED as soon as the signal aborts. */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(closed());
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** What whoever waits gets when the flow is closed. */
export function closed(): SyncError {
  return new SyncError('Stopped: the flow is being closed.', { code: 'UISP_CLOSED', trouble: 'state' });
}
