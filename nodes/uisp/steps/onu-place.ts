/**
 * An ONU's place: on the unit's site, or off it (contracts/uisp-nms.md §3.4).
 */
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import type { NmsOnu } from '../ports.ts';
import { applyUnlessThere } from './apply.ts';
import { idsMissing, type UispAccess } from './context.ts';
import type { OnuChoice } from './onu-choice.ts';
import { changeOf, freshOnus, type Nothing, nothing, type OnuChange, type OnuOrder, wordOf } from './onu-effect.ts';

/**
 * Onto the unit's site, or off it (`target` null). Both are effects of one thing, the ONU's place.
 * @returns `unchanged` when it was there already
 */
export async function placeOnu(
  access: UispAccess,
  choice: OnuChoice,
  onu: NmsOnu,
  target: string | null,
  { reason, today, occasion }: OnuOrder,
): Promise<OnuChange> {
  const { store, claim, directory, nms, signal } = access;
  const { siteId, siteName, parent, place } = choice;
  const applied = await applyUnlessThere<Nothing, Nothing>(store, claim, {
    key: `onu-assign/onu:${onu.id}`,
    kind: target === null ? 'onu-unassign' : 'onu-assign',
    fingerprint: contentFingerprint({
      siteId: target === null ? null : siteId,
      from: target === null ? siteId : undefined,
      today,
      occasion,
    }),
    reason,
    before: { onu: wordOf(onu), site: onu.siteName },
    after: { onu: wordOf(onu), site: target },
    there: async () => (isPlaced(onu, choice, target) ? {} : undefined),
    look: async () =>
      (await freshOnus(access)).some((one) => one.id === onu.id && isPlaced(one, choice, target)) ? {} : undefined,
    write: async () => {
      if (target === null) {
        await nms.unassign(onu.id, signal);
        directory.noteOnu(onu.id, { siteId: null, siteName: null, siteParentId: null });
        return {};
      }
      if (siteId === null) throw idsMissing(place.unit);
      await nms.assignToSite(onu.id, siteId, signal);
      directory.noteOnu(onu.id, { siteId, siteName, siteParentId: parent.id });
      return {};
    },
    result: nothing,
  });
  return changeOf(applied, isPlaced(onu, choice, target));
}

function isPlaced({ siteId: now }: NmsOnu, { siteId }: OnuChoice, target: string | null): boolean {
  return target === null ? now !== siteId : siteId !== null && now === siteId;
}
