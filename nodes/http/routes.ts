/**
 * The routes of an API as a table that the operator can override line by line (design §6): a surprise in the server's version is
 * then a setting, not a release.
 */
import { SyncError } from '../sync-error.ts';

/** One operation of an API. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's base, with `{placeholders}`: `/devices/onus/{id}/system`. */
  readonly path: string;
}

const methods: readonly Route['method'][] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * The published routes, with the operator's overrides in their place.
 * @param text lines such as `renameOnu = PUT /devices/onus/{id}/system`; blank lines and lines that begin with `#` are skipped
 * @param published name → route, as the vendor documents it
 * @throws SyncError ROUTE_INVALID (trouble operator) naming the line: not of that form, an unknown name, a placeholder that the
 *   published route lacks, a DELETE where the published route is none (nothing of the customer's may be removed by a setting)
 */
export function parseRouteOverrides<Name extends string>(
  text: string | undefined,
  published: Readonly<Record<Name, Route>>,
): Readonly<Record<Name, Route>> {
  const routes: Record<Name, Route> = { ...published };
  for (const [index, line] of (text ?? '').split(/\r?\n/).entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const { name, route } = parseLine(trimmed, index + 1);
    if (!isNameOf(name, published)) {
      throw invalid(index + 1, `there is no route "${name}".`, `Known: ${Object.keys(published).sort().join(', ')}.`);
    }
    checkAgainst(published[name], route, index + 1);
    routes[name] = route;
  }
  return routes;
}

/**
 * A route's path with its placeholders filled, each encoded as one path segment.
 * @throws SyncError ROUTE_INVALID when a value is missing or empty: `/clients/` would be another request than `/clients/12`
 */
export function fillPath(path: string, params: Readonly<Record<string, string | number>> = {}): string {
  return path.replaceAll(/\{(\w+)\}/g, (_match, key: string) => {
    const value = String(params[key] ?? '');
    if (value === '' || value === '.' || value === '..') {
      throw new SyncError(`The path ${path} lacks a value for {${key}}.`, { code: 'ROUTE_INVALID', trouble: 'data' });
    }
    return encodeURIComponent(value);
  });
}

function parseLine(line: string, number: number): { name: string; route: Route } {
  const match = /^(\w+)\s*=\s*([A-Za-z]+)\s+(\/\S*)$/.exec(line);
  const [, name, verb, path] = match ?? [];
  const method = methods.find((known) => known === verb?.toUpperCase());
  if (name === undefined || path === undefined || method === undefined) {
    throw invalid(number, 'not of the form "name = METHOD /path".', `Methods: ${methods.join(', ')}.`);
  }
  return { name, route: { method, path } };
}

function checkAgainst(published: Route, route: Route, number: number): void {
  if (route.method === 'DELETE' && published.method !== 'DELETE') {
    throw invalid(
      number,
      'a route must not be turned into DELETE.',
      `Published: ${published.method} ${published.path}`,
    );
  }
  const known = placeholders(published.path);
  const unknown = placeholders(route.path).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const have = known.length === 0 ? 'none' : known.map((name) => `{${name}}`).join(', ');
    throw invalid(number, `nothing fills {${unknown}}.`, `Placeholders of this route: ${have}.`);
  }
}

function placeholders(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
}

function isNameOf<Name extends string>(name: string, published: Readonly<Record<Name, Route>>): name is Name {
  return Object.hasOwn(published, name);
}

function invalid(line: number, what: string, hint: string): SyncError {
  return new SyncError(`Routes, line ${line}: ${what}`, { code: 'ROUTE_INVALID', trouble: 'operator', hint });
}
