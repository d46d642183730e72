import { siteStatus } from '../nms/site-status.ts';
import { serviceStatus } from '../world/service-status.ts';
import type { CrmService } from '../world/things.ts';
import { attributeViews } from './attributes.ts';
import { fullAddress } from './client-view.ts';
import type { CrmOffice } from './crm-office.ts';

const ABSENT_FIELDS = {
  note: null,
  street1: null,
  street2: null,
  city: null,
  countryId: null,
  stateId: null,
  zipCode: null,
  addressGpsLat: null,
  addressGpsLon: null,
  invoiceLabel: null,
  contractId: null,
  contractLengthType: 1,
  minimumContractLengthMonths: null,
  contractEndDate: null,
  discountType: 0,
  discountValue: null,
  discountInvoiceLabel: 'Discount',
  discountFrom: null,
  discountTo: null,
  tax1Id: null,
  tax2Id: null,
  tax3Id: null,
  invoicingPeriodType: 1,
  invoicingPeriodStartDay: 1,
  nextInvoicingDayAdjustment: 0,
  invoicingProratedSeparately: true,
  invoicingSeparately: false,
  useCreditAutomatically: true,
  fccBlockId: null,
  servicePlanGroupId: null,
  setupFeePrice: null,
  earlyTerminationFeePrice: null,
  downloadSpeedOverride: null,
  uploadSpeedOverride: null,
  trafficShapingOverrideEnd: null,
  trafficShapingOverrideEnabled: false,
};

const ADDRESS_FIELDS = ['street1', 'street2', 'city', 'countryId', 'stateId', 'zipCode'];

/** A service as every answer shows it (uisp-crm.md §4, the live-shaped response). */
export function serviceView(office: CrmOffice, service: CrmService): Record<string, unknown> {
  const found = office.planOfPeriod(service.servicePlanPeriodId);
  const planPrice = found?.period.price ?? 0;
  const price = service.price ?? planPrice;
  const owner = office.world.crm.clients.get(service.clientId);
  const address = ADDRESS_FIELDS.some((field) => service.fields[field] !== undefined)
    ? service.fields
    : Object.fromEntries(ADDRESS_FIELDS.map((field) => [field, owner?.fields[field] ?? null]));
  const siteId = service.siteHiddenForReads > 0 ? null : service.unmsClientSiteId;
  const request = [...office.world.crm.changeRequests.values()].find((one) => one.serviceId === service.id);
  return {
    ...ABSENT_FIELDS,
    ...address,
    ...service.fields,
    id: service.id,
    prepaid: false,
    clientId: service.clientId,
    status: serviceStatus(office.world.today, service),
    name: service.name,
    fullAddress: service.fields['fullAddress'] ?? fullAddress(address),
    servicePlanId: found?.plan.id ?? null,
    servicePlanPeriodId: service.servicePlanPeriodId,
    price,
    hasIndividualPrice: service.price !== null,
    totalPrice: price,
    currencyCode: 'USD',
    activeFrom: office.dates.show(service.activeFrom),
    activeTo: service.activeTo === null ? null : office.dates.show(service.activeTo),
    invoicingStart: office.dates.show(service.invoicingStart),
    sendEmailsAutomatically: service.sendEmailsAutomatically,
    servicePlanName: found?.plan.name ?? null,
    servicePlanPrice: planPrice,
    servicePlanPeriod: found?.period.period ?? null,
    servicePlanType: found?.plan.servicePlanType ?? null,
    downloadSpeed: office.world.variants.shownMbps ?? found?.plan.downloadSpeed ?? null,
    uploadSpeed: found?.plan.uploadSpeed ?? null,
    hasOutage: false,
    unmsClientSiteId: siteId,
    unmsClientSiteStatus: siteId === null ? null : siteStatus(office.world, siteId),
    lastInvoicedDate: null,
    attributes: attributeViews(office, service.attributes, { serviceId: service.id }),
    addressData: null,
    suspensionReasonId: service.suspensionReasonId,
    serviceChangeRequestId: request?.id ?? null,
    suspensionPeriods: [],
    surcharges: [],
  };
}
