import { SyncError } from '../../sync-error.ts';
import { matchesRow, wordsFor } from '../../village/onu/onu-facts.ts';
import { matchOnu } from '../../village/onu/onu-match.ts';
import { onuTableRow } from '../../village/onu/onu-table.ts';
import type { OnuTableRow } from '../../village/property-rules.ts';
import type { NmsOnu } from '../ports.ts';
import { type OnuChoice, onuFingerprint, onuNameOf, settledFact } from '../steps/onu-choice.ts';
import { readBackOnu } from '../steps/onu-read-back.ts';
import { applyOnu } from '../steps/onu-writes.ts';
import { siteNameOf } from '../steps/site-match.ts';
import { placeOf } from './expected.ts';
import { driftReason, type Repair, type Repaired } from './repair-order.ts';

/**
 * The unit's ONU on its site, under its name; for `onu-replaced`, the new one instead of the old. Which ONU it is, is known: the match is
 * asked as if the ONU table named it, so that all that stands in the way of a row of the table stands in the way of a repair, too.
 * @throws SyncError ONU_MISSING, ONU_ON_OTHER_UNIT, ONU_TWICE, ONU_CONFLICT, ONU_NAME_TAKEN (operator); as `applyOnu` and `readBackOnu`
 */
export async function repairOnu(repair: Repair): Promise<Repaired> {
  const { access, drift, occasion, today } = repair;
  const { store, claim } = access;
  const household = await store.households.inUnit(drift.householdId, drift.unitUid);
  if (household.onuId !== drift.id || household.siteId === null) return 'done';
  const choice = await choiceOf(repair, household.siteId);
  const change = await applyOnu(access, choice, { reason: driftReason(drift), today, occasion });
  if (change === 'planned') return 'planned';
  if (change === 'written') await readBackOnu(access, choice);
  if (store.mode === 'dry-run') return 'done';
  const { onu, place, siteId } = choice;
  if (onu.id !== drift.id) await store.households.update(claim, drift.householdId, { onuId: onu.id }, drift.unitUid);
  await store.facts.set(settledFact(place.unit), onuFingerprint(access, place, onu.id, siteId));
  return 'done';
}

async function choiceOf({ access, drift, settled }: Repair, siteId: string): Promise<OnuChoice> {
  const { directory, rules, signal, store } = access;
  const place = placeOf(settled);
  const parent = await directory.parentSite(signal);
  const onus = await directory.onus({ since: store.clock() }, signal);
  const onu = listed(onus, drift.otherId ?? drift.id, drift.unit);
  const { label } = place.unit;
  const rightful = rules.onuTable.rows.find((row) => row.unitLabel !== label && matchesRow(row, [onu]).length > 0);
  if (rightful !== undefined) throw tableSays(label, onu, `gives it to unit ${rightful.unitLabel}`);
  const row = onuTableRow(rules.onuTable, label);
  if (row !== undefined && !matchesRow(row, [onu]).includes(onu)) throw tableSays(label, onu, 'names another one');
  const name = onuNameOf(access, place);
  const decision = matchOnu({
    unitLabel: label,
    tableRow: row ?? rowOf(label, onu),
    tableRows: rules.onuTable.rows,
    onus,
    siteId,
    parentSiteId: parent.id,
    onuName: name,
    siteNamePattern: rules.siteNamePattern,
  });
  if (decision.kind === 'attention') {
    const { code, why, todo } = decision;
    throw new SyncError(why, { code, trouble: 'operator', hint: todo });
  }
  const { replace } = decision;
  return {
    place,
    onu: listed(onus, decision.onuId, label),
    replace: replace && { onu: listed(onus, replace.onuId, label), alias: replace.alias },
    siteId,
    siteName: siteNameOf(access, place),
    parent,
    name,
  };
}

/** As if the operator had written it. @returns undefined for an ONU without serial and MAC, which no row can name */
function rowOf(unitLabel: string, { serial, mac }: NmsOnu): OnuTableRow | undefined {
  return serial === null && mac === null ? undefined : { unitLabel, serial, mac };
}

function listed(onus: readonly NmsOnu[], id: string, unit: string): NmsOnu {
  const onu = onus.find((one) => one.id === id);
  if (onu !== undefined) return onu;
  throw new SyncError(`Unit ${unit}: UISP no longer lists ONU ${id}.`, { code: 'ONU_MISSING', trouble: 'operator' });
}

function tableSays(unit: string, onu: NmsOnu, what: string): SyncError {
  return new SyncError(`Unit ${unit}: ${wordsFor(onu)} is there, but the ONU table ${what}.`, {
    code: 'ONU_CONFLICT',
    trouble: 'operator',
    hint: 'Correct the ONU table.',
  });
}
