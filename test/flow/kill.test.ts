/**
 * The power goes out in the middle of each write of the chain: before the request has its effect, after the effect but before the
 * answer, and after the answer but before it is recorded. After the next start everything is there exactly once (design §3).
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import type { Moment } from '../simulator/faults.ts';
import { assertInvariants, writes } from './invariants.ts';
import { type NodeRedProcess, until } from './node-red-process.ts';
import { powerCuts } from './power-cut.ts';
import { onStage, quiet, type Stage } from './stage.ts';

const chain = [
  'POST /clients',
  'POST /sites',
  'POST /clients/{id}/services',
  'POST /devices/authorize',
  'PUT /devices/onus/{id}/system',
  'POST /v1/invoices',
];

/** The shipped flow with a default plan that costs extra, so that the chain ends with an invoice line. */
function useOneGigabitAsDefault(folder: string): void {
  const shipped = readFileSync(resolve(import.meta.dirname, '../../flows/village-fiber.json'), 'utf8');
  const flow: { type: string; plans?: { name: string; isDefault: boolean }[] }[] = JSON.parse(shipped);
  for (const node of flow.filter(({ type }) => type === 'fiber-plans')) {
    for (const plan of node.plans ?? []) plan.isDefault = plan.name === 'Village Fiber 1G';
  }
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flow));
}

/** One unit whose lease begins today, with rent due tomorrow, and an ONU that the table names. */
function moveIn({ simulator, env }: Stage): void {
  const { world } = simulator;
  const tomorrow = new Date(`${world.today}T12:00:00Z`);
  tomorrow.setUTCDate(tomorrow.getUTCDate() + 1);
  world.addOnu({ unit: '101', inTable: 'both' });
  writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
  world.addLease({
    unit: '101',
    dueOn: tomorrow.getUTCDate(),
    tenants: [
      { firstName: 'Ann', lastName: "O'Brien", email: 'ann@example.com' },
      { firstName: 'Bo', lastName: 'Lee', email: 'bo@example.com' },
    ],
  });
}

for (const moment of ['before-effect', 'after-effect', 'after-answer'] satisfies Moment[]) {
  test(`killed ${moment} of every write in turn`, { timeout: 240_000 }, async () => {
    await onStage({ village: 'empty' }, async (stage) => {
      const { simulator, folder, env } = stage;
      await (await stage.start({ env: { SYNC_MODE: 'dry-run', SYNC_DATABASE: join(folder, 'unused.sqlite') } })).stop();
      useOneGigabitAsDefault(folder);
      moveIn(stage);
      let red: NodeRedProcess | undefined;
      const deaths = powerCuts(simulator, { chain, moment, kill: () => red?.killNow() });
      for (const [n, write] of chain.entries()) {
        red = await stage.start();
        await until(`killed at ${write}`, () => deaths.length > n, { within: 30 }).catch((error) => {
          throw new Error(`${error.message}\n${red?.lines.slice(-30).join('\n')}`);
        });
        await red.kill();
      }
      assert.deepEqual(deaths, chain);
      red = await stage.start();
      await until('the welcome mails', () => simulator.mail.messages.length === 2, { within: 40 }).catch((error) => {
        throw new Error(`${error.message}\n${red?.lines.slice(-30).join('\n')}\n${writes(simulator).join('\n')}`);
      });
      await quiet(simulator);
      assertInvariants(simulator);
      assert.equal(simulator.world.crm.clients.size, 1);
      assert.equal(simulator.world.crm.services.size, 1);
      assert.equal([...simulator.world.invoices.values()].filter(({ amount }) => amount === 10).length, 1);
      assert.equal(env['SYNC_MODE'], 'live');
    });
  });
}

test('killed while the mail is on its way: nobody is welcomed twice, and a person is asked', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty' }, async (stage) => {
    const { simulator } = stage;
    moveIn(stage);
    simulator.mail.refuse({ at: 'cut-after-data', times: 1 });
    const red = await stage.start();
    await until('a mail was taken', () => simulator.mail.messages.length > 0, { within: 40, every: 1 });
    await red.kill();
    const again = await stage.start();
    const codes = async () => {
      const open: { items: { code: string }[] } = await (await fetch(`${again.url}/village-fiber/attention`)).json();
      return open.items.map(({ code }) => code);
    };
    await until('a person is asked', async () => (await codes()).some((code) => /^(MAIL|EFFECT)_UNKNOWN$/.test(code)));
    await quiet(simulator);
    assertInvariants(simulator);
  });
});
