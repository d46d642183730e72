import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askedSimulator, at, listAt } from './asking.ts';
import { crmClerk } from './crm-clerk.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';

let today = '2026-11-22';
const { simulator, ask } = await askedSimulator({ village: 'empty', today: () => today });
const { period, newClient, newService } = crmClerk(simulator, ask);

describe('services of the simulated UISP CRM', () => {
  const newSite = (name: string): string => simulator.world.addSite({ name, parentId: simulator.uisp.parentSiteId }).id;

  it('refuses wrong service bodies as the contract says', async () => {
    const client = await newClient();
    const site = newSite('Unit 301');
    const refusals: [change: Record<string, unknown>, status: number, field: string, text: string][] = [
      [{ servicePlanId: 1 }, 422, 'servicePlanId', 'Field servicePlanId is not allowed for recurring services.'],
      [{ servicePlanPeriodId: undefined }, 422, 'servicePlanPeriodId', 'This value should not be blank.'],
      [{ servicePlanPeriodId: '40' }, 422, 'servicePlanPeriodId', 'This value is not in valid type. Integer expected.'],
      [{ servicePlanPeriodId: period() + 1 }, 422, 'servicePlanPeriodId', 'This value is not valid.'],
      [{ status: 1 }, 422, 'status', 'This field is not allowed.'],
      [{ clientId: client }, 422, 'clientId', 'This field is not allowed.'],
      [{ name: 'x'.repeat(101) }, 422, 'name', 'This value is too long.'],
      [{ unmsClientSiteId: 'unit' }, 422, 'unmsClientSiteId', 'This is not a valid UUID.'],
      [{ servicePlanPeriodId: 9999 }, 404, '', ''],
      [{ unmsClientSiteId: NOWHERE }, 404, '', ''],
      [{ unmsClientSiteId: simulator.uisp.parentSiteId }, 422, '', ''],
      [{ activeFrom: '2026-12-01' }, 400, '', ''],
      [{ activeFrom: '2026-12-01T00:00:00Z' }, 400, '', ''],
      [{ activeFrom: '2026-12-01T00:00:00.000+0000' }, 400, '', ''],
      [{ activeFrom: '2026-12-01T00:00:00-06:00' }, 400, '', ''],
    ];
    for (const [change, status, field, text] of refusals) {
      const answer = await newService(client, { unmsClientSiteId: site, ...change });
      assert.equal(answer.status, status, JSON.stringify(change));
      if (field !== '') assert.deepEqual(at(answer.body, `errors.${field}`), [text], JSON.stringify(change));
    }
    const bare = await newService(client, { activeFrom: '2026-02-04' });
    assert.match(String(at(bare.body, 'message')), /^Invalid datetime "2026-02-04", expected one of the format/);
    assert.equal((await newService(9999)).status, 404);
    assert.equal(simulator.world.liveServicesOf(site).length, 0);
    assert.equal([...simulator.world.sites.values()].filter(({ stray }) => stray).length, 0);
  });

  it('keeps dates as days of its own zone', async () => {
    const client = await newClient();
    const local = await newService(client, {
      activeFrom: '2026-12-01T00:00:00-0600',
      unmsClientSiteId: newSite('Unit 302'),
    });
    assert.deepEqual([at(local.body, 'activeFrom'), at(local.body, 'status')], ['2026-12-01T00:00:00-0600', 0]);
    const utc = await newService(client, {
      activeFrom: '2026-12-01T00:00:00+0000',
      unmsClientSiteId: newSite('Unit 303'),
    });
    assert.equal(at(utc.body, 'activeFrom'), '2026-11-30T00:00:00-0600');
    const summer = await newService(client, {
      activeFrom: '2027-07-01T00:00:00-0500',
      unmsClientSiteId: newSite('Unit 304'),
    });
    assert.equal(at(summer.body, 'activeFrom'), '2027-07-01T00:00:00-0500');
  });

  it('binds a site to one live service at a time', async () => {
    const [one, other] = [await newClient(), await newClient()];
    const site = newSite('Unit 305');
    const first = await newService(one, { unmsClientSiteId: site });
    assert.deepEqual([first.status, at(first.body, 'unmsClientSiteId'), at(first.body, 'status')], [201, site, 1]);
    assert.equal((await newService(other, { unmsClientSiteId: site })).status, 422);
    const spare = await newService(other, { unmsClientSiteId: newSite('Unit 306') });
    const bind = `/clients/services/${at(spare.body, 'id')}/unmsclientsite/bind`;
    assert.equal((await ask.crm('PATCH', bind, { unmsClientSiteId: site })).status, 422);
    const ended = await ask.crm('PATCH', `/clients/services/${at(first.body, 'id')}/end`);
    assert.deepEqual(
      [ended.status, at(ended.body, 'status'), at(ended.body, 'activeTo')],
      [200, 2, '2026-11-21T00:00:00-0600'],
    );
    assert.equal((await ask.crm('PATCH', bind, { unmsClientSiteId: site })).status, 200);
    assert.equal(simulator.world.liveServicesOf(site).length, 1);
    const unbound = await ask.crm('PATCH', bind.replace('/bind', '/unbind'));
    assert.deepEqual([unbound.status, at(unbound.body, 'unmsClientSiteId')], [200, null]);
  });

  it('grows a stray site for an Internet service that names none', async () => {
    const client = await newClient({ firstName: 'Stray', lastName: 'Maker' });
    const made = await newService(client);
    const site = simulator.world.sites.get(String(at(made.body, 'unmsClientSiteId')));
    assert.deepEqual([site?.stray, site?.name, site?.parentId], [true, 'Stray Maker', null]);
  });

  it('takes fewer fields in a PATCH than in a POST, and changes the plan in place', async () => {
    const client = await newClient();
    const made = await newService(client, {
      unmsClientSiteId: newSite('Unit 307'),
      price: 40,
      sendEmailsAutomatically: false,
      invoicingStart: '2099-12-31T00:00:00-0600',
    });
    assert.deepEqual(
      [at(made.body, 'invoicingStart'), at(made.body, 'hasIndividualPrice')],
      ['2099-12-31T00:00:00-0600', true],
    );
    const path = `/clients/services/${at(made.body, 'id')}`;
    for (const field of [
      'activeFrom',
      'invoicingStart',
      'unmsClientSiteId',
      'isQuoted',
      'status',
      'invoicingPeriodStartDay',
      'tax1Id',
    ]) {
      const value =
        field === 'isQuoted' ? false : field.startsWith('i') || field.startsWith('a') ? '2026-12-01T00:00:00-0600' : 1;
      const answer = await ask.crm('PATCH', path, { [field]: value });
      assert.deepEqual(at(answer.body, `errors.${field}`), ['This field is not allowed.'], field);
    }
    const faster = await ask.crm('PATCH', path, { servicePlanPeriodId: period('Village Fiber 1G') });
    assert.deepEqual(
      [at(faster.body, 'id'), at(faster.body, 'downloadSpeed'), at(faster.body, 'price')],
      [at(made.body, 'id'), 1000, 40],
    );
    const inherited = await ask.crm('PATCH', path, { price: null });
    assert.deepEqual([at(inherited.body, 'price'), at(inherited.body, 'hasIndividualPrice')], [55, false]);
  });

  it('follows the calendar: prepared, active, ended the day after its last', async () => {
    const client = await newClient();
    const dates = { activeFrom: '2026-12-01T00:00:00-0600', activeTo: '2026-12-31T00:00:00-0600' };
    const made = await newService(client, { ...dates, unmsClientSiteId: newSite('Unit 308') });
    const statusOn = async (day: string): Promise<unknown> => {
      today = day;
      return at((await ask.crm('GET', `/clients/services/${at(made.body, 'id')}`)).body, 'status');
    };
    assert.deepEqual(
      [await statusOn('2026-11-30'), await statusOn('2026-12-31'), await statusOn('2027-01-01')],
      [0, 1, 2],
    );
    today = '2026-11-22';
    const listed = async (statuses: string): Promise<unknown[]> =>
      listAt((await ask.crm('GET', `/clients/services?clientId=${client}&${statuses}`)).body);
    assert.equal((await listed('statuses[]=0&statuses[]=1')).length, 1);
    assert.equal((await listed('statuses%5B%5D=2')).length, 0);
    assert.equal((await listed('statuses=2')).length, 1, 'a key without brackets is unknown and ignored');
  });

  it('suspends with a reason and answers actions with nothing', async () => {
    const made = await newService(await newClient(), { unmsClientSiteId: newSite('Unit 309') });
    const path = `/clients/services/${at(made.body, 'id')}`;
    assert.equal((await ask.crm('PATCH', `${path}/suspend`, { suspensionReasonId: 77 })).status, 404);
    const suspended = await ask.crm('PATCH', `${path}/suspend`, { suspensionReasonId: 0 });
    assert.deepEqual([suspended.status, suspended.body], [200, undefined]);
    assert.equal(at((await ask.crm('GET', path)).body, 'status'), 3);
    assert.equal((await ask.crm('PATCH', `${path}/cancel-suspend`)).status, 200);
    assert.equal((await ask.crm('PATCH', `${path}/cancel-suspend`)).status, 422);
  });

  it('defers an accepted change to a new service id', async () => {
    const client = await newClient();
    const site = newSite('Unit 310');
    const made = await newService(client, { unmsClientSiteId: site });
    const id = Number(at(made.body, 'id'));
    const asked = await ask.crm('POST', '/service-change-requests', {
      serviceId: id,
      targetServicePlanPeriodId: period('Village Fiber 2G'),
    });
    assert.equal(asked.status, 201);
    const accepted = await ask.crm('PATCH', `/service-change-requests/${at(asked.body, 'id')}/accept`);
    assert.deepEqual([accepted.status, accepted.body], [200, undefined]);
    const refused = await ask.crm('PATCH', `/clients/services/${id}`, { name: 'x' });
    assert.deepEqual(
      [refused.status, at(refused.body, 'message')],
      [404, 'Editing is not allowed until the deferred change is applied.'],
    );
    today = '2026-12-01';
    const services = listAt((await ask.crm('GET', `/clients/services?clientId=${client}`)).body);
    today = '2026-11-22';
    assert.deepEqual(
      services.map((one) => [at(one, 'status'), at(one, 'unmsClientSiteId')]),
      [
        [5, null],
        [1, site],
      ],
    );
    assert.notEqual(at(services[1], 'id'), id);
  });

  it('makes plans with a monthly period', async () => {
    const made = await ask.crm('POST', '/service-plans', {
      name: 'Test',
      downloadSpeed: 100,
      uploadSpeed: 100,
      servicePlanType: 'Internet',
      periods: [{ period: 1, price: 45, enabled: true }],
    });
    assert.deepEqual(
      [made.status, at(made.body, 'periods.0.price'), at(made.body, 'periods.1.enabled')],
      [201, 45, false],
    );
    assert.equal((await ask.crm('POST', '/service-plans', { name: 'Test', price: 45 })).status, 422);
    assert.equal((await ask.crm('POST', '/service-plans', {})).status, 422);
    assert.equal(listAt((await ask.crm('GET', '/service-plans?servicePlanType=internet')).body).length, 4);
  });
});
