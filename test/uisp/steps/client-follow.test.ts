/** The client follows the tenants of the lease (design §4, "Lease changed"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, scene } from './scene.ts';
import { assertSettled, bearer, clientOf, contactsOf, edited, followed, housed, person } from './tenants.ts';

const patchContact = 'PATCH /clients/contacts/{id}';
const [ann, bo, cy] = [person('Ann'), person('Bo'), person('Cy')];

test('every tenant is a contact that gets no invoices, and is noted', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  const { contacts } = await clientOf(s, work);
  assert.deepEqual(
    contacts.map(({ isBilling }) => isBilling),
    [false, false],
  );
  assert.deepEqual(
    [...s.store.contacts.of(work.householdId)],
    [
      ['ann', contacts[0]?.id],
      ['bo', contacts[1]?.id],
    ],
  );
  await assertSettled(s, work);
  assert.equal(s.store.contacts.of(work.householdId).size, 2, 'a new process knows them');
});

test('name, e-mail and phone are followed in the one contact, field by field', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  const changes = [
    [{ email: 'bo.lee@example.com' }, { email: 'bo.lee@example.com' }],
    [{ phone: '+1 555 0100' }, { email: 'bo@example.com', phone: '+1 555 0100' }],
    [{ lastName: 'Leeson' }, { name: 'Bo Leeson', phone: null }],
    [
      { email: null, phone: '1' },
      { name: 'Bo Lee', email: null, phone: '1' },
    ],
    [{}, { email: 'bo@example.com', phone: null }],
  ] as const;
  for (const [change, body] of changes) {
    s.mark();
    const now = edited(work, [ann, person('Bo', change)]);
    assert.match(await followed(s, now), /^done: client/);
    assert.deepEqual(s.writes(), [patchContact]);
    assert.deepEqual(s.requests().at(-1)?.body, body, JSON.stringify(change));
  }
  assert.deepEqual(await contactsOf(s, work), ['Ann Lee, ann@example.com', 'Bo Lee, bo@example.com']);
  await assertSettled(s, work);
});

test('there and back again are two effects', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann);
  for (const lastName of ['Leeson', 'Lee', 'Leeson']) {
    await followed(s, edited(work, [person('Ann', { lastName })]));
    assert.equal(await bearer(s, work), `innago:ann, Ann ${lastName}; ann pays`);
    assert.deepEqual(await contactsOf(s, work), [`Ann ${lastName}, ann@example.com`]);
  }
});

test('the first tenant’s name is the client’s; without a last name the unit stands for it', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  const now = edited(work, [person('Ann', { firstName: 'Anna', lastName: '' }), bo]);
  await followed(s, now);
  assert.deepEqual(s.writes(), ['PATCH /clients/{id}', patchContact]);
  assert.deepEqual(s.requests()[1]?.body, { firstName: 'Anna', lastName: 'Unit 101' });
  assert.equal(await bearer(s, work), 'innago:ann, Anna Unit 101; ann pays');
  await assertSettled(s, now);
});

test('a tenant joins, another leaves; the operator’s own contacts and names stay', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  const client = await clientOf(s, work);
  const [annsContact] = client.contacts;
  assert.ok(annsContact);
  client.contacts.push({ ...annsContact, id: 9000, name: 'Janitor', email: 'janitor@example.com', isBilling: true });
  annsContact.phone = 'by hand';
  client.firstName = 'Annie';
  const now = edited(work, [ann, cy]);
  await followed(s, now);
  assert.deepEqual(s.writes(), ['DELETE /clients/contacts/{id}', 'POST /clients/{id}/contacts']);
  assert.deepEqual(s.requests().at(-1)?.body, {
    name: 'Cy Lee',
    email: 'cy@example.com',
    isBilling: false,
    isContact: true,
  });
  assert.deepEqual(await contactsOf(s, work), [
    'Ann Lee, ann@example.com, by hand',
    'Janitor, janitor@example.com',
    'Cy Lee, cy@example.com',
  ]);
  assert.equal(client.firstName, 'Annie');
  assert.deepEqual([...s.store.contacts.of(work.householdId).keys()], ['ann', 'cy']);
  assert.equal(await bearer(s, work), 'innago:ann, Annie Lee; ann pays');
  await assertSettled(s, now);
});

test('the first tenant leaves: Custom ID, name and who pays pass to the next listed in one write; back again, they stay', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo, cy);
  const now = edited(work, [cy, bo]);
  await followed(s, now);
  assert.deepEqual(s.writes(), ['PATCH /clients/{id}', 'DELETE /clients/contacts/{id}']);
  assert.deepEqual(s.requests()[1]?.body, { userIdent: 'innago:cy', firstName: 'Cy', lastName: 'Lee' });
  assert.equal(await bearer(s, work), 'innago:cy, Cy Lee; cy pays');
  assert.deepEqual(await contactsOf(s, work), ['Bo Lee, bo@example.com', 'Cy Lee, cy@example.com']);
  await assertSettled(s, now);
  const later = edited(work, [ann, bo, cy]);
  await followed(s, later);
  assert.deepEqual(s.writes(), ['POST /clients/{id}/contacts']);
  assert.equal(await bearer(s, work), 'innago:cy, Cy Lee; cy pays', 'the first stays first until they leave');
  await assertSettled(s, later);
});

test('whoever comes back to the household later bears it again', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  for (const [tenants, who] of [
    [[bo], 'bo'],
    [[ann], 'ann'],
    [[bo], 'bo'],
  ] as const) {
    await followed(s, edited(work, tenants));
    const { userIdent, contacts } = await clientOf(s, work);
    assert.deepEqual([userIdent, contacts.length], [`innago:${who}`, 1]);
  }
});

test('a change of the lease that is nobody’s, another order of the tenants, a retry: no request', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  await followed(s, edited({ ...work, lease: { ...work.lease, end: '2027-11-30' } }, [bo, ann]));
  await followed(s, { ...work, reason: 'retry' });
  await followed(s, { ...edited(work, [cy]), state: 'ended' });
  await followed(s, { ...edited(work, [cy]), state: 'unclear' });
  await followed(s, { ...edited(work, [cy]), reason: 'billing' });
  assert.deepEqual(s.requests(), []);
  assert.equal(await bearer(s, work), 'innago:ann, Ann Lee; ann pays');
});

test('a household with two leases: the one that counts is followed, and the address with it', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  const next = { ...edited(work, [cy]), key: 'lease:next', unit: s.unit('104') };
  const other = { ...next, lease: { ...next.lease, uid: 'next' } };
  await followed(s, other);
  assert.deepEqual(s.requests(), []);
  await followed(s, { ...edited(work, [ann, bo]), unit: s.unit('104') });
  assert.deepEqual(s.writes(), ['PATCH /clients/{id}']);
  assert.deepEqual(s.requests().at(-1)?.body, { street2: 'Unit 104' });
});

test('two tenants with one address: whose contact is whose is told by the name', async (t) => {
  const s = await scene(t);
  const shared = { email: 'lees@example.com' };
  const work = await housed(s, person('Ann', shared), person('Bo', shared));
  await followed(s, edited(work, [person('Ann', shared)]));
  assert.deepEqual(await contactsOf(s, work), ['Ann Lee, lees@example.com']);
});

test('who joins with an address that another has gets a contact of their own', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann);
  await followed(s, edited(work, [ann, person('Bo', { email: ann.email })]));
  assert.deepEqual(s.writes(), ['POST /clients/{id}/contacts']);
  assert.deepEqual(await contactsOf(s, work), ['Ann Lee, ann@example.com', 'Bo Lee, ann@example.com']);
});

test('the household is given another client: all of it is looked at anew there', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  const other = s.simulator.world.addClient({
    userIdent: 'crm-2',
    firstName: 'Bo',
    lastName: 'Lee',
    email: ann.email ?? '',
  });
  const { claim } = await s.context(work);
  await s.store.households.update(claim, work.householdId, { clientId: other.id });
  await s.store.claims.release(claim);
  await followed(s, work);
  assert.equal(await bearer(s, work), 'crm-2, Ann Lee; ann pays');
  assert.deepEqual(await contactsOf(s, work), ['Bo Lee, bo@example.com', 'Ann Lee, ann@example.com'].toReversed());
  await assertSettled(s, work);
});

test('a contact of ours that was deleted by hand, and must be looked at again, is made again', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann);
  const now = edited(work, [ann, bo]);
  await followed(s, now);
  (await clientOf(s, work)).contacts.splice(1);
  await s.store.facts.set(`uisp-contacts/household:${work.householdId}`, '');
  await followed(s, now);
  assert.deepEqual(await contactsOf(s, work), ['Ann Lee, ann@example.com', 'Bo Lee, bo@example.com']);
  await assertSettled(s, now);
});

test('a contact that somebody else deletes first is fine; one that is edited is made again', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  const client = await clientOf(s, work);
  const stop = s.simulator.faults.hook(({ method }, moment) => {
    if (moment !== 'before-effect' || method !== 'DELETE') return;
    client.contacts.splice(1);
  });
  await followed(s, edited(work, [ann]));
  stop();
  assert.equal(s.requests().at(-1)?.status, 404);
  await assertSettled(s, edited(work, [ann]));
  client.contacts.splice(0);
  const now = edited(work, [person('Ann', { phone: '1' })]);
  await followed(s, now);
  assert.deepEqual(s.writes(), ['POST /clients/{id}/contacts']);
  assert.deepEqual(await contactsOf(s, work), ['Ann Lee, ann@example.com, 1']);
  await assertSettled(s, now);
});

test('an address that UISP refuses: the lease’s own trouble, in words without it; the payer has moved all the same', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  const wrong = edited(work, [bo, person('Cy', { email: 'not an address' })]);
  const error = await s.provision(wrong, ['client']).then(
    () => assert.fail('it went through'),
    (thrown: Error) => thrown,
  );
  assert.match(error.message, /email: This value is not a valid email address/);
  assert.doesNotMatch(error.message, /not an address|Lee/);
  assert.equal(await codeOf(s.provision(wrong, ['client'])), 'UISP_CRM_422');
  assert.equal(await bearer(s, work), 'innago:bo, Bo Lee; bo pays');
  s.mark();
  const right = edited(work, [bo, cy]);
  await followed(s, right);
  assert.deepEqual(s.writes(), ['POST /clients/{id}/contacts']);
  assert.deepEqual(await contactsOf(s, work), ['Bo Lee, bo@example.com', 'Cy Lee, cy@example.com']);
  await assertSettled(s, right);
});
