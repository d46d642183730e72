import type { CrmService } from './things.ts';

/** 0 Prepared, 1 Active, 2 Ended, 3 Suspended, 5 Obsolete, 6 Deferred, 7 Quoted (uisp-crm.md §4, "Status enum"). */
export type ServiceStatus = 0 | 1 | 2 | 3 | 5 | 6 | 7;

/** The status on a day follows from the dates, the suspension and the deferred change; nobody can send it. */
export function serviceStatus(today: string, service: CrmService): ServiceStatus {
  if (service.isObsolete) return 5;
  if (service.isQuoted) return 7;
  if (service.activeTo !== null && service.activeTo < today) return 2;
  if (service.replacesServiceId !== null) return 6;
  if (service.suspensionReasonId !== null) return 3;
  return service.activeFrom > today ? 0 : 1;
}

/** Prepared, active, suspended and deferred services hold their site. */
export function isLive(today: string, service: CrmService): boolean {
  return [0, 1, 3, 6].includes(serviceStatus(today, service));
}
