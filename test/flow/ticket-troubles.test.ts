/**
 * Maintenance tickets while a server is away or refuses something: nothing is lost and nothing doubled, a person is asked once, and two ticks
 * after the cause is gone both sides agree.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MaintenanceTicket } from '../simulator/world/ticket-things.ts';
import { outside } from '../state/outside.ts';
import { writes } from './invariants.ts';
import { planOf, wants } from './plan-scene.ts';
import { answers, mistyped, type ServerTrouble, setting } from './server-trouble.ts';
import { inTicketTrouble, type TicketScene, techniciansWords, tenantsWords } from './ticket-scene.ts';
import { unitsFrom } from './trouble-scene.ts';

/** Both servers, in every way in which they can be away. */
const troubles: readonly (Pick<ServerTrouble, 'name' | 'begin'> & { readonly losesComment?: boolean })[] = [
  { name: 'UISP answers 503', begin: answers({ server: 'crm' }, '503') },
  { name: 'UISP answers with a web page', begin: answers({ server: 'crm' }, 'html') },
  { name: 'UISP cuts the line after', begin: answers({ server: 'crm', path: /ticketing/ }, 'reset-after') },
  { name: 'UISP says 500 after each write', begin: answers({ server: 'crm', isWrite: true }, '500-after') },
  {
    name: 'UISP does not answer in time',
    begin: async (scene) => {
      const end = await answers({ server: 'crm', path: /ticketing/, isWrite: true }, 'timeout-after')(scene);
      await scene.deploy('uisp-server', { timeoutSeconds: '1' });
      return async () => {
        await end();
        await scene.deploy('uisp-server', { timeoutSeconds: '60' });
      };
    },
  },
  { name: 'UISP asks to wait', begin: answers({ server: 'crm', retryAfter: 1 }, '429') },
  {
    name: 'wrong CRM key',
    begin: setting('uisp-server', () => ({ credentials: { crmKey: mistyped.crm } }), {
      credentials: { crmKey: '${UISP_CRM_API_KEY}' },
    }),
  },
  {
    name: 'Innago cannot be written to',
    begin: answers({ server: 'innago', isWrite: true, path: /maintenances/ }, '503'),
    losesComment: true,
  },
  { name: 'Innago lists no tickets', begin: answers({ server: 'innago', path: '/v2/maintenances' }, '500') },
  {
    name: 'both are away',
    begin: async (scene) => {
      const uisp = await answers({ server: 'crm' }, '502-html')(scene);
      const innago = await answers({ server: 'innago' }, 'reset-before')(scene);
      return async () => {
        await uisp();
        await innago();
      };
    },
  },
];

/** Things happen on both sides while the server is away; two ticks after it is back they agree, and the third is quiet. */
async function goThrough(scene: TicketScene, trouble: (typeof troubles)[number], wisher: string): Promise<void> {
  const { simulator, report, half, tick } = scene;
  const { world } = simulator;
  const [solvedThere, solvedHere, edited] = [report('101'), report('101'), report('102')];
  await tick();
  await tick();
  const end = await trouble.begin(scene);
  const fresh = report('102');
  const wish = report(wisher, { name: 'Internet Upgrade', description: wants['1G'] });
  world.resolveTicket(solvedHere.maintenanceUid);
  world.editTicket(edited.maintenanceUid, { description: 'No wifi, kaputnik since Monday' });
  world.crmTechnician.comment(half(edited).id, techniciansWords);
  world.crmTechnician.setStatus(half(solvedThere).id, 3);
  await tick();
  const unknown = await scene.keys('INNAGO_COMMENT_UNKNOWN');
  // The technician's, and the answer to the wish.
  assert.equal(unknown.length, trouble.losesComment ? 2 : 0);
  await end();
  for (const key of unknown) {
    assert.deepEqual([await scene.answer('send-again', key), await scene.answer('send-again', key)], [200, 400]);
  }
  await tick();
  await tick();
  const seen = (ticket: MaintenanceTicket) => [ticket.status, half(ticket).status, ticket.comments.length];
  assert.deepEqual(
    { there: seen(solvedThere), here: seen(solvedHere), edited: seen(edited), fresh: seen(fresh) },
    { there: ['Resolved', 3, 0], here: ['Resolved', 3, 0], edited: ['NewRequest', 0, 1], fresh: ['NewRequest', 0, 0] },
  );
  assert.equal(half(edited).activity.filter(({ detail }) => /Monday/.test(JSON.stringify(detail))).length, 1);
  const [answer = '', ...more] = wish.comments.map(({ text }) => text);
  assert.match(answer, new RegExp(`^Your internet plan in unit ${wisher} is now Village Fiber 1G `));
  assert.deepEqual([more, wish.status, planOf(scene, wisher)], [[], 'Resolved', '1G']);
  assert.deepEqual(await planChangesOf(scene, wish), ['Village Fiber 1G']);
  const before = writes(simulator).length;
  await tick();
  assert.equal(writes(simulator).length, before, 'it is quiet');
  assert.deepEqual(await scene.attention(), []);
  for (const ticket of [edited, fresh]) world.resolveTicket(ticket.maintenanceUid);
  await tick();
  await tick();
  assert.deepEqual(await scene.attention(), []);
}

