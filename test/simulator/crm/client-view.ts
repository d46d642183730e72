import { serviceStatus } from '../world/service-status.ts';
import type { CrmClient } from '../world/things.ts';
import { attributeViews } from './attributes.ts';
import { contactView } from './contacts.ts';
import { COUNTRIES, COUNTRY_STATES } from './countries.ts';
import type { CrmOffice } from './crm-office.ts';

const ABSENT_FIELDS = {
  previousIsp: null,
  companyName: null,
  companyRegistrationNumber: null,
  companyTaxId: null,
  companyWebsite: null,
  companyContactFirstName: null,
  companyContactLastName: null,
  street1: null,
  street2: null,
  city: null,
  countryId: null,
  stateId: null,
  zipCode: null,
  fullAddress: null,
  invoiceStreet1: null,
  invoiceStreet2: null,
  invoiceCity: null,
  invoiceStateId: null,
  invoiceCountryId: null,
  invoiceZipCode: null,
  invoiceAddressSameAsContact: true,
  note: null,
  sendInvoiceByPost: null,
  invoiceMaturityDays: null,
  stopServiceDue: null,
  stopServiceDueDays: null,
  tax1Id: null,
  tax2Id: null,
  tax3Id: null,
  username: null,
  avatarColor: '#2196F3',
  addressGpsLat: null,
  addressGpsLon: null,
  generateProformaInvoices: null,
  referral: null,
};

/** A client as every answer shows it; what is absent comes back as null (uisp-crm.md §3). */
export function clientView(office: CrmOffice, client: CrmClient): Record<string, unknown> {
  const { fields } = client;
  const statuses = office.servicesOf(client.id).map((service) => serviceStatus(office.world.today, service));
  const organization = office.world.crm.organizations.find(({ id }) => id === (fields['organizationId'] ?? 1));
  const { addressData: _addressData, ...shown } = fields;
  return {
    ...ABSENT_FIELDS,
    id: client.id,
    userIdent: client.userIdent,
    isLead: false,
    clientType: 1,
    firstName: client.firstName,
    lastName: client.lastName,
    organizationId: organization?.id ?? null,
    organizationName: organization?.name ?? null,
    ...shown,
    fullAddress: fields['fullAddress'] ?? fullAddress(fields),
    registrationDate: office.dates.show(client.registeredOn),
    isActive: statuses.includes(1),
    contacts: client.contacts.map((contact) => contactView(contact, client.id)),
    attributes: attributeViews(office, client.attributes, { clientId: client.id }),
    accountBalance: 0,
    accountCredit: 0,
    accountOutstanding: 0,
    currencyCode: 'USD',
    bankAccounts: [],
    tags: [],
    invitationEmailSentDate: null,
    isArchived: client.isArchived,
    usesProforma: false,
    hasOverdueInvoice: false,
    hasOutage: false,
    hasSuspendedService: statuses.includes(3),
    hasServiceWithoutDevices: false,
    leadConvertedAt: null,
    hasPaymentSubscription: false,
    hasAutopayCreditCard: false,
  };
}

/** One line made of the address fields, or null. */
export function fullAddress(fields: Record<string, unknown>): string | null {
  const state = COUNTRY_STATES.find(({ id }) => id === fields['stateId'])?.code;
  const country = COUNTRIES.find(({ id }) => id === fields['countryId'])?.name;
  const parts = [fields['street1'], fields['street2'], fields['city'], state, country].filter(
    (part) => typeof part === 'string' && part !== '',
  );
  return parts.length > 0 ? parts.join(', ') : null;
}
