import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import { isSyncError, type SyncError } from '../sync-error.ts';
import { Breaker, type BreakerStore, MemoryBreakers, type Pass } from './breaker.ts';
import { closedError, isRead, type RequestName, requestError } from './errors.ts';
import { exchange, type Headers, type Job, type Line } from './exchange.ts';
import type { HttpAnswer, HttpPort, HttpRequest } from './http-port.ts';
import { parseJsonBody } from './json-body.ts';
import { type SendOnce, sendOnce } from './one-request.ts';
import type { Explain } from './redact.ts';
import { type TlsOptions, tlsAgentOptions } from './tls.ts';
import { unlessAborted } from './unless-aborted.ts';

/** One server, one account, and how patient we are with it. */
export interface HttpClientOptions {
  /** Of every error code: `INNAGO`, `UISP_CRM`, `UISP_NMS`. */
  readonly prefix: string;
  /** How errors call the server. Default: the prefix in words ("UISP CRM"). */
  readonly name?: string;
  /** As `checkedBaseUrl` returns it. */
  readonly baseUrl: string;
  /** For one try, from connecting to the last byte. Default 30,000. */
  readonly timeoutMs?: number;
  /** Credentials and the like, asked for anew for every try. What it throws is thrown by `request`. */
  readonly headers?: () => Promise<Headers> | Headers;
  /**
   * A 401 came although these headers were sent. Answer true after getting new credentials: the request is then sent once more, a
   * write too, because a 401 has no effect.
   */
  readonly unauthorized?: (sent: Headers) => Promise<boolean>;
  readonly explain?: Explain;
  readonly tls?: TlsOptions;
  /** Of one answer. Default 100 MB. */
  readonly maxBytes?: number;
  /** Requests under way at once, reads and writes together. Default 2. */
  readonly concurrency?: number;
  /** `node-red-innago-uisp/<version>` */
  readonly userAgent: string;
  /** Default: a memory of its own. */
  readonly breaker?: BreakerStore;
  /** What the breaker is kept under. Default: prefix and host. */
  readonly server?: string;
  /** Pauses before a read is tried again; their number is the number of further tries. Default [500, 2000]. */
  readonly retryPausesMs?: readonly number[];
  /** Epoch milliseconds. Default Date.now. */
  readonly clock?: () => number;
  readonly log?: (text: string) => void;
  /** How one try gets to the server and back. Default: axios over a socket. */
  readonly send?: SendOnce;
}

/** A request with its history over several tries. */
interface Course extends Job {
  retries: number;
  isRenewed: boolean;
  /** Of the try under way. */
  pass: Pass | undefined;
}

type Outcome = { readonly answer: HttpAnswer } | { readonly againInMs: number };

/** A longer `Retry-After` is not waited for: the request fails, and the breaker is open until then. */
const longestWaitMs = 30_000;
/** Shorter than any usual server's own limit (5 s and more), so that a write does not meet a connection that is being closed. */
const idleConnectionMs = 4_000;

/** See {@link HttpPort}. One per server and account; to be closed with its node. */
export class HttpClient implements HttpPort {
  readonly #at: HttpClientOptions;
  readonly #name: string;
  readonly #line: Line;
  readonly #queue: PQueue;
  readonly #breaker: Breaker;
  readonly #inFlight = new Set<AbortController>();
  #isClosed = false;

