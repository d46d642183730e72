/**
 * Drift: UISP differs from what this package has made of it, though nothing that is known explains it. Pure
 * rules; who is compared at all (a lease that is applied, a stay that neither ends nor has ended) is decided before.
 */
import { clientDrift } from './client-drift.ts';
import type { ExpectedStay, UispShown } from './drift-facts.ts';
import type { Drift, Found } from './drift-found.ts';
import { type DriftKind, driftKinds, isRepairableKind } from './drift-kinds.ts';
import { onuDrift } from './onu-drift.ts';
import { serviceDrift } from './service-drift.ts';
import { siteDrift } from './site-drift.ts';

/** One per kind and unit, however many households have to do with the unit. */
export function driftKey({ kind, unitUid }: Pick<Drift, 'kind' | 'unitUid'>): string {
  return `${kind}/unit:${unitUid}`;
}

/**
 * What has drifted, in the order of {@link driftKinds}, units as given. A site that is gone, or an archived client, explains what
 * hangs on it: that is not told again.
 * @param stays who lives there before who will
 */
export function findDrifts(stays: readonly ExpectedStay[], shown: UispShown): Drift[] {
  const names = knownNames(stays);
  const found = new Map<string, Drift>();
  for (const stay of stays) {
    for (const one of ofStay(stay, shown, names)) {
      const { unitUid, unit, householdId, leaseUid } = stay;
      const { isRepairable = true, ...rest } = one;
      const drift: Drift = {
        ...rest,
        unitUid,
        unit,
        householdId,
        leaseUid,
        isRepairable: isRepairable && isRepairableKind(one.kind),
      };
      if (!found.has(driftKey(drift))) found.set(driftKey(drift), drift);
    }
  }
  const order = (kind: DriftKind) => driftKinds.indexOf(kind);
  return [...found.values()].sort((one, other) => order(one.kind) - order(other.kind));
}

function ofStay(stay: ExpectedStay, shown: UispShown, names: ReadonlySet<string>): Found[] {
  const client = clientDrift(stay, shown);
  const site = siteDrift(stay, shown, names);
  const isClientAway = client?.kind === 'client-archived';
  const isSiteGone = site?.kind === 'site-gone';
  return [
    ...(client === undefined ? [] : [client]),
    ...(site === undefined ? [] : [site]),
    ...(isClientAway ? [] : serviceDrift(stay, shown, isSiteGone)),
    ...(isSiteGone ? [] : onuDrift(stay, shown, names)),
  ];
}

/** Names that tell nothing of a person, and so may be repeated: those of units, and the one that an ONU comes with. */
function knownNames(stays: readonly ExpectedStay[]): Set<string> {
  return new Set(['ubnt', ...stays.flatMap(({ siteName, onuName }) => [siteName, onuName])]);
}

/** More than so many, and more than this part of all units, in the same way: somebody has changed something at large, or UISP answers wrongly. */
const massCount = 5;
const massPart = 0.2;

/** The kinds in which so many units differ that none of them is repaired by itself. @param unitCount of the property */
export function massKinds(drifts: readonly Drift[], unitCount: number): Set<DriftKind> {
  const isMass = (kind: DriftKind) => {
    const count = drifts.filter((drift) => drift.kind === kind).length;
    return count > massCount && count > unitCount * massPart;
  };
  return new Set(driftKinds.filter(isMass));
}
