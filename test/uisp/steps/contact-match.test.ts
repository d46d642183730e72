/** Whose contact is whose when it is not noted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  contactPatch,
  detailsFingerprint,
  matchContacts,
  tenantContact,
} from '../../../nodes/uisp/steps/contact-match.ts';
import type { Tenant } from '../../../nodes/village/lease.ts';
import { person } from './tenants.ts';

const contact = (id: number, name: string | null, email: string | null, phone: string | null = null) => ({
  id,
  name,
  email,
  phone,
  isBilling: false,
});
const [ann, bo] = [person('Ann'), person('Bo')];

function matched(...[tenants, contacts, how]: Parameters<typeof matchContacts>): Record<string, number> {
  return Object.fromEntries([...matchContacts(tenants, contacts, how)].map(([uid, { id }]) => [uid, id]));
}

test('the address comes before the name, upper and lower case alike; each contact once', () => {
  const contacts = [contact(1, 'Bo Lee', 'ANN@example.com '), contact(2, 'ann lee', 'else@example.com')];
  assert.deepEqual(matched([ann, bo], contacts), { ann: 1 });
  assert.deepEqual(matched([bo, ann], [...contacts, contact(3, 'BO LEE', null)]), { ann: 1, bo: 3 });
  assert.deepEqual(matched([ann], [contact(2, 'ann lee', 'else@example.com')]), { ann: 2 });
});

test('what is empty is like nothing: no address, no name', () => {
  const nobody: Tenant = { uid: 'x', firstName: '', lastName: '', email: null, phone: '1' };
  assert.deepEqual(matched([nobody], [contact(1, '', ''), contact(2, null, null)]), {});
});

test('the same in all comes before the address alone', () => {
  const shared = { email: 'lees@example.com' };
  const contacts = [contact(1, 'Bo Lee', 'lees@example.com'), contact(2, 'Ann Lee', 'lees@example.com')];
  assert.deepEqual(matched([person('Ann', shared), person('Bo', shared)], contacts), { ann: 2, bo: 1 });
});

test('what it said before comes first of all', () => {
  const earlier = { ann: detailsFingerprint(tenantContact(person('Ann', { email: 'old@example.com' }))) };
  const contacts = [contact(1, 'Anna L', 'ann@example.com'), contact(2, 'Ann Lee', 'old@example.com')];
  assert.deepEqual(matched([ann], contacts, { earlier }), { ann: 2 });
});

test('the place counts only in the answer to a creation, and last', () => {
  const contacts = [contact(1, 'trimmed', null), contact(2, 'Ann Lee', null)];
  assert.deepEqual(matched([ann, bo], contacts), { ann: 2 });
  assert.deepEqual(matched([bo, ann], contacts, { byPosition: true }), { ann: 2, bo: 1 });
});

test('only what differs is sent; null and an empty text are the same', () => {
  assert.deepEqual(contactPatch(contact(1, 'Ann Lee', 'ann@example.com', ''), tenantContact(ann)), {});
  assert.deepEqual(contactPatch(contact(1, 'Ann Lee', ''), tenantContact(person('Ann', { email: null }))), {});
  assert.deepEqual(contactPatch(contact(1, null, 'Ann@example.com', '1'), tenantContact(ann)), {
    name: 'Ann Lee',
    email: 'ann@example.com',
    phone: null,
  });
});
