import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedSimulator, asking, at } from './asking.ts';
import { startSimulator } from './simulator.ts';

const { simulator, ask } = await askedSimulator({ village: 'empty' });
const skip = simulator.contractsChecked ? false : 'the machine-readable contracts are not here';

describe('the contracts', { skip }, () => {
  const problemsOf = async (request: Promise<unknown>): Promise<string[]> => {
    const before = simulator.contractProblems().length;
    await request;
    return simulator.contractProblems().slice(before);
  };

  it('have nothing against right requests', async () => {
    const { world, innago, uisp } = simulator;
    const lease = world.addLease({ unit: '101' });
    const ticket = world.addTicket({ unit: '101', name: 'Internet' });
    const onu = world.addOnu();
    const client = await ask.crm('POST', '/clients', {
      firstName: 'A',
      lastName: 'B',
      userIdent: 'innago:1',
      street2: null,
      stopServiceDue: false,
      contacts: [
        {
          name: 'A',
          email: 'a@example.com',
          phone: null,
          isBilling: false,
          isContact: true,
          types: [{ name: 'General' }],
        },
      ],
    });
    const site = await ask.nms('POST', '/sites', {
      name: 'Unit 101',
      type: 'endpoint',
      parentSiteId: uisp.parentSiteId,
    });
    const clientId = at(client.body, 'id');
    const siteId = at(site.body, 'id');
    const plan = await ask.crm('GET', '/service-plans?servicePlanType=internet&limit=100&offset=0&archived=0');
    const service = await ask.crm('POST', `/clients/${clientId}/services`, {
      servicePlanPeriodId: at(plan.body, '0.periods.0.id'),
      activeFrom: '2026-12-01T00:00:00-0600',
      invoicingStart: '2099-12-31T00:00:00-0600',
      sendEmailsAutomatically: false,
      unmsClientSiteId: siteId,
    });
    assert.equal(service.status, 201);
    const servicePath = `/clients/services/${at(service.body, 'id')}`;
    const whole = await ask.nms('GET', `/sites/${siteId}`);
    const right = [
      ask.innago('GET', `/v1/leases?propertyUid=${innago.propertyUid}&pageNumber=1`),
      ask.innago('GET', '/v2/maintenances?Statuses=1&Statuses=4&PageNumber=1'),
      ask.innago('POST', '/v1/invoices', {
        tenantUid: lease.tenants[0]?.tenantUid,
        leaseUid: lease.leaseUid,
        amount: 10,
        dueDate: '2026-12-01T00:00:00',
        item: 'x',
      }),
      ask.innago('PATCH', `/v2/maintenances/${ticket.maintenanceUid}/status/111`),
      ask.innago('GET', `/v2/maintenances/${ticket.maintenanceUid}`),
      ask.innago('POST', `/v1/maintenances/${ticket.maintenanceUid}/comments`, { comment: 'x' }),
      ask.crm('GET', '/clients/services?statuses[]=0&statuses[]=1&limit=10&offset=0'),
      ask.crm('GET', '/clients?userIdent=innago%3A1&isArchived=0&order=client.id&direction=ASC'),
      ask.crm('GET', '/ticketing/tickets?order=lastActivity&direction=DESC&limit=50&statuses%5B%5D=0'),
      ask.crm('PATCH', servicePath, { activeTo: '2026-12-31T00:00:00-0600', price: null }),
      ask.crm('PATCH', `${servicePath}/unmsclientsite/unbind`),
      ask.nms('GET', '/devices?type=onu&type=olt'),
      ask.nms('GET', `/devices/onus/${onu.id}/system`),
      ask.nms('PUT', `/devices/onus/${onu.id}/system`, { name: 'ONU-101', enabled: true }),
      ask.nms('PUT', `/devices/${onu.id}/system/unms`, {
        overrideGlobal: false,
        meta: { alias: 'x', maintenance: false, note: null },
      }),
      ask.nms('PUT', `/sites/${siteId}`, whole.body),
      ask.nms('POST', '/devices/authorize', { siteId, deviceIds: [onu.id] }),
      ask.nms('GET', '/nms/version', undefined, { 'x-auth-token': '' }),
    ];
    for (const answer of await Promise.all(right)) assert.ok(answer.status < 300, JSON.stringify(answer.body));
    assert.deepEqual(simulator.contractProblems(), []);
  });

  it('object to wrong ones, each for its reason', async () => {
    const wrong: [what: string, request: () => Promise<unknown>, reason: RegExp][] = [
      ['unknown path', () => ask.crm('POST', '/services', {}), /^crm POST \/services: unknown operation$/],
      [
        'unknown method',
        () => ask.nms('PATCH', '/devices/00000000-0000-4000-8000-000000000000', {}),
        /unknown operation/,
      ],
      ['the brief', () => ask.innago('GET', '/v1/maintenance'), /unknown operation/],
      ['unknown query key', () => ask.nms('GET', '/sites?parentSiteId=x'), /query parentSiteId: unknown parameter/],
      ['unknown query key of the CRM', () => ask.crm('GET', '/clients?name=x'), /query name: unknown parameter/],
      ['page size', () => ask.innago('GET', '/v1/leases?pageSize=500'), /query pageSize: unknown parameter/],
      ['enum', () => ask.innago('GET', '/v2/maintenances?Statuses=9'), /query Statuses: must be equal to one of/],
      ['lower case', () => ask.innago('GET', '/v2/maintenances?pageNumber=1'), /query pageNumber: unknown/],
      ['guid', () => ask.nms('GET', '/devices?siteId=101'), /query siteId: must match pattern/],
      ['repeated', () => ask.nms('GET', '/sites?type=site&type=endpoint'), /query type: given 2 times/],
      ['path type', () => ask.crm('GET', '/clients/abc'), /path id: must be number/],
      ['unknown field', () => ask.crm('POST', '/clients', { email: 'x' }), /additional properties email/],
      [
        'nested unknown field',
        () => ask.crm('POST', '/clients', { contacts: [{ mail: 'x' }] }),
        /body\/contacts\/0: .*mail/,
      ],
      ['type', () => ask.crm('POST', '/clients', { organizationId: '1' }), /organizationId: must be number/],
      [
        'date',
        () => ask.crm('POST', '/clients/1/services', { servicePlanPeriodId: 1, activeFrom: '2026-12-01' }),
        /activeFrom: must match format/,
      ],
      ['required', () => ask.crm('POST', '/clients/1/services', {}), /required property 'servicePlanPeriodId'/],
      [
        'uuid',
        () =>
          ask.innago('POST', '/v1/invoices', {
            tenantUid: 'x',
            leaseUid: 'y',
            amount: 1,
            dueDate: '2026-12-01T00:00:00',
          }),
        /tenantUid: must match format "uuid"/,
      ],
      ['null', () => ask.nms('POST', '/sites', { name: 'x', note: null }), /note: must be string/],
      [
        'unknown NMS field',
        () => ask.nms('POST', '/sites', { name: 'x', parentId: 'y' }),
        /additional properties parentId/,
      ],
      ['missing body', () => ask.nms('POST', '/devices/authorize'), /body: missing/],
      ['superfluous body', () => ask.nms('GET', '/nms/version?x=1'), /query x: unknown/],
      ['body of an action', () => ask.crm('PATCH', '/clients/1/archive', { now: true }), /body: none expected/],
      ['not JSON', () => ask.crm('POST', '/clients', '{'), /body: not JSON/],
      [
        'header',
        () => ask.innago('GET', '/v1/leases', undefined, { authorization: 'bearer x' }),
        /header authorization/,
      ],
      ['grant', () => ask.token({ grant_type: 'client_credentials' }), /form/],
    ];
    for (const [what, request, reason] of wrong) {
      const problems = await problemsOf(request());
      assert.ok(
        problems.some((problem) => reason.test(problem)),
        `${what}: ${JSON.stringify(problems)}`,
      );
    }
  });

  it('are not asked when told so', async () => {
    const free = await startSimulator({ village: 'empty', contracts: false });
    await asking(free).crm('POST', '/services', {});
    assert.deepEqual([free.contractsChecked, free.contractProblems()], [false, []]);
    await free.stop();
    await assert.rejects(startSimulator({ contracts: '/nowhere' }), { code: 'ENOENT' });
  });
});
