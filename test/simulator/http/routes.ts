import type { Route } from './exchange.ts';

/** A route that fits, with the values of its template's `{…}`. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Record<string, string>;
}

/**
 * Finds the route for a method and path; literal segments win over `{…}` (`/clients/services` is not `/clients/{id}`).
 * `pathKnown` tells whether the path exists with another method.
 */
export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { match: RouteMatch | undefined; pathKnown: boolean } {
  const fitting = routes
    .map((route) => ({ route, params: matchTemplate(route.template, path) }))
    .filter((candidate): candidate is RouteMatch => candidate.params !== undefined);
  const byLiterals = (one: RouteMatch, other: RouteMatch): number =>
    Object.keys(one.params).length - Object.keys(other.params).length;
  const best = fitting.toSorted(byLiterals)[0];
  const samePath = fitting.filter(({ route }) => route.template === best?.route.template);
  return { match: samePath.find(({ route }) => route.method === method), pathKnown: best !== undefined };
}

/** The values of a template's `{…}` when `path` fits it, else undefined. */
function matchTemplate(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, segment] of wanted.entries()) {
    const value = given[at] ?? '';
    if (segment.startsWith('{') && segment.endsWith('}')) {
      if (value === '') return undefined;
      params[segment.slice(1, -1)] = safeDecode(value);
    } else if (segment !== value) return undefined;
  }
  return params;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
