/**
 * Which ONU a unit gets, from what UISP lists and the operator's table (design §4, "The unit ↔ ONU match").
 */

import { SyncError } from '../../sync-error.ts';
import type { Unit } from '../../village/lease.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { onuName } from '../../village/names.ts';
import { matchOnu, type OnuDecision } from '../../village/onu/onu-match.ts';
import { onuTableRow } from '../../village/onu/onu-table.ts';
import type { NmsOnu, NmsSite } from '../ports.ts';
import type { UispAccess } from './context.ts';
import { type Place, siteNameOf } from './site-match.ts';

/** The unit's ONU and what is to become of it. */
export interface OnuChoice {
  readonly place: Place;
  readonly onu: NmsOnu;
  /** A disconnected ONU that gives way. */
  readonly replace: { readonly onu: NmsOnu; readonly alias: string } | undefined;
  /** null in dry-run, when the site would be made. */
  readonly siteId: string | null;
  readonly siteName: string;
  readonly parent: NmsSite;
  /** `ONU-101` */
  readonly name: string;
}

/** So that a whole batch of units without ONU asks once. */
const justNowMs = 2_000;

/** @throws SyncError PLANS_NAME_LENGTH (trouble operator) */
export function onuNameOf({ rules }: Pick<UispAccess, 'rules'>, { unit, property }: Place): string {
  return onuName(rules.onuNamePattern, { unit: unit.label, property: property.name });
}

/**
 * @param siteId the unit's subscriber site; null while there is none
 * @throws SyncError ONU_MISSING, ONU_ON_OTHER_UNIT, ONU_TWICE, ONU_CONFLICT, ONU_NAME_TAKEN (trouble operator)
 */
export async function chooseOnu(access: UispAccess, place: Place, siteId: string | null): Promise<OnuChoice> {
  const { directory, rules, signal, store } = access;
  const parent = await directory.parentSite(signal);
  const name = onuNameOf(access, place);
  const decide = (listed: readonly NmsOnu[]) =>
    matchOnu({
      unitLabel: place.unit.label,
      tableRow: onuTableRow(rules.onuTable, place.unit.label),
      tableRows: rules.onuTable.rows,
      onus: listed,
      siteId,
      parentSiteId: parent.id,
      onuName: name,
      siteNamePattern: rules.siteNamePattern,
    });
  let onus = await directory.onus({}, signal);
  let decision = decide(onus);
  if (decision.kind === 'attention') {
    // A person is asked only about how things are now: the ONU may have been plugged in a minute ago.
    onus = await directory.onus({ since: store.clock() - justNowMs }, signal);
    decision = decide(onus);
  }
  if (decision.kind === 'attention') throw needsPerson(decision);
  const { replace } = decision;
  return {
    place,
    onu: listed(onus, decision.onuId),
    replace: replace && { onu: listed(onus, replace.onuId), alias: replace.alias },
    siteId,
    siteName: siteNameOf(access, place),
    parent,
    name,
  };
}

/** What the unit's ONU hangs on, on our side: as long as it stays, a settled ONU is not looked at again. */
export function onuFingerprint(access: UispAccess, place: Place, onuId: string, siteId: string | null): string {
  const row = onuTableRow(access.rules.onuTable, place.unit.label) ?? null;
  return contentFingerprint({ onuId, siteId, name: onuNameOf(access, place), row });
}

/** Name of the fact that keeps {@link onuFingerprint} of an ONU that was seen in its place, under its name. */
export function settledFact(unit: Unit): string {
  return `onu-settled/unit:${unit.uid}`;
}

function needsPerson({ code, why, todo }: Extract<OnuDecision, { kind: 'attention' }>): SyncError {
  return new SyncError(why, { code, trouble: 'operator', hint: todo });
}

function listed(onus: readonly NmsOnu[], id: string): NmsOnu {
  const onu = onus.find((one) => one.id === id);
  if (onu !== undefined) return onu;
  throw new SyncError(`UISP no longer lists ONU ${id}.`, { code: 'ONU_MISSING', trouble: 'operator' });
}
