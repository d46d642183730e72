import type { ServerName } from './http/exchange.ts';
import type { RecordedRequest } from './http/recording.ts';
import { seededRandom } from './world/random.ts';

/**
 * What can go wrong. `…-before`: nothing has happened at the server; `…-after`: the effect is done, only the answer is lost.
 * - reset: the connection is cut; timeout: no answer ever comes.
 * - 401, 422, 429 (with Retry-After), 500, 503, 502-html, 403-html, html (200), redirect-301: answered instead of the effect.
 * - 500-after, 503-after, 502-html-after: answered after the effect.
 * - truncated-json: the answer stops in the middle; empty-list: a list answer is empty and says so consistently;
 *   bad-page-count: an Innago list answer's `totalRecords` is seven too high.
 * - Innago's lists: short-page: the page lacks its last row; page-missing: `pageCount` is one too low; page-before: the page before comes
 *   once more; duplicate-page: so it does, and says that it is the one that was asked for; unreadable-rows: no row has a date that is one.
 */
const FAULT_KINDS = [
  'reset-before',
  'reset-after',
  'timeout-before',
  'timeout-after',
  '401',
  '422',
  '429',
  '500',
  '503',
  '502-html',
  '403-html',
  'html',
  'redirect-301',
  '500-after',
  '503-after',
  '502-html-after',
  'truncated-json',
  'empty-list',
  'bad-page-count',
  'short-page',
  'page-missing',
  'page-before',
  'duplicate-page',
  'unreadable-rows',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];
/** Numbers are accepted for the plain statuses. */
export type FaultName = FaultKind | 401 | 422 | 429 | 500 | 503;

/** Which requests are meant; an absent field fits all. A string path is the template or the url's path. */
export interface FaultTarget {
  readonly server?: ServerName | readonly ServerName[];
  readonly method?: string;
  readonly path?: string | RegExp;
  /** Only requests that write, or only those that do not. */
  readonly isWrite?: boolean;
  /** What the query must hold, e.g. `/pageNumber=2\b/`. */
  readonly query?: RegExp;
  /** What the body, as JSON, must hold. */
  readonly body?: RegExp;
  /** The first that is struck counts from 1. Default 1. */
  readonly nth?: number;
  /** How many are struck from there on. Default 1; Infinity until cleared. */
  readonly times?: number;
  /** Seconds, for 429 and 503. Default 1 for 429, none for 503. */
  readonly retryAfter?: number;
}

/** A fault as it strikes one request. */
export interface Strike {
  readonly kind: FaultKind;
  readonly retryAfter: number | undefined;
}

/** When a hook is called; the next step waits for the promise it returns. */
export type Moment = 'before-effect' | 'after-effect' | 'after-answer';
export type Hook = (request: RecordedRequest, moment: Moment) => void | Promise<void>;

interface Planned {
  readonly target: FaultTarget;
  readonly kind: FaultKind;
  seen: number;
  struck: number;
}

export interface PlannedFault {
  /** How many requests it has struck so far. */
  struck(): number;
  cancel(): void;
}

export class Faults {
  private planned: Planned[] = [];
  private rates: ((request: RecordedRequest) => FaultKind | undefined)[] = [];
  private readonly hooks = new Set<Hook>();

  /** Strikes the nth request from now on that fits. */
  next(target: FaultTarget, kind: FaultName): PlannedFault {
    const planned: Planned = { target, kind: faultKind(kind), seen: 0, struck: 0 };
    this.planned.push(planned);
    return {
      struck: () => planned.struck,
      cancel: () => {
        this.planned = this.planned.filter((one) => one !== planned);
      },
    };
  }

  /** Strikes every fitting request with this probability, with one of the kinds, drawn from the seed. */
  rate(probability: number, kinds: readonly FaultName[], seed = 1, target: FaultTarget = {}): void {
    const random = seededRandom(seed);
    this.rates.push((request) => {
      if (!fits(target, request)) return undefined;
      return random.next() < probability ? faultKind(random.pick(kinds)) : undefined;
    });
  }

  /** Calls `hook` around every request; returns how to stop that. */
  hook(hook: Hook): () => void {
    this.hooks.add(hook);
    return () => this.hooks.delete(hook);
  }

  /** Forgets all planned faults and rates; hooks stay. */
  clear(): void {
    this.planned = [];
    this.rates = [];
  }

  /** For the server: what strikes this request. Counts it. */
  strike(request: RecordedRequest): Strike | undefined {
    for (const planned of this.planned) {
      const { target } = planned;
      if (!fits(target, request)) continue;
      planned.seen += 1;
      const first = target.nth ?? 1;
      if (planned.seen < first || planned.struck >= (target.times ?? 1)) continue;
      planned.struck += 1;
      return { kind: planned.kind, retryAfter: target.retryAfter };
    }
    for (const rate of this.rates) {
      const kind = rate(request);
      if (kind) return { kind, retryAfter: undefined };
    }
    return undefined;
  }

  /** For the server. */
  async reach(request: RecordedRequest, moment: Moment): Promise<void> {
    for (const hook of [...this.hooks]) await hook(request, moment);
  }
}

function faultKind(name: FaultName): FaultKind {
  const kind = FAULT_KINDS.find((known) => known === String(name));
  if (!kind) throw new Error(`no such fault: ${name}`);
  return kind;
}

function fits(target: FaultTarget, request: RecordedRequest): boolean {
  const servers = target.server === undefined ? undefined : [target.server].flat();
  if (servers && !servers.includes(request.server)) return false;
  if (target.method !== undefined && target.method.toUpperCase() !== request.method) return false;
  if (target.isWrite !== undefined && target.isWrite !== request.isWrite) return false;
  if (target.query !== undefined && !target.query.test(request.url.split('?')[1] ?? '')) return false;
  if (target.body !== undefined && !target.body.test(JSON.stringify(request.body ?? null))) return false;
  if (target.path === undefined) return true;
  const urlPath = request.url.split('?')[0] ?? '';
  if (target.path instanceof RegExp) return target.path.test(request.path) || target.path.test(urlPath);
  return target.path === request.path || target.path === urlPath;
}
