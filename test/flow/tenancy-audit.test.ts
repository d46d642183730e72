/** What somebody changes in UISP by hand is told once; with a person's yes the next comparison puts it right. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTenancy, lease, type TenancyScene } from './tenancy-scene.ts';

interface Row {
  readonly unit: string;
  readonly kind: string;
  readonly before: string;
  readonly after: string;
  readonly outcome: string;
}

/** Compares now. */
async function drifts({ ask }: TenancyScene): Promise<string[]> {
  const { payload } = await ask('audit');
  const { rows }: { rows: Row[] } = JSON.parse(JSON.stringify(payload));
  return rows.map(({ unit, kind, before, after, outcome }) => `${unit} ${kind}: ${before} → ${after}, ${outcome}`);
}

test('a plan changed by hand: one item however often it is compared; approved, the next comparison puts it right', {
  timeout: 180_000,
}, async () => {
  await inTenancy(
    {
      units: ['101', '102'],
      before: (stage) => {
        lease(stage, ['ann'], { unit: '101' });
        lease(stage, ['bob'], { unit: '102' });
      },
    },
    async (scene) => {
      const { simulator, witness, ask, tick, pass, attention, writesOf } = scene;
      const { world } = simulator;
      await tick();
      const [service] = world.crm.services.values();
      assert.ok(service);
      const right = service.servicePlanPeriodId;
      const other = [...world.crm.plans.values()].find(({ name }) => name === 'Village Fiber 2G')?.periods[0];
      service.servicePlanPeriodId = other?.id ?? 0;
      const told: unknown[] = [];
      for (const days of [0, 1, 1]) {
        await pass(days);
        const written = await writesOf(async () => {
          assert.deepEqual(await drifts(scene), ['101 plan-changed: Village Fiber 500 → Village Fiber 2G, reported']);
        });
        told.push(...witness.given('attention').map(({ payload }) => payload));
        assert.deepEqual(written, []);
        assert.deepEqual(await attention(), ['DRIFT_PLAN_CHANGED']);
      }
      assert.equal(told.length, 1);
      const open: { items: { key: string }[] } = await (await fetch(`${scene.red.url}/village-fiber/attention`)).json();
      await ask('approve', { key: open.items[0]?.key ?? '' });
      const written = await writesOf(async () => {
        assert.deepEqual(await drifts(scene), ['101 plan-changed: Village Fiber 500 → Village Fiber 2G, repaired']);
        await tick();
      });
      assert.deepEqual(written, ['PATCH /clients/services/{id}']);
      assert.deepEqual(await attention(), []);
      assert.equal(service.servicePlanPeriodId, right);
      assert.deepEqual(await drifts(scene), []);
    },
  );
});
