import { type Answer, type Api, type ApiRequest, isWriteMethod } from '../http/exchange.ts';
import { crmError } from './answers.ts';
import { changeRequestRoutes } from './change-requests.ts';
import { clientRoutes } from './clients.ts';
import type { CrmOffice } from './crm-office.ts';
import { servicePlanRoutes } from './service-plans.ts';
import { serviceRoutes } from './services.ts';
import { settingRoutes } from './settings.ts';
import { ticketRoutes } from './tickets.ts';

/** App keys: one for everything, one for reading (uisp-crm.md §2). They hold `/`, `+` and `=` as real ones do. */
export interface CrmKeys {
  readonly write: string;
  readonly read: string;
}

/** UISP CRM under `/crm/api/v1.0` (uisp-crm.md). */
export function crmApi(office: CrmOffice, keys: CrmKeys): Api {
  return {
    server: 'crm',
    base: '/crm/api/v1.0',
    routes: [
      ...clientRoutes(office),
      ...serviceRoutes(office),
      ...changeRequestRoutes(office),
      ...servicePlanRoutes(office),
      ...ticketRoutes(office),
      ...settingRoutes(office),
    ],
    refuse: (request, route) => keyRefusal(request, keys, route !== undefined),
    error: crmError,
    wrongMethodStatus: 405,
  };
}

function keyRefusal(request: ApiRequest, keys: CrmKeys, routeExists: boolean): Answer | undefined {
  const key = request.headers['x-auth-app-key'];
  if (key !== keys.write && key !== keys.read) return crmError(401, 'User authentication failed.');
  if (key === keys.read && routeExists && isWriteMethod('crm', request.method)) return crmError(403, 'Forbidden');
  return undefined;
}
