/**
 * Bad input, wherever it may come from: it is told clearly at the node and through Catch, the other leases go on, and once the cause
 * is gone everything is there within two ticks.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { provisionedUnits, writes } from './invariants.ts';
import { until } from './node-red-process.ts';
import { innagoTroubles, mistyped, type ServerTrouble, uispTroubles } from './server-troubles.ts';
import type { Stage } from './stage.ts';
import { giveOnus, inTrouble, type Scene, tenantOf, unitsFrom } from './trouble-scene.ts';

/** A lease comes while a server is in trouble; nothing of it is done, or all; afterwards all is. */
async function goThrough(scene: Scene, trouble: ServerTrouble, unit: string): Promise<void> {
  const { witness, simulator } = scene;
  const end = await trouble.begin(scene);
  scene.moveIn(unit);
  const before = { mails: simulator.mail.messages.length, provisioned: provisionedUnits(simulator) };
  witness.forget();
  await scene.tick();
  await witness.hears(trouble);
  await witness.sees(trouble.code, trouble.from);
  if (trouble.goesOn) await until('the lease goes on', () => provisionedUnits(simulator).includes(unit));
  else {
    assert.equal(simulator.mail.messages.length, before.mails);
    assert.deepEqual(provisionedUnits(simulator), before.provisioned);
  }
  if (trouble.needsPerson) {
    await until('a person is asked', async () => (await scene.attention()).includes(trouble.code), { within: 5 });
    assert.deepEqual(await scene.attention(), [trouble.code]);
  } else assert.deepEqual(await scene.attention(), []);
  await end();
  await scene.converge(unit);
  await scene.settle();
}

describe('bad input', { concurrency: 3 }, () => {
  test('Innago: keys, addresses and answers', { timeout: 120_000 }, async () => {
    const before = (stage: Stage) => giveOnus(stage, ...unitsFrom(101, 1 + innagoTroubles.length));
    await inTrouble({ before }, [mistyped.innagoKey, mistyped.secret], async (scene) => {
      const { witness } = scene;
      assert.equal(witness.shown('innago-poll').at(-1), '0 leases, 0 due', 'an empty list at first is no error');
      assert.deepEqual([witness.caught(), writes(scene.simulator)], [[], []]);
      scene.moveIn('101');
      await scene.converge('101');
      for (const [n, trouble] of innagoTroubles.entries()) {
        await goThrough(scene, trouble, String(102 + n)).catch((error) => {
          throw new Error(`${trouble.name}: ${error.message}`);
        });
      }
    });
  });

  test('UISP: keys, addresses, certificates, answers, parent site and service plan', { timeout: 120_000 }, async () => {
    const simulator = { tls: true };
    const before = (stage: Stage) => giveOnus(stage, ...unitsFrom(101, uispTroubles.length));
    await inTrouble({ simulator, before }, [mistyped.crm, mistyped.nms], async (scene) => {
      for (const [n, trouble] of uispTroubles.entries()) {
        await goThrough(scene, trouble, String(101 + n)).catch((error) => {
          throw new Error(`${trouble.name}: ${error.message}`);
        });
      }
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
      assert.equal(witness.times('LEASE_WITHOUT_TENANT'), 1, 'told once');
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
});
