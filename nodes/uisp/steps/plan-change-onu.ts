/** A plan that is faster than the unit's ONU can be is not sold (design §4, "Plan change"). */
import type { Household } from '../../state/store-port.ts';
import { SyncError } from '../../sync-error.ts';
import { modelKey } from '../../village/plan-requests/plan-changes-config.ts';
import { speedText } from '../../village/plans.ts';
import type { NmsOnu } from '../ports.ts';
import type { PlanAccess } from './plan-change-context.ts';

const minuteMs = 60_000;

/**
 * By the table of ONU models in fiber-plans; a unit without an ONU, and models that are not in it, are not limited.
 * @throws SyncError PLAN_ONU_TOO_SLOW (trouble operator)
 */
export async function checkOnuCarries(
  { rules, directory, store, signal }: Pick<PlanAccess, 'rules' | 'directory' | 'store' | 'signal'>,
  household: Household,
  plan: { readonly name: string; readonly downloadMbps: number | null },
): Promise<void> {
  const { onuModels } = rules.planChanges;
  if (onuModels.length === 0 || plan.downloadMbps === null) return;
  const wanted = plan.downloadMbps;
  const tooSlow = (onus: readonly NmsOnu[]) => {
    const model = onuOf(onus, household)?.model ?? null;
    const limit = onuModels.find((one) => model !== null && modelKey(one.model) === modelKey(model));
    return limit !== undefined && limit.fastestMbps < wanted ? limit : undefined;
  };
  if (tooSlow(await directory.onus({}, signal)) === undefined) return;
  // It may have been replaced a minute ago.
  const limit = tooSlow(await directory.onus({ since: store.clock() - minuteMs }, signal));
  if (limit === undefined) return;
  throw new SyncError(
    `Unit ${household.unitLabel}: its ONU (${limit.model}) carries ${speedText(limit.fastestMbps)}, and ${plan.name} is ${speedText(wanted)}.`,
    {
      code: 'PLAN_ONU_TOO_SLOW',
      trouble: 'operator',
      hint: `Put a faster ONU into unit ${household.unitLabel}, or correct the table of ONU models in fiber-plans; the request then goes on by itself.`,
    },
  );
}

/** What is on the unit's site counts; of several there, the one that we put there. */
function onuOf(onus: readonly NmsOnu[], { onuId, siteId }: Household): NmsOnu | undefined {
  const onSite = onus.filter((onu) => siteId !== null && onu.siteId === siteId);
  return onSite.find(({ id }) => id === onuId) ?? onSite[0] ?? onus.find(({ id }) => id === onuId);
}
