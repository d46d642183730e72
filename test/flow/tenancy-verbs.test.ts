/** What a person does by hand: by the buttons of the flow and over the admin route. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTenancy, lease, person, services, welcomed } from './tenancy-scene.ts';

test('pause: nothing is written and nobody is mailed until a person says "go on"; then all of it is done', {
  timeout: 180_000,
}, async () => {
  await inTenancy(
    {
      units: ['101', '102', '103'],
      before: (stage) => {
        lease(stage, ['ann'], { unit: '101' });
        lease(stage, ['bob'], { unit: '102' });
      },
    },
    async (scene) => {
      const { simulator, ask, tick, pass, attention, writesOf, command } = scene;
      const { world } = simulator;
      await tick();
      const before = services(scene);
      const paused = await ask('pause');
      assert.match(JSON.stringify(paused.payload), /everything is paused/);
      world.endLease('101', '2026-11-09');
      world.addTenant('102', person('cleo'));
      lease(scene, ['dan'], { unit: '103', startDate: '2026-11-10' });
      const written = await writesOf(async () => {
        await tick();
        assert.equal((await command('retry', 'unit:103')).status, 200);
        await pass(1);
        await ask('audit');
        await tick();
      });
      assert.deepEqual(written, []);
      assert.deepEqual(services(scene), before);
      assert.deepEqual(welcomed(scene).sort(), ['ann 101', 'bob 102']);
      assert.deepEqual(await attention(), ['PAUSED']);
      await ask('goOn');
      await tick();
      await tick();
      assert.deepEqual(await attention(), []);
      assert.deepEqual(services(scene), [
        'ann 2026-01-01 to 2026-11-09, no site',
        'bob 2026-01-01 to no end, Unit 102',
        'dan 2026-11-10 to no end, Unit 103',
      ]);
      assert.deepEqual(welcomed(scene).sort(), ['ann 101', 'bob 102', 'cleo 102', 'dan 103']);
    },
  );
});

test('a unit now, a unit left alone, a welcome again to the corrected address, done by hand', {
  timeout: 180_000,
}, async () => {
  await inTenancy(
    {
      units: ['101', '102', '103'],
      before: (stage) => {
        lease(stage, ['ann'], { unit: '101' });
      },
    },
    async (scene) => {
      const { simulator, ask, tick, pass, attention, writesOf, command } = scene;
      const { world } = simulator;
      await tick();

      // Refused, so it backs off; "sync this unit" tries it at the next scan.
      const { faults } = simulator;
      faults.next({ method: 'POST', path: '/clients', times: 2 }, 422);
      const ofBob = lease(scene, ['bob'], { unit: '102' });
      lease(scene, ['dan'], { unit: '103' });
      await tick();
      assert.equal(services(scene).length, 1);
      assert.deepEqual(await writesOf(tick), [], 'backs off');
      await ask('syncUnit', { unit: '102' });
      await tick();
      assert.ok(services(scene).includes('bob 2026-01-01 to no end, Unit 102'));

      // Done by hand: nothing more is tried there.
      await ask('markDone', { unit: '103' });
      const served = services(scene).length;
      assert.deepEqual(await attention(), []);
      assert.deepEqual(await writesOf(() => pass(2)), []);
      assert.deepEqual([served, services(scene).length], [2, 2]);

      // Left alone: neither the roommate nor the end has any effect, until somebody takes it up again.
      await ask('leaveAlone', { unit: '102' });
      world.addTenant('102', person('cleo'));
      world.endLease('102', '2026-11-11');
      assert.deepEqual(await writesOf(() => pass(2)), []);
      assert.match((await command('ignore', `lease:${ofBob.leaseUid}`)).text, /NOTHING_TO_DO/);
      assert.equal((await command('retry', `lease:${ofBob.leaseUid}`)).status, 200);
      await tick();
      assert.ok(services(scene).includes('bob 2026-01-01 to 2026-11-11, no site'));

      // Nobody is welcomed again by an edit, but by a person.
      world.editTenant(world.lease('101').tenants[0]?.tenantUid ?? '', { email: 'quackenbush.eve@example.com' });
      await tick();
      const mails = welcomed(scene);
      await ask('welcomeAgain', { unit: '101' });
      await tick();
      assert.deepEqual(welcomed(scene).slice(mails.length), ['eve 101']);
      assert.deepEqual(mails, ['ann 101', 'bob 102']);
    },
  );
});
