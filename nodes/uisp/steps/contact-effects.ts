/** One tenant's contact added, edited or removed, each an effect of its own. */
import * as v from 'valibot';
import type { EffectRequest } from '../../state/effect.ts';
import type { Household } from '../../state/store-port.ts';
import type { Tenant } from '../../village/lease.ts';
import { contentFingerprint } from '../../village/lease-fingerprint.ts';
import type { CrmContact } from '../contact-ports.ts';
import type { CrmClient } from '../ports.ts';
import { isMissing } from '../refused.ts';
import { applyUnlessThere } from './apply.ts';
import type { FollowOutcome } from './client-bearer.ts';
import { contactPatch, contactSays, tenantContact } from './contact-match.ts';
import { reasonOf, type StepContext } from './context.ts';

const contactResult = v.object({ contactId: v.nullable(v.number()) });
type ContactResult = v.InferOutput<typeof contactResult>;

/** Whose contact, on which client, as the client is now. */
export interface ContactPlace {
  readonly context: StepContext;
  readonly household: Household;
  readonly client: CrmClient;
}

/** Of a tenant who has left the lease. That it is gone already is fine. @param notedId of the contact as it was noted, there or not */
export function removeContact(
  place: ContactPlace,
  tenantUid: string,
  contact: CrmContact | undefined,
  notedId: number | undefined,
): Promise<FollowOutcome> {
  const { crm, signal } = place.context;
  const contactId = contact?.id ?? notedId ?? null;
  const isGone = async () => (contact === undefined ? { contactId } : undefined);
  return applyContact(place, tenantUid, {
    fingerprint: `gone ${contactId}`,
    before: contact === undefined ? null : { ...contactSays(contact) },
    after: null,
    there: isGone,
    look: isGone,
    write: async () => {
      if (contact !== undefined) {
        await crm.contacts.remove(contact.id, signal).catch((error: unknown) => {
          if (!isMissing(error)) throw error;
        });
      }
      return { contactId };
    },
  });
}

export function editContact(place: ContactPlace, tenant: Tenant, contact: CrmContact): Promise<FollowOutcome> {
  const { crm, signal } = place.context;
  const { id: contactId } = contact;
  const wanted = tenantContact(tenant);
  const patch = contactPatch(contact, wanted);
  const asIs = async () => (Object.keys(patch).length === 0 ? { contactId } : undefined);
  return applyContact(place, tenant.uid, {
    fingerprint: contentFingerprint({ contactId, ...wanted }),
    before: { ...contactSays(contact) },
    after: { ...wanted },
    there: asIs,
    look: asIs,
    write: async () => {
      await crm.contacts.patch(contactId, patch, signal);
      return { contactId };
    },
  });
}

/** That no contact of the client is the tenant's has been looked at already, after whatever was tried before: {@link matchContacts}. */
export function addContact(place: ContactPlace, tenant: Tenant): Promise<FollowOutcome> {
  const { crm, signal, store } = place.context;
  const { household, client } = place;
  const { name, email, phone } = tenantContact(tenant);
  const insteadOf = store.contacts.of(household.id).get(tenant.uid);
  const none = async () => undefined;
  return applyContact(place, tenant.uid, {
    fingerprint: contentFingerprint({ clientId: client.id, insteadOf, name, email, phone }),
    before: null,
    after: { name, email, phone },
    there: none,
    look: none,
    write: async () => {
      const fields = { name, ...(email === null ? {} : { email }), ...(phone === null ? {} : { phone }) };
      return { contactId: (await crm.contacts.add(client.id, fields, signal)).id };
    },
  });
}

type ContactEffect = Pick<EffectRequest<ContactResult>, 'fingerprint' | 'before' | 'after' | 'write'> & {
  readonly there: () => Promise<ContactResult | undefined>;
  readonly look: () => Promise<ContactResult | undefined>;
};

/** Through the ledger, and noted whose contact it is then. */
async function applyContact(
  { context, household }: ContactPlace,
  tenantUid: string,
  effect: ContactEffect,
): Promise<FollowOutcome> {
  const { store, claim } = context;
  const applied = await applyUnlessThere(store, claim, {
    ...effect,
    key: `uisp-contact/household:${household.id}/tenant:${tenantUid}`,
    kind: 'uisp-contact',
    reason: reasonOf(context),
    result: contactResult,
  });
  if (applied.outcome === 'planned') return 'planned';
  const { contactId } = applied.outcome === 'found' ? applied.found : applied.result;
  const isLeft = effect.after === null;
  if (store.mode === 'live')
    await store.contacts.note(claim, household.id, new Map([[tenantUid, isLeft ? null : contactId]]));
  return applied.outcome === 'done' ? 'done' : 'same';
}
