/** Which open attention items are a unit's. */
import type { OpenItem } from '../attention/attention.ts';
import type { Store } from '../store.ts';
import { labelOf } from '../verbs/leases-of-key.ts';

/**
 * Open items by the unit's label, without ignored ones: an item is of the unit of its lease, of the unit in its key, or of the one that it
 * says it is at.
 */
export function itemsByUnit(store: Pick<Store, 'attention' | 'leases' | 'units'>): Map<string, OpenItem[]> {
  const labels = new Map(store.units.all().map(({ uid, label }) => [uid, label]));
  const found = new Map<string, OpenItem[]>();
  for (const item of store.attention.list()) {
    const label = labelOfItem(item, store, labels);
    if (label === undefined) continue;
    const known = found.get(label);
    if (known === undefined) found.set(label, [item]);
    else known.push(item);
  }
  return found;
}

function labelOfItem(
  { leaseUid, key, where }: OpenItem,
  { leases }: Pick<Store, 'leases'>,
  labels: ReadonlyMap<string, string>,
): string | undefined {
  const entry = leaseUid === undefined ? undefined : leases.entry(leaseUid);
  if (entry !== undefined) return labelOf(entry);
  const unitUid = /\/unit:(.+)$/.exec(key)?.[1];
  return labels.get(unitUid ?? '') ?? /^unit ([^,]+)/.exec(where)?.[1]?.trim();
}
