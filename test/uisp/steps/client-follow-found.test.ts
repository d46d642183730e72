/** Clients that we have not made, or not in this version: what of them follows the tenants, and what needs a person. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import { errorOf } from '../../error-of.ts';
import type { World } from '../../simulator/world/world.ts';
import { type Scene, scene } from './scene.ts';
import { assertSettled, bearer, clientOf, contactsOf, edited, followed, housed, person } from './tenants.ts';

const [ann, bo, cy] = [person('Ann'), person('Bo'), person('Cy')];

/** A lease begun before go-live, whose client is found: by its Custom ID, else by the live service of the unit's site. */
async function adopted(s: Scene, userIdent: string): Promise<LeaseWork> {
  const { world } = s.simulator;
  const client = world.addClient({ userIdent, firstName: 'Annie', lastName: 'Hand', email: 'ANN@example.com' });
  const site = world.addSite({ name: 'Unit 101', parentId: world.parentSite.id });
  world.addService({ clientId: client.id, siteId: site.id });
  const work = await s.lease({ unit: '101', tenants: [ann, bo], start: '2025-03-01', adopt: true });
  s.mark();
  assert.match(await followed(s, work), /^found: /);
  assert.deepEqual(s.writes(), []);
  await assertSettled(s, work);
  return work;
}

test('adopted: nothing is changed; later a tenant’s edit is followed in their contact, the client’s name stays', async (t) => {
  const s = await scene(t);
  const work = await adopted(s, 'crm-77');
  await followed(s, edited(work, [person('Ann', { lastName: 'Leeson', phone: '1' }), bo]));
  assert.deepEqual(s.writes(), ['PATCH /clients/contacts/{id}']);
  assert.equal(await bearer(s, work), 'crm-77, Annie Hand; ann pays');
  const now = edited(work, [person('Ann', { lastName: 'Leeson', phone: '1' }), bo, cy]);
  await followed(s, now);
  assert.deepEqual(
    await contactsOf(s, work),
    ['Ann Leeson, ann@example.com, 1', 'Cy Lee, cy@example.com'],
    'who was there before, without a contact, gets none unasked',
  );
  await assertSettled(s, now);
});

test('adopted with a Custom ID of the operator’s: that and the name stay, who pays moves all the same', async (t) => {
  const s = await scene(t);
  const work = await adopted(s, 'crm-77');
  const now = edited(work, [bo]);
  await followed(s, now);
  assert.deepEqual(s.writes(), ['DELETE /clients/contacts/{id}']);
  assert.equal(await bearer(s, work), 'crm-77, Annie Hand; bo pays');
  await assertSettled(s, now);
  s.mark();
  await followed(s, { ...now, unit: s.unit('104') });
  assert.deepEqual(s.writes(), [], 'so does its address');
});

test('adopted with our Custom ID: it moves with the name', async (t) => {
  const s = await scene(t);
  const work = await adopted(s, 'innago:ann');
  const now = edited(work, [bo]);
  await followed(s, now);
  assert.equal(await bearer(s, work), 'innago:bo, Bo Lee; bo pays');
  await assertSettled(s, now);
});

test('our own client, whose Custom ID the operator has changed: it stays', async (t) => {
  const s = await scene(t);
  const work = await housed(s, ann, bo);
  (await clientOf(s, work)).userIdent = 'crm-1';
  await followed(s, edited(work, [bo]));
  assert.equal(await bearer(s, work), 'crm-1, Bo Lee; bo pays');
});

test('found by Custom ID: taken as it is, but who lacks a contact gets one', async (t) => {
  const s = await scene(t);
  s.simulator.world.addClient({ userIdent: 'innago:bo', firstName: 'B', lastName: 'L', email: 'Bo@example.com' });
  const work = await s.lease({ unit: '101', tenants: [ann, bo] });
  s.simulator.faults.next({ method: 'GET', path: '/clients/{id}' }, 'reset-before');
  await errorOf(followed(s, work));
  await s.restart();
  await followed(s, work);
  assert.equal(await bearer(s, work), 'innago:bo, B L; ann pays');
  assert.deepEqual(await contactsOf(s, work), ['Bo Lee, bo@example.com', 'Ann Lee, ann@example.com']);
  await assertSettled(s, work);
});