  /** @throws SyncError `<PREFIX>_TLS` when the CA certificate cannot be read */
  constructor(options: HttpClientOptions) {
    const { prefix, baseUrl, concurrency = 2, clock = Date.now, log } = options;
    const connections = { keepAlive: true, maxSockets: concurrency, timeout: idleConnectionMs };
    this.#at = options;
    this.#name = options.name ?? prefix.replaceAll('_', ' ');
    this.#line = {
      baseUrl,
      agent: baseUrl.startsWith('https:')
        ? new HttpsAgent({ ...connections, ...tlsAgentOptions(options.tls ?? {}, prefix) })
        : new HttpAgent(connections),
      timeoutMs: options.timeoutMs ?? 30_000,
      maxBytes: options.maxBytes ?? 100_000_000,
      userAgent: options.userAgent,
      explain: options.explain ?? (() => ({})),
      clock,
      send: options.send ?? sendOnce,
    };
    this.#queue = new PQueue({ concurrency });
    this.#breaker = new Breaker({
      prefix,
      name: this.#name,
      server: options.server ?? `${prefix} ${new URL(baseUrl).host}`,
      store: options.breaker ?? new MemoryBreakers(),
      clock,
      log,
    });
  }

  /** Called when a tick starts: lets one request through an open breaker. */
  probe(): void {
    this.#breaker.probe();
  }

  close(): void {
    this.#isClosed = true;
    for (const request of this.#inFlight) request.abort();
    this.#line.agent.destroy();
  }

  async request(request: HttpRequest): Promise<HttpAnswer> {
    const giveUp = new AbortController();
    const stop = () => giveUp.abort();
    if (this.#isClosed || request.signal?.aborted) stop();
    request.signal?.addEventListener('abort', stop, { once: true });
    this.#inFlight.add(giveUp);
    const course: Course = {
      request,
      named: this.#named(request),
      signal: giveUp.signal,
      progress: { reached: false },
      retries: 0,
      isRenewed: false,
      pass: undefined,
    };
    try {
      return await this.#withRetries(course);
    } catch (error) {
      throw giveUp.signal.aborted ? closedError(course.named, course.progress.reached) : error;
    } finally {
      if (course.pass !== undefined) this.#breaker.release(course.pass);
      this.#inFlight.delete(giveUp);
      request.signal?.removeEventListener('abort', stop);
    }
  }

  /** For a caller that asked for bytes and parses them later: the same errors as `request` would have thrown. */
  parse(request: Pick<HttpRequest, 'method' | 'path'>, bytes: Buffer): unknown {
    return parseJsonBody(bytes, this.#named(request), 200);
  }

  /** An error of the API client's own, worded and named like those of `request`. */
  error(
    request: Pick<HttpRequest, 'method' | 'path'>,
    kind: string,
    what: string,
    details: Parameters<typeof requestError>[3],
  ): SyncError {
    return requestError(this.#named(request), kind, what, details);
  }

  #named({ method, path }: Pick<HttpRequest, 'method' | 'path'>): RequestName {
    return { prefix: this.#at.prefix, name: this.#name, method, path: path.split('?')[0] ?? path };
  }

  async #withRetries(course: Course): Promise<HttpAnswer> {
    for (;;) {
      // Each try waits for its turn; no turn is held while waiting for the next try.
      const turn = { signal: course.signal, priority: course.retries };
      const outcome = await this.#queue.add(() => this.#try(course), turn);
      if ('answer' in outcome) return outcome.answer;
      await sleep(outcome.againInMs, undefined, { signal: course.signal });
    }
  }

  async #try(course: Course): Promise<Outcome> {
    const pass = await this.#breaker.admit(course.signal);
    // `request` releases it, whatever happens in between.
    course.pass = pass;
    for (;;) {
      const credentials = await unlessAborted(Promise.resolve(this.#at.headers?.() ?? {}), course.signal);
      // What a person has stopped while it waited for its turn does not leave any more.
      if (!isRead(course.request.method)) this.#breaker.checkWrite();
      try {
        const answer = await exchange(this.#line, course, credentials);
        this.#breaker.succeeded(pass);
        return { answer };
      } catch (error) {
        if (course.signal.aborted || !isSyncError(error)) throw error;
        if (!(await this.#hasNewCredentials(course, error, credentials))) return this.#again(course, error, pass);
      }
    }
  }

  /** After a 401: at once and in the same turn, so that nobody else runs into the same 401 meanwhile. */
  async #hasNewCredentials(course: Course, error: SyncError, sent: Headers): Promise<boolean> {
    if (error.status !== 401 || course.isRenewed || this.#at.unauthorized === undefined) return false;
    course.isRenewed = true;
    // A 401 has no effect: if getting new credentials fails, nothing has happened.
    course.progress.reached = false;
    return unlessAborted(this.#at.unauthorized(sent), course.signal);
  }

  /** When to try again, for a read whose trouble may pass; else the error is final. */
  #again(course: Course, error: SyncError, pass: Pass): Outcome {
    const asked = error.retryAfterMs;
    const isShort = (asked ?? 0) <= longestWaitMs;
    const pause = (this.#at.retryPausesMs ?? [500, 2000])[course.retries];
    const mayPass = isRead(course.request.method) && isPassing(error);
    const isFinal = !mayPass || !isShort || pass.isProbe || pause === undefined;
    if (isFinal) this.#breaker.failed(pass, error);
    if (asked !== undefined && isShort && !pass.isProbe) this.#breaker.rest(asked);
    if (isFinal) throw error;
    course.retries += 1;
    course.progress.reached = false;
    return { againInMs: asked === undefined ? pause : 0 };
  }
}

/** Troubles that a second try may not meet. 501 means "never". */
function isPassing({ code, status }: SyncError): boolean {
  if (status !== undefined) return status === 429 || (status >= 500 && status !== 501);
  return /_(TIMEOUT|RESET)$/.test(code);
}
