import type { Contact, CrmClient } from '../world/things.ts';
import { unprocessable } from './answers.ts';
import { booleanOf, checkedBody, objectsOf, type Rules, stringOf } from './body-rules.ts';
import type { CrmOffice } from './crm-office.ts';

export const CONTACT_RULES: Rules = {
  email: 'string',
  phone: 'string',
  name: 'string',
  isBilling: 'boolean',
  isContact: 'boolean',
  types: 'array',
};

/** Refuses a malformed address; `prefix` names the list it came in. */
export function checkContact(body: Record<string, unknown>, prefix?: string): Record<string, unknown> {
  const email = stringOf(body, 'email');
  if (email && !/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(email)) {
    unprocessable({ [prefix ?? 'email']: ['This value is not a valid email address.'] });
  }
  for (const type of objectsOf(body, 'types') ?? []) checkedBody(type, { name: 'string' }, ['name']);
  return body;
}

export function addContact(office: CrmOffice, client: CrmClient, body: Record<string, unknown>): Contact {
  const contact: Contact = {
    id: office.world.crm.nextId('contact'),
    email: null,
    phone: null,
    name: null,
    isBilling: false,
    isContact: false,
    types: [],
  };
  editContact(office, contact, body);
  client.contacts.push(contact);
  return contact;
}

/** Types are found by name and made when new (uisp-crm.md §3). */
export function editContact(office: CrmOffice, contact: Contact, body: Record<string, unknown>): void {
  const { crm } = office.world;
  contact.email = given(stringOf(body, 'email'), contact.email);
  contact.phone = given(stringOf(body, 'phone'), contact.phone);
  contact.name = given(stringOf(body, 'name'), contact.name);
  contact.isBilling = booleanOf(body, 'isBilling') ?? contact.isBilling;
  contact.isContact = booleanOf(body, 'isContact') ?? contact.isContact;
  const types = objectsOf(body, 'types');
  if (!types) return;
  contact.types = types.map((type) => {
    const name = stringOf(type, 'name') ?? '';
    const known = crm.contactTypes.find((one) => one.name === name) ?? { id: crm.nextId('contactType'), name };
    if (!crm.contactTypes.includes(known)) crm.contactTypes.push(known);
    return known;
  });
}

function given(sent: string | null | undefined, kept: string | null): string | null {
  return sent === undefined ? kept : sent;
}

export function contactView(contact: Contact, clientId: number): Record<string, unknown> {
  return { ...contact, clientId };
}
