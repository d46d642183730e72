/** Many ends at once, and lists of which half is missing: nobody is cut off by a mistake of Innago's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTenancy, lease, services, type TenancyScene } from './tenancy-scene.ts';
import { unitsFrom } from './trouble-scene.ts';

const units = unitsFrom(101, 5);
const before: Parameters<typeof inTenancy>[0]['before'] = (stage) => {
  for (const [n, unit] of units.slice(0, 4).entries()) {
    lease(stage, [['ann', 'bob', 'cleo', 'dan'][n] ?? ''], { unit });
  }
};
const running = (scene: TenancyScene) => services(scene).filter((service) => service.includes('to no end')).length;

test('four leases end at once: three services end, one is held and told; approved, it ends, too', {
  timeout: 180_000,
}, async () => {
  await inTenancy({ units, before }, async (scene) => {
    const { simulator, ask, tick, attention, writesOf, witness } = scene;
    await tick();
    assert.equal(running(scene), 4);
    for (const unit of units.slice(0, 4)) simulator.world.endLease(unit, '2026-11-09');
    await tick();
    assert.equal(running(scene), 1);
    assert.deepEqual(await attention(), ['REMOVALS_HELD']);
    const [item] = witness.given('attention');
    assert.match(JSON.stringify(item?.payload), /November 9, 2026/);
    assert.deepEqual(await writesOf(tick), []);
    const answer = await ask('approve', { key: 'REMOVALS_HELD/property' });
    assert.match(JSON.stringify(answer.payload), /released: 1 services? /);
    await tick();
    assert.equal(running(scene), 0);
    assert.ok(services(scene).every((service) => service.endsWith('to 2026-11-09, no site')));
  });
});

for (const fault of ['empty-list', 'page-missing', 'short-page'] as const) {
  test(`${fault}: nobody is taken for gone, a person is told once, and it goes on when the list is whole`, {
    timeout: 180_000,
  }, async () => {
    await inTenancy({ units, before, simulator: { pageSize: 2 } }, async (scene) => {
      const { simulator, tick, pass, attention, writesOf, witness } = scene;
      await tick();
      const { faults } = simulator;
      faults.next({ server: 'innago', path: '/v1/leases', times: Number.POSITIVE_INFINITY }, fault);
      const told: unknown[] = [];
      const written = await writesOf(async () => {
        for (const days of [0, 0.1, 1, 1]) {
          await pass(days);
          told.push(...witness.given('attention').map(({ payload }) => payload));
        }
      });
      assert.deepEqual(written, []);
      assert.deepEqual(await attention(), ['SCAN_INCOMPLETE']);
      assert.equal(told.length, 1);
      faults.clear();
      lease(scene, ['eve'], { unit: '105', startDate: '2026-11-12' });
      await tick();
      assert.equal(running(scene), 5);
      assert.deepEqual(await attention(), []);
    });
  });
}

test('leases missing from a list that says it is whole: nobody ends, until Innago does not know one of them any more for a day', {
  timeout: 180_000,
}, async () => {
  await inTenancy({ units, before }, async (scene) => {
    const { simulator, ask, tick, pass, attention, writesOf } = scene;
    const { world } = simulator;
    await tick();
    const gone = units.slice(1, 4).map((unit) => world.lease(unit));
    for (const { leaseUid } of gone) world.hideLease(leaseUid);
    const written = await writesOf(async () => {
      for (const days of [0, 1, 1]) await pass(days);
    });
    assert.deepEqual(written, []);
    assert.equal(running(scene), 4);
    assert.deepEqual(await attention(), ['LEASES_MISSING']);
    await ask('ignoreItem', { key: 'LEASES_MISSING/property' });
    await tick();
    assert.deepEqual(await attention(), []);
    for (const one of gone) one.listed = true;
    world.touch();
    await tick();
    assert.deepEqual(await attention(), []);

    // One is deleted: told at once, proved after a day, and its last day is the one on which it was first missing.
    world.hideLease('104', { known: false });
    assert.deepEqual(await writesOf(tick), []);
    assert.deepEqual(await attention(), ['LEASES_MISSING']);
    assert.deepEqual(await writesOf(() => pass(0.5)), []);
    assert.deepEqual(await writesOf(() => pass(0.4)), []);
    await pass(0.2);
    await tick();
    assert.ok(services(scene).includes('dan 2026-01-01 to 2026-11-12, no site'), services(scene).join('; '));
    assert.equal(running(scene), 3);
  });
});
