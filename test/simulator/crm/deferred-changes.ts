import type { CrmOffice } from './crm-office.ts';

/** Lets deferred changes come true whose day has come: the old row becomes obsolete and its site goes over (uisp-crm.md §4). */
export function applyDeferredChanges(office: CrmOffice): void {
  const { deferredLateReads = 0, deferredLosesSite = false } = office.world.variants;
  for (const [id, reads] of office.deferredServices) {
    const service = office.world.crm.services.get(id);
    if (service && service.activeFrom > office.world.today) continue;
    if (service && reads < deferredLateReads) {
      office.deferredServices.set(id, reads + 1);
      continue;
    }
    office.deferredServices.delete(id);
    if (!service || service.replacesServiceId === null) continue;
    const old = office.world.crm.services.get(service.replacesServiceId);
    service.replacesServiceId = null;
    if (!old) continue;
    old.isObsolete = true;
    old.deferredServiceId = null;
    if (!deferredLosesSite) service.unmsClientSiteId = old.unmsClientSiteId;
    old.unmsClientSiteId = null;
  }
}
