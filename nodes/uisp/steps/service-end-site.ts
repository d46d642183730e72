/** An ended service sets its site free (contracts/uisp-crm.md §6). The site and its ONU stay for the next household. */
import { SyncError } from '../../sync-error.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import { applyUnlessThere } from './apply.ts';
import type { UispAccess } from './context.ts';
import { afterSending, lookAgain } from './plan-change-move.ts';
import { type EndChange, type Ending, hasEnded, isRefused, notEnded, whyRefused } from './service-end-effects.ts';
import { type ServiceResult, serviceResult, serviceUnbindKey } from './service-keys.ts';

/**
 * Takes the service off its site, and reads it back: ended, and the site free.
 * @throws SyncError SITE_NOT_FREED, SERVICE_NOT_ENDED; otherwise as {@link endService}
 */
export async function freeSite(access: UispAccess, ending: Ending): Promise<EndChange> {
  const { store, claim, crm, directory, signal } = access;
  const { household, service, unit, reason } = ending;
  const siteId = service.unmsClientSiteId;
  const result: ServiceResult = { serviceId: service.id };
  const isFree = siteId === null;
  const applied = await applyUnlessThere<ServiceResult, ServiceResult>(store, claim, {
    key: serviceUnbindKey(household.id, unit.uid),
    kind: 'uisp-service-unbind',
    fingerprint: contentFingerprint({ unbind: service.id }),
    reason,
    before: { service: service.id, site: siteId },
    after: { service: service.id, site: null },
    there: async () => (isFree ? result : undefined),
    look: async () => (isFree ? result : undefined),
    write: async () => {
      await crm.unbindSite(service.id, signal).catch(async (refusal: unknown) => {
        if (!isRefused(refusal)) throw refusal;
        const fresh = await crm.service(service.id, signal);
        if (fresh.unmsClientSiteId !== null) throw await whyRefused(access, ending, refusal);
      });
      await afterSending(() => readBack(access, ending));
      return result;
    },
    result: serviceResult,
  });
  if (applied.outcome === 'skipped' && !isFree) throw notFreed(ending, 'operator');
  if (applied.outcome === 'planned') return 'planned';
  // The next household of the same batch finds it free.
  const site = siteId === null ? undefined : (await directory.sites({}, signal)).find(({ id }) => id === siteId);
  if (site?.service?.id === service.id) directory.noteSite({ ...site, service: null });
  return applied.outcome === 'done' ? 'done' : 'found';
}

async function readBack(access: UispAccess, ending: Ending): Promise<void> {
  const { service, lastDay } = ending;
  let fresh = service;
  const free = await lookAgain(access, async () => {
    fresh = await access.crm.service(service.id, access.signal);
    return fresh.unmsClientSiteId === null ? true : undefined;
  });
  if (free === undefined) throw notFreed(ending, 'data');
  if (!hasEnded(fresh, lastDay)) throw notEnded(ending, 'data');
}

function notFreed({ unit, service }: Ending, trouble: 'data' | 'operator'): SyncError {
  return new SyncError(`Unit ${unit.label}: service ${service.id} has ended, but UISP shows it on its site still.`, {
    code: 'SITE_NOT_FREED',
    trouble,
    effect: trouble === 'data' ? 'unknown' : 'none',
    hint: `In UISP, disconnect service ${service.id} from its site.`,
  });
}
