/**
 * The requests that this package makes to Innago (contracts/innago.md §3). Each can be overridden in the account node, because
 * Innago shows its API to key holders only: `createInvoice = POST /v1/invoices`.
 */
import type { Route } from '../../http/routes.ts';

/** By name, as the operator overrides them. */
export const innagoRoutes = {
  listProperties: { method: 'GET', path: '/v1/properties' },
  getProperty: { method: 'GET', path: '/v1/properties/{propertyUid}' },
  listUnits: { method: 'GET', path: '/v1/properties/{propertyUid}/units' },
  listLeases: { method: 'GET', path: '/v1/leases' },
  getLease: { method: 'GET', path: '/v1/leases/{leaseUid}' },
  listTickets: { method: 'GET', path: '/v2/maintenances' },
  /** Uncertain: the path is known, the answer's shape is not published. */
  getTicket: { method: 'GET', path: '/v2/maintenances/{maintenanceUid}' },
  setTicketStatus: { method: 'PATCH', path: '/v2/maintenances/{maintenanceUid}/status/{maintenanceStatus}' },
  /** Uncertain: the path is known (v1!), the body's shape is not published. */
  addComment: { method: 'POST', path: '/v1/maintenances/{maintenanceUid}/comments' },
  listInvoices: { method: 'GET', path: '/v1/invoices' },
  createInvoice: { method: 'POST', path: '/v1/invoices' },
} as const satisfies Record<string, Route>;

/** A key of {@link innagoRoutes}. */
export type InnagoRouteName = keyof typeof innagoRoutes;
/** {@link innagoRoutes} with the operator's overrides. */
export type InnagoRoutes = Readonly<Record<InnagoRouteName, Route>>;
