/** What of the drifts needs a person, as attention items: one per unit and kind, one per kind when it is many units. */
import type { Attention } from '../../state/attention/attention.ts';
import type { AttentionItem } from '../../state/store-port.ts';
import type { Drift } from '../../village/drift/drift-found.ts';
import { type DriftKind, driftCode, driftWords, isRepairableKind } from '../../village/drift/drift-kinds.ts';

const againCode = 'DRIFT_CHANGED_AGAIN';
const ours = /^DRIFT_[A-Z_]+\//;

export function unitItemKey({ kind, unitUid }: Pick<Drift, 'kind' | 'unitUid'>): string {
  return `${driftCode(kind)}/unit:${unitUid}`;
}

export function massItemKey(kind: DriftKind): string {
  return `${driftCode(kind)}/property`;
}

export function againItemKey({ kind, unitUid }: Pick<Drift, 'kind' | 'unitUid'>): string {
  return `${againCode}/${kind}/unit:${unitUid}`;
}

/**
 * Without the lease's uid: a lease's own items go when its chain comes through, and these only when UISP is as it should be.
 * @param trouble why a repair of it did not succeed, in words
 */
export function unitItem(drift: Drift, trouble: string | undefined): AttentionItem {
  const { why, todo, unit, kind, isRepairable } = drift;
  return {
    key: unitItemKey(drift),
    code: driftCode(kind),
    where: `unit ${unit}`,
    why: trouble === undefined ? why : `${why} It could not be repaired: ${trouble}`,
    todo,
    verbs: isRepairable ? ['approve', 'ignore'] : ['ignore'],
  };
}

/** Somebody wants it so, it seems. */
export function againItem(drift: Drift): AttentionItem {
  return {
    key: againItemKey(drift),
    code: againCode,
    where: `unit ${drift.unit}`,
    why: `${drift.why} It was repaired twice within 24 hours and changed again: somebody wants it so.`,
    todo: 'Find out who changes it in UISP. Approve to repair it once more, or ignore this.',
    verbs: ['approve', 'ignore'],
  };
}

const namedUnits = 10;

export function massItem(kind: DriftKind, drifts: readonly Drift[], unitCount: number): AttentionItem {
  const units = drifts.map(({ unit }) => unit);
  const rest = units.length - namedUnits;
  const named = units.slice(0, namedUnits).join(', ');
  return {
    key: massItemKey(kind),
    code: driftCode(kind),
    where: 'UISP',
    why: `In ${units.length} of ${unitCount} units ${driftWords[kind]} (${named}${rest > 0 ? ` and ${rest} more` : ''}): somebody has changed something at large, or UISP answers wrongly. None of them is repaired by itself.`,
    todo: isRepairableKind(kind)
      ? 'Look at these units in UISP. Approve to repair them all, or ignore this.'
      : 'Look at these units in UISP, and ignore this if it is meant so.',
    verbs: isRepairableKind(kind) ? ['approve', 'ignore'] : ['ignore'],
  };
}

/**
 * Raises what is there now, and clears what is gone; nothing is written for what stays as it is.
 * @param unsettledUnits uids of units of which nothing is known now: their items stay
 * @throws SyncError STORE_…
 */
export async function settleItems(
  attention: Attention,
  items: readonly AttentionItem[],
  unsettledUnits: ReadonlySet<string>,
): Promise<void> {
  for (const item of items) await attention.raise(item);
  const wanted = new Set(items.map(({ key }) => key));
  for (const { key } of attention.all()) {
    const unitUid = key.split('/unit:')[1];
    if (!ours.test(key) || wanted.has(key) || (unitUid !== undefined && unsettledUnits.has(unitUid))) continue;
    await attention.clear(key);
  }
}
