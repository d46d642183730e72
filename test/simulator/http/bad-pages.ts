/** Pages of Innago's lists that are not what they should be. */
import type { FaultKind } from '../faults.ts';
import { type ApiRequest, isObject } from './exchange.ts';

/** What becomes of a page after it was made. */
export function badPage(
  kind: Extract<FaultKind, 'short-page' | 'page-missing' | 'duplicate-page' | 'unreadable-rows'>,
  body: unknown,
): unknown {
  return mapData(body, (key, value) => {
    if (isPaging(key, value)) return { ...value, ...paging[kind]?.(value) };
    if (!Array.isArray(value)) return value;
    if (kind === 'short-page') return value.slice(0, -1);
    return kind === 'unreadable-rows' ? value.map((row) => (isObject(row) ? unreadable(row) : row)) : value;
  });
}

const paging: Partial<Record<FaultKind, (was: Record<string, unknown>) => object>> = {
  'page-missing': ({ pageCount }) => ({ pageCount: Number(pageCount) - 1 }),
  'duplicate-page': ({ currentPage }) => ({ currentPage: Number(currentPage) + 1 }),
};

function unreadable(row: Record<string, unknown>): Record<string, unknown> {
  return 'startDate' in row ? { ...row, startDate: 'soon' } : { ...row, dateSubmitted: 'soon' };
}

/** The request as it is when the page before is given out; of page 1 as it was. */
export function onePageEarlier(request: ApiRequest): ApiRequest {
  const query = new URLSearchParams(request.query);
  for (const [key, value] of request.query) {
    if (key.toLowerCase() === 'pagenumber') query.set(key, String(Math.max(1, Number(value) - 1)));
  }
  return { ...request, query };
}

export function isPaging(key: string, value: unknown): value is Record<string, unknown> {
  return (key === 'paging' || key === 'pagingModel') && isObject(value);
}

/** A body whose entries under `data` are changed. */
export function mapData(body: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (!isObject(body) || !isObject(body['data'])) return body;
  const data = Object.fromEntries(Object.entries(body['data']).map(([key, value]) => [key, change(key, value)]));
  return { ...body, data };
}
