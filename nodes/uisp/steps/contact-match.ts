/**
 * What a tenant's contact says in UISP, and which of a client's contacts is which tenant's when that is not noted. What matches nobody is
 * an operator's contact.
 */
import type { Tenant } from '../../village/lease.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import type { CrmContact } from '../contact-ports.ts';

/** Nothing but what of a contact follows its tenant. */
export interface ContactDetails {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
}

/** A tenant's, as it is to be. */
export function tenantContact({ firstName, lastName, email, phone }: Tenant): ContactDetails {
  return { name: [firstName, lastName].filter((part) => part !== '').join(' '), email, phone };
}

/** A contact's, as it is. UISP may answer an empty field with null or with "" (contracts/uisp-crm.md §3). */
export function contactSays({ name, email, phone }: CrmContact): ContactDetails {
  return { name: name ?? '', email: email === '' ? null : email, phone: phone === '' ? null : phone };
}

/** What is to be sent so that the contact says what it is to say. Empty: nothing. */
export function contactPatch(contact: CrmContact, wanted: ContactDetails): Partial<ContactDetails> {
  const { name, email, phone } = contactSays(contact);
  return {
    ...(name === wanted.name ? {} : { name: wanted.name }),
    ...(email === wanted.email ? {} : { email: wanted.email }),
    ...(phone === wanted.phone ? {} : { phone: wanted.phone }),
  };
}

/** Fingerprint of a tenant's contact. */
export function detailsFingerprint({ name, email, phone }: ContactDetails): string {
  return contentFingerprint({ name, email, phone });
}

type Fits = (tenant: Tenant, contact: CrmContact) => boolean;

/** What the tenant's contact said before, or was to say when an answer was lost: fingerprints of {@link detailsFingerprint} by tenant uid. */
export type EarlierDetails = Readonly<Record<string, string>>;

/** The contact that says what it said, or was to say, when the tenant was last followed. */
export function earlierContact(
  tenantUid: string,
  contacts: readonly CrmContact[],
  earlier: EarlierDetails,
): CrmContact | undefined {
  return contacts.find((contact) => detailsFingerprint(contactSays(contact)) === earlier[tenantUid]);
}

/**
 * Each contact once: what it said before, then the same in all, then the e-mail address, then the name.
 * @param contacts those that are not noted as anybody's
 * @param byPosition last of all the contact in the tenant's place: for the answer to a client's creation alone
 * @returns by tenant uid
 */
export function matchContacts(
  tenants: readonly Tenant[],
  contacts: readonly CrmContact[],
  { earlier = {}, byPosition = false }: { earlier?: EarlierDetails; byPosition?: boolean } = {},
): Map<string, CrmContact> {
  const rules: Fits[] = [
    (tenant, contact) => earlierContact(tenant.uid, [contact], earlier) !== undefined,
    (tenant, contact) => Object.keys(contactPatch(contact, tenantContact(tenant))).length === 0,
    (tenant, contact) => sameText(contactSays(contact).email, tenant.email),
    (tenant, contact) => sameText(contactSays(contact).name, tenantContact(tenant).name),
    ...(byPosition
      ? [(tenant: Tenant, contact: CrmContact) => tenants.indexOf(tenant) === contacts.indexOf(contact)]
      : []),
  ];
  const found = new Map<string, CrmContact>();
  const taken = new Set<CrmContact>();
  for (const fits of rules) {
    for (const tenant of tenants) {
      if (found.has(tenant.uid)) continue;
      const contact = contacts.find((candidate) => !taken.has(candidate) && fits(tenant, candidate));
      if (contact === undefined) continue;
      found.set(tenant.uid, contact);
      taken.add(contact);
    }
  }
  return found;
}

function sameText(one: string | null, other: string | null): boolean {
  const normal = (text: string | null) => (text ?? '').trim().toLowerCase();
  return normal(one) !== '' && normal(one) === normal(other);
}
