/** The service whose plan is to be changed: is it the household's own, and running? And why UISP may have refused to change it. */
import type { Household } from '../../state/store-port.ts';
import { isSyncError, SyncError } from '../../sync-error.ts';
import type { CrmService } from '../ports.ts';
import { isMissing } from '../refused.ts';
import { isLive } from './live-service.ts';
import type { PlanAccess } from './plan-change-context.ts';
import { type MonthlyPlan, monthlyPlan } from './service-plan.ts';

/** Deferred (contracts/uisp-crm.md §4): waits to replace another service. */
export const deferred = 6;

/**
 * The service as it is now.
 * @throws SyncError SERVICE_GONE, SERVICE_ENDED, SERVICE_ELSEWHERE (trouble operator), and what the CRM throws
 */
export async function householdService(
  { crm, signal }: Pick<PlanAccess, 'crm' | 'signal'>,
  household: Household,
  serviceId: number,
): Promise<CrmService> {
  const { unitLabel } = household;
  const service = await crm.service(serviceId, signal).catch((error: unknown) => {
    throw isMissing(error) ? gone(unitLabel, serviceId) : error;
  });
  if (!isLive(service)) {
    throw new SyncError(`Unit ${unitLabel}: service ${serviceId} has ended.`, {
      code: 'SERVICE_ENDED',
      trouble: 'operator',
      hint: `In UISP, look at service ${serviceId}: a plan can only be changed while the service runs.`,
    });
  }
  checkOwner(household, service);
  return service;
}

/** @throws SyncError SERVICE_ELSEWHERE (trouble operator) */
export function checkOwner(
  { clientId, siteId, unitLabel }: Household,
  service: Pick<CrmService, 'id' | 'clientId' | 'unmsClientSiteId'>,
): void {
  const isOther = clientId !== null && service.clientId !== clientId;
  const isAway = siteId !== null && service.unmsClientSiteId !== null && service.unmsClientSiteId !== siteId;
  if (!isOther && !isAway) return;
  const where = isOther ? `belongs to client ${service.clientId}, not to the household's` : 'is bound to another site';
  throw new SyncError(`Unit ${unitLabel}: service ${service.id} ${where}.`, {
    code: 'SERVICE_ELSEWHERE',
    trouble: 'operator',
    hint: `In UISP, look at service ${service.id}: it must belong to the household's client and be bound to the site of unit ${unitLabel}.`,
  });
}

/**
 * UISP refused a change of plan: is it the plan, the client, the service, or a change that waits already?
 * @returns the error to throw
 */
export async function refusedChange(
  access: PlanAccess,
  { unit, service, target }: { readonly unit: string; readonly service: CrmService; readonly target: MonthlyPlan },
  refusal: unknown,
): Promise<unknown> {
  if (!isSyncError(refusal) || (refusal.status !== 422 && !isMissing(refusal))) return refusal;
  const { directory, store, signal } = access;
  try {
    await directory.servicePlans({ since: store.clock() }, signal);
    await monthlyPlan(access, target.plan.name);
    return isMissing(refusal) ? ((await lookedAt(access, unit, service)) ?? refusal) : refusal;
  } catch (found) {
    return isSyncError(found) && found.trouble === 'operator' ? found : refusal;
  }
}

/** Why UISP may have answered 404 to an edit of a service. @returns undefined: nothing was found */
export async function lookedAt(
  { crm, signal }: PlanAccess,
  unit: string,
  { id, clientId }: CrmService,
): Promise<SyncError | undefined> {
  const client = await crm.client(clientId, signal).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (client === undefined || client.isArchived) {
    return new SyncError(`Unit ${unit}: UISP client ${clientId} is ${client === undefined ? 'gone' : 'archived'}.`, {
      code: client === undefined ? 'CLIENT_MISSING' : 'CLIENT_ARCHIVED',
      trouble: 'operator',
      hint: client === undefined ? `Was client ${clientId} deleted in UISP?` : `In UISP, restore client ${clientId}.`,
    });
  }
  const service = await crm.service(id, signal).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (service === undefined) return gone(unit, id);
  const [waiting] = await crm.services({ clientId, statuses: [deferred] }, signal);
  if (waiting === undefined) return undefined;
  return new SyncError(
    `Unit ${unit}: a change of plan of service ${id} waits in UISP already (service ${waiting.id}).`,
    {
      code: 'PLAN_CHANGE_PENDING',
      trouble: 'operator',
      hint: `In UISP, cancel the deferred change of service ${id}, or wait until it is applied.`,
    },
  );
}

function gone(unit: string, serviceId: number): SyncError {
  return new SyncError(`Unit ${unit}: UISP has no service ${serviceId} any more.`, {
    code: 'SERVICE_GONE',
    trouble: 'operator',
    hint: `Was service ${serviceId} deleted in UISP? Give the household a service by hand, and ask for support of this package with this line.`,
  });
}
