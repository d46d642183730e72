import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf } from '../error-of.ts';
import { connected, newClient } from './connected.ts';

test('a batch reads each list once, and again after two minutes or on "since"', async (t) => {
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  const { directory, simulator } = await connected(t, {}, { extras: { clock } });
  simulator.world.addOnu();
  await Promise.all(Array.from({ length: 20 }, () => Promise.all([directory.sites(), directory.onus()])));
  assert.equal(simulator.requests.length, 2);
  ahead += 119_000;
  await directory.sites();
  assert.equal(simulator.requests.length, 2);
  ahead += 2_000;
  await directory.sites();
  assert.equal(simulator.requests.length, 3);
  await Promise.all([directory.sites({ since: clock() }), directory.sites({ since: clock() })]);
  assert.equal(simulator.requests.length, 4);
});

test('what we wrote is known at once, without reading', async (t) => {
  const { directory, nms, simulator, settings } = await connected(t);
  const onu = simulator.world.addOnu();
  await Promise.all([directory.sites(), directory.onus()]);
  const made = await nms.createSubscriberSite({ name: 'Unit 101', parentId: settings.parentSite.id ?? '' });
  directory.noteSite(made);
  directory.noteOnu(onu.id, { siteId: made.id, siteName: made.name });
  directory.noteOnu('unknown', { siteId: made.id });
  simulator.requests.length = 0;
  assert.deepEqual((await directory.sites()).at(-1), made);
  assert.deepEqual(
    (await directory.onus()).map(({ id, siteId, siteName }) => ({ id, siteId, siteName })),
    [{ id: onu.id, siteId: made.id, siteName: 'Unit 101' }],
  );
  assert.equal(simulator.requests.length, 0);
});

test('few look-ups for clients are single queries, many are one list, and later ones cost nothing', async (t) => {
  const { directory, crm, simulator } = await connected(t);
  const clients = [];
  for (const number of [1, 2, 3, 4, 5]) {
    clients.push(await crm.createClient({ ...newClient, userIdent: `innago:t-${number}`, contacts: [] }));
  }
  simulator.requests.length = 0;
  const idents = ['innago:t-1', 'innago:t-1', 'innago:nobody'];
  const few = await Promise.all(idents.map((ident) => directory.clientByIdent(ident)));
  assert.deepEqual(few, [clients[0], clients[0], undefined]);
  assert.deepEqual(simulator.requests.map(({ url }) => new URL(url, 'http://x').searchParams.get('userIdent')).sort(), [
    'innago:nobody',
    'innago:t-1',
  ]);

  simulator.requests.length = 0;
  const many = await Promise.all([1, 2, 3, 4, 5].map((number) => directory.clientByIdent(`innago:t-${number}`)));
  assert.deepEqual(many, clients);
  assert.equal(simulator.requests.length, 1);
  const sixth = await crm.createClient({ ...newClient, userIdent: 'innago:t-6' });
  directory.noteClient(sixth);
  assert.deepEqual(await directory.clientByIdent('innago:t-6'), sixth);
  assert.deepEqual(await directory.clientsByEmail(' Ann.Leeson@EXAMPLE.com'), [sixth]);
  assert.equal(simulator.requests.length, 2);
  await directory.clientByIdent('innago:t-6', { since: Date.now() });
  assert.equal(simulator.requests.length, 3);
});

test('an archived client is not found', async (t) => {
  const { directory, crm, simulator } = await connected(t);
  const made = await crm.createClient(newClient);
  const stored = simulator.world.crm.clients.get(made.id);
  assert.ok(stored);
  stored.isArchived = true;
  assert.equal(await directory.clientByIdent('innago:t-1'), undefined);
});

test('a failing look-up fails alone', async (t) => {
  const { directory, simulator } = await connected(t);
  simulator.faults.next({ server: 'crm' }, 500);
  const results = await Promise.allSettled([directory.clientByIdent('a'), directory.clientByIdent('b')]);
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  assert.equal(await directory.clientByIdent('a'), undefined);
});

