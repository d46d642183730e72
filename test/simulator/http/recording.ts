import type { ServerName } from './exchange.ts';

/** One request as it came, and what was answered. */
export interface RecordedRequest {
  /** Epoch milliseconds by the simulated clock. */
  readonly at: number;
  readonly server: ServerName;
  readonly method: string;
  /** The template, e.g. `/clients/{id}/services`; an unknown path as it came, without query. */
  readonly path: string;
  /** Path and query as they came. */
  readonly url: string;
  /** Parsed JSON, the form's text for the token, undefined without a body. */
  readonly body: unknown;
  /** 0 until (or when never) answered. */
  status: number;
  readonly isWrite: boolean;
  /** What the machine-readable contracts object to. */
  readonly contractProblems: readonly string[];
  /** The fault that was put in its way. */
  fault: string | undefined;
}

/** So many of the newest requests are remembered one by one, unless told otherwise. */
const MOST_RECORDS = 400_000;
/** Beyond so many an objection that is known word by word is not noted again; every different one is. */
const MOST_PROBLEMS = 1_000;
/** So many writes are kept for the page. */
const PAGE_WRITES = 50;

/** Counts by `server METHOD path`. */
export interface RouteCount {
  requests: number;
  writes: number;
  failed: number;
}

/** What came in. `requests` holds at least the newest `keep` of them; counts, total and contract problems outlive them. */
export class Recording {
  readonly requests: RecordedRequest[] = [];
  readonly counts = new Map<string, RouteCount>();
  readonly lastWrites: RecordedRequest[] = [];
  readonly problems: string[] = [];
  /** All requests ever, forgotten ones too. */
  total = 0;
  private readonly knownProblems = new Set<string>();
  private readonly keep: number;

  constructor(keep = MOST_RECORDS) {
    this.keep = keep;
  }

  begin(request: RecordedRequest): void {
    // A quarter more is let in, so that the list is not shifted with every request.
    if (this.requests.length >= this.keep * 1.25) this.requests.splice(0, this.requests.length - this.keep);
    this.requests.push(request);
    this.total += 1;
    const count = this.countOf(request);
    count.requests += 1;
    if (request.isWrite) {
      count.writes += 1;
      this.lastWrites.push(request);
      if (this.lastWrites.length > PAGE_WRITES) this.lastWrites.shift();
    }
    for (const problem of request.contractProblems) {
      const text = `${request.server} ${request.method} ${request.path}: ${problem}`;
      if (this.problems.length >= MOST_PROBLEMS && this.knownProblems.has(text)) continue;
      this.knownProblems.add(text);
      this.problems.push(text);
    }
  }

  answered(request: RecordedRequest, status: number): void {
    request.status = status;
    if (status >= 400) this.countOf(request).failed += 1;
  }

  private countOf(request: RecordedRequest): RouteCount {
    const key = `${request.server} ${request.method} ${request.path}`;
    const count = this.counts.get(key) ?? { requests: 0, writes: 0, failed: 0 };
    this.counts.set(key, count);
    return count;
  }
}
