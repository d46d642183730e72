/** The fields of a `keyword-router` node as a router: for the node itself, and for whoever has a flow file in hand. */
import { compileRules, type Router, type RouterMode } from './router.ts';
import { parseRules } from './rule.ts';

/** What the node stores. Rules: `{ name, any, none, look, whole }`, `any` and `none` as typed, `look` a list of fields. */
export interface RouterFields {
  readonly rules?: unknown;
  /** `first` or `all`; anything else is `first`. */
  readonly mode?: unknown;
  /** Whatever else Node-RED keeps in a node. */
  readonly [field: string]: unknown;
}

export interface ConfiguredRouter extends Router {
  readonly mode: RouterMode;
}

/** @throws SyncError KEYWORDS_INVALID (trouble operator), see `parseRules` */
export function routerFromConfig(config: RouterFields): ConfiguredRouter {
  return { ...compileRules(parseRules(config.rules)), mode: config.mode === 'all' ? 'all' : 'first' };
}
