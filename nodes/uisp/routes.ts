/**
 * The routes of UISP that this package uses, as Ubiquiti publishes them (contracts/uisp-crm.md §1, contracts/uisp-nms.md §0), below
 * `/crm/api/v1.0` and `/nms/api/v2.1`. Each can be overridden in the config node by its name.
 */
import { parseRouteOverrides, type Route } from '../http/routes.ts';

/** Below `/crm/api/v1.0`. */
export const crmRoutes = {
  crmVersion: { method: 'GET', path: '/version' },
  options: { method: 'GET', path: '/options' },
  organizations: { method: 'GET', path: '/organizations' },
  clients: { method: 'GET', path: '/clients' },
  client: { method: 'GET', path: '/clients/{id}' },
  createClient: { method: 'POST', path: '/clients' },
  patchClient: { method: 'PATCH', path: '/clients/{id}' },
  restoreClient: { method: 'PATCH', path: '/clients/{id}/restore' },
  contacts: { method: 'GET', path: '/clients/{id}/contacts' },
  addContact: { method: 'POST', path: '/clients/{id}/contacts' },
  patchContact: { method: 'PATCH', path: '/clients/contacts/{id}' },
  deleteContact: { method: 'DELETE', path: '/clients/contacts/{id}' },
  services: { method: 'GET', path: '/clients/services' },
  service: { method: 'GET', path: '/clients/services/{id}' },
  createService: { method: 'POST', path: '/clients/{id}/services' },
  patchService: { method: 'PATCH', path: '/clients/services/{id}' },
  endService: { method: 'PATCH', path: '/clients/services/{id}/end' },
  bindSite: { method: 'PATCH', path: '/clients/services/{id}/unmsclientsite/bind' },
  unbindSite: { method: 'PATCH', path: '/clients/services/{id}/unmsclientsite/unbind' },
  requestServiceChange: { method: 'POST', path: '/service-change-requests' },
  serviceChangeRequests: { method: 'GET', path: '/service-change-requests' },
  acceptServiceChange: { method: 'PATCH', path: '/service-change-requests/{id}/accept' },
  cancelServiceChange: { method: 'PATCH', path: '/clients/services/{id}/cancel-deferred-change' },
  servicePlans: { method: 'GET', path: '/service-plans' },
  createServicePlan: { method: 'POST', path: '/service-plans' },
  patchServicePlan: { method: 'PATCH', path: '/service-plans/{id}' },
  tickets: { method: 'GET', path: '/ticketing/tickets' },
  ticket: { method: 'GET', path: '/ticketing/tickets/{id}' },
  createTicket: { method: 'POST', path: '/ticketing/tickets' },
  patchTicket: { method: 'PATCH', path: '/ticketing/tickets/{id}' },
  ticketComments: { method: 'GET', path: '/ticketing/tickets/comments' },
  createTicketComment: { method: 'POST', path: '/ticketing/tickets/comments' },
} as const satisfies Record<string, Route>;

/** Below `/nms/api/v2.1`. */
export const nmsRoutes = {
  nmsVersion: { method: 'GET', path: '/nms/version' },
  sites: { method: 'GET', path: '/sites' },
  site: { method: 'GET', path: '/sites/{id}' },
  createSite: { method: 'POST', path: '/sites' },
  devices: { method: 'GET', path: '/devices' },
  onu: { method: 'GET', path: '/devices/onus/{id}' },
  assignToSite: { method: 'POST', path: '/devices/authorize' },
  unassign: { method: 'POST', path: '/devices/{id}/unassign' },
  renameOnu: { method: 'PUT', path: '/devices/onus/{id}/system' },
  aliasSettings: { method: 'GET', path: '/devices/{id}/system/unms' },
  setAlias: { method: 'PUT', path: '/devices/{id}/system/unms' },
} as const satisfies Record<string, Route>;

/** {@link crmRoutes} with the operator's overrides. */
export type CrmRoutes = Readonly<Record<keyof typeof crmRoutes, Route>>;
/** {@link nmsRoutes} with the operator's overrides. */
export type NmsRoutes = Readonly<Record<keyof typeof nmsRoutes, Route>>;

/**
 * Both tables with the operator's overrides, e.g. `renameOnu = PUT /devices/onus/{id}/system`.
 * @throws SyncError ROUTE_INVALID (trouble operator)
 */
export function uispRoutes(overrides: string | undefined): CrmRoutes & NmsRoutes {
  return parseRouteOverrides(overrides, { ...crmRoutes, ...nmsRoutes } satisfies CrmRoutes & NmsRoutes);
}
