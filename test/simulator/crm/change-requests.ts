import type { ApiRequest, Route } from '../http/exchange.ts';
import { firstOfMonth } from '../world/calendar.ts';
import { serviceStatus } from '../world/service-status.ts';
import type { CrmService, ServiceChangeRequest } from '../world/things.ts';
import { created, emptyBody, forbiddenNow, objectNotFound, ok, referenceNotFound, unprocessable } from './answers.ts';
import { checkedBody, numberOf } from './body-rules.ts';
import type { CrmOffice } from './crm-office.ts';
import { applyDeferredChanges } from './deferred-changes.ts';
import { idParam, sliced } from './lists.ts';
import { usablePeriod } from './service-rules.ts';

/** Plan changes at the next uninvoiced period: request, accept, and a new row with a new id (uisp-crm.md §4, "plan change" 2). */
export function changeRequestRoutes(office: CrmOffice): Route[] {
  const { crm } = office.world;
  const requestOf = (request: ApiRequest): ServiceChangeRequest =>
    crm.changeRequests.get(request.params['id'] ?? '') ?? objectNotFound();
  const living = ({ clientId }: CrmService): void => {
    office.living(crm.clients.get(clientId) ?? objectNotFound());
  };
  const view = (one: ServiceChangeRequest): Record<string, unknown> => ({
    id: one.id,
    createdDate: office.dates.showInstant(one.createdAt),
    serviceId: one.serviceId,
    targetServicePlanPeriodId: one.targetServicePlanPeriodId,
  });
  return [
    {
      method: 'GET',
      template: '/service-change-requests',
      handle: (request) => ok(sliced(request, [...crm.changeRequests.values()]).map(view)),
    },
    {
      method: 'POST',
      template: '/service-change-requests',
      handle: (request) => {
        const body = checkedBody(request.body, { serviceId: 'integer', targetServicePlanPeriodId: 'integer' }, [
          'serviceId',
          'targetServicePlanPeriodId',
        ]);
        const service = crm.services.get(numberOf(body, 'serviceId') ?? 0) ?? referenceNotFound();
        living(service);
        const made: ServiceChangeRequest = {
          id: office.world.random.uuid(),
          serviceId: service.id,
          targetServicePlanPeriodId: usablePeriod(office, numberOf(body, 'targetServicePlanPeriodId') ?? 0),
          createdAt: office.world.settings.now(),
        };
        crm.changeRequests.set(made.id, made);
        return office.changed(
          created(`/service-change-requests/${made.id}`, view(made)),
          'service',
          service.id,
          'edit',
        );
      },
    },
    {
      method: 'PATCH',
      template: '/service-change-requests/{id}/accept',
      handle: (request) => {
        const accepted = requestOf(request);
        const service = crm.services.get(accepted.serviceId) ?? objectNotFound();
        living(service);
        usablePeriod(office, accepted.targetServicePlanPeriodId);
        if (service.deferredServiceId !== null)
          forbiddenNow('Editing is not allowed until the deferred change is applied.');
        if (![0, 1, 3].includes(serviceStatus(office.world.today, service)))
          unprocessable(undefined, 'The service cannot be changed.');
        crm.changeRequests.delete(accepted.id);
        defer(office, service, accepted.targetServicePlanPeriodId);
        return office.changed(emptyBody(), 'service', service.id, 'edit');
      },
    },
    {
      method: 'PATCH',
      template: '/clients/services/{id}/cancel-deferred-change',
      handle: (request) => {
        applyDeferredChanges(office);
        const service = crm.services.get(idParam(request)) ?? objectNotFound();
        living(service);
        if (service.deferredServiceId === null) return unprocessable(undefined, 'Service has no deferred change.');
        crm.services.delete(service.deferredServiceId);
        service.deferredServiceId = null;
        return office.changed(emptyBody(), 'service', service.id, 'edit');
      },
    },
  ];
}

/** From the next uninvoiced period in the future on: never before invoicing begins at all. The individual price goes along. */
function defer(office: CrmOffice, service: CrmService, periodId: number): void {
  const nextMonth = firstOfMonth(office.world.today, 1);
  const firstPeriod = [nextMonth, service.invoicingStart].sort().at(-1) ?? nextMonth;
  const successor: CrmService = {
    ...structuredClone(service),
    id: office.world.crm.nextId('service'),
    servicePlanPeriodId: periodId,
    activeFrom: firstPeriod,
    unmsClientSiteId: null,
    replacesServiceId: service.id,
  };
  office.world.crm.services.set(successor.id, successor);
  office.deferredServices.set(successor.id, 0);
  service.deferredServiceId = successor.id;
}
