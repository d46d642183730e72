import type { HttpRequest } from './http-port.ts';

/** Base, path and query as one URL. Arrays repeat the key; undefined is left out. A query in `path` is kept. */
export function requestUrl(baseUrl: string, path: string, query: HttpRequest['query']): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(key, String(one));
  }
  const text = params.toString();
  if (text === '') return `${baseUrl}${path}`;
  return `${baseUrl}${path}${path.includes('?') ? '&' : '?'}${text}`;
}
