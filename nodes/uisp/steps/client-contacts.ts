/**
 * The contacts of a client follow the tenants of the lease (design §4, "Lease changed"): one by one, because a PATCH of the client appends
 * contacts instead of replacing them.
 */
import type { CrmContact } from '../contact-ports.ts';
import type { CrmClient } from '../ports.ts';
import type { FollowOutcome } from './client-bearer.ts';
import { earlierDetails, type Followed } from './client-followed.ts';
import { tenantsInOrder } from './client-match.ts';
import { addContact, type ContactPlace, editContact, removeContact } from './contact-effects.ts';
import { earlierContact, matchContacts } from './contact-match.ts';

/** @throws SyncError CLAIM_LOST; and what the CRM throws */
export async function followContacts(
  place: ContactPlace,
  known: Followed,
  { tenants: wanted }: Followed,
): Promise<FollowOutcome[]> {
  const { context, household, client } = place;
  const { store, claim, work } = context;
  const { tenants } = work.lease;
  const notes = store.contacts.of(household.id);
  const earlier = earlierDetails(known);
  const noted = new Set(notes.values());
  const free = client.contacts.filter(({ id }) => !noted.has(id));
  const gone = [...new Set([...notes.keys(), ...Object.keys(known.tenants)])].filter(
    (uid) => wanted[uid] === undefined,
  );
  const outcomes: FollowOutcome[] = [];
  for (const uid of gone) {
    const contact = notes.has(uid) ? byId(client, notes.get(uid)) : earlierContact(uid, free, earlier);
    if (contact !== undefined && !notes.has(uid)) free.splice(free.indexOf(contact), 1);
    outcomes.push(await removeContact(place, uid, contact, notes.get(uid)));
  }
  const unnoted = tenants.filter(({ uid }) => byId(client, notes.get(uid)) === undefined);
  const matched = matchContacts(unnoted, free, { earlier });
  if (store.mode === 'live') await store.contacts.note(claim, household.id, idsOf(matched));
  for (const tenant of tenants) {
    if (known.tenants[tenant.uid] === wanted[tenant.uid]) continue;
    const contact = matched.get(tenant.uid) ?? byId(client, notes.get(tenant.uid));
    outcomes.push(await (contact === undefined ? addContact(place, tenant) : editContact(place, tenant, contact)));
  }
  return outcomes;
}

/** Notes whose contacts those of a client are that was just made or found, as far as they match. */
export async function noteContacts({ context, household, client }: ContactPlace, byPosition: boolean): Promise<void> {
  const matched = matchContacts(tenantsInOrder(context, household), client.contacts, { byPosition });
  await context.store.contacts.note(context.claim, household.id, idsOf(matched));
}

function byId({ contacts }: CrmClient, id: number | undefined): CrmContact | undefined {
  return contacts.find((contact) => contact.id === id);
}

function idsOf(contacts: ReadonlyMap<string, CrmContact>): Map<string, number> {
  return new Map([...contacts].map(([uid, { id }]) => [uid, id]));
}