test('made by an earlier version: contacts are known by e-mail, else by name; what fits nobody is never touched', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const client = world.addClient({
    userIdent: 'innago:ann',
    firstName: 'Ann',
    lastName: 'Lee',
    email: 'Ann@Example.com',
  });
  const [first] = client.contacts;
  assert.ok(first);
  const other = { isBilling: true, phone: '9' };
  client.contacts.push({ ...first, ...other, id: 9001, name: 'Bo Lee', email: 'bo@old.example.com' });
  client.contacts.push({ ...first, ...other, id: 9002, name: 'Office', email: 'office@example.com' });
  const work = await s.lease({ unit: '101', tenants: [ann, bo] });
  const { claim } = await s.context(work);
  await s.store.households.update(claim, work.householdId, { clientId: client.id });
  await s.store.claims.release(claim);
  await followed(s, work);
  assert.deepEqual(await contactsOf(s, work), [
    'Ann Lee, ann@example.com',
    'Bo Lee, bo@example.com',
    'Office, office@example.com, 9',
  ]);
  await assertSettled(s, work);
  const now = edited(work, [cy]);
  await followed(s, now);
  assert.deepEqual(await contactsOf(s, work), ['Office, office@example.com, 9', 'Cy Lee, cy@example.com']);
  await assertSettled(s, now);
});

interface Trouble {
  readonly code: string;
  readonly given: (world: World, clientId: number) => void;
  readonly mended?: (world: World, clientId: number) => void;
}

const client = (world: World, id: number) => {
  const found = world.crm.clients.get(id);
  assert.ok(found);
  return found;
};

/** Who follows the first tenant has a client already, or the household's own is gone. */
const troubles: Readonly<Record<string, Trouble>> = {
  'the next tenant’s Custom ID is on another client': {
    code: 'CLIENT_TAKEN',
    given: (world) => void world.addClient({ userIdent: 'innago:bo' }),
    mended: (world) => {
      for (const one of world.crm.clients.values()) if (one.userIdent === 'innago:bo') one.userIdent = null;
    },
  },
  'the next tenant’s Custom ID is on an archived client': {
    code: 'CLIENT_ARCHIVED',
    given: (world) => void world.addClient({ userIdent: 'innago:bo', isArchived: true }),
    mended: (world) => {
      for (const one of world.crm.clients.values()) if (one.userIdent === 'innago:bo') one.userIdent = null;
    },
  },
  'the client is archived': {
    code: 'CLIENT_ARCHIVED',
    given: (world, id) => {
      client(world, id).isArchived = true;
    },
    mended: (world, id) => {
      client(world, id).isArchived = false;
    },
  },
  'the client was deleted': {
    code: 'CLIENT_MISSING',
    given: (world, id) => void world.crm.clients.delete(id),
  },
};

suite('what needs a person, live and in the plan alike', { concurrency: 4 }, () => {
  for (const [what, { code, given, mended }] of Object.entries(troubles)) {
    test(`${what}: ${code}`, async (t) => {
      const s = await scene(t);
      const work = await housed(s, ann, bo);
      const { id } = await clientOf(s, work);
      given(s.simulator.world, id);
      const now = edited(work, [bo]);
      for (const mode of ['live', 'dry-run', 'live'] as const) {
        await s.restart(mode);
        const error = await errorOf(followed(s, now));
        assert.deepEqual([error.code, error.trouble], [code, 'operator'], mode);
        assert.match(error.message, /^Unit 101: /);
        assert.ok(error.hint);
        assert.doesNotMatch(error.message + error.hint, /Ann|Bo|innago:|example\.com/);
      }
      assert.equal((await s.household(work)).firstTenantUid, 'ann');
      if (mended === undefined) return;
      mended(s.simulator.world, id);
      await s.restart();
      await followed(s, now);
      assert.equal(await bearer(s, work), 'innago:bo, Bo Lee; bo pays');
      await assertSettled(s, now);
    });
  }
});
