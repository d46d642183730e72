/** Households move to another unit, lose their first tenant and take in others, through the whole flow. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTenancy, lease, person, services, welcomed } from './tenancy-scene.ts';

test('a transfer: the same client, a second service from its first day, the old one ends on its last, no second client', {
  timeout: 180_000,
}, async () => {
  await inTenancy(
    { units: ['101', '102'], before: (stage) => lease(stage, ['ann'], { unit: '101' }) },
    async (scene) => {
      const { simulator, tick, pass, writesOf } = scene;
      const { world } = simulator;
      await tick();
      world.endLease('101', '2026-11-14');
      const { tenants } = world.lease('101');
      world.addLease({ unit: '102', startDate: '2026-11-13', tenants });
      await tick();
      await tick();
      assert.deepEqual(services(scene), ['ann 2026-01-01 to no end, Unit 101', 'ann 2026-11-13 to no end, Unit 102']);
      const moved = await writesOf(() => pass(3));
      assert.deepEqual(moved, ['PATCH /clients/{id}'], 'both are theirs; the new one is the address');
      assert.equal([...world.crm.clients.values()][0]?.fields['street2'], 'Unit 102');
      assert.deepEqual(await writesOf(() => pass(1)), [], 'the last day in the old unit');
      assert.deepEqual(await writesOf(() => pass(1)), [
        'PATCH /clients/services/{id}',
        'PATCH /clients/services/{id}/unmsclientsite/unbind',
      ]);
      assert.deepEqual(services(scene), [
        'ann 2026-01-01 to 2026-11-14, no site',
        'ann 2026-11-13 to no end, Unit 102',
      ]);
      assert.equal(world.crm.clients.size, 1);
      assert.deepEqual(welcomed(scene), ['ann 101']);
      assert.deepEqual(await writesOf(() => pass(20)), []);
    },
  );
});

test('a roommate joins, the first tenant leaves, another leaves: one client, one service, everybody is welcomed once', {
  timeout: 180_000,
}, async () => {
  await inTenancy(
    { units: ['101'], before: (stage) => lease(stage, ['ann', 'bob'], { unit: '101' }) },
    async (scene) => {
      const { simulator, tick, pass, writesOf } = scene;
      const { world } = simulator;
      await tick();
      const [client] = world.crm.clients.values();
      const service = JSON.stringify([...world.crm.services.values()]);
      const contacts = () => client?.contacts.map(({ email }) => email?.split(/[.@]/)[1]).sort();
      assert.deepEqual(welcomed(scene).sort(), ['ann 101', 'bob 101']);

      world.addTenant('101', person('cleo'));
      await tick();
      assert.deepEqual(contacts(), ['ann', 'bob', 'cleo']);
      assert.deepEqual(welcomed(scene).sort(), ['ann 101', 'bob 101', 'cleo 101']);
      assert.deepEqual(await writesOf(tick), []);

      const [ann, bob, cleo] = world.lease('101').tenants.map(({ tenantUid }) => tenantUid);
      assert.equal(client?.userIdent, `innago:${ann}`);
      world.removeTenant('101', ann ?? '');
      await tick();
      assert.equal(client?.userIdent, `innago:${bob}`);
      assert.deepEqual(contacts(), ['bob', 'cleo']);
      assert.deepEqual(await writesOf(() => pass(1)), []);

      world.removeTenant('101', cleo ?? '');
      await tick();
      assert.deepEqual([client?.userIdent, contacts()], [`innago:${bob}`, ['bob']]);
      assert.deepEqual(await writesOf(() => pass(1)), []);
      assert.equal(world.crm.clients.size, 1);
      assert.equal(JSON.stringify([...world.crm.services.values()]), service);
      assert.equal(simulator.mail.messages.length, 3);
    },
  );
});
