import { isLive } from '../world/service-status.ts';
import type { CrmService } from '../world/things.ts';
import { badRequest, referenceNotFound, unprocessable } from './answers.ts';
import { numberOf, type Rules, stringOf } from './body-rules.ts';
import type { CrmOffice } from './crm-office.ts';

const SHARED: Rules = {
  servicePlanId: 'integer',
  servicePlanPeriodId: 'integer',
  name: 'string',
  price: 'number',
  invoiceLabel: 'string',
  activeTo: 'date',
  nextInvoicingDayAdjustment: 'integer',
  invoicingSeparately: 'boolean',
  sendEmailsAutomatically: 'boolean',
  useCreditAutomatically: 'boolean',
  contractId: 'string',
  contractLengthType: 'integer',
  minimumContractLengthMonths: 'integer',
  contractEndDate: 'date',
  fullAddress: 'string',
  street1: 'string',
  street2: 'string',
  city: 'string',
  countryId: 'integer',
  stateId: 'integer',
  zipCode: 'string',
  addressGpsLat: 'number',
  addressGpsLon: 'number',
  note: 'string',
  fccBlockId: 'string',
  attributes: 'array',
  discountType: 'integer',
  discountValue: 'number',
  discountInvoiceLabel: 'string',
  discountFrom: 'date',
  discountTo: 'date',
  servicePlanGroupId: 'string',
};

/** What POST takes (uisp-crm.md §4, "Create"). */
export const NEW_SERVICE_RULES: Rules = {
  ...SHARED,
  prepaid: 'boolean',
  activeFrom: 'date',
  invoicingStart: 'date',
  invoicingPeriodType: 'integer',
  invoicingPeriodStartDay: 'integer',
  invoicingProratedSeparately: 'boolean',
  tax1Id: 'integer',
  tax2Id: 'integer',
  tax3Id: 'integer',
  isQuoted: 'boolean',
  unmsClientSiteId: 'string',
  addressData: 'object',
};

/** What PATCH takes: fewer fields (uisp-crm.md §4, `ServiceUpdate`). */
export const SERVICE_CHANGE_RULES: Rules = {
  ...SHARED,
  invoicingPeriodType: 'integer',
  setupFeePrice: 'number',
  earlyTerminationFeePrice: 'number',
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LONGEST_NAME = 100;

/** The rules that both methods share, beyond types. */
export function checkService(body: Record<string, unknown>): void {
  const errors: Record<string, string[]> = {};
  if (body['servicePlanId'] !== undefined)
    errors['servicePlanId'] = ['Field servicePlanId is not allowed for recurring services.'];
  if (body['servicePlanPeriodId'] === null) errors['servicePlanPeriodId'] = ['This value is not valid.'];
  if ((stringOf(body, 'name')?.length ?? 0) > LONGEST_NAME) errors['name'] = ['This value is too long.'];
  const price = numberOf(body, 'price');
  if (typeof price === 'number' && price < 0) errors['price'] = ['This value should be 0 or more.'];
  for (const field of ['invoicingPeriodType', 'contractLengthType']) {
    const value = numberOf(body, field);
    if (typeof value === 'number' && value !== 1 && value !== 2)
      errors[field] = ['The value you selected is not a valid choice.'];
  }
  const startDay = numberOf(body, 'invoicingPeriodStartDay');
  if (typeof startDay === 'number' && startDay !== 31 && (startDay < 1 || startDay > 28)) {
    errors['invoicingPeriodStartDay'] = ['The value you selected is not a valid choice.'];
  }
  if (Object.keys(errors).length > 0) unprocessable(errors);
}

/** The id of a period that exists, is enabled and belongs to a plan that is not archived. */
export function usablePeriod(office: CrmOffice, periodId: number): number {
  const found = office.planOfPeriod(periodId) ?? referenceNotFound();
  if (!found.period.enabled || found.plan.archived)
    unprocessable({ servicePlanPeriodId: ['This value is not valid.'] });
  return periodId;
}

/**
 * Binds a service to a subscriber site. A malformed id is a 422, an unknown one a 404; a site has at most one live service; an
 * ended service loses the site silently (or must be unbound first: variant `rebindNeedsUnbind`).
 */
export function bindSite(office: CrmOffice, service: CrmService | undefined, siteId: string): string {
  if (!UUID.test(siteId)) unprocessable({ unmsClientSiteId: ['This is not a valid UUID.'] });
  const site = office.world.sites.get(siteId.toLowerCase()) ?? referenceNotFound();
  if (site.type !== 'endpoint')
    unprocessable({ unmsClientSiteId: ['Only a client site can be connected to a service.'] });
  for (const other of office.world.crm.services.values()) {
    if (other.unmsClientSiteId !== site.id || other === service) continue;
    if (isLive(office.world.today, other) || office.world.variants.rebindNeedsUnbind) {
      unprocessable({ unmsClientSiteId: ['This site is already connected to another service.'] });
    }
    other.unmsClientSiteId = null;
  }
  if (service) service.unmsClientSiteId = site.id;
  return site.id;
}

/** A date field as a day of the server's zone; null and absent stay so. */
export function dayField(office: CrmOffice, body: Record<string, unknown>, field: string): string | null | undefined {
  const text = stringOf(body, field);
  return typeof text === 'string' ? office.dates.dayOf(text) : text;
}

/** Days that do not fit together. */
export function checkDays(
  office: CrmOffice,
  activeFrom: string,
  activeTo: string | null,
  invoicingStart: string | undefined,
): void {
  const { activeToBeforeStart422, invoicingStartUntil } = office.world.variants;
  if (activeToBeforeStart422 && activeTo !== null && activeTo < activeFrom) {
    unprocessable({ activeTo: ['This value should not be before the start of the service.'] });
  }
  if (invoicingStartUntil !== undefined && invoicingStart !== undefined && invoicingStart > invoicingStartUntil) {
    unprocessable({ invoicingStart: ['This value is not valid.'] });
  }
  if (activeFrom.length !== 10) badRequest();
}
