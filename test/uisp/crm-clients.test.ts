import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf } from '../error-of.ts';
import { connected, newClient } from './connected.ts';

test('a client is made with exactly the whitelisted fields, contacts that get no invoices, and no suspension', async (t) => {
  const { crm, simulator } = await connected(t);
  const made = await crm.createClient(newClient);
  assert.equal(made.userIdent, 'innago:t-1');
  assert.equal(made.stopServiceDue, false);
  assert.equal(made.street2, 'Unit 101');
  assert.deepEqual(
    made.contacts.map(({ name, email, isBilling }) => ({ name, email, isBilling })),
    [
      { name: 'Ann Leeson', email: 'ann.leeson@example.com', isBilling: false },
      { name: 'Bo Leeson', email: null, isBilling: false },
    ],
  );
  assert.deepEqual(simulator.requests.at(-1)?.body, {
    clientType: 1,
    isLead: false,
    stopServiceDue: false,
    userIdent: 'innago:t-1',
    firstName: 'Ann',
    lastName: 'Leeson',
    street1: '400 Village Drive',
    street2: 'Unit 101',
    city: 'Dallas',
    zipCode: '75201',
    contacts: [
      {
        name: 'Ann Leeson',
        email: 'ann.leeson@example.com',
        phone: '+1 555 0100',
        isBilling: false,
        isContact: true,
      },
      { name: 'Bo Leeson', isBilling: false, isContact: true },
    ],
  });
  assert.deepEqual(await crm.client(made.id), made);
});

test('clients are found by userIdent and e-mail; archived ones only when asked for', async (t) => {
  const { crm, simulator } = await connected(t);
  const made = await crm.createClient(newClient);
  const other = await crm.createClient({ ...newClient, userIdent: 'innago:t-2', contacts: [] });
  assert.deepEqual(await crm.clients({ userIdent: 'innago:t-1' }), [made]);
  assert.deepEqual(await crm.clients({ email: 'ann.leeson@example.com' }), [made]);
  const stored = simulator.world.crm.clients.get(other.id);
  assert.ok(stored);
  stored.isArchived = true;
  assert.deepEqual(await crm.clients(), [made]);
  assert.deepEqual(
    (await crm.clients({ archived: true })).map(({ id, isArchived }) => ({ id, isArchived })),
    [{ id: other.id, isArchived: true }],
  );
});

test('all pages are read, with an explicit limit and order, until a short one', async (t) => {
  const { crm, simulator } = await connected(t);
  for (let number = 1; number <= 3; number += 1) {
    await crm.createClient({ ...newClient, userIdent: `innago:p-${number}`, contacts: [] });
  }
  const [model] = simulator.world.crm.clients.values();
  assert.ok(model);
  for (let id = 50_000; simulator.world.crm.clients.size < 200; id += 1) {
    simulator.world.crm.clients.set(id, { ...model, id, userIdent: `other-${id}` });
  }
  simulator.world.touch();
  simulator.requests.length = 0;
  assert.equal((await crm.clients()).length, 200);
  assert.deepEqual(
    simulator.requests.map(({ url }) => url.replace(/^.*\?/, '')),
    [0, 100, 200].map((offset) => `isArchived=0&order=client.id&direction=ASC&limit=100&offset=${offset}`),
  );
});

test('a client is edited field by field, its contacts one by one', async (t) => {
  const { crm, simulator } = await connected(t);
  const made = await crm.createClient({ ...newClient, contacts: [] });
  const moved = await crm.patchClient(made.id, {
    userIdent: 'innago:t-9',
    lastName: 'Unit 101',
    stopServiceDue: false,
  });
  assert.deepEqual([moved.userIdent, moved.firstName, moved.lastName], ['innago:t-9', 'Ann', 'Unit 101']);

  const contact = await crm.contacts.add(made.id, { name: 'Cy Doe', email: 'cy@example.com' });
  assert.equal(contact.isBilling, false);
  await crm.contacts.patch(contact.id, { email: 'cy.doe@example.com' });
  assert.deepEqual(
    (await crm.contacts.list(made.id)).map(({ name, email }) => ({ name, email })),
    [{ name: 'Cy Doe', email: 'cy.doe@example.com' }],
  );
  assert.equal((await crm.contacts.patch(contact.id, { email: null, phone: null })).email, null);
  assert.deepEqual(simulator.requests.at(-1)?.body, { email: null, phone: null });
  await crm.contacts.remove(contact.id);
  assert.deepEqual(await crm.contacts.list(made.id), []);
});

test('a taken userIdent is UISP_CRM_422, naming field and message, but no value', async (t) => {
  const { crm } = await connected(t);
  await crm.createClient(newClient);
  const error = await errorOf(crm.createClient(newClient));
  assert.deepEqual([error.code, error.trouble, error.effect, error.status], ['UISP_CRM_422', 'data', 'none', 422]);
  assert.match(error.message, /userIdent: This client ID already exists/);
  const bad = await errorOf(
    crm.createClient({ ...newClient, userIdent: 'innago:t-3', contacts: [{ name: 'Ann', email: 'not an address' }] }),
  );
  assert.match(bad.message, /contacts.*valid email address/);
  assert.doesNotMatch(`${error.message}${bad.message}`, /innago:t|not an address|Leeson/);
});

test('an unknown client is UISP_CRM_404', async (t) => {
  const { crm } = await connected(t);
  const error = await errorOf(crm.client(999_999));
  assert.deepEqual([error.code, error.trouble], ['UISP_CRM_404', 'data']);
});
