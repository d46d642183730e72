/**
 * How both APIs of a UISP are asked. What their answers must look like is each one's own: crm/crm-request.ts, nms/nms-request.ts.
 */
import type { HttpAnswer, HttpPort, HttpRequest } from '../http/http-port.ts';
import { fillPath, type Route } from '../http/routes.ts';
import { refused } from './refused.ts';

/** One request. */
export interface UispCall {
  readonly route: Route;
  /** For the path's placeholders. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: HttpRequest['query'];
  readonly body?: Readonly<Record<string, unknown>>;
  /** The answer's bytes, not parsed. */
  readonly expect?: 'bytes';
  readonly signal?: AbortSignal | undefined;
}

/** One of the two APIs. */
export interface UispApi {
  /** For the operator: `UISP CRM`. */
  readonly name: string;
  /** Of error codes: `UISP_CRM`. */
  readonly prefix: string;
  /** The statuses with which it refuses a request; everything else is the HTTP client's to judge. */
  readonly refusals: readonly number[];
  /** What it says in the body of a refusal. */
  readonly words: (body: unknown) => string;
  /** What the operator can do about a refusal. */
  readonly hint: (route: Route, status: number) => string | undefined;
}

/** Called when a write begins; what it returns is called when that write has ended, well or not. */
export type BeginWrite = () => () => void;

/** Sends requests to one of the two APIs, and tells its refusals in words. */
export class UispRequests {
  readonly #api: UispApi;
  readonly #http: HttpPort;
  readonly #beginWrite: BeginWrite;

  constructor(api: UispApi, http: HttpPort, beginWrite: BeginWrite = () => () => undefined) {
    this.#api = api;
    this.#http = http;
    this.#beginWrite = beginWrite;
  }

  /** @throws SyncError `<PREFIX>_<status>` (trouble data, effect none) when refused, and what the HTTP client throws */
  async read(call: UispCall): Promise<HttpAnswer> {
    const { route, params, query, body, expect, signal } = call;
    const { name, prefix, refusals, words, hint } = this.#api;
    const answer = await this.#http.request({
      method: route.method,
      path: fillPath(route.path, params),
      accept: refusals,
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body }),
      ...(expect === undefined ? {} : { expect }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (!refusals.includes(answer.status)) return answer;
    throw refused(`${name} refused ${route.method} ${route.path}`, words(answer.body), [body, params, query], {
      code: `${prefix}_${answer.status}`,
      status: answer.status,
      where: `${route.method} ${route.path}`,
      hint: hint(route, answer.status),
    });
  }

  /** As {@link read}, with begin and end told. */
  async write(call: UispCall): Promise<HttpAnswer> {
    const ended = this.#beginWrite();
    try {
      return await this.read(call);
    } finally {
      ended();
    }
  }
}
