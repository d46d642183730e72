/**
 * What all writes to an ONU have in common.
 */
import * as v from 'valibot';
import type { EffectReason } from '../../state/effect.ts';
import type { CalendarDate } from '../../village/lease.ts';
import type { NmsOnu } from '../ports.ts';
import type { Applied } from './apply.ts';
import type { UispAccess } from './context.ts';

export interface OnuOrder {
  readonly reason: EffectReason;
  readonly today: CalendarDate;
}

/** `unchanged`: it was so already. `written`: by us, now or earlier: to be read back. */
export type OnuChange = 'unchanged' | 'written' | 'planned';

/** These writes answer with nothing that we keep. */
export const nothing = v.object({});
export type Nothing = v.InferOutput<typeof nothing>;

/** @param isThere whether UISP's list showed it before */
export function changeOf({ outcome }: Pick<Applied<unknown, unknown>, 'outcome'>, isThere: boolean): OnuChange {
  if (outcome === 'planned') return 'planned';
  return outcome === 'found' || (outcome === 'skipped' && isThere) ? 'unchanged' : 'written';
}

/**
 * Applies it, and once more on a later day when UISP shows that it did not last (somebody undid it, or the OLT never took it): at
 * most one request a day, and a person sees the lease wait meanwhile.
 * @param fact where the day is kept on which it was last asked for
 * @param apply takes that day into the effect's fingerprint
 */
export async function applyOnceADay<R, F>(
  { store }: UispAccess,
  { fact, isThere, today }: { readonly fact: string; readonly isThere: boolean; readonly today: CalendarDate },
  apply: (day: CalendarDate) => Promise<Applied<R, F>>,
): Promise<OnuChange> {
  const askFor = async (day: CalendarDate) => {
    if (store.mode === 'live' && !isThere) await store.facts.set(fact, day);
    return apply(day);
  };
  const asked = (await store.facts.get(fact)) ?? today;
  const applied = await askFor(asked);
  if (applied.outcome !== 'skipped' || isThere || asked === today) return changeOf(applied, isThere);
  return changeOf(await askFor(today), isThere);
}

export function freshOnus({ directory, store, signal }: UispAccess): Promise<readonly NmsOnu[]> {
  return directory.onus({ since: store.clock() }, signal);
}

/** How the plan and the audit name an ONU. */
export function wordOf({ serial, mac, id }: NmsOnu): string {
  return serial ?? mac ?? id;
}
