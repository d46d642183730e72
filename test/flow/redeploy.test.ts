/** The operator presses Deploy in the middle of the first import. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activeUnits, assertInvariants, provisionedUnits } from './invariants.ts';
import { until } from './node-red-process.ts';
import { onStage, quiet } from './stage.ts';

test('a deploy while leases are in flight loses nothing and doubles nothing', { timeout: 180_000 }, async () => {
  await onStage({}, async ({ simulator, start }) => {
    const red = await start();
    for (const clients of [10, 30, 50]) {
      await until(`${clients} clients`, () => simulator.world.crm.clients.size >= clients, { within: 60, every: 5 });
      const flows = await (await fetch(`${red.url}/flows`, { headers: { 'Node-RED-API-Version': 'v2' } })).json();
      const deployed = await fetch(`${red.url}/flows`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'Node-RED-API-Version': 'v2',
          'Node-RED-Deployment-Type': 'full',
        },
        body: JSON.stringify(flows),
      });
      assert.equal(deployed.status, 200);
    }
    await until(
      'every active lease has internet',
      () => activeUnits(simulator).every((unit) => provisionedUnits(simulator).includes(unit)),
      { within: 90 },
    ).catch((error) => {
      throw new Error(`${error.message}\n${red.lines.slice(-40).join('\n')}`);
    });
    await quiet(simulator, 90);
    assertInvariants(simulator);
  });
});
