import type { IncomingHttpHeaders } from 'node:http';

/** Whose door a request came through. */
export type ServerName = 'innago' | 'token' | 'crm' | 'nms';

/** One request as a handler sees it. `path` is without the API's base, `params` are the `{…}` of the route's template. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON; undefined without a body. */
  readonly body: unknown;
  readonly rawBody: string;
}

/** What goes back: `json` is serialised, `text` is sent as it is, neither is an empty body. */
export interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly text?: string | Buffer;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by a handler to answer with an error at once. */
export class Refusal extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

type Handler = (request: ApiRequest) => Answer;

export interface Route {
  readonly method: string;
  /** e.g. `/clients/{id}/services`. */
  readonly template: string;
  readonly handle: Handler;
}

/** One simulated API behind a base path. */
export interface Api {
  readonly server: ServerName;
  readonly base: string;
  readonly routes: readonly Route[];
  /** Wrong or missing credentials, or the right ones without the right: the refusal; else undefined. `route` is absent on unknown paths. */
  refuse(request: ApiRequest, route: Route | undefined): Answer | undefined;
  /** The API's own way to say that something went wrong. */
  error(status: number, message: string): Answer;
  /** For a path that exists with other methods only: the status. */
  readonly wrongMethodStatus: number;
}

/** True for a JSON object (not null, not an array). */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A GET reads, and so does the token request; everything else may change something. */
export function isWriteMethod(server: ServerName, method: string): boolean {
  return server !== 'token' && method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}
