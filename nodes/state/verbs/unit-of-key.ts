/** Which unit an item, or what a person means with a key, is about. */
import { unitLabel } from '../../village/unit-label.ts';
import type { OpenItem } from '../attention/attention.ts';
import type { Store } from '../store.ts';
import { labelOf } from './leases-of-key.ts';

/** Labels by the units' uids. */
export function unitLabels({ units }: Pick<Store, 'units'>): ReadonlyMap<string, string> {
  return new Map(units.all().map(({ uid, label }) => [uid, label]));
}

/** Of the unit of its lease, of the unit in its key, or of the one that it says it is at; undefined: of none. */
export function labelOfItem(
  { leaseUid, key, where }: Pick<OpenItem, 'leaseUid' | 'key' | 'where'>,
  { leases }: Pick<Store, 'leases'>,
  labels: ReadonlyMap<string, string>,
): string | undefined {
  const entry = leaseUid === undefined ? undefined : leases.entry(leaseUid);
  if (entry !== undefined) return labelOf(entry);
  const unitUid = /\/unit:(.+)$/.exec(key)?.[1];
  return labels.get(unitUid ?? '') ?? /^unit ([^,]+)/.exec(where)?.[1]?.trim();
}

/** @param key of an item, or `unit:101`, `ticket:<uid>`, `lease:<uid>` @returns a label; undefined: it is about none */
export function unitOfKey(store: Store, key: string): string | undefined {
  const item = store.attention.get(key);
  if (item !== undefined) return labelOfItem(item, store, unitLabels(store));
  const [, kind, id = ''] = /^(unit|ticket|lease):(.+)$/.exec(key) ?? [];
  if (kind === 'unit') return unitLabel(id);
  if (kind === 'ticket') return store.tickets.entry(id)?.unit || undefined;
  const lease = kind === 'lease' ? store.leases.entry(id) : undefined;
  return lease === undefined ? undefined : labelOf(lease);
}
