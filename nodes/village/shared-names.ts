/**
 * Two properties on one UISP must not give equal names (design §4, "Words"): looked up in what is deployed, so that it is refused before
 * a second "Unit 101" is ever looked for.
 */
import { type NodeConfig, type RuntimeApi, textField } from '../red.ts';
import { SyncError } from '../sync-error.ts';
import { type FiberPlansFields, fieldDefaults } from './rules-from-config.ts';

const patterns = { siteNamePattern: 'site name', onuNamePattern: 'ONU name' } as const;
type PatternField = keyof typeof patterns;

/**
 * @param fields of the fiber-plans node that is looked at
 * @throws SyncError PLANS_NAME_SHARED (trouble operator) when a pattern without `{property}` serves more than one property of a UISP, in
 *   this fiber-plans or in another one with the same pattern
 */
export function refuseSharedNames(red: Pick<RuntimeApi, 'nodes'>, fields: FiberPlansFields): void {
  const deployed = new Map<unknown, NodeConfig>();
  red.nodes.eachNode((config) => {
    if (config['d'] !== true) deployed.set(config.id, config);
  });
  for (const field of ['siteNamePattern', 'onuNamePattern'] as const) {
    const pattern = patternOf(fields, field);
    if (pattern.includes('{property}')) continue;
    for (const [, properties] of Map.groupBy(placesNamedBy(deployed, field, pattern), ({ uisp }) => uisp)) {
      if (new Set(properties.map(({ property }) => property)).size > 1) throw shared(field, pattern);
    }
  }
}

interface NamedPlace {
  readonly property: string;
  readonly uisp: string;
}

/** The properties whose nodes use this very pattern. */
function placesNamedBy(deployed: ReadonlyMap<unknown, NodeConfig>, field: PatternField, pattern: string): NamedPlace[] {
  return [...deployed.values()].flatMap((node) => {
    const plans = deployed.get(node['plans']);
    const database = deployed.get(node['database']);
    if (plans?.type !== 'fiber-plans' || database?.type !== 'sync-database') return [];
    if (patternOf(plans, field) !== pattern) return [];
    // As written: two variables are two properties.
    return [{ property: String(database['property'] ?? ''), uisp: String(database['uispHost'] ?? '') }];
  });
}

function patternOf(fields: FiberPlansFields, field: PatternField): string {
  return textField(fields[field]) ?? fieldDefaults[field];
}

function shared(field: PatternField, pattern: string): SyncError {
  return new SyncError(`More than one property would give its ${patterns[field]}s by the pattern "${pattern}".`, {
    code: 'PLANS_NAME_SHARED',
    trouble: 'operator',
    hint: `Put {property} into the ${patterns[field]} pattern in fiber-plans, e.g. {property} ${fieldDefaults[field]}.`,
  });
}
