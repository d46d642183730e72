/** In which ways UISP can come to differ from what this package has made of it. */
import { SyncError, thisNode } from '../../sync-error.ts';

/** All kinds, in the order in which they are listed. The dialog (uisp-service.html) repeats the repairable ones; a test holds both together. */
export const driftKinds = [
  'client-archived',
  'client-ident-changed',
  'site-gone',
  'site-renamed',
  'service-ended',
  'service-moved',
  'service-unbound',
  'service-would-invoice',
  'plan-changed',
  'onu-replaced',
  'onu-moved',
  'onu-renamed',
] as const;
export type DriftKind = (typeof driftKinds)[number];

/** Those that can be repaired over the API without guessing; the others are for a person. */
export const repairableKinds = [
  'client-archived',
  'service-ended',
  'service-unbound',
  'plan-changed',
  'onu-replaced',
  'onu-moved',
  'onu-renamed',
] as const satisfies readonly DriftKind[];
export type RepairableKind = (typeof repairableKinds)[number];

export function isRepairableKind(kind: unknown): kind is RepairableKind {
  return repairableKinds.some((known) => known === kind);
}

/** What has happened, for an item about many units: `12 units: their plan was changed`. */
export const driftWords: Readonly<Record<DriftKind, string>> = {
  'client-archived': 'the client is archived or gone',
  'client-ident-changed': 'the Custom ID of the client was changed',
  'site-gone': 'the site is gone',
  'site-renamed': 'the site was renamed',
  'service-ended': 'the service has ended, or ends',
  'service-moved': 'the service is bound to another site',
  'service-unbound': 'the service is bound to no site',
  'service-would-invoice': 'the service would invoice the tenant',
  'plan-changed': 'the plan was changed',
  'onu-replaced': 'the ONU was replaced',
  'onu-moved': 'the ONU is off its site',
  'onu-renamed': 'the ONU was renamed',
};

/** `DRIFT_PLAN_CHANGED` */
export function driftCode(kind: DriftKind): string {
  return `DRIFT_${kind.replaceAll('-', '_').toUpperCase()}`;
}

/**
 * The field `repairs` of the node: the kinds that are repaired without asking.
 * @param value a list; absent or empty: none
 * @throws SyncError NOT_CONFIGURED (trouble operator), naming what is no such kind
 */
export function repairsFromConfig(value: unknown): ReadonlySet<RepairableKind> {
  const listed: readonly unknown[] = Array.isArray(value) ? value : value == null || value === '' ? [] : [value];
  const wrong = listed.find((kind) => !isRepairableKind(kind));
  if (wrong === undefined) return new Set(listed.filter(isRepairableKind));
  throw new SyncError(`The field "Repair" of this node names "${String(wrong)}", which cannot be repaired.`, {
    code: 'NOT_CONFIGURED',
    trouble: 'operator',
    hint: `It may name ${repairableKinds.join(', ')}.`,
    about: thisNode,
  });
}
