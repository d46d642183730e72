import type { ApiRequest } from '../http/exchange.ts';
import type { CrmClient } from '../world/things.ts';
import { unprocessable } from './answers.ts';
import type { CrmOffice } from './crm-office.ts';
import { choiceQuery, flagQuery, wholeQuery } from './lists.ts';

const ORDERS = ['user.firstName', 'user.lastName', 'client.registrationDate', 'client.id'] as const;

/** GET /clients with its filters; keys it does not know are ignored (uisp-crm.md §3, "GET filters"). */
export function filteredClients(office: CrmOffice, request: ApiRequest): CrmClient[] {
  const { query } = request;
  const archived = flagQuery(request, 'isArchived') ?? false;
  const organizationId = wholeQuery(request, 'organizationId');
  const lead = flagQuery(request, 'lead');
  const text = (name: string): string | undefined => query.get(name)?.toLowerCase();
  const userIdent = query.get('userIdent');
  const [email, phone, username, anything] = [text('email'), text('phone'), text('username'), text('query')];
  if (anything !== undefined && anything.length < 2) unprocessable({ query: ['This value is too short.'] });
  const attribute = attributeFilter(office, request);
  const found = [...office.world.crm.clients.values()].filter(
    (client) =>
      client.isArchived === archived &&
      (organizationId === undefined || (client.fields['organizationId'] ?? 1) === organizationId) &&
      (userIdent === null || client.userIdent === userIdent) &&
      (lead === undefined || (client.fields['isLead'] === true) === lead) &&
      (email === undefined || client.contacts.some((contact) => contact.email?.toLowerCase() === email)) &&
      (phone === undefined || client.contacts.some((contact) => contact.phone?.toLowerCase() === phone)) &&
      (username === undefined || String(client.fields['username'] ?? '').toLowerCase() === username) &&
      (anything === undefined || searchText(client).includes(anything)) &&
      attribute(client),
  );
  return ordered(request, found);
}

function attributeFilter(office: CrmOffice, request: ApiRequest): (client: CrmClient) => boolean {
  const key = request.query.get('customAttributeKey');
  const value = request.query.get('customAttributeValue');
  if (key === null && value === null) return () => true;
  if (key === null || value === null)
    return unprocessable({ customAttributeKey: ['Both customAttributeKey and customAttributeValue are required.'] });
  const definition = office.world.crm.customAttributes.find((one) => one.key === key && one.attributeType === 'client');
  return (client) => client.attributes.some((one) => one.customAttributeId === definition?.id && one.value === value);
}

function searchText(client: CrmClient): string {
  const contacts = client.contacts.flatMap((contact) => [contact.name, contact.email, contact.phone]);
  return [client.firstName, client.lastName, client.userIdent, ...contacts].join(' ').toLowerCase();
}

/** Clients are kept in the order of their ids. */
function ordered(request: ApiRequest, clients: CrmClient[]): CrmClient[] {
  const order = choiceQuery(request, 'order', ORDERS) ?? 'client.id';
  const sign = (choiceQuery(request, 'direction', ['ASC', 'DESC']) ?? 'ASC') === 'ASC' ? 1 : -1;
  if (order === 'client.id') return sign === 1 ? clients : clients.toReversed();
  const key = (client: CrmClient): string => {
    if (order === 'user.firstName') return client.firstName ?? '';
    if (order === 'user.lastName') return client.lastName ?? '';
    return client.registeredOn;
  };
  return clients.toSorted(
    (one, other) => sign * (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : one.id - other.id),
  );
}
