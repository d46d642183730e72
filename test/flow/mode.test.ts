/**
 * The mode is switched in a real Node-RED: dry-run, live by the admin route, over a restart, below the settings' ceiling, and back to dry-run
 * while a write is on its way.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Simulator } from '../simulator/simulator.ts';
import { assertInvariants, provisionedUnits, writes } from './invariants.ts';
import { until } from './node-red-process.ts';
import { onStage, quiet, type Stage } from './stage.ts';

const time = { timeout: 180_000 };
const empty = { village: 'empty' } as const;

interface Answer {
  readonly code?: string;
  readonly message?: string;
  readonly text?: string;
  readonly mode?: string;
  readonly ceiling?: string;
}

async function command(url: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/village-fiber/attention`, { method: 'POST', headers, body: JSON.stringify(body) });
  return answer.json();
}

/** Undefined while the flow has not started. */
async function told(url: string, what: string) {
  const answer = await fetch(`${url}/village-fiber/${what}`);
  return answer.ok ? answer.json() : undefined;
}

/** Leases of units that begin today, with ONUs that the table names. */
function moveIn({ simulator, env }: Stage, ...units: string[]): void {
  const { world } = simulator;
  for (const unit of units) world.addOnu({ unit, inTable: 'both' });
  writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
  for (const unit of units) world.addLease({ unit, tenants: [{ email: `tenant${unit}@example.com` }] });
}

function planned(url: string, unit: string): Promise<boolean> {
  return until(`a plan for unit ${unit}`, async () => {
    const plan = await told(url, 'plan');
    return plan?.rows.some((row: { unit: string; what: string }) => row.unit === unit && row.what === 'welcome mail');
  });
}

async function scans({ requests }: Simulator, count: number): Promise<void> {
  const read = () => requests.filter(({ path }) => path === '/v1/leases').length;
  const before = read();
  await until(`${count} more scans`, () => read() >= before + count, { within: 40 });
}

function sent(simulator: Simulator): number {
  return writes(simulator).length + simulator.mail.messages.length;
}

test(
  'dry-run, live from the admin route, and both outlive a restart; dry-run in the settings beats the switch',
  time,
  async () => {
    await onStage(empty, async (stage) => {
      const { simulator } = stage;
      let red = await stage.start();
      await until('the flow', async () => await told(red.url, 'attention'));
      assert.equal((await command(red.url, { verb: 'dry-run' })).mode, 'dry-run');
      moveIn(stage, '101');
      await planned(red.url, '101');
      await scans(simulator, 2);
      assert.equal(sent(simulator), 0);
      await red.stop();

      red = await stage.start();
      await red.says(/Mode dry-run, switched by operator/);
      await planned(red.url, '101');
      const asked = await command(red.url, { verb: 'live' });
      assert.match(asked.text ?? '', /writes for 1 lease\..* 1 × welcome mail.*still in dry-run/);
      await scans(simulator, 2);
      assert.equal(sent(simulator), 0);
      const done = await command(red.url, { verb: 'live', confirm: true });
      assert.deepEqual([done.mode, done.ceiling], ['live', 'live']);
      await until('the welcome mail', () => simulator.mail.messages.length === 1, { within: 60 });
      await quiet(simulator);
      assert.deepEqual(provisionedUnits(simulator), ['101']);
      await red.stop();

      red = await stage.start();
      await red.says(/Mode live, switched by operator/);
      moveIn(stage, '102');
      await until('the next welcome mail', () => simulator.mail.messages.length === 2, { within: 60 });
      await quiet(simulator);
      await red.stop();

      red = await stage.start({ env: { SYNC_MODE: 'dry-run' } });
      await red.says(/Mode dry-run, because SYNC_MODE is "dry-run"/);
      const before = sent(simulator);
      moveIn(stage, '103');
      await planned(red.url, '103');
      const refused = await command(red.url, { verb: 'live', confirm: true });
      assert.deepEqual([refused.code, /SYNC_MODE is "dry-run"/.test(refused.message ?? '')], ['MODE_CEILING', true]);
      await scans(simulator, 2);
      assert.equal(sent(simulator), before);
      assertInvariants(simulator);
    });
  },
);

for (const path of ['/clients', '/clients/{id}/services'] as const) {
  test(
    `back to dry-run while POST ${path} gets its answer late: nothing after it, and live again it is finished once`,
    time,
    async () => {
      await onStage(empty, async (stage) => {
        const { simulator } = stage;
        const held: (() => void)[] = [];
        const unhook = simulator.faults.hook((request, moment) => {
          if (moment !== 'after-effect' || request.method !== 'POST' || request.path !== path) return;
          return new Promise<void>((answer) => held.push(answer));
        });
        const red = await stage.start();
        moveIn(stage, '101', '102', '103');
        await until('a write whose answer is late', () => held.length > 0, { within: 60 });
        await command(red.url, { verb: 'dry-run' });
        // What was on its way already arrives; its answers come when nobody waits for them any more.
        await scans(simulator, 1);
        unhook();
        for (const answer of held) answer();
        const soFar = writes(simulator);
        await scans(simulator, 3);
        assert.deepEqual([writes(simulator), simulator.mail.messages.length], [soFar, 0]);
        for (const unit of ['101', '102', '103']) await planned(red.url, unit);
        const { items } = await told(red.url, 'attention');
        assert.deepEqual(items, []);
        await command(red.url, { verb: 'live', confirm: true });
        await until('all welcome mails', () => simulator.mail.messages.length === 3, { within: 60 });
        await quiet(simulator);
        assertInvariants(simulator);
        assert.deepEqual(provisionedUnits(simulator).sort(), ['101', '102', '103']);
        assert.equal(simulator.world.crm.clients.size, 3);
      });
    },
  );
}
