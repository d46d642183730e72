import type { ApiRequest, Route } from '../http/exchange.ts';
import type { CrmClient } from '../world/things.ts';
import { emptyBody, objectNotFound, ok } from './answers.ts';
import { checkedBody } from './body-rules.ts';
import { CONTACT_RULES, checkContact, contactView, editContact } from './contacts.ts';
import type { CrmOffice } from './crm-office.ts';
import { idParam } from './lists.ts';

/** Single contacts by their own id (uisp-crm.md §3). */
export function contactRoutes(office: CrmOffice): Route[] {
  const holderOf = (request: ApiRequest): CrmClient => {
    const id = idParam(request);
    for (const client of office.world.crm.clients.values())
      if (client.contacts.some((contact) => contact.id === id)) return client;
    return objectNotFound();
  };
  const contactOf = (request: ApiRequest): { client: CrmClient; contact: CrmClient['contacts'][number] } => {
    const client = holderOf(request);
    return { client, contact: client.contacts.find((one) => one.id === idParam(request)) ?? objectNotFound() };
  };
  return [
    {
      method: 'GET',
      template: '/clients/contacts/{id}',
      handle: (request) => {
        const { client, contact } = contactOf(request);
        return ok(contactView(contact, client.id));
      },
    },
    {
      method: 'PATCH',
      template: '/clients/contacts/{id}',
      handle: (request) => {
        const { client, contact } = contactOf(request);
        office.living(client);
        editContact(office, contact, checkContact(checkedBody(request.body, CONTACT_RULES)));
        return office.changed(ok(contactView(contact, client.id)), 'client', client.id, 'edit');
      },
    },
    {
      method: 'DELETE',
      template: '/clients/contacts/{id}',
      handle: (request) => {
        const { client, contact } = contactOf(request);
        office.living(client).contacts = client.contacts.filter((one) => one.id !== contact.id);
        return office.changed(emptyBody(), 'client', client.id, 'edit');
      },
    },
  ];
}
