/**
 * Clients and their contacts in the CRM (contracts/uisp-crm.md §3). There is no e-mail or phone on a client itself: both live in
 * its contacts, and a PATCH of the client appends contacts instead of replacing them, so they are edited one by one.
 */

import type { ContactFields, CrmContact, CrmContactsApi } from '../contact-ports.ts';
import type { ClientFilter, ClientPatch, CrmClient, NewClient } from '../ports.ts';
import type { CrmRoutes } from '../routes.ts';
import type { CrmRequests } from './crm-request.ts';
import { clientSchema, contactSchema } from './crm-schemas.ts';
import { only } from './only.ts';

const contactFields = ['name', 'email', 'phone'] as const;
const addressFields = ['userIdent', 'firstName', 'lastName', 'street1', 'street2', 'city', 'zipCode'] as const;

/** The CRM’s routes for clients. */
export class CrmClients {
  readonly #requests: CrmRequests;
  readonly #routes: CrmRoutes;
  readonly #organizationId: number | undefined;

  constructor(requests: CrmRequests, routes: CrmRoutes, organizationId?: number) {
    this.#requests = requests;
    this.#routes = routes;
    this.#organizationId = organizationId;
  }

  list({ userIdent, email, archived }: ClientFilter = {}, signal?: AbortSignal): Promise<CrmClient[]> {
    const query = { userIdent, email, isArchived: archived ? 1 : 0, order: 'client.id', direction: 'ASC' };
    return this.#requests.readAll({ route: this.#routes.clients, query, signal }, clientSchema);
  }

  get(id: number, signal?: AbortSignal): Promise<CrmClient> {
    return this.#requests.read({ route: this.#routes.client, params: { id }, signal }, clientSchema);
  }

  /** A residential client whom the server never suspends, and whose contacts get no invoices (design §4, "Lease started"). */
  create(client: NewClient, signal?: AbortSignal): Promise<CrmClient> {
    const body = {
      clientType: 1,
      isLead: false,
      stopServiceDue: false,
      ...(this.#organizationId === undefined ? {} : { organizationId: this.#organizationId }),
      ...only(client, addressFields),
      contacts: client.contacts.map(newContact),
    };
    return this.#requests.create({ route: this.#routes.createClient, body, signal }, clientSchema);
  }

  patch(id: number, patch: ClientPatch, signal?: AbortSignal): Promise<CrmClient> {
    const body = only(patch, [...addressFields, 'stopServiceDue']);
    return this.#requests.change({ route: this.#routes.patchClient, params: { id }, body, signal }, clientSchema);
  }

  /** Of an archived one. */
  async restore(id: number, signal?: AbortSignal): Promise<void> {
    await this.#requests.act({ route: this.#routes.restoreClient, params: { id }, signal });
  }
}

/** The contacts of a client, each with an id of its own. */
export class CrmContacts implements CrmContactsApi {
  readonly #requests: CrmRequests;
  readonly #routes: CrmRoutes;

  constructor(requests: CrmRequests, routes: CrmRoutes) {
    this.#requests = requests;
    this.#routes = routes;
  }

  /** All contacts of a client; the API knows no paging here. */
  list(clientId: number, signal?: AbortSignal): Promise<CrmContact[]> {
    const call = { route: this.#routes.contacts, params: { id: clientId }, signal };
    return this.#requests.readList(call, contactSchema);
  }

  add(clientId: number, contact: ContactFields, signal?: AbortSignal): Promise<CrmContact> {
    const call = { route: this.#routes.addContact, params: { id: clientId }, body: newContact(contact), signal };
    return this.#requests.create(call, contactSchema);
  }

  patch(contactId: number, contact: ContactFields, signal?: AbortSignal): Promise<CrmContact> {
    const call = {
      route: this.#routes.patchContact,
      params: { id: contactId },
      body: only(contact, contactFields),
      signal,
    };
    return this.#requests.change(call, contactSchema);
  }

  async remove(contactId: number, signal?: AbortSignal): Promise<void> {
    await this.#requests.act({ route: this.#routes.deleteContact, params: { id: contactId }, signal });
  }
}

function newContact(contact: ContactFields): Record<string, unknown> {
  return { ...only(contact, contactFields), isBilling: false, isContact: true };
}
