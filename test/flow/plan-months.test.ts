/** Plan changes and months: a downgrade at the end of the paid month, the bills to come, the statement of last month. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, dayOfMonth, longDate, monthOf, nextMonth } from '../../nodes/village/calendar-date.ts';
import { until } from './node-red-process.ts';
import { doneText, dueDate, inPlanScene, type PlanScene, said, undoneText, wants } from './plan-scene.ts';

test('a downgrade at the end of the paid month; bills to come and last month’s statement at the press of a button', {
  timeout: 120_000,
}, async () => {
  await inPlanScene({ dueIn: { 101: 1, 102: 12 } }, async (scene) => {
    const { simulator, asked, tick, planOf, bills, deploy, requestsOf, command } = scene;
    const { today } = simulator.world;
    await deploy('fiber-plans', { downgradeTakesEffect: 'end of paid month' });
    await asked('101', wants['2G']);
    const [paid] = bills('101');
    const down = await asked('101', wants[500]);
    const first = dayOfMonth(nextMonth(monthOf(dueDate(scene, 1))), 1);
    assert.deepEqual(said(down), [
      doneText('101', 500)
        .replace('is now', 'changes to')
        .replace('Mbps)', `Mbps) on ${longDate(first)}`),
    ]);
    assert.deepEqual([down.status, planOf('101'), bills('101')], ['Resolved', '2G', [paid]]);
    await asked('102', wants['1G']);
    await tick();
    assert.deepEqual(await requestsOf(tick), []);

    const preview = await listOf(scene, 'bills');
    const month = nextMonth(monthOf(today));
    const line = (unit: string, plan: string, amountCents: number, due: string) => ({
      unit,
      item: `Village Fiber ${plan}, ${longDate(`${month}-01`).replace(' 1,', '')}`,
      amountCents,
      amount: `$${amountCents / 100}.00`,
      dueDate: due,
    });
    const due102 = [dueDate(scene, 12), dueDate(scene, 43)].find((due) => monthOf(due) === month);
    const expected = [
      ...(monthOf(dueDate(scene, 1)) === month
        ? [{ ...line('101', '2G', 1500, dueDate(scene, 1)), note: 'issued' }]
        : []),
      line('102', '1G', 1000, dayOfMonth(month, Number((due102 ?? dueDate(scene, 12)).slice(8)))),
    ];
    assert.deepEqual([preview['month'], preview['lines'], preview['waiting']], [month, expected, []]);
    const cents = expected.reduce((sum, { amountCents }) => sum + amountCents, 0);
    assert.deepEqual([preview['totalCents'], preview['total']], [cents, `$${cents / 100}.00`]);

    const statement = await listOf(scene, 'statement');
    assert.equal(statement['month'], monthOf(addDays(`${monthOf(today)}-01`, -1)));
    assert.match(String(statement['csv']), /unit/i);
    assert.deepEqual((await listOf(scene, 'statement'))['units'], statement['units']);
    assert.deepEqual(await requestsOf(tick), [], 'lists only read');

    assert.equal((await command('undo', `ticket:${down.maintenanceUid}`)).status, 200);
    await tick();
    assert.deepEqual(said(down).slice(1), [undoneText('101', '2G')]);
    assert.deepEqual([planOf('101'), bills('101')], ['2G', [paid]]);
  });
});

/** Presses a button of the flow. @returns what comes out */
async function listOf({ witness, press }: PlanScene, button: 'bills' | 'statement') {
  witness.forget();
  await press(button);
  const { payload } = await until('a list comes out', () => witness.listed()[0], { within: 10 });
  return payload;
}
