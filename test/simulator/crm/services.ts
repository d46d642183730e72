import type { Answer, ApiRequest, Route } from '../http/exchange.ts';
import { addDays } from '../world/calendar.ts';
import { serviceStatus } from '../world/service-status.ts';
import type { CrmClient, CrmService } from '../world/things.ts';
import { created, emptyBody, forbiddenNow, objectNotFound, ok, referenceNotFound, unprocessable } from './answers.ts';
import { mergeAttributes } from './attributes.ts';
import { booleanOf, checkedBody, numberOf, objectsOf, stringOf } from './body-rules.ts';
import type { CrmOffice } from './crm-office.ts';
import { applyDeferredChanges } from './deferred-changes.ts';
import { idParam, sliced } from './lists.ts';
import { filteredServices } from './service-filters.ts';
import {
  bindSite,
  checkDays,
  checkService,
  dayField,
  NEW_SERVICE_RULES,
  SERVICE_CHANGE_RULES,
  usablePeriod,
} from './service-rules.ts';
import { serviceView } from './service-view.ts';

/** Services: created under a client, changed under `/clients/services` (uisp-crm.md §4). */
export function serviceRoutes(office: CrmOffice): Route[] {
  const { crm } = office.world;
  const serviceOf = (request: ApiRequest): CrmService => {
    applyDeferredChanges(office);
    return crm.services.get(idParam(request)) ?? objectNotFound();
  };
  const editable = (request: ApiRequest): CrmService => {
    const service = serviceOf(request);
    office.living(ownerOf(office, service));
    if (service.deferredServiceId !== null) {
      const words = 'Editing is not allowed until the deferred change is applied.';
      if (office.world.variants.deferredEdit422) unprocessable(undefined, words);
      forbiddenNow(words);
    }
    return service;
  };
  const changed = (service: CrmService, answer: Answer, changeType = 'edit'): Answer =>
    office.changed(answer, 'service', service.id, changeType);
  return [
    {
      method: 'GET',
      template: '/clients/services',
      handle: (request) => {
        applyDeferredChanges(office);
        return ok(sliced(request, filteredServices(office, request)).map((service) => readService(office, service)));
      },
    },
    {
      method: 'GET',
      template: '/clients/services/{id}',
      handle: (request) => ok(readService(office, serviceOf(request))),
    },
    {
      method: 'POST',
      template: '/clients/{id}/services',
      handle: (request) => {
        const service = createService(office, crm.clients.get(idParam(request)) ?? objectNotFound(), request.body);
        return changed(service, created(`/clients/services/${service.id}`, serviceView(office, service)), 'insert');
      },
    },
    {
      method: 'PATCH',
      template: '/clients/services/{id}',
      handle: (request) => {
        const service = editable(request);
        patchService(office, service, request.body);
        return changed(service, ok(serviceView(office, service)));
      },
    },
    {
      method: 'DELETE',
      template: '/clients/services/{id}',
      handle: (request) => {
        office.deleted('services', serviceOf(request).id);
        return emptyBody();
      },
    },
    {
      method: 'PATCH',
      template: '/clients/services/{id}/end',
      handle: (request) => {
        const service = editable(request);
        const status = serviceStatus(office.world.today, service);
        if (status === 2 || status === 5) unprocessable(undefined, 'Service is already ended.');
        if (status === 0 && office.world.variants.endOfPrepared422) unprocessable(undefined, 'Service is not active.');
        service.activeTo = addDays(office.world.today, -1);
        return changed(service, ok(serviceView(office, service)), 'end');
      },
    },
    {
      method: 'PATCH',
      template: '/clients/services/{id}/suspend',
      handle: (request) => {
        const service = editable(request);
        const body = checkedBody(request.body, { suspensionReasonId: 'integer' }, ['suspensionReasonId']);
        const reason = crm.suspensionReasons.find(({ id }) => id === body['suspensionReasonId']) ?? referenceNotFound();
        if (serviceStatus(office.world.today, service) !== 1)
          unprocessable(undefined, 'Only an active service can be suspended.');
        service.suspensionReasonId = reason.id;
        return changed(service, emptyBody(), 'suspend');
      },
    },
    {
      method: 'PATCH',
      template: '/clients/services/{id}/cancel-suspend',
      handle: (request) => {
        const service = editable(request);
        if (service.suspensionReasonId === null) unprocessable(undefined, 'Service is not suspended.');
        service.suspensionReasonId = null;
        return changed(service, emptyBody(), 'unsuspend');
      },
    },
    {
      method: 'PATCH',
      template: '/clients/services/{id}/unmsclientsite/bind',
      handle: (request) => {
        const service = editable(request);
        const body = checkedBody(request.body, { unmsClientSiteId: 'string' }, ['unmsClientSiteId']);
        bindSite(office, service, stringOf(body, 'unmsClientSiteId') ?? '');
        return changed(service, ok(serviceView(office, service)));
      },
    },
    {
      method: 'PATCH',
      template: '/clients/services/{id}/unmsclientsite/unbind',
      handle: (request) => {
        const service = editable(request);
        if (service.unmsClientSiteId === null && office.world.variants.unbindTwice422)
          unprocessable(undefined, 'Service is not connected to a site.');
        service.unmsClientSiteId = null;
        return changed(service, ok(serviceView(office, service)));
      },
    },
  ];
}