/** The plans that were changed to for the ticket. */
async function planChangesOf({ env }: TicketScene, { maintenanceUid }: MaintenanceTicket): Promise<string[]> {
  const plans: string[] = [];
  await outside(env['SYNC_DATABASE'] ?? '', async (knex) => {
    plans.push(...(await knex('plan_changes').where({ ticket_uid: maintenanceUid }).pluck('to_plan')));
  });
  return plans;
}

describe('tickets and servers in trouble', { concurrency: 3 }, () => {
  for (const [server, some] of Map.groupBy(troubles, ({ name }) => (/^UISP|CRM/.test(name) ? 'UISP' : 'Innago'))) {
    test(`${server}: away in ${some.length} ways`, { timeout: 120_000 }, async () => {
      const wishers = unitsFrom(103, some.length);
      await inTicketTrouble({}, ['101', '102', ...wishers], async (scene) => {
        for (const [n, trouble] of some.entries()) {
          await goThrough(scene, trouble, wishers[n] ?? '').catch((error) => {
            throw new Error(`${trouble.name}: ${error.message}`);
          });
        }
      });
    });
  }

  test('a ticket that UISP refuses: the others go on, a person is asked at the third time', {
    timeout: 120_000,
  }, async () => {
    await inTicketTrouble({}, ['101'], async (scene) => {
      const { simulator, report, half, halves, tick } = scene;
      const refuse = simulator.faults.next(
        { server: 'crm', isWrite: true, path: /ticketing/, body: /poison/, times: Number.POSITIVE_INFINITY },
        422,
      );
      const [poison, sound] = [report('101', { name: 'Internet poison' }), report('101')];
      await tick();
      await tick();
      assert.ok(half(sound));
      assert.deepEqual([refuse.struck(), await scene.attention()], [1, []]);
      const retry = async () => {
        assert.equal(await scene.answer('retry', `ticket:${poison.maintenanceUid}`), 200);
        await tick();
      };
      await retry();
      await retry();
      assert.deepEqual([refuse.struck(), await scene.attention()], [3, ['UISP_CRM_422']]);
      await tick();
      assert.equal(refuse.struck(), 3, 'it backs off');
      refuse.cancel();
      await retry();
      assert.deepEqual([halves(poison).length, await scene.attention()], [1, []]);
    });
  });

  test('a text that UISP refuses keeps neither side of its ticket', { timeout: 120_000 }, async () => {
    await inTicketTrouble({}, ['101'], async (scene) => {
      const { simulator, report, half, tick } = scene;
      const { world } = simulator;
      const ticket = report('101');
      await tick();
      await tick();
      const refuse = simulator.faults.next(
        { server: 'crm', isWrite: true, path: /comments/, body: /poison/, times: Number.POSITIVE_INFINITY },
        422,
      );
      world.editTicket(ticket.maintenanceUid, { description: `${tenantsWords}, poison` });
      await tick();
      world.crmTechnician.comment(half(ticket).id, techniciansWords);
      await tick();
      assert.equal(ticket.comments.length, 1);
      world.crmTechnician.setStatus(half(ticket).id, 3);
      await tick();
      assert.equal(ticket.status, 'Resolved');
      world.reopenTicket(ticket.maintenanceUid);
      await tick();
      assert.equal(half(ticket).status, 1);
      for (let n = 0; n < 2; n += 1) {
        assert.deepEqual(await scene.attention(), []);
        assert.equal(await scene.answer('retry', `ticket:${ticket.maintenanceUid}`), 200);
        await tick();
      }
      assert.deepEqual(await scene.attention(), ['UISP_CRM_422']);
      refuse.cancel();
      assert.equal(await scene.answer('retry', `ticket:${ticket.maintenanceUid}`), 200);
      await tick();
      assert.match(JSON.stringify(half(ticket).activity), /poison/);
      assert.deepEqual(await scene.attention(), []);
    });
  });
});
