/** A client's contacts as the workflow steps see them (contracts/uisp-crm.md §3). */

export interface CrmContact {
  readonly id: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly isBilling: boolean;
}

/** A contact's body, whitelisted. null empties the field (contracts/uisp-crm.md §2: null passes the type check). */
export interface ContactFields {
  readonly name?: string;
  readonly email?: string | null;
  readonly phone?: string | null;
}

/** Contacts by their own ids: a PATCH of the client would append to them (contracts/uisp-crm.md §3). */
export interface CrmContactsApi {
  /** Sends isBilling false, isContact true. */
  add(clientId: number, contact: ContactFields, signal?: AbortSignal): Promise<CrmContact>;
  patch(contactId: number, contact: ContactFields, signal?: AbortSignal): Promise<CrmContact>;
  remove(contactId: number, signal?: AbortSignal): Promise<void>;
}
