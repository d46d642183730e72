/**
 * Bad input, wherever it may come from: it is told clearly at the node and through Catch, the other leases go on, and once the cause
 * is gone everything is there within two ticks.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { outside } from '../state/outside.ts';
import { innagoTroubles } from './innago-troubles.ts';
import { provisionedUnits, writes } from './invariants.ts';
import { until } from './node-red-process.ts';
import { goThroughAll, mistyped, unitsFor } from './server-trouble.ts';
import { smallDisk } from './small-disk.ts';
import type { Stage } from './stage.ts';
import { giveOnus, inTrouble, type Scene, tenantOf, unitsFrom } from './trouble-scene.ts';
import { uispTroubles } from './uisp-troubles.ts';

describe('bad input', { concurrency: 3 }, () => {
  test('Innago: keys, addresses and answers', { timeout: 120_000 }, async () => {
    const rest = unitsFrom(102, unitsFor(innagoTroubles));
    const before = (stage: Stage) => giveOnus(stage, '101', ...rest);
    await inTrouble({ before }, [mistyped.innagoKey, mistyped.secret], async (scene) => {
      const { witness } = scene;
      assert.equal(witness.shown('innago-poll').at(-1), '0 leases, 0 due', 'an empty list at first is no error');
      assert.deepEqual([witness.caught(), writes(scene.simulator)], [[], []]);
      scene.moveIn('101');
      await scene.converge('101');
      await goThroughAll(scene, innagoTroubles, rest);
    });
  });

  test('UISP: keys, addresses, certificates, answers, parent site and service plan', { timeout: 120_000 }, async () => {
    const simulator = { tls: true };
    const units = unitsFrom(101, unitsFor(uispTroubles));
    const before = (stage: Stage) => giveOnus(stage, ...units);
    await inTrouble({ simulator, before }, [mistyped.crm, mistyped.nms], async (scene) => {
      await goThroughAll(scene, uispTroubles, units);
    });
  });

  test('leases that lack something, ONUs that are not plain, a tenant whose address is refused: each by itself', {
    timeout: 120_000,
  }, async () => {
    const before = (stage: Stage, moveIn: Scene['moveIn']) => {
      const { world, mail } = stage.simulator;
      giveOnus(stage, '101', '102', '103', '104', '105', '106');
      moveIn('101');
      moveIn('102', { tenants: [] });
      moveIn('103', { unitName: null });
      moveIn('104', { unitName: 'Apt 999' });
      moveIn('105', { tenants: [tenantOf('105'), { ...tenantOf('105'), email: 'refused.105@example.com' }] });
      mail.refuse({
        at: 'recipient',
        address: 'refused.105@example.com',
        message: '<refused.105@example.com>: Recipient address rejected: Quackenbush is unknown',
      });
      moveIn('107');
      moveIn('108');
      world.onu(world.onuTable.at(-1)?.serial ?? '').siteId = world.addSite({
        name: 'Unit 120',
        parentId: world.parentSite.id,
      }).id;
      moveIn('106');
      for (const name of ['ONU-108', 'ONU-108', 'spare', 'spare', 'spare']) world.addOnu({ name });
    };
    await inTrouble({ before }, [], async (scene) => {
      const { witness, simulator, env } = scene;
      const { world } = simulator;
      const refused = world.lease('105').tenants[1];
      assert.ok(refused);
      const lease = { from: 'innago-poll' };
      const onu = { from: 'nms-onu-rename' };
      const lacking = ['LEASE_WITHOUT_TENANT', 'LEASE_WITHOUT_UNIT', 'UNIT_UNKNOWN'];
      const unplain = ['ONU_MISSING', 'ONU_ON_OTHER_UNIT', 'ONU_TWICE'];
      await witness.hears({
        ...lease,
        code: 'LEASE_WITHOUT_TENANT',
        says: [/Unit 102: Lease \S+ has no tenant/, /Add/],
      });
      await witness.hears({
        ...lease,
        code: 'LEASE_WITHOUT_UNIT',
        says: [/Lease \S+ names no unit/, /Give the lease/],
      });
      await witness.hears({ ...lease, code: 'UNIT_UNKNOWN', says: [/Unit 999: .*"Apt 999"/, /Compare the names/] });
      await witness.hears({ ...onu, code: 'ONU_MISSING', says: [/Unit 107 has no row/, /Add the unit/] });
      await witness.hears({
        ...onu,
        code: 'ONU_ON_OTHER_UNIT',
        says: [/Unit 106's ONU.* "Unit 120"/, /Move it in UISP/],
      });
      await witness.hears({
        ...onu,
        code: 'ONU_TWICE',
        says: [/Several ONUs are called ONU-108/, /which one unit 108/],
      });
      const seen = () => witness.shown('nms-onu-rename').findLast((text) => text !== '' && !text.startsWith('working'));
      await until('the node shows one of them', () => /^ONU (MISSING|ON OTHER UNIT|TWICE)$/.test(seen() ?? ''));
      await witness.hears({
        from: 'sync-state',
        code: 'MAIL_REFUSED',
        says: [/Unit 105: .* refused/, /Correct the tenant/],
      });
      await witness.sees('MAIL_REFUSED', 'sync-state');
      const mailed = () => simulator.mail.messages.map(({ to }) => to).sort();
      await until('the others go on', () => mailed().length === 2);
      assert.deepEqual(mailed(), [tenantOf('101').email, tenantOf('105').email]);
      assert.deepEqual(provisionedUnits(simulator), ['101', '105']);

      await scene.tick();
      assert.equal(witness.times('LEASE_WITHOUT_TENANT'), 0, 'told once');
      assert.equal(witness.shown('innago-poll').at(-1), '8 leases, 3 wrong');
      assert.deepEqual(await scene.attention(), [...lacking, ...unplain].sort());

      world.addTenant('102', tenantOf('102'));
      for (const unit of ['103', '104']) world.editLease(unit, { unitName: world.unit(unit).name });
      const others = world.onuTable.filter(({ unit }) => unit !== '106');
      const spares = [...world.devices.values()].filter(({ name }) => name === 'spare');
      const rows = ['106', '107', '108'].map((unit, n) => ({ unit, serial: spares[n]?.serialNumber ?? '', mac: '' }));
      world.onuTable.splice(0, Number.POSITIVE_INFINITY, ...others, ...rows);
      writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
      world.editTenant(refused.tenantUid, { email: 'accepted.105@example.com' });
      await scene.converge('101', '102', '103', '104', '105', '106', '107', '108');
      await until('everybody is welcomed', () => mailed().includes('accepted.105@example.com'));
      assert.equal(mailed().length, 9);
    });
  });

  test('a mail server that is away, then refuses the login: told in words, and nobody is left out', {
    timeout: 120_000,
  }, async () => {
    const before = (stage: Stage) => giveOnus(stage, '101', '102', '103');
    await inTrouble({ before }, [], async ({ witness, simulator, moveIn, tick, converge, attention }) => {
      const { mail } = simulator;
      await mail.stopListening();
      moveIn('101');
      moveIn('102');
      await tick();
      const smtp = { from: 'sync-state' };
      await witness.hears({ ...smtp, code: 'SMTP_UNREACHABLE', says: [/mail server cannot be reached/, /SMTP_HOST/] });
      await witness.sees('SMTP_UNREACHABLE', 'sync-state');
      assert.deepEqual([provisionedUnits(simulator), await attention()], [['101', '102'], []]);
      await mail.listen();
      await converge('101', '102');
      const accept = mail.refuse({ at: 'auth' });
      moveIn('103');
      await tick();
      await witness.hears({
        ...smtp,
        code: 'SMTP_AUTH',
        says: [/Unit 103: .*refused the login/, /SMTP_USER, SMTP_PASS/],
      });
      accept();
      await converge('103');
    });
  });

  test('a database that another program has locked, before a scan and in the middle of a write', {
    timeout: 120_000,
  }, async () => {
    const before = (stage: Stage) => giveOnus(stage, '101', '102');
    await inTrouble({ before }, [], async ({ witness, simulator, env, moveIn, tick, converge }) => {
      const says = [/Another program is writing to the database/, /Close the program/];
      await outside(env['SYNC_DATABASE'] ?? '', async (knex) => {
        await knex.raw('BEGIN IMMEDIATE');
        moveIn('101');
        await tick();
        await witness.hears({ from: 'innago-poll', code: 'STORE_LOCKED', says });
        await witness.sees('STORE_LOCKED', 'innago-poll');
        assert.deepEqual(writes(simulator), []);
        await knex.raw('ROLLBACK');
        await converge('101');

        const stop = simulator.faults.hook(async ({ method, path }, moment) => {
          if (method !== 'POST' || path !== '/clients' || moment !== 'after-effect') return;
          stop();
          await knex.raw('BEGIN IMMEDIATE');
        });
        moveIn('102');
        await tick();
        await witness.hears({ from: 'uisp-client', code: 'STORE_LOCKED', says });
        assert.deepEqual(provisionedUnits(simulator), ['101']);
        await knex.raw('ROLLBACK');
        await converge('102');
        assert.equal(simulator.world.crm.clients.size, 2);
      });
    });
  });

  test('a full disk, before a scan and in the middle of a write', { timeout: 120_000 }, async (t) => {
    const disk = smallDisk();
    if (disk === undefined) return t.skip('no right to mount a small disk here; test/state/disk.test.ts has a quota');
    t.after(disk.remove);
    const before = (stage: Stage) => giveOnus(stage, '101', '102');
    const env = { SYNC_DATABASE: join(disk.folder, 'village-fiber.sqlite') };
    await inTrouble({ before, env }, [], async ({ witness, simulator, moveIn, tick, converge }) => {
      const says = [/no space left on the disk for the database/, /Free some space/];
      disk.fill();
      moveIn('101');
      await tick();
      await witness.hears({ from: 'innago-poll', code: 'STORE_FULL', says });
      await witness.sees('STORE_FULL', 'innago-poll');
      assert.deepEqual(writes(simulator), []);
      disk.free();
      await converge('101');

      const stop = simulator.faults.hook(({ method, path }, moment) => {
        if (method !== 'POST' || path !== '/clients' || moment !== 'after-effect') return;
        stop();
        disk.fill();
      });
      moveIn('102');
      await tick();
      await witness.hears({ from: 'uisp-client', code: 'STORE_FULL', says });
      assert.deepEqual(provisionedUnits(simulator), ['101']);
      disk.free();
      await converge('102');
      assert.equal(simulator.world.crm.clients.size, 2);
    });
  });

  test('a wrong CRM key from the very first start: nobody knows the day, and why', { timeout: 120_000 }, async () => {
    const before = (stage: Stage, moveIn: Scene['moveIn']) => {
      giveOnus(stage, '101');
      moveIn('101');
    };
    await inTrouble({ before, env: { UISP_CRM_API_KEY: mistyped.crm } }, [mistyped.crm], async (scene) => {
      const { witness, simulator, deploy, attention, converge } = scene;
      const says = [/time zone.*UISP CRM answered 401.*GET \/options.*Check the CRM app key/, /uisp-server node/];
      await witness.hears({ from: 'innago-poll', code: 'TIME_ZONE_UNKNOWN', says });
      await witness.sees('TIME_ZONE_UNKNOWN', 'innago-poll');
      await until('a person is asked', async () => (await attention()).includes('TIME_ZONE_UNKNOWN'), { within: 5 });
      assert.deepEqual(writes(simulator), []);
      await deploy('uisp-server', { credentials: { crmKey: simulator.uisp.crmKey } });
      const isAnswered = () => simulator.requests.some(({ path, status }) => path === '/options' && status === 200);
      await until('UISP is asked at once', isAnswered, { within: 8 });
      await converge('101');
    });
  });
});
