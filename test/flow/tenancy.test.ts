/** Households move out, in and on, while days pass, through the whole flow. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTenancy, lease, services, welcomed } from './tenancy-scene.ts';

const end = ['PATCH /clients/services/{id}', 'PATCH /clients/services/{id}/unmsclientsite/unbind'];

test('move-out and move-in on one day: the last day, a free site, the next service from the day after; the ONU stays', {
  timeout: 180_000,
}, async () => {
  await inTenancy(
    { units: ['101'], before: (stage) => lease(stage, ['ann'], { unit: '101', endDate: '2026-12-31' }) },
    async (scene) => {
      const { simulator, tick, pass, writesOf } = scene;
      const { world } = simulator;
      await tick();
      assert.deepEqual(services(scene), ['ann 2026-01-01 to no end, Unit 101']);
      const onu = [...world.devices.values()].find(({ type }) => type === 'onu');
      world.endLease('101', '2026-11-12');
      assert.deepEqual(await writesOf(tick), [], 'an end that is to come');
      lease(scene, ['bob', 'cleo'], { unit: '101', startDate: '2026-11-12' });
      await tick();
      assert.deepEqual(services(scene), ['ann 2026-01-01 to no end, Unit 101'], 'the next one waits');
      const beforehand = welcomed(scene);
      assert.deepEqual(await writesOf(() => pass(2)), [], 'the last day, and the first');
      const written = await writesOf(async () => {
        await pass(1);
        await tick();
      });
      assert.deepEqual(services(scene), [
        'ann 2026-01-01 to 2026-11-12, no site',
        'bob 2026-11-13 to no end, Unit 101',
      ]);
      assert.deepEqual(written, [...end, 'POST /clients/{id}/services']);
      assert.deepEqual(welcomed(scene).sort(), ['ann 101', 'bob 101', 'cleo 101']);
      assert.equal(beforehand.length, 3);
      assert.deepEqual([onu?.name, world.sites.get(onu?.siteId ?? '')?.name], ['ONU-101', 'Unit 101']);
      assert.deepEqual(await writesOf(() => pass(1)), []);
      assert.deepEqual(await writesOf(() => pass(40)), []);
    },
  );
});
