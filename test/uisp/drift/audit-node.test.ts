/** The wiring of the node `uisp-service` with the action "audit". */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import uispService from '../../../nodes/uisp/uisp-service.ts';
import { repairableKinds } from '../../../nodes/village/drift/drift-kinds.ts';
import { runningNode } from '../../red-runtime.ts';
import { type DriftScene, driftScene } from './drift-scene.ts';

function node(s: DriftScene, config: object = {}) {
  const { crm, nms, directory, settings } = s.access();
  return runningNode(
    uispService,
    { server: 'server', plans: 'plans', database: 'database', action: 'audit', ...config },
    {
      server: { uisp: () => ({ crm, nms, directory, settings, tickBegan: () => undefined }) },
      plans: { rules: () => s.rules() },
      database: { openStore: async () => s.store },
    },
  );
}

test('any message: the report as payload, everything else as it was', async (t) => {
  const s = await driftScene(t);
  const made = node(s);
  const { sent, error, dones } = await made.input({ payload: 1, kept: 2 });
  assert.deepEqual([error, dones], [undefined, 1]);
  const csv = 'unit,kind,where,should be,is,outcome,why\r\n';
  const payload = { checked: 3, drifts: {}, repaired: 0, planned: 0, rows: [], csv };
  assert.deepEqual(sent, [[{ kept: 2, topic: 'drift', payload }]]);
  assert.deepEqual(made.shown, { fill: 'green', shape: 'dot', text: '3 checked' });
  await made.close();
});

test('the status says what there is to do', async (t) => {
  const s = await driftScene(t);
  s.hands.changePlan((await s.serviceOf('101')).id, 'Village Fiber 2G');
  const reporting = node(s);
  await reporting.input();
  assert.deepEqual(reporting.shown, { fill: 'yellow', shape: 'ring', text: '1 drifted' });
  const repairing = node(s, { repairs: ['plan-changed'] });
  const { sent } = await repairing.input();
  assert.deepEqual(repairing.shown, { fill: 'green', shape: 'dot', text: '1 repaired' });
  assert.equal(Object(sent[0]?.[0]?.['payload']).repaired, 1);
  s.hands.changePlan((await s.serviceOf('101')).id, 'Village Fiber 2G');
  await s.restart('dry-run');
  const waiting = node(s, { repairs: ['plan-changed'] });
  await waiting.input();
  assert.deepEqual(waiting.shown, { fill: 'yellow', shape: 'ring', text: 'no scan yet' });
  await s.tick();
  await waiting.input();
  assert.deepEqual(waiting.shown, { fill: 'grey', shape: 'ring', text: 'plan: 1' });
});

test('what went wrong reaches Catch; what was found before is sent all the same', async (t) => {
  const s = await driftScene(t);
  for (const unit of ['101', '102']) s.hands.changePlan((await s.serviceOf(unit)).id, 'Village Fiber 2G');
  s.simulator.faults.next({ method: 'PATCH', path: '/clients/services/{id}' }, 500);
  const made = node(s, { repairs: ['plan-changed'] });
  const { sent, error } = await made.input();
  assert.equal(error?.code, 'UISP_CRM_500');
  assert.equal(Object(sent[0]?.[0]?.['payload']).rows.length, 2);
  assert.deepEqual(made.shown, { fill: 'red', shape: 'ring', text: 'UISP CRM 500' });
  const wrong: readonly (readonly [object, string])[] = [
    [{ repairs: ['site-renamed'] }, 'NOT_CONFIGURED'],
    [{ server: '' }, 'NOT_CONFIGURED'],
  ];
  for (const [config, code] of wrong) {
    const answer = await node(s, config).input();
    assert.deepEqual([answer.error?.code, answer.sent], [code, []]);
  }
});

test('the dialog offers the kinds that can be repaired, each with its words', async () => {
  const dialog = await readFile(new URL('../../../nodes/uisp/uisp-service.html', import.meta.url), 'utf8');
  const [, listed = ''] = /const repairable = \[([^\]]*)\]/.exec(dialog) ?? [];
  assert.deepEqual(
    [...listed.matchAll(/'([^']+)'/g)].map(([, kind]) => kind),
    [...repairableKinds],
  );
  const locale = await readFile(
    new URL('../../../nodes/uisp/locales/en-US/uisp-service.json', import.meta.url),
    'utf8',
  );
  assert.deepEqual(Object.keys(JSON.parse(locale)['uisp-service'].repair), [...repairableKinds]);
});