test('after writing, one request serves all, and it shows what was written', async (t) => {
  const { directory, nms, simulator } = await connected(t);
  const onus = Array.from({ length: 6 }, () => simulator.world.addOnu());
  await directory.onus();
  simulator.requests.length = 0;
  const names = await Promise.all(
    onus.map(async (onu, at) => {
      await new Promise((resolve) => setTimeout(resolve, at * 40));
      await nms.renameOnu(onu.id, `ONU-10${at}`, true);
      const read = await directory.onusAfterWrites();
      return read.find(({ id }) => id === onu.id)?.name;
    }),
  );
  assert.deepEqual(names, ['ONU-100', 'ONU-101', 'ONU-102', 'ONU-103', 'ONU-104', 'ONU-105']);
  assert.equal(simulator.requests.filter(({ method }) => method === 'GET').length, 1);
  // Who looks again gets a new answer, not the kept one.
  await directory.onusAfterWrites();
  assert.equal(simulator.requests.filter(({ method }) => method === 'GET').length, 2);
});

test('closing ends the waiting of everybody', async (t) => {
  const { directory, crm, nms, simulator, close } = await connected(t);
  simulator.faults.next({ times: Number.POSITIVE_INFINITY }, 'timeout-before');
  const waiting = [
    errorOf(directory.clientByIdent('a')),
    errorOf(directory.sites()),
    errorOf(crm.version()),
    errorOf(nms.renameOnu('0b2d8c34-7a4e-4f4b-9a55-111111111111', 'ONU-101', true)),
    errorOf(directory.onusAfterWrites()),
  ];
  const deadline = Date.now() + 5000;
  while (simulator.requests.length < 2 && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 10));
  const began = Date.now();
  close();
  for (const error of await Promise.all(waiting)) assert.match(error.code, /_CLOSED$/);
  assert.ok(Date.now() - began < 1000);
});

test('the parent site: by id, by name, missing, ambiguous, and made just now', async (t) => {
  const byId = await connected(t);
  assert.equal((await byId.directory.parentSite()).id, byId.simulator.uisp.parentSiteId);

  let ahead = 0;
  const { directory, simulator } = await connected(
    t,
    {},
    {
      fields: { parentSiteId: '${UISP_PARENT_SITE_ID}', parentSiteName: 'Victorian  Village ' },
      extras: { clock: () => Date.now() + ahead },
    },
  );
  const { parentSite } = simulator.world;
  assert.equal((await directory.parentSite()).id, parentSite.id);
  simulator.world.addSite({ name: 'Victorian Village', type: 'endpoint' });
  const twin = simulator.world.addSite({ name: ' Victorian Village', type: 'site' });
  const both = await errorOf(
    directory
      .parentSite()
      .then(() => directory.sites({ since: Date.now() }))
      .then(() => directory.parentSite()),
  );
  assert.deepEqual([both.code, both.trouble], ['PARENT_SITE_AMBIGUOUS', 'operator']);
  twin.name = 'Elsewhere';
  parentSite.name = 'Renamed';
  ahead += 11_000;
  assert.equal((await errorOf(directory.parentSite())).code, 'PARENT_SITE_MISSING');
  parentSite.name = 'Victorian Village';
  ahead += 11_000;
  assert.equal((await directory.parentSite()).id, parentSite.id);
});

test('a subscriber is no parent', async (t) => {
  const fields = { parentSiteId: '0b2d8c34-7a4e-4f4b-9a55-222222222222' };
  const { directory, simulator } = await connected(t, {}, { fields });
  simulator.world.addSite({ id: fields.parentSiteId, name: 'Unit 101' });
  const error = await errorOf(directory.parentSite());
  assert.equal(error.code, 'PARENT_SITE_MISSING');
  assert.match(error.message, /subscriber/);
});

test('service plans are read once a day, or on "since"', async (t) => {
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  const { directory, simulator } = await connected(t, {}, { extras: { clock } });
  assert.equal((await directory.servicePlans()).length, 3);
  ahead += 86_390_000;
  await directory.servicePlans();
  assert.equal(simulator.requests.length, 1);
  await directory.servicePlans({ since: clock() });
  assert.equal(simulator.requests.length, 2);
});
