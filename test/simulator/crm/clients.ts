import type { ApiRequest, Route } from '../http/exchange.ts';
import type { CrmClient } from '../world/things.ts';
import { created, emptyBody, objectNotFound, ok, unprocessable } from './answers.ts';
import { mergeAttributes } from './attributes.ts';
import { checkedBody, objectsOf, stringOf } from './body-rules.ts';
import { filteredClients } from './client-filters.ts';
import { CLIENT_RULES, checkClient, nameFields } from './client-rules.ts';
import { clientView } from './client-view.ts';
import { contactRoutes } from './contact-routes.ts';
import { addContact, CONTACT_RULES, checkContact, contactView } from './contacts.ts';
import type { CrmOffice } from './crm-office.ts';
import { idParam, sliced } from './lists.ts';

/** Clients (uisp-crm.md §3). */
export function clientRoutes(office: CrmOffice): Route[] {
  const { crm } = office.world;
  const clientOf = (request: ApiRequest): CrmClient => crm.clients.get(idParam(request)) ?? objectNotFound();
  const living = (request: ApiRequest): CrmClient => office.living(clientOf(request));
  return [
    {
      method: 'GET',
      template: '/clients',
      handle: (request) =>
        ok(sliced(request, filteredClients(office, request)).map((client) => clientView(office, client))),
    },
    { method: 'GET', template: '/clients/{id}', handle: (request) => ok(clientView(office, clientOf(request))) },
    { method: 'POST', template: '/clients', handle: (request) => createClient(office, request) },
    {
      method: 'PATCH',
      template: '/clients/{id}',
      handle: (request) => patchClient(office, living(request), request.body),
    },
    {
      method: 'DELETE',
      template: '/clients/{id}',
      handle: (request) => {
        office.deleted('clients', clientOf(request).id);
        return emptyBody();
      },
    },
    {
      method: 'PATCH',
      template: '/clients/{id}/archive',
      handle: (request) => {
        const client = clientOf(request);
        if (client.isArchived) unprocessable(undefined, 'Client is already archived.');
        client.isArchived = true;
        return office.changed(emptyBody(), 'client', client.id, 'archive');
      },
    },
    {
      method: 'PATCH',
      template: '/clients/{id}/restore',
      handle: (request) => {
        const client = clientOf(request);
        if (!client.isArchived) unprocessable(undefined, 'Client is not archived.');
        client.isArchived = false;
        return office.changed(emptyBody(), 'client', client.id, 'edit');
      },
    },
    {
      method: 'PATCH',
      template: '/clients/{id}/send-invitation',
      handle: (request) => {
        const client = living(request);
        if (!client.contacts.some((contact) => contact.email)) unprocessable(undefined, 'Client has no contact email.');
        office.invitationsSent.push(client.id);
        return emptyBody();
      },
    },
    {
      method: 'GET',
      template: '/clients/{id}/contacts',
      handle: (request) => ok(clientOf(request).contacts.map((one) => contactView(one, idParam(request)))),
    },
    {
      method: 'POST',
      template: '/clients/{id}/contacts',
      handle: (request) => {
        const client = living(request);
        const contact = addContact(office, client, checkContact(checkedBody(request.body, CONTACT_RULES)));
        return office.changed(
          created(`/clients/contacts/${contact.id}`, contactView(contact, client.id)),
          'client',
          client.id,
          'edit',
        );
      },
    },
    ...contactRoutes(office),
  ];
}

function createClient(office: CrmOffice, request: ApiRequest): ReturnType<typeof created> {
  const body = checkedBody(request.body, CLIENT_RULES, nameFields(request.body));
  checkClient(office, body, undefined);
  const client: CrmClient = {
    id: office.world.crm.nextId('client'),
    userIdent: null,
    firstName: null,
    lastName: null,
    contacts: [],
    attributes: [],
    isArchived: false,
    registeredOn: office.world.today,
    fields: {},
  };
  apply(office, client, body);
  office.world.crm.clients.set(client.id, client);
  return office.changed(created(`/clients/${client.id}`, clientView(office, client)), 'client', client.id, 'insert');
}

function patchClient(office: CrmOffice, client: CrmClient, sent: unknown): ReturnType<typeof ok> {
  const body = checkedBody(sent, CLIENT_RULES);
  checkClient(office, body, client.id);
  apply(office, client, body);
  return office.changed(ok(clientView(office, client)), 'client', client.id, 'edit');
}

/** Contacts are added, not replaced; attributes are merged (uisp-crm.md §3, "PATCH"). */
function apply(office: CrmOffice, client: CrmClient, body: Record<string, unknown>): void {
  const {
    contacts: _contacts,
    attributes: _attributes,
    userIdent,
    firstName,
    lastName,
    password: _password,
    ...fields
  } = body;
  mergeAttributes(office, 'client', client.attributes, objectsOf(body, 'attributes') ?? []);
  if (userIdent !== undefined) client.userIdent = stringOf(body, 'userIdent') ?? null;
  if (firstName !== undefined) client.firstName = stringOf(body, 'firstName') ?? null;
  if (lastName !== undefined) client.lastName = stringOf(body, 'lastName') ?? null;
  Object.assign(client.fields, fields);
  for (const contact of objectsOf(body, 'contacts') ?? []) addContact(office, client, contact);
}
