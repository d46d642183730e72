import type { CrmOffice } from '../crm/crm-office.ts';
import { type Answer, type Api, type ApiRequest, isWriteMethod, type Route } from '../http/exchange.ts';
import { nmsError } from './answers.ts';
import { deviceRoutes } from './devices.ts';
import { onuRoutes } from './onus.ts';
import { siteRoutes } from './sites.ts';
import { ucrmLinkRoutes } from './ucrm-link.ts';

/** API tokens: one for everything, one for reading (uisp-nms.md §2). */
export interface NmsTokens {
  readonly write: string;
  readonly read: string;
}

const VERSION = {
  version: '2.4.206',
  deployment: 'simulator',
  build: 'release.simulator',
  time: '2025-07-01T00:00:00+00:00',
};

/** UISP NMS under `/nms/api/v2.1` (uisp-nms.md). Everything that is not a route is a 404, other methods too. */
export function nmsApi(office: CrmOffice, tokens: NmsTokens): Api {
  const version: Route = { method: 'GET', template: '/nms/version', handle: () => ({ status: 200, json: VERSION }) };
  return {
    server: 'nms',
    base: '/nms/api/v2.1',
    routes: [version, ...siteRoutes(office), ...ucrmLinkRoutes(office), ...deviceRoutes(office), ...onuRoutes(office)],
    refuse: (request, route) => tokenRefusal(request, tokens, route),
    error: nmsError,
    wrongMethodStatus: 404,
  };
}

/** The version is told to everybody. */
function tokenRefusal(request: ApiRequest, tokens: NmsTokens, route: Route | undefined): Answer | undefined {
  if (route?.template === '/nms/version') return undefined;
  const token = request.headers['x-auth-token'];
  if (token !== tokens.write && token !== tokens.read) return nmsError(401, 'Unauthorized');
  if (token === tokens.read && route && isWriteMethod('nms', request.method)) return nmsError(403, 'Forbidden');
  return undefined;
}
