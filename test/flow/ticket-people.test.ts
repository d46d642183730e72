/**
 * What people do to maintenance tickets and to the flow: one half deleted, archived, moved; nobody to make it for; rules that are wrong.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addDays } from '../../nodes/village/calendar-date.ts';
import type { MaintenanceTicket } from '../simulator/world/ticket-things.ts';
import { writes } from './invariants.ts';
import type { Stage } from './stage.ts';
import { inTicketTrouble, techniciansWords, tenantsWords } from './ticket-scene.ts';
import { giveOnus, tenantOf } from './trouble-scene.ts';

describe('tickets and what people do', { concurrency: 3 }, () => {
  test('what people do to one half of a ticket: asked once, nothing is made again, and it goes on by itself', {
    timeout: 120_000,
  }, async () => {
    await inTicketTrouble({}, ['101', '102', '103'], async (scene) => {
      const { simulator, report, half, tick, witness } = scene;
      const { world } = simulator;
      const titles = ['deleted there', 'archived', 'given away', 'moved', 'deleted here', 'sound'] as const;
      const units = ['101', '103', '101', '101', '101', '101'];
      const tickets = titles.map((name, n) => report(units[n] ?? '', { name: `Internet ${name}` }));
      await tick();
      await tick();
      const [deleted, archived, given, moved, gone, sound] = tickets;
      assert.ok(deleted && archived && given && moved && gone && sound);
      const halves = tickets.map((ticket) => half(ticket));
      const [deletedHalf, archivedHalf, givenHalf, , goneHalf, soundHalf] = halves;
      assert.ok(deletedHalf && archivedHalf && givenHalf && goneHalf && soundHalf);
      const clientOf = (unit: string) => half(tickets[units.indexOf(unit)] ?? sound).clientId ?? 0;
      const other = [...world.crm.clients.values()].find(({ id }) => ![clientOf('101'), clientOf('103')].includes(id));
      assert.ok(other);
      const before = writes(simulator).length;
      world.crmTechnician.deleteTicket(deletedHalf.id);
      world.crmTechnician.archiveClient(clientOf('103'));
      world.resolveTicket(archived.maintenanceUid);
      world.crmTechnician.assign(givenHalf.id, other.id);
      world.crmTechnician.comment(givenHalf.id, techniciansWords);
      world.editTicket(moved.maintenanceUid, { unit: '102' });
      world.deleteTicket(gone.maintenanceUid);
      witness.forget();
      await tick();
      await tick();
      const codes = [
        'TICKET_CLIENT_ARCHIVED',
        'TICKET_CLIENT_CHANGED',
        'TICKET_DELETED_IN_INNAGO',
        'TICKET_DELETED_IN_UISP',
        'TICKET_UNIT_CHANGED',
      ];
      assert.deepEqual(await scene.attention(), codes);
      const lines = () => scene.red.lines.filter((line) => line.includes('Needs a person (')).length;
      const told = lines();
      for (let n = 0; n < 3; n += 1) await tick();
      assert.deepEqual(await scene.attention(), codes);
      assert.equal(lines(), told, 'told once');
      assert.deepEqual(writes(simulator).slice(before), ['PATCH /ticketing/tickets/{id}'], 'tried once');
      assert.equal(given.comments.length, 0);

      world.crmTechnician.restoreTicket(deletedHalf.id);
      world.crmTechnician.restoreClient(clientOf('103'));
      world.crmTechnician.assign(givenHalf.id, clientOf('101'));
      world.editTicket(moved.maintenanceUid, { unit: '101' });
      world.maintenances.set(gone.maintenanceUid, gone);
      world.touch();
      for (const code of ['TICKET_CLIENT_ARCHIVED', 'TICKET_DELETED_IN_UISP']) {
        for (const key of await scene.keys(code)) assert.equal(await scene.answer('retry', key), 200);
      }
      await tick();
      await tick();
      assert.deepEqual(await scene.attention(), []);
      assert.equal(archivedHalf.status, 3);
      assert.equal(given.comments.length, 1);
      tickets.forEach((ticket, n) => {
        assert.equal(half(ticket), halves[n]);
      });
      for (const { id, status } of halves) if (status !== 3) world.crmTechnician.setStatus(id, 3);
      await tick();
      await tick();
      assert.deepEqual(new Set(tickets.map(({ status }) => status)), new Set(['Resolved']));
    });
  });

  test('whose ticket: a common area, a former tenant, two tenants of one unit, a household without client yet', {
    timeout: 120_000,
  }, async () => {
    const before = (stage: Stage) => giveOnus(stage, '102', '103');
    await inTicketTrouble({ before }, ['101'], async (scene) => {
      const { simulator, report, half, halves, tick, converge, deploy, moveIn } = scene;
      const { world } = simulator;
      const office = world.addClient({ firstName: 'Office', lastName: 'Village' });
      const roommate = world.addTenant('101', {
        ...tenantOf('101'),
        firstName: 'Ottokar',
        email: 'ottokar@example.com',
      });
      const gone = world.addLease({ unit: '102', startDate: '2024-01-01', tenants: [tenantOf('102')] });
      await converge('101', '102');
      world.editLease('102', { endDate: addDays(world.today, -1) });
      await tick();
      moveIn('102', { tenants: [{ ...tenantOf('102'), email: 'next.102@example.com' }] });
      await tick();
      await tick();
      world.addLease({ unit: '103', startDate: '1999-01-01', tenants: [tenantOf('103')] });
      const [laundry, one, two, former, early] = [
        world.addTicket({ name: 'Internet', description: tenantsWords, unitName: null, personUid: null }),
        report('101'),
        report('101', { personUid: roommate.tenantUid, personName: 'Ottokar' }),
        report('102', { personUid: gone.tenants[0]?.tenantUid ?? null }),
        report('103'),
      ];
      await tick();
      await tick();
      const clientOf = (ticket: MaintenanceTicket) => half(ticket).clientId;
      assert.ok(clientOf(one));
      assert.equal(clientOf(one), clientOf(two));
      assert.equal(world.crm.clients.get(clientOf(former) ?? 0)?.userIdent, `innago:${gone.tenants[0]?.tenantUid}`);
      assert.deepEqual([halves(laundry), halves(early)], [[], []]);
      assert.deepEqual(await scene.attention(), ['ADOPTION_OPEN', 'ADOPT_NO_MATCH', 'TICKET_NO_CLIENT']);
      await deploy('uisp-server', { propertyClientId: String(office.id) });
      for (const key of await scene.keys('ADOPT_NO_MATCH')) assert.equal(await scene.answer('approve', key), 200);
      await tick();
      await tick();
      assert.equal(clientOf(laundry), office.id);
      assert.ok(clientOf(early));
      assert.deepEqual(await scene.attention(), []);
    });
  });

  test('the router misconfigured, a rule deleted meanwhile: told, nothing lost', {
    timeout: 120_000,
  }, async () => {
    await inTicketTrouble({}, ['101'], async (scene) => {
      const { report, half, halves, tick, deploy, witness } = scene;
      const flows: { flows: { type: string; id: string; rules?: { name: string }[]; wires?: string[][] }[] } = await (
        await fetch(`${scene.red.url}/flows`, { headers: { 'node-red-api-version': 'v2' } })
      ).json();
      const router = flows.flows.find(({ type }) => type === 'keyword-router');
      assert.ok(router?.rules && router.wires);
      const { rules, wires } = router;
      for (const wrong of [[], rules.map((rule) => ({ ...rule, name: 'twice' }))]) {
        await deploy('keyword-router', { rules: wrong });
        const ticket = report('101');
        await tick();
        await witness.hears({ from: 'keyword-router', code: 'KEYWORDS_INVALID', says: [/rule/i] });
        await tick();
        await tick();
        assert.deepEqual([halves(ticket), await scene.attention()], [[], ['KEYWORDS_INVALID']]);
        await deploy('keyword-router', { rules });
        await tick();
        await tick();
        assert.ok(half(ticket));
        assert.deepEqual(await scene.attention(), []);
      }
      const isOurs = ({ name }: { name: string }) => /^Internet problem|^Signs/.test(name);
      const without = (_: unknown, n: number) => !rules[n] || !isOurs(rules[n]);
      await deploy('keyword-router', {
        rules: rules.filter(without),
        wires: wires.filter(without),
        outputs: rules.length - 1,
      });
      const ticket = report('101');
      await tick();
      await tick();
      assert.deepEqual(halves(ticket), []);
      await deploy('keyword-router', { rules, wires, outputs: wires.length });
      assert.equal(await scene.answer('retry', `ticket:${ticket.maintenanceUid}`), 200);
      await tick();
      await tick();
      assert.ok(half(ticket));
    });
  });
});