function ownerOf(office: CrmOffice, service: CrmService): CrmClient {
  return office.world.crm.clients.get(service.clientId) ?? objectNotFound();
}

/** Reading counts down until a late stray site, or a late plan, shows. */
function readService(office: CrmOffice, service: CrmService): Record<string, unknown> {
  if (service.siteHiddenForReads > 0) service.siteHiddenForReads -= 1;
  const { shownBefore } = service;
  if (shownBefore === null) return serviceView(office, service);
  shownBefore.reads -= 1;
  if (shownBefore.reads <= 0) service.shownBefore = null;
  return serviceView(office, { ...service, ...shownBefore });
}

function createService(office: CrmOffice, client: CrmClient, sent: unknown): CrmService {
  office.living(client);
  const body = checkedBody(sent, NEW_SERVICE_RULES);
  checkService(body);
  const periodId = numberOf(body, 'servicePlanPeriodId');
  if (typeof periodId !== 'number') return unprocessable({ servicePlanPeriodId: ['This value should not be blank.'] });
  const plan = office.planOfPeriod(usablePeriod(office, periodId))?.plan ?? referenceNotFound();
  const activeFrom = dayField(office, body, 'activeFrom') ?? office.world.today;
  const activeTo = dayField(office, body, 'activeTo') ?? null;
  const invoicingStart = dayField(office, body, 'invoicingStart') ?? activeFrom;
  checkDays(office, activeFrom, activeTo, invoicingStart);
  const attributes: CrmService['attributes'] = [];
  mergeAttributes(office, 'service', attributes, objectsOf(body, 'attributes') ?? []);
  const siteId = stringOf(body, 'unmsClientSiteId');
  const boundSite = siteId ? bindSite(office, undefined, siteId) : null;
  const isStray = boundSite === null && plan.servicePlanType === 'Internet';
  const service: CrmService = {
    id: office.world.crm.nextId('service'),
    clientId: client.id,
    servicePlanPeriodId: periodId,
    name: stringOf(body, 'name') ?? plan.name,
    price: numberOf(body, 'price') ?? null,
    activeFrom,
    activeTo,
    invoicingStart: office.world.variants.invoicingStartIgnored ? activeFrom : invoicingStart,
    sendEmailsAutomatically: booleanOf(body, 'sendEmailsAutomatically') ?? null,
    unmsClientSiteId: isStray ? growStraySite(office, client) : boundSite,
    isQuoted: booleanOf(body, 'isQuoted') ?? false,
    suspensionReasonId: null,
    deferredServiceId: null,
    replacesServiceId: null,
    isObsolete: false,
    shownBefore: null,
    siteHiddenForReads: isStray ? (office.world.variants.straySiteAfterReads ?? 0) : 0,
    attributes,
    fields: otherFields(body),
  };
  office.world.crm.services.set(service.id, service);
  client.fields['isLead'] = false;
  return service;
}

/** UISP makes a site of its own for an Internet service that names none (uisp-crm.md §6, "Auto-creation"). */
function growStraySite(office: CrmOffice, client: CrmClient): string {
  return office.world.addSite({
    name: `${client.firstName ?? ''} ${client.lastName ?? ''}`.trim(),
    type: 'endpoint',
    stray: true,
  }).id;
}

const OWN_FIELDS = [
  'servicePlanPeriodId',
  'name',
  'price',
  'activeFrom',
  'activeTo',
  'invoicingStart',
  'sendEmailsAutomatically',
  'unmsClientSiteId',
  'isQuoted',
  'attributes',
  'addressData',
];

function otherFields(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([field]) => !OWN_FIELDS.includes(field)));
}

/** An individual price sticks when the plan changes; null goes back to the plan's (uisp-crm.md §4, "plan change" 1). */
function patchService(office: CrmOffice, service: CrmService, sent: unknown): void {
  const body = checkedBody(sent, SERVICE_CHANGE_RULES);
  checkService(body);
  const periodId = numberOf(body, 'servicePlanPeriodId');
  if (typeof periodId === 'number') usablePeriod(office, periodId);
  const activeTo = dayField(office, body, 'activeTo');
  if (activeTo !== undefined) checkDays(office, service.activeFrom, activeTo, undefined);
  mergeAttributes(office, 'service', service.attributes, objectsOf(body, 'attributes') ?? []);
  const { servicePlanPeriodId, price } = service;
  const { planLagReads: reads = 0 } = office.world.variants;
  if (typeof periodId === 'number' && reads > 0) service.shownBefore = { servicePlanPeriodId, price, reads };
  if (typeof periodId === 'number') service.servicePlanPeriodId = periodId;
  if (activeTo !== undefined) service.activeTo = activeTo;
  service.name = stringOf(body, 'name') ?? service.name;
  if (body['price'] !== undefined) service.price = numberOf(body, 'price') ?? null;
  if (body['sendEmailsAutomatically'] !== undefined)
    service.sendEmailsAutomatically = booleanOf(body, 'sendEmailsAutomatically') ?? null;
  Object.assign(service.fields, otherFields(body));
}
