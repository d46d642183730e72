/**
 * An ONU's name, and the alias of one that was replaced (contracts/uisp-nms.md §3.3).
 */
import { isSyncError, SyncError } from '../../sync-error.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import type { NmsOnu } from '../ports.ts';
import { applyUnlessThere } from './apply.ts';
import type { UispAccess } from './context.ts';
import type { OnuChoice } from './onu-choice.ts';
import { changeOf, freshOnus, type Nothing, nothing, type OnuChange, type OnuOrder, wordOf } from './onu-effect.ts';

/** What was replaced is told apart by its alias: its name can't be changed while it is away. */
export async function labelOnu(
  { store, claim, nms, signal }: UispAccess,
  { onu, alias }: { readonly onu: NmsOnu; readonly alias: string },
  { reason, occasion }: OnuOrder,
): Promise<OnuChange> {
  // The alias is not among what we read of an ONU; setting it twice does no harm.
  const applied = await store.ledger.apply(claim, {
    key: `onu-alias/onu:${onu.id}`,
    kind: 'onu-alias',
    fingerprint: contentFingerprint({ alias, occasion }),
    reason,
    before: { onu: wordOf(onu), alias: null },
    after: { onu: wordOf(onu), alias },
    look: async () => undefined,
    write: async () => {
      await nms.setAlias(onu.id, alias, signal);
      return {};
    },
    result: nothing,
  });
  return changeOf(applied, true);
}

/** @throws SyncError ONU_ENABLED_UNKNOWN, ONU_RENAME_UNSUPPORTED (trouble operator); ONU_OLT_AWAY (server) */
export async function nameOnu(
  access: UispAccess,
  { onu, name, place }: OnuChoice,
  { reason, today, occasion }: OnuOrder,
): Promise<OnuChange> {
  const { store, claim, nms, signal } = access;
  const isNamed = (one: NmsOnu) => one.name === name;
  let enabled: boolean | undefined;
  const applied = await applyUnlessThere<Nothing, Nothing>(store, claim, {
    key: `onu-name/onu:${onu.id}`,
    kind: 'onu-name',
    fingerprint: contentFingerprint({ name, today, occasion }),
    reason,
    before: { onu: wordOf(onu), name: onu.name },
    after: { onu: wordOf(onu), name },
    there: async () => {
      if (isNamed(onu)) return {};
      enabled = await enabledOf(access, onu, place.unit.label);
      return undefined;
    },
    look: async () => ((await freshOnus(access)).some((one) => one.id === onu.id && isNamed(one)) ? {} : undefined),
    write: async () => {
      if (enabled === undefined) throw enabledUnknown(place.unit.label);
      await nms.renameOnu(onu.id, name, enabled, signal).catch((error: unknown) => {
        throw renameRefused(error, place.unit.label);
      });
      return {};
    },
    result: nothing,
  });
  return changeOf(applied, isNamed(onu));
}

/** The rename sends it, so it is echoed and never guessed: a wrong one cuts the tenant off. */
async function enabledOf({ nms, signal }: UispAccess, onu: NmsOnu, unitLabel: string): Promise<boolean> {
  const enabled = onu.enabled ?? (await nms.onu(onu.id, signal)).enabled;
  if (enabled === null) throw enabledUnknown(unitLabel);
  return enabled;
}

function enabledUnknown(unitLabel: string): SyncError {
  return new SyncError(`Unit ${unitLabel}: UISP does not say whether the ONU is enabled, which a rename must repeat.`, {
    code: 'ONU_ENABLED_UNKNOWN',
    trouble: 'operator',
    hint: 'Rename the ONU in UISP by hand; the workflow goes on by itself then.',
  });
}

function renameRefused(error: unknown, unitLabel: string): unknown {
  if (!isSyncError(error)) return error;
  const where = error.where === undefined ? {} : { where: error.where };
  if (error.status === 501) {
    return new SyncError(`Unit ${unitLabel}: UISP cannot rename this ONU (501).`, {
      code: 'ONU_RENAME_UNSUPPORTED',
      trouble: 'operator',
      status: 501,
      ...where,
      hint: 'Rename the ONU in UISP by hand, or set another rename route in the UISP server node.',
    });
  }
  if (error.status === 404) {
    return new SyncError(`Unit ${unitLabel}: the ONU cannot be renamed now, its OLT is not connected (404).`, {
      code: 'ONU_OLT_AWAY',
      trouble: 'server',
      status: 404,
      ...where,
      hint: 'Nothing to do if the OLT comes back; the next scan tries again.',
    });
  }
  return error;
}
