/** Plan requests through the shipped flow, in a real Node-RED: what is clear is carried out, billed and answered within one scan. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { longDate, longMonth, monthOf } from '../../nodes/village/calendar-date.ts';
import { doneText, dueDate, inPlanScene, said, setDue, unclear, wants } from './plan-scene.ts';
import type { Stage } from './stage.ts';
import { giveOnus } from './trouble-scene.ts';

const plansAndPrices = [
  '',
  'Our plans:',
  '- Village Fiber 500 (500 Mbps) - Included with rent',
  '- Village Fiber 1G (1 Gbps) - +$10/mo',
  '- Village Fiber 2G (2 Gbps) - +$15/mo',
  '',
  'To change your plan, edit this request or send a new one that says only: Change my internet plan to (name of the plan).',
  '',
  '— ERE Fiber',
].join('\n');

describe('plan requests', { concurrency: 3 }, () => {
  test('upgrade, downgrade, unclear, the same plan, a second wish on one ticket, one from before go-live', {
    timeout: 120_000,
  }, async () => {
    await inPlanScene({ dueIn: { 101: 1, 102: 12, 103: 1 } }, async (scene) => {
      const { simulator, ask, asked, tick, planOf, bills, requestsOf } = scene;
      const { world } = simulator;
      const soon = dueDate(scene, 1);
      const later = longDate(dueDate(scene, 12));
      const line = (plan: string, price: string) =>
        `Village Fiber ${plan}, ${longMonth(monthOf(soon))}: ${price} on ${soon}`;

      const up = ask('101', wants['2G']);
      const requests = await requestsOf(tick);
      assert.deepEqual(said(up), [doneText('101', '2G', longDate(soon))]);
      assert.deepEqual([up.status, planOf('101'), bills('101')], ['Resolved', '2G', [line('2G', '$15')]]);
      assert.ok(requests.length <= 8, `${requests.length} requests: ${requests.join(', ')}`);
      assert.deepEqual(await requestsOf(tick), [], 'the next scan only reads');

      const notDue = await asked('102', wants['1G']);
      assert.deepEqual(said(notDue), [doneText('102', '1G', later)]);
      assert.deepEqual([notDue.status, planOf('102'), bills('102')], ['Resolved', '1G', []]);

      const question = await asked('102', unclear);
      const unsure = 'Thank you for your question. Nothing was changed for unit 102.\n';
      assert.deepEqual(said(question), [unsure + plansAndPrices]);
      assert.deepEqual([question.status, planOf('102')], ['NewRequest', '1G']);
      assert.deepEqual(await requestsOf(tick), [], 'answered once');
      world.editTicket(question.maintenanceUid, { description: wants['2G'] });
      await tick();
      assert.deepEqual(said(question).slice(1), [doneText('102', '2G', later)]);
      assert.deepEqual([question.status, planOf('102'), bills('102')], ['Resolved', '2G', []]);

      const same = await asked('102', wants['2G']);
      assert.deepEqual(said(same), [`You already have Village Fiber 2G, so nothing was changed.\n${plansAndPrices}`]);
      assert.deepEqual([same.status, planOf('102')], ['NewRequest', '2G']);
      world.resolveTicket(same.maintenanceUid);

      const paid = await asked('103', wants['1G']);
      const dropped = await asked('103', wants[500]);
      assert.deepEqual([said(paid), said(dropped)], [[doneText('103', '1G', longDate(soon))], [doneText('103', 500)]]);
      assert.deepEqual([dropped.status, planOf('103'), bills('103')], ['Resolved', '500', [line('1G', '$10')]]);
      assert.deepEqual(await scene.attention(), []);
      const unpaid = await asked('102', wants[500]);
      assert.deepEqual([unpaid.status, planOf('102'), bills('102')], ['Resolved', '500', []]);
      const [key] = await scene.keys('PLAN_DROPPED_UNPAID');
      assert.equal(await scene.answer('ignore', key ?? ''), 200);

      world.reopenTicket(up.maintenanceUid);
      world.editTicket(up.maintenanceUid, { description: wants['1G'] });
      await tick();
      await tick();
      assert.deepEqual(await scene.attention(), ['PLAN_SECOND_CHANGE']);
      assert.deepEqual([planOf('101'), said(up).length, up.status], ['2G', 1, 'ReOpened']);
      world.resolveTicket(up.maintenanceUid);

      const old = await asked('101', wants['1G'], { submittedAt: Date.UTC(1999, 1) });
      await tick();
      assert.deepEqual([old.status, said(old), planOf('101')], ['NewRequest', [], '2G']);
      assert.deepEqual(bills('101'), [line('2G', '$15')]);
    });
  });

  test('two wishes of one household at once, and one in the scan that sees the tenant move in', {
    timeout: 120_000,
  }, async () => {
    const before = (stage: Stage) => giveOnus(stage, '102');
    await inPlanScene({ dueIn: { 101: 1 }, heard: ['PLAN_BUSY', 'PLAN_WAITS'], before }, async (scene) => {
      const { simulator, ask, tick, planOf, bills, moveIn } = scene;
      moveIn('102');
      const soon = setDue(scene, '102', 1);
      const early = ask('102', wants['2G']);
      const both = [ask('101', wants['1G']), ask('101', wants['2G'])];
      await tick();
      // It backs off: there is no service yet whose plan could be changed.
      assert.equal(await scene.answer('retry', `ticket:${early.maintenanceUid}`), 200);
      await tick();
      assert.deepEqual([early.status, planOf('102'), bills('102').length], ['Resolved', '2G', 1]);
      assert.deepEqual(said(early), [doneText('102', '2G', longDate(soon))]);
      assert.deepEqual(
        both.map((wish) => [wish.status, said(wish).length]),
        [
          ['Resolved', 1],
          ['Resolved', 1],
        ],
      );
      const [last] = both.flatMap(({ comments }) => comments).sort((one, other) => other.at - one.at);
      assert.ok(last?.text.includes(`Village Fiber ${planOf('101')} `), 'the last word is what is');
      assert.equal(bills('101').length, 1);
      assert.equal(simulator.mail.messages.length, 2);
    });
  });
});
