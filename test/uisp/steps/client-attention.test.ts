/** What needs a person about a client: nothing is made beside it, and it goes on once the cause is gone. Which client is taken. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsPerson } from './needs-person.ts';
import { scene } from './scene.ts';

needsPerson('client', {
  'the Custom ID is another household’s': {
    code: 'CLIENT_TAKEN',
    given: async (world, s) => {
      const client = world.addClient({ userIdent: 'innago:tenant-101-0' });
      const other = await s.lease({ unit: '104' });
      const { claim } = await s.context(other);
      await s.store.households.update(claim, other.householdId, { clientId: client.id });
    },
    mended: (world) => {
      for (const client of world.crm.clients.values()) client.userIdent = null;
    },
  },
  'the client with the Custom ID is archived': {
    code: 'CLIENT_ARCHIVED',
    given: (world) => void world.addClient({ userIdent: 'innago:tenant-101-0', isArchived: true }),
    mended: (world) => {
      for (const client of world.crm.clients.values()) client.isArchived = false;
    },
  },
  'a lease without a tenant': {
    code: 'LEASE_WITHOUT_TENANT',
    lease: { tenants: [] },
    given: () => undefined,
  },
});

test('a client that another tenant had, taken by another household, is left alone and does not stand in the way', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  const taken = world.addClient({ userIdent: 'innago:tenant-101-1' });
  const other = await s.lease({ unit: '104' });
  const { claim } = await s.context(other);
  await s.store.households.update(claim, other.householdId, { clientId: taken.id });
  const work = await s.lease({ unit: '101', tenants: [{}, {}] });
  await s.provision(work);
  assert.notEqual((await s.household(work)).clientId, taken.id);
});

test('a client that was made by hand with another tenant’s Custom ID is taken', async (t) => {
  const s = await scene(t);
  const client = s.simulator.world.addClient({ userIdent: 'innago:tenant-101-1' });
  const work = await s.lease({ unit: '101', tenants: [{}, {}] });
  const results = await s.provision(work, ['client']);
  assert.equal(results.client.text, `client ${client.id}`);
  assert.equal(results.client.outcome, 'done', 'its contacts were made');
  assert.equal(client.contacts.length, 2);
  assert.match(results.client.warnings?.join() ?? '', /may suspend client/, 'it was not made by us');
  assert.equal(s.simulator.world.crm.clients.size, 1);
});

test('UISP says 422 because the client was made meanwhile: it is taken', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const work = await s.lease({ unit: '101' });
  // Five other look-ups make the directory keep its list of clients, so that it does not see the one that comes next.
  await Promise.all([1, 2, 3, 4, 5].map((n) => s.uisp.directory.clientByIdent(`innago:x${n}`)));
  const client = world.addClient({ userIdent: 'innago:tenant-101-0' });
  s.mark();
  const results = await s.provision(work, ['client']);
  assert.deepEqual(s.writes(), ['POST /clients', 'POST /clients/{id}/contacts']);
  assert.equal(results.client.findings?.clientId, client.id);
  assert.equal(world.crm.clients.size, 1);
});
