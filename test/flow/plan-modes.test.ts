/** Plan requests in a dry-run, and then live: the plan says what live does; a list of units restricts both. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { longDate } from '../../nodes/village/calendar-date.ts';
import { assertInvariants, provisionedUnits, writes } from './invariants.ts';
import { until } from './node-red-process.ts';
import { billsOf, doneText, planOf, said, setDue, wants } from './plan-scene.ts';
import { onStage, quiet } from './stage.ts';
import { tenantOf } from './trouble-scene.ts';

interface Effect {
  readonly kind: string;
  readonly unit?: string;
  readonly after?: Readonly<Record<string, unknown>> | null;
}

test('dry-run lists service, invoice, comment and status of the unit that may be changed, and live then does it', {
  timeout: 120_000,
}, async () => {
  await onStage({ village: 'empty', units: 40 }, async (stage) => {
    const { simulator, env } = stage;
    const { world } = simulator;
    for (const unit of ['101', '102']) {
      world.addOnu({ unit, inTable: 'both' });
      world.addLease({ unit, tenants: [tenantOf(unit)] });
      setDue(stage, unit, 1);
    }
    writeFileSync(env['ONU_TABLE_FILE'] ?? '', simulator.onuTableCsv());
    let red = await stage.start();
    await until('both units have internet', () => provisionedUnits(simulator).length === 2, { within: 30 });
    await quiet(simulator);
    await red.stop();

    const [wish, other] = ['101', '102'].map((unit) =>
      world.addTicket({ unit, name: 'Internet Upgrade', description: wants['2G'] }),
    );
    assert.ok(wish && other);
    const before = writes(simulator).length;
    red = await stage.start({ env: { SYNC_MODE: 'dry-run', SYNC_ONLY_UNITS: '101' } });
    const planned = async (): Promise<Effect[]> => {
      const plan: { effects: Effect[] } = await (await fetch(`${red.url}/village-fiber/plan`)).json();
      return plan.effects;
    };
    await until('the plan has the status', async () => (await planned()).some(({ kind }) => /status/.test(kind)), {
      within: 30,
    });
    await quiet(simulator);
    const steps = await planned();
    assert.deepEqual(
      steps.map(({ kind, unit }) => [kind, unit]),
      ['uisp-plan-change', 'innago-invoice', 'innago-comment', 'innago-ticket-status'].map((kind) => [kind, '101']),
    );
    assert.deepEqual([steps[0]?.after?.['plan'], steps[1]?.after?.['amountCents']], ['Village Fiber 2G', 1500]);
    assert.deepEqual(writes(simulator).slice(before), []);
    await red.stop();

    red = await stage.start({ env: { SYNC_ONLY_UNITS: '101' } });
    await until('the ticket is resolved', () => wish.status === 'Resolved', { within: 30 });
    await quiet(simulator);
    assert.deepEqual(writes(simulator).slice(before), [
      'PATCH /clients/services/{id}',
      'POST /v1/invoices',
      'POST /v1/maintenances/{maintenanceUid}/comments',
      'PATCH /v2/maintenances/{maintenanceUid}/status/{maintenanceStatus}',
    ]);
    assert.equal(billsOf(stage, '101').length, 1);
    assert.equal(planOf(stage, '101'), '2G');
    assert.deepEqual(
      [planOf(stage, '102'), other.status, said(other), billsOf(stage, '102')],
      ['500', 'NewRequest', [], []],
    );
    assert.deepEqual(said(wish), [doneText('101', '2G', longDate(setDue(stage, '101', 1)))]);
    assertInvariants(simulator);
  });
});
