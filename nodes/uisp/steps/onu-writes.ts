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
  const changes: OnuChange[] = [];
  if (choice.replace !== undefined) {
    changes.push(await labelOnu(access, choice.replace, order));
    changes.push(await placeOnu(access, choice, choice.replace.onu, null, order));
  }
  changes.push(await placeOnu(access, choice, choice.onu, choice.siteName, order));
  changes.push(await nameOnu(access, choice, order));
  const strongest = (['planned', 'written'] as const).find((change) => changes.includes(change));
  return strongest ?? 'unchanged';
}
