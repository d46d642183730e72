/** One attention item for all that a brake holds, with the list in view; approving it releases those in the list (design §4). */
import { longDate } from '../../village/calendar-date.ts';
import type { Attention } from '../attention/attention.ts';
import type { AttentionItem } from '../store-port.ts';
import type { LeaseEntry } from './lease-entry.ts';
import type { OverStay } from './over-stays.ts';

/** Key of the item of ends that are held. */
export const removalsHeldKey = 'REMOVALS_HELD/property';
/** Key of the item of new households that are held. */
export const creationsHeldKey = 'CREATIONS_HELD/property';

/** So many are named; of more only the number. */
const mostNames = 40;

/** Raises, corrects or clears both items; nothing is written while they stay as they are. @throws SyncError STORE_… */
export async function raiseHeldItems(
  attention: Attention,
  { removals, creations }: { removals: readonly OverStay[]; creations: readonly LeaseEntry[] },
): Promise<void> {
  if (removals.length > 0) await attention.raise(removalsItem(removals));
  else await attention.clear(removalsHeldKey);
  if (creations.length > 0) await attention.raise(creationsItem(creations));
  else await attention.clear(creationsHeldKey);
}

function removalsItem(removals: readonly OverStay[]): AttentionItem {
  const list = listed(removals.map(({ stay, lastDay }) => `${stay.unitLabel} (${longDate(lastDay)})`));
  return {
    key: removalsHeldKey,
    code: 'REMOVALS_HELD',
    where: 'all units',
    why: `So many leases have ended within a day that ${removals.length} more ${removals.length === 1 ? 'is' : 'are'} held, and their internet stays on: ${list}.`,
    todo: 'Compare with Innago. If they have moved out, approve: the services of this list then end. If Innago is wrong, leave it: it clears by itself.',
    verbs: ['approve', 'ignore'],
  };
}

function creationsItem(creations: readonly LeaseEntry[]): AttentionItem {
  const list = listed(creations.map(({ unit }) => unit?.label ?? '?').sort());
  return {
    key: creationsHeldKey,
    code: 'CREATIONS_HELD',
    where: 'all units',
    why: `So many new leases have come within a day that ${creations.length} more ${creations.length === 1 ? 'is' : 'are'} held, without client and mail: ${list}.`,
    todo: 'Compare with Innago. If they are real, approve: the households of this list then go on. If not, correct Innago: it clears by itself.',
    verbs: ['approve', 'ignore'],
  };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join(', ');
  return names.length <= mostNames ? shown : `${shown} and ${names.length - mostNames} more`;
}
