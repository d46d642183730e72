/** One call of the Innago API: route, envelope, and the errors that hide in a 200 (contracts/innago.md §2). */
import * as v from 'valibot';
import type { HttpClient } from '../../http/http-client.ts';
import type { HttpRequest } from '../../http/http-port.ts';
import { redacted } from '../../http/redact.ts';
import { fillPath } from '../../http/routes.ts';
import type { SyncError } from '../../sync-error.ts';
import { dataOf, errorMessageOf, isRecord } from './envelope.ts';
import type { ListPage } from './innago-api.ts';
import { type ListSource, listPages } from './list-pages.ts';
import { PageMemory } from './page-memory.ts';
import type { InnagoRouteName, InnagoRoutes } from './routes.ts';
import { issueInWords } from './schemas.ts';

/** One request by the name of its route. */
export interface Call {
  readonly route: InnagoRouteName;
  /** For the path's placeholders. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: HttpRequest['query'];
  readonly body?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
}

/** What is particular to a list. */
export type RowSource<Row, Page> = Omit<ListSource<Row, Page>, 'fetch' | 'parse'>;

/** All that is asked of Innago goes through here. */
export class InnagoRequests {
  readonly #http: HttpClient;
  readonly #routes: InnagoRoutes;

  constructor(http: HttpClient, routes: InnagoRoutes) {
    this.#http = http;
    this.#routes = routes;
  }

  /** What is under `data`. @throws SyncError INNAGO_REFUSED, INNAGO_UNREADABLE */
  async data(call: Call): Promise<Readonly<Record<string, unknown>>> {
    const request = this.#request(call);
    const { body } = await this.#http.request(request);
    return this.#dataIn(request, body);
  }

  /** As {@link data}; undefined when Innago says 404 (a web page with a 404 is an error: that is another server's answer). */
  async dataOrNothing(call: Call): Promise<Readonly<Record<string, unknown>> | undefined> {
    const request = { ...this.#request(call), accept: [404] };
    const { status, body } = await this.#http.request(request);
    return status === 404 ? undefined : this.#dataIn(request, body);
  }

  /** A write whose answer tells nothing that we need; an empty one is fine. A 501 is a refusal: this Innago never does it. */
  async act(call: Call): Promise<void> {
    const request = { ...this.#request(call), accept: [501] };
    const { status, body } = await this.#http.request(request);
    if (status === 501) {
      const details = { trouble: 'data', effect: 'none', status } as const;
      throw this.#http.error(request, '501', 'Innago answered 501: it does not do this', details);
    }
    this.#checkForError(request, body);
  }

  /** A write that answers with something, if it does. */
  async create<T>(call: Call, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> {
    const request = this.#request(call);
    const { body } = await this.#http.request(request);
    this.#checkForError(request, body);
    const parsed = v.safeParse(schema, dataOf(body));
    return parsed.success ? parsed.output : undefined;
  }

  /** One thing, directly under `data` or one level below. undefined: 404. */
  async one<T>(call: Call, uidKey: string, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> {
    const data = await this.dataOrNothing(call);
    if (data === undefined) return undefined;
    const inner = Object.values(data).find((value) => isRecord(value) && uidKey in value);
    return this.parse(call, schema, uidKey in data ? data : (inner ?? data));
  }

  /** A thing that is read by itself. @throws SyncError INNAGO_UNREADABLE (trouble data: it is this thing's) */
  parse<T>(call: Call, schema: v.GenericSchema<unknown, T>, raw: unknown): T {
    const parsed = v.safeParse(schema, raw);
    if (parsed.success) return parsed.output;
    throw this.#http.error(
      this.#request(call),
      'UNREADABLE',
      `Innago’s answer cannot be used: ${issueInWords(parsed.issues)}`,
      {
        trouble: 'data',
      },
    );
  }

  /** A paged list as {@link ListSource}. @param pageKey `pageNumber` or `PageNumber` */
  list<Row, Page>(call: Call, pageKey: string, rows: RowSource<Row, Page>): ListSource<Row, Page> {
    const request = this.#request(call);
    return {
      ...rows,
      fetch: async (page, signal) => {
        const query = { ...call.query, [pageKey]: page };
        const { body } = await this.#http.request({ ...request, query, expect: 'bytes', signal });
        return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
      },
      parse: (bytes) => {
        const body = this.#http.parse(request, bytes);
        this.#checkForError(request, body);
        return body;
      },
    };
  }

  /**
   * All rows of a paged list, or none: what does not add up, or cannot be read, is thrown.
   * @throws SyncError the verdict's code (trouble server), INNAGO_UNREADABLE (trouble data)
   */
  async whole<Row>(call: Call, rows: Omit<RowSource<Row, readonly Row[]>, 'shape'>): Promise<Row[]> {
    const all: Row[] = [];
    const shape = ({ page, problems }: ListPage, read: readonly Row[]): readonly Row[] => {
      if (page === 1) all.length = 0;
      const [problem] = problems;
      if (problem === undefined) return read;
      throw this.#http.error(this.#request(call), 'UNREADABLE', `Innago’s list cannot be used: ${problem.why}`, {
        trouble: 'data',
      });
    };
    const pages = listPages(this.list(call, 'pageNumber', { ...rows, shape }), new PageMemory(), call.signal);
    for (;;) {
      const next = await pages.next();
      if (!next.done) all.push(...next.value);
      else if (next.value.complete) return all;
      else
        throw this.incomplete(
          call,
          next.value.code ?? 'INNAGO_PAGES_DO_NOT_ADD_UP',
          next.value.why ?? 'it does not add up',
        );
    }
  }

  /** A list that does not add up, for callers that need all of it or nothing. */
  incomplete(call: Call, code: string, why: string): SyncError {
    return this.#http.error(
      this.#request(call),
      code.replace(/^INNAGO_/, ''),
      `Innago’s list is not complete: ${why}`,
      {
        trouble: 'server',
        hint: 'It is read again at the next scan.',
      },
    );
  }

  #request({ route, params, query, body, signal }: Call): HttpRequest {
    const { method, path } = this.#routes[route];
    return {
      method,
      path: fillPath(path, params),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
    };
  }

  #dataIn(request: HttpRequest, body: unknown): Readonly<Record<string, unknown>> {
    this.#checkForError(request, body);
    const data = dataOf(body);
    if (data !== undefined) return data;
    throw this.#http.error(request, 'UNREADABLE', 'Innago answered without data', {
      trouble: 'server',
      effect: 'unknown',
    });
  }

  /** A 200 with an error message is a failure; whether it came before or after the effect, nobody says: the caller looks. */
  #checkForError(request: HttpRequest, body: unknown): void {
    const message = isRecord(body) ? errorMessageOf(body) : undefined;
    if (message === undefined) return;
    throw this.#http.error(request, 'REFUSED', `Innago refused: ${redacted(message)}`, {
      trouble: 'data',
      effect: 'unknown',
      status: 200,
    });
  }
}
