import type { CrmOffice } from './crm-office.ts';

/** Lets deferred changes come true whose day has come: the old row becomes obsolete and its site goes over (uisp-crm.md §4). */
export function applyDeferredChanges(office: CrmOffice): void {
  for (const id of office.deferredServiceIds) {
    const service = office.world.crm.services.get(id);
    if (service && service.activeFrom > office.world.today) continue;
    office.deferredServiceIds.delete(id);
    if (!service || service.replacesServiceId === null) continue;
    const old = office.world.crm.services.get(service.replacesServiceId);
    service.replacesServiceId = null;
    if (!old) continue;
    old.isObsolete = true;
    old.deferredServiceId = null;
    service.unmsClientSiteId = old.unmsClientSiteId;
    old.unmsClientSiteId = null;
  }
}
