/** Which leases a person means: `lease:<uid>`, `unit:101`, or the key of an item of a lease. */
import { unitLabel } from '../../village/unit-label.ts';
import { isActedOn, type LeaseEntry, leaseKey, type Standing } from '../leases/lease-entry.ts';
import type { Store } from '../store.ts';
import { noSuchItem, refused } from './verb.ts';

/** A lease, to look at. */
export type Entry = Readonly<LeaseEntry>;

/** Is it the key of a lease or of a unit, and not of an item? */
export function isPlace(key: string): boolean {
  return /^(lease|unit):/.test(key);
}

/**
 * All leases of the unit, or the one of the lease or item.
 * @throws SyncError NO_SUCH_ITEM (trouble operator)
 */
export function leasesOf(store: Store, key: string): Entry[] {
  const unit = /^unit:(.+)$/.exec(key)?.[1];
  if (unit !== undefined) {
    const found = [...store.leases.entries()].filter((entry) => labelOf(entry) === unitLabel(unit));
    if (found.length > 0) return found;
    throw noSuchItem(key);
  }
  const leaseUid = /^lease:(.+)$/.exec(key)?.[1] ?? store.attention.get(key)?.leaseUid;
  const entry = leaseUid === undefined ? undefined : store.leases.entry(leaseUid);
  if (entry === undefined) throw noSuchItem(key);
  return [entry];
}

/**
 * Those of them that something is done for when they are due. Before the first scan after a start nobody knows how they stand: then all.
 * @throws SyncError NO_SUCH_ITEM, NOTHING_TO_DO (trouble operator): none, and why
 */
export function actionable(store: Store, key: string): Entry[] {
  const found = leasesOf(store, key);
  const acted = store.leases.isScanned ? found.filter((entry) => isActedOn(entry)) : found;
  if (acted.length > 0) return acted;
  throw refused('NOTHING_TO_DO', `Nothing can be done for ${named(found)}: ${reasons(found)}.`);
}

/** The label of its unit, also when the property has no such unit. */
export function labelOf({ unit, lease }: Entry): string {
  return unit?.label ?? unitLabel(lease.unitName);
}

/** The unit and the lease, for the audit. */
export function placeOf(entry: Entry) {
  return { key: leaseKey(entry.lease.uid), leaseUid: entry.lease.uid, unit: labelOf(entry) };
}

/** `lease a and lease b of unit 101` */
export function named(entries: readonly Entry[]): string {
  const [first] = entries;
  const uids = entries.map(({ lease }) => `lease ${lease.uid}`);
  return `${uids.join(' and ')} of unit ${first === undefined ? '?' : labelOf(first)}`;
}

function reasons(entries: readonly Entry[]): string {
  if (entries.length === 1) return entries.map(({ standing }) => why[standing]).join();
  return entries.map(({ lease, standing }) => `lease ${lease.uid} ${why[standing]}`).join(', ');
}

const why: Readonly<Record<Standing, string>> = {
  workable: 'can be acted on',
  leaving: 'is to be ended',
  covered: 'is not the lease of its household that counts',
  ended: 'has ended',
  unclear: 'is unclear: its flags contradict each other',
  absent: 'is absent from Innago’s list',
  problem: 'lacks something in Innago, see its attention item',
  refused: 'runs on a unit that another household holds',
  held: 'is held by the brake on creation; approve CREATIONS_HELD',
  ignored: 'is ignored; "heed" it first',
  outside: 'is of a unit that is not in the list of units',
};
