/** A flow file of an older version, whose nodes lack the fields that came later: they run with the defaults of the dialogs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertInvariants, provisionedUnits } from './invariants.ts';
import { until } from './node-red-process.ts';
import { strippedFlow } from './old-flow.ts';
import { onStage, quiet } from './stage.ts';
import { giveOnus, tenantOf } from './trouble-scene.ts';

test('with nothing but what each node is and whom it works with, a lease becomes internet, mail and quiet', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator, folder, start } = stage;
    const { world } = simulator;
    const gone = strippedFlow(folder);
    for (const field of ['fiber-plans.plans', 'fiber-plans.issueAheadDays', 'innago-account.timeoutSeconds']) {
      assert.ok(gone.includes(field), `${field} is there: ${gone}`);
    }
    giveOnus(stage, '101');
    world.addLease({ unit: '101', tenants: [tenantOf('101')] });
    const red = await start();
    await until(
      'the unit is served and the tenant welcomed',
      () => provisionedUnits(simulator).includes('101') && simulator.mail.messages.length === 1,
      { within: 60 },
    ).catch((error) => {
      throw new Error(`${error.message}\n${red.lines.slice(-25).join('\n')}`);
    });
    world.addTicket({ unit: '101', name: 'Internet', description: 'Wifi is down.' });
    await until('the ticket is in UISP', () => world.crm.tickets.size === 1);
    await quiet(simulator);
    assertInvariants(simulator);
    assert.deepEqual([...world.devices.values()].filter(({ name }) => name === 'ONU-101').length, 1);
    const open: { items: unknown[] } = await (await fetch(`${red.url}/village-fiber/attention`)).json();
    assert.deepEqual(open.items, []);
    assert.deepEqual(
      red.lines.filter((line) => /\[error\]|TypeError|undefined/.test(line)),
      [],
    );
  });
});
