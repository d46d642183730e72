/** What a brake holds goes on when a person has seen the list (design §4, "Brake on removals", "Brake on creation"). */
import { creationsHeldKey, removalsHeldKey } from '../leases/held-items.ts';
import { type Asked, noSuchItem, note, type OperatorVerb, refused } from './verb.ts';

const kinds: ReadonlyMap<string, 'removals' | 'creations'> = new Map([
  [removalsHeldKey, 'removals'],
  [creationsHeldKey, 'creations'],
]);

/** Which brake's item has this key; undefined: none. */
export function heldKind(key: string): 'removals' | 'creations' | undefined {
  return kinds.get(key);
}

export const release: OperatorVerb = { needs: ['key'], carryOut: releaseHeld };

/** Also what `approve` of such an item means. @throws SyncError NO_SUCH_ITEM, NOT_SCANNED (trouble operator) */
export async function releaseHeld(asked: Asked): Promise<string> {
  const { store, key } = asked;
  const kind = heldKind(key);
  const item = store.attention.get(key);
  if (kind === undefined || item === undefined) throw noSuchItem(key);
  if (!store.leases.isScanned) {
    const hint = 'Wait for a scan, look at the list again, and approve then.';
    throw refused('NOT_SCANNED', 'Innago was not read since the start: nobody knows whom this list holds.', hint);
  }
  const released = await store.leases.release(kind);
  await note(asked, { outcome: 'released', before: item.why, after: { [kind]: released } });
  return kind === 'removals'
    ? `released: ${released} services are ended at the next scan`
    : `released: ${released} households are provisioned at the next scan`;
}
