import type { ApiRequest } from '../http/exchange.ts';
import { serviceStatus } from '../world/service-status.ts';
import type { CrmService } from '../world/things.ts';
import { unprocessable } from './answers.ts';
import type { CrmOffice } from './crm-office.ts';
import { listQuery, wholeQuery } from './lists.ts';

/** GET /clients/services with its filters; keys it does not know are ignored (uisp-crm.md §4, "GET filters"). */
export function filteredServices(office: CrmOffice, request: ApiRequest): CrmService[] {
  const clientId = wholeQuery(request, 'clientId');
  const organizationId = wholeQuery(request, 'organizationId');
  const statuses = listQuery(request, 'statuses');
  const key = request.query.get('customAttributeKey');
  const value = request.query.get('customAttributeValue');
  if ((key === null) !== (value === null))
    unprocessable({ customAttributeKey: ['Both customAttributeKey and customAttributeValue are required.'] });
  const definition = office.world.crm.customAttributes.find(
    (one) => one.key === key && one.attributeType === 'service',
  );
  return [...office.world.crm.services.values()].filter((service) => {
    const owner = office.world.crm.clients.get(service.clientId);
    return (
      (clientId === undefined || service.clientId === clientId) &&
      (organizationId === undefined || (owner?.fields['organizationId'] ?? 1) === organizationId) &&
      (statuses.length === 0 || statuses.includes(String(serviceStatus(office.world.today, service)))) &&
      (key === null ||
        service.attributes.some((one) => one.customAttributeId === definition?.id && one.value === value))
    );
  });
}
