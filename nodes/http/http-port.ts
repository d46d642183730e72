/**
 * The one HTTP client of this package, as the API clients see it. Implemented by `HttpClient` (http-client.ts).
 */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base URL, already encoded, e.g. `/clients/12`. */
  readonly path: string;
  /** Arrays repeat the key (`Statuses=1&Statuses=2`); a key ending in `[]` likewise. undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly (string | number)[] | undefined>>;
  /** JSON body. */
  readonly body?: unknown;
  /** Form body (`application/x-www-form-urlencoded`), instead of `body`. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a 2xx must carry: JSON (default), nothing that we read, or JSON unparsed, as text or as its bytes (a Buffer). */
  readonly expect?: 'json' | 'nothing' | 'text' | 'bytes';
  readonly signal?: AbortSignal;
  /** Statuses besides 2xx that are an answer, not an error (e.g. 404 for "is it there?"). */
  readonly accept?: readonly number[];
}

/** A 2xx, or a status that the request accepts. */
export interface HttpAnswer {
  readonly status: number;
  /** Parsed JSON; the raw text or bytes with expect 'text' or 'bytes'; undefined with 'nothing' or an empty body. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** What an API client may do with the HTTP client. */
export interface HttpPort {
  /**
   * One request, with its retries (reads only). @throws SyncError `<PREFIX>_<STATUS>`, `_TIMEOUT`, `_UNREACHABLE`, `_RESET`,
   * `_TLS`, `_REDIRECT`, `_NOT_JSON`, `_TRUNCATED`, `_TOO_LARGE`, `_CLOSED` (aborted), `_PAUSED` (breaker open), `_RATE_LIMITED`.
   */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Aborts what is in flight, closes keep-alive sockets. */
  close(): void;
}
