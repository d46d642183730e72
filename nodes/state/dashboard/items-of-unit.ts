/** Which open attention items are a unit's. */
import type { OpenItem } from '../attention/attention.ts';
import type { Store } from '../store.ts';
import { labelOfItem, unitLabels } from '../verbs/unit-of-key.ts';

/** Open items by the unit's label, without ignored ones. */
export function itemsByUnit(store: Pick<Store, 'attention' | 'leases' | 'units'>): Map<string, OpenItem[]> {
  const labels = unitLabels(store);
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
