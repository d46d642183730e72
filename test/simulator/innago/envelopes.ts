import { type Answer, type ApiRequest, Refusal } from '../http/exchange.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const NO_ERROR = { errorMessage: null, errorCode: null };

/** 200 with Innago's envelope (innago.md §2). */
export function data(content: Record<string, unknown>): Answer {
  return { status: 200, json: { data: content, error: NO_ERROR } };
}

/** The wrapped error; the one for 401 is bare (innago.md §2). */
export function wrappedError(status: number, errorMessage: string): Answer {
  return { status, json: { data: null, error: { errorMessage, errorCode: String(status) } } };
}

export function bareError(status: number, errorMessage: string): Answer {
  return { status, json: { errorMessage } };
}

export function refuse(status: number, message: string): never {
  throw new Refusal(wrappedError(status, message));
}

export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

/** A uuid in the path; anything else is a 400. */
export function uuidParam(request: ApiRequest, name: string): string {
  const value = request.params[name];
  return isUuid(value) ? value.toLowerCase() : refuse(400, `The value '${value}' is not valid for ${name}.`);
}

/** A uuid filter in the query, by its exact name (case does not matter to the server); a malformed one is a 400. */
export function uuidQuery(request: ApiRequest, name: string): string | undefined {
  const value = queryValue(request, name);
  if (value === undefined) return undefined;
  return isUuid(value) ? value.toLowerCase() : refuse(400, `The value '${value}' is not valid for ${name}.`);
}

/** 1-based; 1 by default; anything but a positive whole number is a 400. */
export function pageNumber(request: ApiRequest, name: string): number {
  const value = queryValue(request, name);
  if (value === undefined) return 1;
  return /^[1-9]\d*$/.test(value) ? Number(value) : refuse(400, `The value '${value}' is not valid for ${name}.`);
}

/** The last value of a query key, whatever its case. */
export function queryValue(request: ApiRequest, name: string): string | undefined {
  return queryValues(request, name).at(-1);
}

export function queryValues(request: ApiRequest, name: string): string[] {
  return [...request.query].filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly paging: { pageSize: number; currentPage: number; pageCount: number; totalRecords: number };
}

/** One page of a list; a page past the end is empty. */
export function pageOf<T>(all: readonly T[], page: number, pageSize: number): Page<T> {
  return {
    items: all.slice((page - 1) * pageSize, page * pageSize),
    paging: {
      pageSize,
      currentPage: page,
      pageCount: Math.max(1, Math.ceil(all.length / pageSize)),
      totalRecords: all.length,
    },
  };
}

/** A calendar day the way Innago writes it. */
export function dateTime(day: string | null): string | null {
  return day === null ? null : `${day}T00:00:00`;
}
