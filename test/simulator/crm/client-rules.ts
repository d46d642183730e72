import type { CrmClient } from '../world/things.ts';
import { referenceNotFound, unprocessable } from './answers.ts';
import { checkedBody, numberOf, objectsOf, type Rules, stringOf } from './body-rules.ts';
import { CONTACT_RULES, checkContact } from './contacts.ts';
import { COUNTRIES, COUNTRY_STATES } from './countries.ts';
import type { CrmOffice } from './crm-office.ts';

/** ClientWritable (uisp-crm.md §3); `registrationDate` was refused by a live server, `email` and `phone` belong to contacts. */
export const CLIENT_RULES: Rules = {
  userIdent: 'string',
  previousIsp: 'string',
  isLead: 'boolean',
  clientType: 'integer',
  companyName: 'string',
  companyRegistrationNumber: 'string',
  companyTaxId: 'string',
  companyWebsite: 'string',
  companyContactFirstName: 'string',
  companyContactLastName: 'string',
  firstName: 'string',
  lastName: 'string',
  street1: 'string',
  street2: 'string',
  city: 'string',
  countryId: 'integer',
  stateId: 'integer',
  zipCode: 'string',
  fullAddress: 'string',
  invoiceStreet1: 'string',
  invoiceStreet2: 'string',
  invoiceCity: 'string',
  invoiceStateId: 'integer',
  invoiceCountryId: 'integer',
  invoiceZipCode: 'string',
  invoiceAddressSameAsContact: 'boolean',
  note: 'string',
  sendInvoiceByPost: 'boolean',
  invoiceMaturityDays: 'integer',
  stopServiceDue: 'boolean',
  stopServiceDueDays: 'integer',
  organizationId: 'integer',
  tax1Id: 'integer',
  tax2Id: 'integer',
  tax3Id: 'integer',
  username: 'string',
  avatarColor: 'string',
  addressGpsLat: 'number',
  addressGpsLon: 'number',
  generateProformaInvoices: 'boolean',
  referral: 'string',
  contacts: 'array',
  attributes: 'array',
  password: 'string',
  addressData: 'object',
};

const LONGEST_USER_IDENT = 255;
const LONGEST_ZIP_CODE = 20;

/** A residential client needs both names, a company its own. */
export function nameFields(body: unknown): string[] {
  const isCompany = typeof body === 'object' && body !== null && 'clientType' in body && body.clientType === 2;
  return isCompany ? ['companyName'] : ['firstName', 'lastName'];
}

/** Unknown references are a 404, everything else that is wrong a 422; `self` is the client that is changed. */
export function checkClient(office: CrmOffice, body: Record<string, unknown>, self: number | undefined): void {
  const { crm } = office.world;
  const organizationId = numberOf(body, 'organizationId');
  if (typeof organizationId === 'number' && !crm.organizations.some(({ id }) => id === organizationId))
    referenceNotFound();
  for (const field of ['countryId', 'invoiceCountryId']) {
    const id = numberOf(body, field);
    if (typeof id === 'number' && !COUNTRIES.some((country) => country.id === id)) referenceNotFound();
  }
  for (const field of ['stateId', 'invoiceStateId']) {
    const id = numberOf(body, field);
    if (typeof id === 'number' && !COUNTRY_STATES.some((state) => state.id === id)) referenceNotFound();
  }
  const errors: Record<string, string[]> = {};
  const userIdent = stringOf(body, 'userIdent');
  const username = stringOf(body, 'username');
  const taken = (fits: (client: CrmClient) => boolean): boolean =>
    [...crm.clients.values()].some((client) => client.id !== self && fits(client));
  if (userIdent && userIdent.length > LONGEST_USER_IDENT) errors['userIdent'] = ['This value is too long.'];
  if (userIdent && taken((client) => client.userIdent === userIdent))
    errors['userIdent'] = ['This client ID already exists in our system.'];
  if (username && taken((client) => client.fields['username'] === username))
    errors['username'] = ['This username is already taken.'];
  if ((stringOf(body, 'zipCode')?.length ?? 0) > LONGEST_ZIP_CODE) errors['zipCode'] = ['This value is too long.'];
  const clientType = numberOf(body, 'clientType');
  if (typeof clientType === 'number' && clientType !== 1 && clientType !== 2)
    errors['clientType'] = ['The value you selected is not a valid choice.'];
  for (const field of clientType === 2 ? [] : ['firstName', 'lastName']) {
    if (body[field] === '' || body[field] === null) errors[field] = ['This value should not be blank.'];
  }
  if (Object.keys(errors).length > 0) unprocessable(errors);
  for (const contact of objectsOf(body, 'contacts') ?? [])
    checkContact(checkedBody(contact, CONTACT_RULES), 'contacts');
}
