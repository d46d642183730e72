/**
 * The ground that maintenance tickets stand on gives way: a deploy, a full disk, a process that dies; and a dry-run.
 */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { outside } from '../state/outside.ts';
import { assertInvariants, provisionedUnits, writes } from './invariants.ts';
import { until } from './node-red-process.ts';
import { smallDisk } from './small-disk.ts';
import { onStage, quiet } from './stage.ts';
import { inTicketTrouble, techniciansWords, tenantsWords } from './ticket-scene.ts';
import { giveOnus, tenantOf } from './trouble-scene.ts';

describe('tickets and the ground below', { concurrency: 3 }, () => {
  test('a deploy in the middle of a write: adopted within two ticks', { timeout: 120_000 }, async () => {
    await inTicketTrouble({}, ['101'], async (scene) => {
      const { simulator, report, half, tick, deploy } = scene;
      for (const [n, type] of ['uisp-server', 'sync-database', 'keyword-router', 'innago-account'].entries()) {
        let isHeld = false;
        let release = () => {};
        const stop = simulator.faults.hook(async ({ method, path }, moment) => {
          if (isHeld || moment !== 'after-effect' || `${method} ${path}` !== 'POST /ticketing/tickets') return;
          isHeld = true;
          await new Promise<void>((done) => {
            release = done;
          });
        });
        const ticket = report('101');
        await scene.press('tick');
        await until('the write is at the server', () => isHeld);
        await deploy(type, { name: `${type} ${n}` });
        release();
        stop();
        await tick();
        await tick();
        assert.ok(half(ticket));
        simulator.world.resolveTicket(ticket.maintenanceUid);
        await tick();
        await tick();
        assert.equal(half(ticket).status, 3, type);
      }
    });
  });

  test('a disk that is full while a ticket is made; a quiet tick with tickets writes what it writes without', {
    timeout: 120_000,
  }, async (t) => {
    const disk = smallDisk();
    if (disk === undefined) return t.skip('no right to mount a small disk here');
    t.after(disk.remove);
    const file = join(disk.folder, 'village-fiber.sqlite');
    await inTicketTrouble({ env: { SYNC_DATABASE: file } }, ['101'], async (scene) => {
      const { simulator, report, half, tick, witness } = scene;
      const growth = async () => {
        const size = statSync(`${file}-wal`).size;
        await tick();
        return statSync(`${file}-wal`).size - size;
      };
      await tick();
      const without = await growth();
      for (const moment of ['before-effect', 'after-effect'] as const) {
        const stop = simulator.faults.hook(({ method, path }, at) => {
          if (at !== moment || `${method} ${path}` !== 'POST /ticketing/tickets') return;
          stop();
          disk.fill();
        });
        const ticket = report('101');
        await tick();
        await witness.hears({ from: 'uisp-ticket', code: 'STORE_FULL', says: [/no space left/, /Free some space/] });
        disk.free();
        await tick();
        await tick();
        assert.ok(half(ticket));
        simulator.world.crmTechnician.comment(half(ticket).id, techniciansWords);
        await tick();
        await tick();
        assert.equal(ticket.comments.length, 1);
      }
      report('101', { name: 'Internet Upgrade', description: 'Village Fiber 1G please' });
      report('101', { name: 'Sink', description: 'It leaks.' });
      for (let n = 0; n < 3; n += 1) await tick();
      const dump = async () => {
        const tables: string[] = [];
        await outside(file, async (knex) => {
          const all = await knex('sqlite_master')
            .where({ type: 'table' })
            .whereNot({ name: 'scan_days' })
            .select('name');
          for (const { name } of all) tables.push(JSON.stringify(await knex(name).select()));
        });
        return tables;
      };
      const before = await dump();
      const sizes = [without];
      for (let n = 0; n < 3; n += 1) sizes.push(await growth());
      assert.deepEqual(await dump(), before);
      assert.deepEqual(new Set(sizes), new Set([without]));
      for (const ticket of simulator.world.maintenances.values()) simulator.world.resolveTicket(ticket.maintenanceUid);
      await tick();
      await tick();
    });
  });

  test('a dry-run after live: its plan is what live then does', { timeout: 120_000 }, async () => {
    await inTicketTrouble({}, ['101'], async (scene) => {
      const { simulator, report, half, tick, deploy, env } = scene;
      const { world } = simulator;
      const [talk, solved, resolved, pending] = [report('101'), report('101'), report('101'), report('101')];
      await tick();
      await tick();
      await deploy('sync-database', { mode: 'dry-run' });
      const before = writes(simulator).length;
      const fresh = report('101');
      world.crmTechnician.comment(half(talk).id, techniciansWords);
      world.editTicket(talk.maintenanceUid, { description: `${tenantsWords}, still` });
      world.crmTechnician.setStatus(half(solved).id, 3);
      world.resolveTicket(resolved.maintenanceUid);
      world.crmTechnician.setStatus(half(pending).id, 2);
      await tick();
      world.resolveTicket(talk.maintenanceUid);
      for (let n = 0; n < 3; n += 1) await tick();
      assert.equal(writes(simulator).length, before);
      const effects = async (states: readonly string[], since: number) => {
        const rows: string[] = [];
        let last = 0;
        await outside(env['SYNC_DATABASE'] ?? '', async (knex) => {
          for (const row of await knex('effects').where('id', '>', since).orderBy('id')) {
            last = row.id;
            if (states.includes(row.state)) rows.push(JSON.stringify([row.key, row.before_json, row.after_json]));
          }
        });
        return { rows: rows.sort(), last };
      };
      const planned = await effects(['planned'], 0);
      await deploy('sync-database', { mode: 'live' });
      await tick();
      await tick();
      const done = await effects(['done', 'adopted'], planned.last);
      assert.deepEqual(done.rows, planned.rows);
      assert.equal(planned.rows.length, 7);
      assert.ok(half(fresh));
    });
  });

  test('two processes, Node-RED 5.0 and 4.1: the first dies in the middle of a ticket, the second goes on with it', {
    timeout: 120_000,
  }, async () => {
    await onStage({ village: 'empty' }, async (stage) => {
      const { simulator, folder } = stage;
      const { world } = simulator;
      giveOnus(stage, '101');
      world.addLease({ unit: '101', tenants: [tenantOf('101')] });
      const first = await stage.start();
      await until('the unit is provisioned', () => provisionedUnits(simulator).includes('101'));
      const second = await stage.start({ userDir: join(folder, 'second'), line: 'node-red-4' });
      await second.says(/already working with the database/i);
      let isDead = false;
      simulator.faults.hook(({ method, path }, at) => {
        if (isDead || at !== 'after-effect' || `${method} ${path}` !== 'POST /ticketing/tickets') return;
        isDead = true;
        first.killNow();
      });
      const ticket = world.addTicket({ unit: '101', name: 'Internet', description: tenantsWords });
      await until('the first is dead', () => isDead);
      world.resolveTicket(ticket.maintenanceUid);
      await until('the second goes on', () => [...world.crm.tickets.values()].some(({ status }) => status === 3));
      await quiet(simulator);
      assertInvariants(simulator);
      assert.equal(world.crm.tickets.size, 1);
    });
  });
});
