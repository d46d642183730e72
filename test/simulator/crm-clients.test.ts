import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedSimulator, at, listAt } from './asking.ts';
import { crmClerk } from './crm-clerk.ts';

const today = '2026-11-22';
const { simulator, ask } = await askedSimulator({ village: 'empty', today: () => today });
const { newClient, newService } = crmClerk(simulator, ask);

describe('clients and tickets of the simulated UISP CRM', () => {
  it('checks the key: 401 for a wrong or missing one, 403 for writing with a read key', async () => {
    assert.deepEqual(
      at((await ask.crm('GET', '/version', undefined, { 'x-auth-app-key': 'wrong' })).body, 'code'),
      401,
    );
    assert.equal((await ask.crm('GET', '/version', undefined, { 'x-auth-app-key': '' })).status, 401);
    const read = { 'x-auth-app-key': simulator.uisp.crmReadKey };
    assert.equal((await ask.crm('GET', '/clients', undefined, read)).status, 200);
    assert.equal((await ask.crm('POST', '/clients', { firstName: 'A', lastName: 'B' }, read)).status, 403);
    assert.equal((await ask.crm('GET', '/users/admins/me')).status, 404);
  });

  it('does not know the paths of the brief that do not exist', async () => {
    for (const [method, path] of [
      ['POST', '/services'],
      ['PATCH', '/services/1'],
      ['POST', '/tickets'],
      ['GET', '/webhooks/endpoints'],
    ] as const) {
      const { status, body } = await ask.crm(method, path, method === 'GET' ? undefined : {});
      assert.deepEqual([status, at(body, 'code')], [404, 404], `${method} ${path}`);
    }
    assert.equal((await ask.crm('PUT', '/clients/1', {})).status, 405);
  });

  it('refuses wrong client bodies as the contract says', async () => {
    const refusals: [body: unknown, status: number, field: string, text: string][] = [
      [{ email: 'a@example.com' }, 422, 'email', 'This field is not allowed.'],
      [{ registrationDate: '2026-01-01T00:00:00+0000' }, 422, 'registrationDate', 'This field is not allowed.'],
      [{ organizationId: '1' }, 422, 'organizationId', 'This value is not in valid type. Integer expected.'],
      [{ isLead: 'false' }, 422, 'isLead', 'This value is not in valid type. Boolean expected.'],
      [{ lastName: '' }, 422, 'lastName', 'This value should not be blank.'],
      [{ lastName: undefined }, 422, 'lastName', 'This value should not be blank.'],
      [{ contacts: [{ email: 'nobody' }] }, 422, 'contacts', 'This value is not a valid email address.'],
      [{ contacts: [{ mail: 'a@example.com' }] }, 422, 'mail', 'This field is not allowed.'],
      [{ organizationId: 99 }, 404, '', ''],
      [{ countryId: 9999 }, 404, '', ''],
      [{ attributes: [{ customAttributeId: 99, value: '101' }] }, 404, '', ''],
    ];
    const before = simulator.world.crm.clients.size;
    for (const [change, status, field, text] of refusals) {
      const answer = await ask.crm('POST', '/clients', { firstName: 'A', lastName: 'B', ...Object(change) });
      assert.equal(answer.status, status, JSON.stringify(change));
      if (field !== '') assert.deepEqual(at(answer.body, `errors.${field}`), [text], JSON.stringify(change));
    }
    assert.equal((await ask.crm('POST', '/clients', '{"firstName":')).status, 400);
    assert.equal(simulator.world.crm.clients.size, before);
  });

  it('makes a client with a location, once per userIdent, archived ones included', async () => {
    const body = {
      firstName: 'José',
      lastName: "O'Brien",
      userIdent: 'innago:1',
      stopServiceDue: false,
      contacts: [
        { name: 'José', email: 'j@example.com', isBilling: false, isContact: true, types: [{ name: 'General' }] },
      ],
    };
    const made = await ask.crm('POST', '/clients', body);
    assert.equal(made.status, 201);
    const id = Number(at(made.body, 'id'));
    assert.equal(made.headers.get('location'), `/clients/${id}`);
    assert.deepEqual(
      [at(made.body, 'stopServiceDue'), at(made.body, 'contacts.0.types.0.name'), at(made.body, 'street1')],
      [false, 'General', null],
    );
    const again = await ask.crm('POST', '/clients', body);
    assert.deepEqual(
      [again.status, at(again.body, 'errors.userIdent')],
      [422, ['This client ID already exists in our system.']],
    );
    const archived = await ask.crm('PATCH', `/clients/${id}/archive`);
    assert.deepEqual([archived.status, archived.body], [200, undefined]);
    assert.deepEqual(at((await ask.crm('PATCH', `/clients/${id}/archive`)).body, 'errors'), []);
    assert.equal((await ask.crm('POST', '/clients', body)).status, 422);
    assert.deepEqual((await ask.crm('GET', '/clients?userIdent=innago:1')).body, []);
    assert.equal(listAt((await ask.crm('GET', '/clients?userIdent=innago:1&isArchived=1')).body).length, 1);
    const refused = await ask.crm('PATCH', `/clients/${id}`, { note: 'x' });
    assert.deepEqual(
      [refused.status, at(refused.body, 'message')],
      [404, 'Client is archived. All actions are prohibited. You can only restore the client.'],
    );
    assert.equal((await newService(id)).status, 404);
    assert.equal((await ask.crm('PATCH', `/clients/${id}/restore`)).status, 200);
    assert.equal((await ask.crm('PATCH', `/clients/${id}`, { note: 'x', registrationDate: 'x' })).status, 422);
  });

  it('adds the contacts of a PATCH instead of replacing them, and edits single ones', async () => {
    const id = await newClient({ contacts: [{ email: 'a@example.com' }] });
    assert.equal((await ask.crm('PATCH', `/clients/${id}`, { lastName: '' })).status, 422);
    const patched = await ask.crm('PATCH', `/clients/${id}`, { contacts: [{ email: 'b@example.com' }] });
    assert.equal(listAt(patched.body, 'contacts').length, 2);
    const contact = at(patched.body, 'contacts.1.id');
    assert.equal((await ask.crm('PATCH', `/clients/contacts/${contact}`, { email: 'c@example.com' })).status, 200);
    assert.equal((await ask.crm('DELETE', `/clients/contacts/${contact}`)).status, 200);
    assert.equal(
      (await ask.crm('POST', `/clients/${id}/contacts`, { email: 'd@example.com', clientId: id })).status,
      422,
    );
    assert.equal((await ask.crm('POST', `/clients/${id}/contacts`, { email: 'd@example.com' })).status, 201);
    const held = listAt((await ask.crm('GET', `/clients/${id}/contacts`)).body).map((one) => at(one, 'email'));
    assert.deepEqual(held, ['a@example.com', 'd@example.com']);
  });

  it('is as strict with single contacts as with a client’s', async () => {
    const id = await newClient();
    const made = await ask.crm('POST', `/clients/${id}/contacts`, { name: 'Ann', email: 'a@example.com', phone: null });
    const contact = at(made.body, 'id');
    assert.equal(made.headers.get('location'), `/clients/contacts/${contact}`);
    assert.deepEqual([at(made.body, 'clientId'), at(made.body, 'phone')], [id, null]);
    const refusals: [body: object, field: string, text: string][] = [
      [{ email: 'nobody' }, 'email', 'This value is not a valid email address.'],
      [{ phone: 5550100 }, 'phone', 'This value is not in valid type. String expected.'],
      [{ isBilling: 'no' }, 'isBilling', 'This value is not in valid type. Boolean expected.'],
      [{ id: 1 }, 'id', 'This field is not allowed.'],
    ];
    for (const [body, field, text] of refusals) {
      for (const [method, path] of [
        ['POST', `/clients/${id}/contacts`],
        ['PATCH', `/clients/contacts/${contact}`],
      ] as const) {
        const { status, body: answer } = await ask.crm(method, path, body);
        assert.deepEqual([status, at(answer, `errors.${field}`)], [422, [text]], `${method} ${field}`);
      }
    }
    const emptied = await ask.crm('PATCH', `/clients/contacts/${contact}`, { email: null });
    assert.deepEqual(
      [at(emptied.body, 'email'), at(emptied.body, 'name')],
      [null, 'Ann'],
      'null empties the one field',
    );
    for (const [method, path] of [
      ['POST', '/clients/999999/contacts'],
      ['PATCH', '/clients/contacts/999999'],
      ['DELETE', '/clients/contacts/999999'],
    ] as const) {
      const { status, body } = await ask.crm(method, path, method === 'DELETE' ? undefined : { name: 'x' });
      assert.deepEqual([status, at(body, 'message')], [404, 'Object is not found.'], `${method} ${path}`);
    }
    await ask.crm('PATCH', `/clients/${id}/archive`);
    for (const [method, path] of [
      ['POST', `/clients/${id}/contacts`],
      ['PATCH', `/clients/contacts/${contact}`],
      ['DELETE', `/clients/contacts/${contact}`],
    ] as const) {
      const { status, body } = await ask.crm(method, path, method === 'DELETE' ? undefined : { name: 'x' });
      assert.equal(status, 404, `${method} ${path}`);
      assert.match(String(at(body, 'message')), /^Client is archived/);
    }
  });

  it('pages with limit and offset, without a total, and ignores unknown keys', async () => {
    const all = listAt((await ask.crm('GET', '/clients?surprise=1')).body);
    const page = listAt((await ask.crm('GET', '/clients?limit=1&offset=1&order=client.id&direction=ASC')).body);
    assert.deepEqual([page.length, at(page[0], 'id')], [1, at(all[1], 'id')]);
    assert.equal((await ask.crm('GET', '/clients?order=name')).status, 400);
    assert.equal((await ask.crm('GET', '/clients?customAttributeKey=unit')).status, 422);
  });

  it('wants a comment in a ticket and keeps every change as activity', async () => {
    const client = await newClient();
    const good = {
      subject: 'Slow [Innago x]',
      clientId: client,
      public: true,
      activity: [{ public: true, comment: { body: 'slow' } }],
    };
    for (const change of [
      { activity: [] },
      { activity: undefined },
      { message: 'x' },
      { priority: 1 },
      { clientId: undefined },
      { status: 4 },
      { activity: [{ public: false, comment: { body: 'x' } }] },
    ]) {
      assert.equal(
        (await ask.crm('POST', '/ticketing/tickets', { ...good, ...change })).status,
        422,
        JSON.stringify(change),
      );
    }
    assert.equal((await ask.crm('POST', '/ticketing/tickets', { ...good, clientId: 9999 })).status, 404);
    const made = await ask.crm('POST', '/ticketing/tickets', good);
    const id = at(made.body, 'id');
    assert.deepEqual([made.status, at(made.body, 'status'), at(made.body, 'activity.0.type')], [201, 0, 'comment']);
    const solved = await ask.crm('PATCH', `/ticketing/tickets/${id}`, { status: 3 });
    assert.deepEqual(at(solved.body, 'activity.1.statusChange'), { previousStatus: 0, status: 3 });
    assert.equal(
      (await ask.crm('POST', '/ticketing/tickets/comments', { ticketId: id, body: 'fixed', public: true })).status,
      201,
    );
    assert.equal(listAt((await ask.crm('GET', `/ticketing/tickets/comments?ticketId=${id}`)).body).length, 2);
    assert.equal(listAt((await ask.crm('GET', `/ticketing/tickets/activities?ticketId=${id}`)).body).length, 3);
    assert.equal(listAt((await ask.crm('GET', '/ticketing/tickets?statuses[]=3&query=Innago')).body).length, 1);
    assert.equal(listAt((await ask.crm('GET', '/ticketing/tickets?statuses[]=0')).body).length, 0);
  });

  it('records deletions', async () => {
    const id = await newClient();
    assert.equal((await ask.crm('DELETE', `/clients/${id}`)).status, 200);
    assert.deepEqual(simulator.world.deletions, [`DELETE crm clients ${id}`]);
  });
});
