import type { ApiRequest } from '../http/exchange.ts';
import { badRequest, objectNotFound } from './answers.ts';

/** `limit` and `offset` of a collection; without a limit the whole table comes back, never a total (uisp-crm.md §2). */
export function sliced<T>(request: ApiRequest, all: readonly T[]): T[] {
  const offset = wholeQuery(request, 'offset') ?? 0;
  const limit = wholeQuery(request, 'limit');
  return all.slice(offset, limit === undefined ? undefined : offset + limit);
}

/** A whole number of the query; anything else is a 400. */
export function wholeQuery(request: ApiRequest, name: string): number | undefined {
  const value = request.query.get(name);
  if (value === null) return undefined;
  return /^\d+$/.test(value) ? Number(value) : badRequest();
}

/** PHP style lists: `statuses[]=0&statuses[]=1`; a plain `statuses=0` is an unknown key and ignored. */
export function listQuery(request: ApiRequest, name: string): string[] {
  return [...request.query]
    .filter(([key]) => key === `${name}[]` || (/^\[\d+\]$/.test(key.slice(name.length)) && key.startsWith(name)))
    .map(([, value]) => value);
}

/** 0 or 1 of the query; anything else counts as absent. */
export function flagQuery(request: ApiRequest, name: string): boolean | undefined {
  const value = request.query.get(name);
  if (value === '1' || value === 'true') return true;
  return value === '0' || value === 'false' ? false : undefined;
}

/** One of the allowed values; anything else is a 400. */
export function choiceQuery<T extends string>(request: ApiRequest, name: string, choices: readonly T[]): T | undefined {
  const value = request.query.get(name);
  if (value === null) return undefined;
  return choices.find((choice) => choice === value) ?? badRequest();
}

/** The number in the path; anything else is a 404, as routes only fit digits. */
export function idParam(request: ApiRequest, name = 'id'): number {
  const value = request.params[name] ?? '';
  return /^\d+$/.test(value) ? Number(value) : objectNotFound();
}
