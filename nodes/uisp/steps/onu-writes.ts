/**
 * The writes to an ONU: off a site, onto a site, its alias, its name (contracts/uisp-nms.md §3.3-3.4). Assigning comes before naming,
 * because it works while the ONU is offline.
 */
import type { UispAccess } from './context.ts';
import type { OnuChoice } from './onu-choice.ts';
import type { OnuChange, OnuOrder } from './onu-effect.ts';
import { labelOnu, nameOnu } from './onu-names.ts';
import { placeOnu } from './onu-place.ts';

/**
 * Puts the chosen ONU on the unit's site, under the unit's name; one that it replaces is labelled and taken off first (labelled first,
 * because off the site nothing tells any more which unit it was).
 * @throws SyncError ONU_ENABLED_UNKNOWN, ONU_RENAME_UNSUPPORTED (trouble operator); ONU_OLT_AWAY (server); and what the NMS throws
 */
export async function applyOnu(access: UispAccess, choice: OnuChoice, order: OnuOrder): Promise<OnuChange> {
  const changes = [
    await makeRoom(access, choice, order),
    await placeOnu(access, choice, choice.onu, choice.siteName, order),
    await nameOnu(access, choice, order),
  ];
  const strongest = (['planned', 'written'] as const).find((change) => changes.includes(change));
  return strongest ?? 'unchanged';
}

/**
 * The replaced ONU leaves the site. Which one it is, is kept until it has left for certain: after a lost answer it is off the site, and
 * nothing but this note says that an outcome is still to be settled.
 */
async function makeRoom(access: UispAccess, choice: OnuChoice, order: OnuOrder): Promise<OnuChange> {
  const { facts, mode } = access.store;
  const leaving = `onu-leaving/unit:${choice.place.unit.uid}`;
  const note = (onuId: string) => (mode === 'live' ? facts.set(leaving, onuId) : Promise.resolve());
  if (choice.replace !== undefined) {
    await note(choice.replace.onu.id);
    await labelOnu(access, choice.replace, order);
    const change = await placeOnu(access, choice, choice.replace.onu, null, order);
    await note('');
    return change;
  }
  const onuId = await facts.get(leaving);
  if (onuId === undefined || onuId === '' || mode === 'dry-run') return 'unchanged';
  const onus = await access.directory.onus({}, access.signal);
  const left = onus.find(({ id }) => id === onuId);
  if (left !== undefined && left.id !== choice.onu.id) await placeOnu(access, choice, left, null, order);
  await note('');
  return 'unchanged';
}
