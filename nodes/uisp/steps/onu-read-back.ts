/**
 * What UISP shows of an ONU after it was written to (contracts/uisp-nms.md §3.3: the name may lag, above all while it is offline).
 */
import { setTimeout } from 'node:timers/promises';
import { SyncError } from '../../sync-error.ts';
import type { NmsOnu } from '../ports.ts';
import type { UispAccess } from './context.ts';
import type { OnuChoice } from './onu-choice.ts';

/** Milliseconds before each further look for a name that is not shown yet. */
const nameWaits: readonly number[] = [1000, 2000, 4000];

/** What UISP shows after the last look. */
export interface OnuSeen {
  readonly nameShown: boolean;
  readonly warnings: readonly string[];
}

/**
 * Reads back until the name is shown, a few times; the requests are shared by all who wait.
 * @throws SyncError ONU_ASSIGN_NOT_SEEN (trouble data)
 */
export async function readBackOnu(access: UispAccess, choice: OnuChoice): Promise<OnuSeen> {
  let onu = await lookAgain(access, choice);
  for (const wait of access.nameWaits ?? nameWaits) {
    if (onu.name === choice.name) break;
    await pause(wait, access.signal);
    onu = await lookAgain(access, choice);
  }
  return { nameShown: onu.name === choice.name, warnings: parentWarnings(choice, onu) };
}

async function lookAgain({ directory, signal }: UispAccess, { onu, siteId, place }: OnuChoice): Promise<NmsOnu> {
  const seen = (await directory.onusAfterWrites(signal)).find(({ id }) => id === onu.id);
  if (seen !== undefined && seen.siteId === siteId) return seen;
  throw new SyncError(`Unit ${place.unit.label}: UISP took the ONU's assignment, but does not show it on the site.`, {
    code: 'ONU_ASSIGN_NOT_SEEN',
    trouble: 'data',
  });
}

/** The parent of a site that we made may have been missing until now (contracts/uisp-nms.md §4.3). */
function parentWarnings({ parent, siteName, place }: OnuChoice, onu: NmsOnu): string[] {
  if (onu.siteParentId === parent.id) return [];
  return [
    `Unit ${place.unit.label}: UISP does not show site "${siteName}" below "${parent.name}", with its ONU on it.`,
  ];
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch {
    throw new SyncError('Stopped: the flow is being closed.', { code: 'UISP_CLOSED', trouble: 'state' });
  }
}
