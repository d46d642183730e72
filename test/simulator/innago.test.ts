import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedSimulator, asking, at, listAt } from './asking.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

let clock = Date.parse('2026-11-22T18:00:00Z');
const { simulator } = await askedSimulator({ now: () => clock, pageSize: 50 });
let ask = asking(simulator);

describe('the simulated Innago', () => {
  const credentials = () => ({ client_id: simulator.innago.clientId, client_secret: simulator.innago.clientSecret });
  const passwordGrant = () => ({
    grant_type: 'password',
    username: simulator.innago.clientId,
    password: simulator.innago.clientSecret,
    ...credentials(),
  });

  it('exchanges the credentials for a token that ends, and refreshes it once', async () => {
    const granted = await ask.token(passwordGrant());
    assert.equal(granted.status, 200);
    assert.equal(at(granted.body, 'expires_in'), 3600);
    const authorization = `Bearer ${at(granted.body, 'access_token')}`;
    assert.equal((await ask.innago('GET', '/v1/properties', undefined, { authorization })).status, 200);
    clock += 3_600_001;
    assert.equal((await ask.innago('GET', '/v1/properties', undefined, { authorization })).status, 401);
    const refresh = {
      grant_type: 'refresh_token',
      refresh_token: String(at(granted.body, 'refresh_token')),
      ...credentials(),
    };
    assert.equal((await ask.token(refresh)).status, 200);
    assert.equal((await ask.token(refresh)).status, 400);
    assert.deepEqual(simulator.contractProblems(), []);
  });

  it('refuses a token request with a wrong key, secret, grant or content type', async () => {
    assert.equal((await ask.token(passwordGrant(), { 'x-api-key': 'wrong' })).status, 401);
    assert.deepEqual((await ask.token({ ...passwordGrant(), client_secret: 'wrong' })).body, {
      error: 'invalid_client',
    });
    assert.deepEqual((await ask.token({ ...passwordGrant(), password: 'wrong' })).body, { error: 'invalid_grant' });
    assert.deepEqual((await ask.token({ ...passwordGrant(), grant_type: 'client_credentials' })).body, {
      error: 'unsupported_grant_type',
    });
    assert.equal((await ask.token(passwordGrant(), { 'content-type': 'application/json' })).status, 400);
  });

  it('wants both headers, and Bearer with a capital letter', async () => {
    const token = simulator.innago.fixedToken();
    const refused: Record<string, string>[] = [
      { authorization: `bearer ${token}` },
      { authorization: '' },
      { 'x-api-key': '' },
      { 'x-api-key': 'wrong' },
    ];
    for (const headers of refused) {
      const answer = await ask.innago('GET', '/v1/leases', undefined, headers);
      assert.equal(answer.status, 401, JSON.stringify(headers));
      assert.deepEqual(answer.body, { errorMessage: 'Unauthorized Access' });
    }
    assert.equal((await ask.innago('GET', '/v1/health', undefined, { authorization: 'bearer x' })).status, 200);
  });

  it('ends all tokens on demand', async () => {
    const mine = asking(simulator);
    assert.equal((await mine.innago('GET', '/v1/leases')).status, 200);
    simulator.innago.expireTokens();
    assert.equal((await mine.innago('GET', '/v1/leases')).status, 401);
    ask = asking(simulator);
  });

  it('has another list key and paging key for every resource', async () => {
    const lease = simulator.world.lease('101');
    const shapes: [path: string, list: string, paging: string | undefined][] = [
      ['/v1/properties', 'data.properties', 'data.pagingModel'],
      [`/v1/properties/${simulator.innago.propertyUid}/units`, 'data.units', undefined],
      ['/v1/leases', 'data.list', 'data.paging'],
      [`/v1/tenants?leaseUid=${lease.leaseUid}`, 'data.userShortInfoModel', undefined],
      ['/v1/invoices', 'data.invoiceShortInfoResponseModel', 'data.pagingModel'],
      ['/v2/maintenances', 'data.maintenances', 'data.pagingModel'],
    ];
    for (const [path, list, paging] of shapes) {
      const { status, body } = await ask.innago('GET', path);
      assert.equal(status, 200, path);
      assert.ok(Array.isArray(at(body, list)), `${path} has ${list}`);
      assert.equal(
        typeof (paging === undefined ? 0 : at(body, `${paging}.totalRecords`)),
        'number',
        `${path} has ${paging}`,
      );
      assert.deepEqual(at(body, 'error'), { errorMessage: null, errorCode: null });
    }
  });

  it('pages leases to the end, whatever page size is asked for', async () => {
    const first = await ask.innago('GET', `/v1/leases?propertyUid=${simulator.innago.propertyUid}&pageSize=500`);
    assert.equal(listAt(first.body, 'data.list').length, 50);
    const total = Number(at(first.body, 'data.paging.totalRecords'));
    const pages = Number(at(first.body, 'data.paging.pageCount'));
    assert.equal(total, simulator.world.leases.size);
    const seen = new Set<unknown>();
    for (let page = 1; page <= pages; page += 1) {
      const { body } = await ask.innago('GET', `/v1/leases?pageNumber=${page}`);
      for (const lease of listAt(body, 'data.list')) seen.add(at(lease, 'leaseUid'));
    }
    assert.equal(seen.size, total);
    assert.deepEqual(listAt((await ask.innago('GET', `/v1/leases?pageNumber=${pages + 1}`)).body, 'data.list'), []);
    assert.equal((await ask.innago('GET', '/v1/leases?pageNumber=0')).status, 400);
  });

  it('shows leases by names and four booleans, without a unit uid', async () => {
    const unit = simulator.world.unit('104');
    const { body } = await ask.innago('GET', `/v1/leases?unitUid=${unit.unitUid}`);
    const lease = at(body, 'data.list.0');
    assert.equal(at(lease, 'propertyUnitName'), '#104 ');
    assert.equal(at(lease, 'isActiveLease'), true);
    assert.match(String(at(lease, 'startDate')), /^\d{4}-\d{2}-\d{2}T00:00:00$/);
    for (const absent of ['unitUid', 'propertyUnitUid', 'propertyUid', 'status', 'updatedAt'])
      assert.equal(at(lease, absent), undefined, absent);
    simulator.world.editLease('104', { endDate: '2026-11-30' });
    const detail = await ask.innago('GET', `/v1/leases/${at(lease, 'leaseUid')}`);
    assert.deepEqual([at(detail.body, 'data.isActiveLease'), at(detail.body, 'data.isExpiringLease')], [true, true]);
    assert.equal((await ask.innago('GET', `/v1/leases/${NOBODY}`)).status, 404);
    assert.equal((await ask.innago('GET', '/v1/leases/104')).status, 400);
  });

  it('keeps a hidden lease out of the lists but not out of reach, unless it is gone', async () => {
    const { leaseUid } = simulator.world.addLease({ unit: '101', startDate: '2020-01-01', endDate: '2020-12-31' });
    simulator.world.hideLease(leaseUid);
    const { unitUid } = simulator.world.unit('101');
    const { body } = await ask.innago('GET', `/v1/leases?unitUid=${unitUid}`);
    assert.ok(!listAt(body, 'data.list').some((lease) => at(lease, 'leaseUid') === leaseUid));
    assert.equal((await ask.innago('GET', `/v1/leases/${leaseUid}`)).status, 200);
    simulator.world.hideLease(leaseUid, { known: false });
    assert.equal((await ask.innago('GET', `/v1/leases/${leaseUid}`)).status, 404);
  });

  it('makes an invoice for every accepted POST and refuses every other', async () => {
    const lease = simulator.world.lease('102');
    const tenantUid = lease.tenants[0]?.tenantUid;
    const good = {
      tenantUid,
      leaseUid: lease.leaseUid,
      amount: 10,
      dueDate: '2026-12-01T00:00:00',
      item: 'Village Fiber 1G, December 2026',
    };
    const refusals: [change: Record<string, unknown>, status: number][] = [
      [{ tenantUid: undefined }, 400],
      [{ leaseUid: undefined }, 400],
      [{ tenantUid: 'tenant' }, 400],
      [{ amount: '10' }, 400],
      [{ amount: 0 }, 400],
      [{ amount: 10.001 }, 400],
      [{ dueDate: '2026-12-01' }, 400],
      [{ dueDate: '2026-13-01T00:00:00' }, 400],
      [{ item: 7 }, 400],
      [{ lineItems: [] }, 400],
      [{ tenantUid: NOBODY }, 404],
      [{ leaseUid: NOBODY }, 404],
    ];
    for (const [change, status] of refusals) {
      assert.equal(
        (await ask.innago('POST', '/v1/invoices', { ...good, ...change })).status,
        status,
        JSON.stringify(change),
      );
    }
    const before = simulator.world.invoices.size;
    const made = await Promise.all([
      ask.innago('POST', '/v1/invoices', good),
      ask.innago('POST', '/v1/invoices', good),
    ]);
    assert.deepEqual(
      made.map(({ status }) => status),
      [200, 200],
    );
    assert.equal(simulator.world.invoices.size, before + 2);
    const { body } = await ask.innago('GET', `/v1/invoices?leaseUid=${lease.leaseUid}&tenantUid=${tenantUid}`);
    const invoices = listAt(body, 'data.invoiceShortInfoResponseModel');
    assert.equal(invoices.length, 2);
    assert.deepEqual(Object.keys(Object(invoices[0])).toSorted(), [
      'amount',
      'entityType',
      'invoiceDueDate',
      'invoiceNumber',
      'invoiceStatus',
      'invoiceUid',
    ]);
  });

  it('filters tickets by repeated statuses and knows 111 and 113 only', async () => {
    const open = await ask.innago('GET', '/v2/maintenances?Statuses=1&Statuses=2&Statuses=4');
    const tickets = listAt(open.body, 'data.maintenances');
    assert.ok(tickets.length > 0);
    assert.ok(tickets.every((ticket) => at(ticket, 'requestStatus') !== 'Resolved'));
    const uid = at(tickets[0], 'maintenanceUid');
    assert.equal((await ask.innago('GET', '/v2/maintenances?Statuses=5')).status, 400);
    assert.equal((await ask.innago('PATCH', `/v2/maintenances/${uid}/status/3`)).status, 400);
    assert.equal((await ask.innago('PATCH', `/v2/maintenances/${uid}/status/111`)).status, 200);
    assert.equal(at((await ask.innago('GET', `/v2/maintenances/${uid}`)).body, 'data.requestStatus'), 'Resolved');
    assert.equal((await ask.innago('PATCH', `/v2/maintenances/${uid}/status/113`)).status, 200);
    assert.equal((await ask.innago('POST', `/v1/maintenances/${uid}/comments`, {})).status, 400);
    assert.equal((await ask.innago('POST', `/v1/maintenances/${uid}/comments`, { comment: 'Done.' })).status, 200);
    assert.equal(simulator.world.maintenances.get(String(uid))?.comments[0]?.text, 'Done.');
  });

  it('does not know the paths of the brief that do not exist', async () => {
    for (const [method, path] of [
      ['GET', '/v1/maintenance'],
      ['POST', '/v1/maintenance'],
      ['PATCH', `/v1/maintenance/${NOBODY}/status`],
      ['PATCH', `/v1/invoices/${NOBODY}/lines`],
    ] as const) {
      assert.equal(
        (await ask.innago(method, path, method === 'GET' ? undefined : {})).status,
        404,
        `${method} ${path}`,
      );
    }
    assert.equal((await ask.innago('DELETE', `/v1/invoices/${NOBODY}`)).status, 405);
  });
});
