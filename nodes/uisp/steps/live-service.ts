/**
 * The service that a site is bound to, and whether it is live (contracts/uisp-crm.md §4, "Status enum").
 */
import type { CrmService, NmsSite } from '../ports.ts';
import { isMissing } from '../refused.ts';
import type { UispAccess } from './context.ts';

/** Prepared, Active, Suspended, Prepared blocked, Deferred. */
export const liveStatuses: readonly number[] = [0, 1, 3, 4, 6];

/** By the statuses above; ended, obsolete, quoted and inactive ones are not, nor is one that ended before it began. */
export function isLive(service: Pick<CrmService, 'status' | 'activeFrom' | 'activeTo'>): boolean {
  return liveStatuses.includes(service.status) && !hasNeverRun(service);
}

/** It was cancelled: its last day lies before its first. */
export function hasNeverRun({ activeFrom, activeTo }: Pick<CrmService, 'activeFrom' | 'activeTo'>): boolean {
  return activeFrom !== null && activeTo !== null && activeTo < activeFrom;
}

/** The service, if UISP still has it. @throws what the CRM throws but 404 */
export async function serviceIfThere(
  { crm, signal }: Pick<UispAccess, 'crm' | 'signal'>,
  serviceId: number,
): Promise<CrmService | undefined> {
  try {
    return await crm.service(serviceId, signal);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The site's live service and whose it is. The list of sites mostly says so itself; else the service is read. */
export async function liveServiceOf(
  { crm, signal }: Pick<UispAccess, 'crm' | 'signal'>,
  site: NmsSite,
): Promise<{ readonly id: number; readonly clientId: number } | undefined> {
  if (site.service === null) return undefined;
  const { id, status, clientId } = site.service;
  if (status !== null && !liveStatuses.includes(status)) return undefined;
  if (status !== null && clientId !== null) return { id, clientId };
  const service = await crm.service(id, signal);
  return isLive(service) ? { id, clientId: service.clientId } : undefined;
}
