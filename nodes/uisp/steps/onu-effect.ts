/**
 * What all writes to an ONU have in common.
 */
import * as v from 'valibot';
import type { EffectReason } from '../../state/effect.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { NmsOnu } from '../ports.ts';
import type { Applied } from './apply.ts';
import type { UispAccess } from './context.ts';

/** On whose behalf an ONU is written to, and on which day. */
export interface OnuOrder {
  readonly reason: EffectReason;
  /**
   * Part of these effects' fingerprints: what did not last (somebody undid it, or the OLT never took it) is asked for again on a later
   * day, and at most once a day.
   */
  readonly today: CalendarDate;
  /** Part of the fingerprints, too, where the same was asked for earlier that day: which drift it repairs. */
  readonly occasion?: string | undefined;
}

/** `unchanged`: it was so already. `written`: by us, now or earlier: to be read back. */
export type OnuChange = 'unchanged' | 'written' | 'planned';

/** These writes answer with nothing that we keep. */
export const nothing = v.object({});
/** The empty result of such a write. */
export type Nothing = v.InferOutput<typeof nothing>;

/** @param isThere whether UISP's list showed it before */
export function changeOf({ outcome }: Pick<Applied<unknown, unknown>, 'outcome'>, isThere: boolean): OnuChange {
  if (outcome === 'planned') return 'planned';
  return outcome === 'found' || (outcome === 'skipped' && isThere) ? 'unchanged' : 'written';
}

/** All ONUs, by an answer that began after now. */
export function freshOnus({ directory, store, signal }: UispAccess): Promise<readonly NmsOnu[]> {
  return directory.onus({ since: store.clock() }, signal);
}

/** How the plan and the audit name an ONU. */
export function wordOf({ serial, mac, id }: NmsOnu): string {
  return serial ?? mac ?? id;
}
