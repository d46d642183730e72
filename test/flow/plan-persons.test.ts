/** Plan requests that a person has to see to: the tenant is told so once, nothing is changed until then, and then it goes on by itself. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { longDate } from '../../nodes/village/calendar-date.ts';
import type { MaintenanceTicket } from '../simulator/world/ticket-things.ts';
import { doneText, dueDate, inPlanScene, type PlanScene, personText, said, wants } from './plan-scene.ts';

describe('plan requests and people', { concurrency: 3 }, () => {
  test('a stranger, too many upgrades: asked, approved, carried out', { timeout: 120_000 }, async () => {
    await inPlanScene({ dueIn: { 101: 12, 102: 1 } }, async (scene) => {
      const { simulator, asked, tick, planOf, bills, command } = scene;
      const approve = async (code: string) => {
        const [key] = await scene.keys(code);
        assert.equal((await command('approve', key ?? '')).status, 200);
        await tick();
      };
      const personUid = simulator.world.lease('102').tenants[0]?.tenantUid ?? '';
      const stranger = await asked('101', wants['2G'], { personUid });
      await tick();
      assert.deepEqual([said(stranger), stranger.status, planOf('101')], [[personText('101')], 'NewRequest', '500']);
      assert.deepEqual(await scene.attention(), ['PLAN_REQUESTER']);
      await approve('PLAN_REQUESTER');
      const told = [personText('101'), doneText('101', '2G', longDate(dueDate(scene, 12)))];
      assert.deepEqual([said(stranger), stranger.status, planOf('101')], [told, 'Resolved', '2G']);

      for (const plan of ['1G', 500, '1G'] as const) await asked('102', wants[plan]);
      assert.deepEqual([planOf('102'), await scene.attention()], ['1G', []]);
      const third = await asked('102', wants['2G']);
      await tick();
      assert.deepEqual([said(third), third.status, planOf('102')], [[personText('102')], 'NewRequest', '1G']);
      assert.deepEqual(await scene.attention(), ['PLAN_LIMIT']);
      await approve('PLAN_LIMIT');
      assert.deepEqual([third.status, planOf('102'), said(third).length], ['Resolved', '2G', 2]);
      assert.equal(bills('102').length, 1);
    });
  });

  test('a plan that is not in UISP, an ONU that cannot carry it: the tenant is told once, and later that it is done', {
    timeout: 120_000,
  }, async () => {
    await inPlanScene({ dueIn: { 101: 1, 102: 1 }, heard: ['PLAN_ARCHIVED', 'PLAN_ONU_TOO_SLOW'] }, async (scene) => {
      const { simulator, asked, planOf, bills, deploy } = scene;
      const { world } = simulator;
      const plan = [...world.crm.plans.values()].find(({ name }) => name === 'Village Fiber 2G');
      assert.ok(plan);
      plan.archived = true;
      const archived = await asked('101', wants['2G']);
      await waitsForPerson(scene, archived, '101', 'PLAN_ARCHIVED');
      plan.archived = false;
      await goesOn(scene, archived, '101');

      await deploy('fiber-plans', { onuModels: [{ model: 'uf loco', fastestMbps: '1000' }] });
      const slow = await asked('102', wants['2G']);
      await waitsForPerson(scene, slow, '102', 'PLAN_ONU_TOO_SLOW');
      for (const device of world.devices.values())
        if (device.type === 'onu') Object.assign(device, { model: 'UF-NANO' });
      await goesOn(scene, slow, '102');
      assert.deepEqual([planOf('101'), planOf('102')], ['2G', '2G']);
      assert.deepEqual([bills('101').length, bills('102').length], [1, 1]);
    });
  });

  test('a plan and a fault: the plan is changed, a technician gets the fault, and solving it resolves the ticket', {
    timeout: 120_000,
  }, async () => {
    await inPlanScene({ dueIn: { 101: 12, 102: 12 } }, async (scene) => {
      const { simulator, asked, half, halves, report, tick, planOf } = scene;
      const faults = [report('101'), report('101'), report('101')];
      await tick();
      assert.deepEqual(
        faults.map((fault) => halves(fault).length),
        [1, 1, 1],
        'faults of one household do not wait for each other',
      );
      const wishes = [
        await asked('101', `${wants['2G']} And my wifi is down.`),
        await asked('102', `My internet is down. ${wants['2G']}`, { name: 'Internet' }),
      ];
      await tick();
      for (const [n, wish] of wishes.entries()) {
        const unit = String(101 + n);
        assert.deepEqual([planOf(unit), wish.status, halves(wish).length], ['2G', 'NewRequest', 1]);
        const [told = '', ...more] = said(wish);
        assert.deepEqual(more, []);
        assert.match(
          told,
          /^Your internet plan in unit 10\d is now Village Fiber 2G .*\nThe first bill .*\nA technician will look/,
        );
        simulator.world.crmTechnician.setStatus(half(wish).id, 3);
      }
      await tick();
      assert.deepEqual(
        wishes.map(({ status }) => status),
        ['Resolved', 'Resolved'],
      );
    });
  });
});

async function waitsForPerson(scene: PlanScene, ticket: MaintenanceTicket, unit: string, code: string) {
  assert.deepEqual([said(ticket), ticket.status, scene.planOf(unit)], [[personText(unit)], 'NewRequest', '500']);
  await scene.witness.hears({ code, from: 'sync-state', says: [/Village Fiber 2G/] });
  assert.equal(await scene.answer('retry', `ticket:${ticket.maintenanceUid}`), 200);
  await scene.tick();
  assert.deepEqual([said(ticket).length, scene.bills(unit)], [1, []]);
  assert.deepEqual(await scene.attention(), [code]);
}

async function goesOn(scene: PlanScene, ticket: MaintenanceTicket, unit: string) {
  // UISP's lists are not read anew within a minute; a deploy forgets them.
  await scene.deploy('uisp-server', { name: `UISP, for ${unit}` });
  assert.equal(await scene.answer('retry', `ticket:${ticket.maintenanceUid}`), 200);
  await scene.tick();
  const told = [personText(unit), doneText(unit, '2G', longDate(dueDate(scene, 1)))];
  assert.deepEqual([said(ticket), ticket.status, scene.planOf(unit)], [told, 'Resolved', '2G']);
  assert.deepEqual(await scene.attention(), []);
}
