/** The dry-run plan: readable, and nothing in it that live would not do (design §5, §3.9). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EffectFacts, Json } from '../../nodes/state/effect.ts';
import { planCsv } from '../../nodes/state/plan-view/plan-csv.ts';
import { readPlan } from '../../nodes/state/plan-view/plan-rows.ts';
import { parseCsv } from '../../nodes/village/csv.ts';
import { home, planned } from './plan-view-scene.ts';
import { client, invoice, onuName, run, service, site, welcome, whats } from './planned.ts';
import { expired, future, lease, stage, tenant, tick } from './stage.ts';

test('unit, what, before → after and why, in the order of the steps', async (t) => {
  const { store } = await planned(t, [welcome, invoice, onuName, service, site, client]);
  const { mode, rows, summary } = await readPlan(store);
  assert.deepEqual(
    rows.map(({ unit, what, before, after, why }) => `${unit} | ${what}: ${before} → ${after} (${why})`),
    [
      '101 | UISP client: none → Ada Lovelace, Unit 101, 2 contacts (lease new)',
      '101 | subscriber site: none → Unit 101 below Victorian Village (lease new)',
      '101 | service begins: none → Village Fiber 500 from December 1, 2026 (lease new)',
      '101 | ONU gets its name: HWTC0001 named ubnt → ONU-101 (lease new)',
      '101 | invoice line: none → Village Fiber 1G, December 2026: $10.00, due December 1, 2026 (lease new)',
      '101 | welcome mail: not sent → to Ada tenant-of-a (lease new)',
    ],
  );
  assert.equal(mode, 'dry-run');
  assert.equal(
    summary,
    '6 changes in 1 unit: 1 × UISP client, 1 × subscriber site, 1 × service begins, 1 × ONU gets its name, 1 × invoice line, 1 × welcome mail.',
  );
});

test('by unit as people count them; what has no unit comes last', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ mode: 'dry-run' });
  const two = ['104', '103'].map((unit) => lease(unit, unit, { flags: future, start: '2026-12-01' }));
  const due = await tick(store, clock, two);
  for (const { uid } of two)
    await run(store, due.get(uid), [
      { ...site, key: `uisp-site/${uid}` },
      { ...client, key: uid },
    ]);
  assert.deepEqual(await whats(store), [
    '103 UISP client',
    '103 subscriber site',
    '104 UISP client',
    '104 subscriber site',
  ]);
});

test('ends, sites that are freed, contacts and edits; what has no words yet is still readable, and never JSON', async (t) => {
  const of = (kind: EffectFacts['kind'], key: string, before: Json, after: Json) => ({ kind, key, before, after });
  const unit = 'household:1/unit:unit-101';
  const { store } = await planned(t, [
    of(
      'uisp-service-unbind',
      `uisp-service-unbind/${unit}`,
      { service: 5, site: 'e3f-5a' },
      { service: 5, site: null },
    ),
    of(
      'uisp-service-end',
      `uisp-service-end/${unit}`,
      { service: 5, 'last day': null },
      { service: 5, 'last day': '2026-11-30' },
    ),
    of(
      'uisp-client',
      client.key,
      { userIdent: 'innago:a', firstName: 'Ada', lastName: 'L' },
      { userIdent: 'innago:b', firstName: 'Bob', lastName: 'L' },
    ),
    of('uisp-contact', 'c1', null, { name: 'Bob', email: 'bob@example.com', phone: null }),
    of('uisp-contact', 'c2', { name: 'Eve', email: null, phone: '+1 555' }, null),
    of('uisp-service', `uisp-service/${unit}/x`, { service: 5, site: null }, { service: 5, site: 'Unit 101' }),
    of(
      'uisp-service',
      `uisp-service/${unit}/y`,
      { service: 5, state: 'ended' },
      { plan: 'Village Fiber 500', activeFrom: '2026-11-20' },
    ),
    of('onu-unassign', 'onu-assign/onu:9', { onu: 'HWTC9', site: 'Unit 101' }, { onu: 'HWTC9', site: null }),
    of(
      'uisp-plan-change',
      'p',
      { service: 5, plan: 'Village Fiber 500', speed: '500 Mbps' },
      { service: 5, plan: 'Village Fiber 1G', speed: '1 Gbps' },
    ),
  ]);
  const { rows } = await readPlan(store);
  assert.deepEqual(
    rows.map(({ what, before, after, why }) => `${what}: ${before} → ${after} (${why})`),
    [
      'service ends: without an end → last day November 30, 2026 (moved out of the unit)',
      'site is freed: taken by the service → free for the next household (moved out of the unit)',
      'UISP client: Custom ID innago:a, first name Ada → Custom ID innago:b, first name Bob (lease new)',
      'contact: none → Bob, bob@example.com (lease new)',
      'contact: Eve, +1 555 → none (lease new)',
      'service begins: none → Village Fiber 500 from November 20, 2026 (lease new)',
      'service on its site: service 5 on no site → on Unit 101 (lease new)',
      'plan change: plan Village Fiber 500, speed 500 Mbps → plan Village Fiber 1G, speed 1 Gbps (lease new)',
      'ONU off the site: HWTC9 on Unit 101 → on no site (lease new)',
    ],
  );
});

for (const [why, gone] of [
  ['cancelled: it is away from the list', []],
  ['ended', [{ ...home, start: '2026-01-01', end: '2026-11-01', flags: expired }]],
  ['unclear', [{ ...home, flags: { ...future, expired: true } }]],
  ['without a tenant', [{ ...home, tenants: [] }]],
] as const) {
  test(`a lease that is ${why} plans nothing; when it is back, the plan is, too`, async (t) => {
    const { store, clock } = await planned(t);
    assert.equal((await whats(store)).length, 4);
    await tick(store, clock, gone);
    assert.deepEqual(await whats(store), []);
    assert.equal((await readPlan(store)).summary, 'Nothing would be changed.');
    await tick(store, clock, [home]);
    assert.equal((await whats(store)).length, 4);
  });
}

test('tenants’ text is one plain line in the rows, and text in the CSV', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ mode: 'dry-run' });
  const mallory = tenant('m', { firstName: '=cmd|\r\n', lastName: '<script>alert(1)</script>' });
  const work = (await tick(store, clock, [{ ...home, tenants: [mallory] }])).get('a');
  const named = { ...client, after: { firstName: mallory.firstName, lastName: mallory.lastName, contacts: [] } };
  await run(store, work, [named, { ...welcome, after: { template: 'welcome', tenantUid: 'm' } }]);
  const { rows } = await readPlan(store);
  assert.deepEqual(
    rows.map(({ after }) => after),
    ['=cmd| <script>alert(1)</script>, 0 contacts', 'to =cmd| <script>alert(1)</script>'],
  );
  const csv = planCsv(rows);
  assert.equal(parseCsv(csv)[1]?.cells[3], `'${rows[0]?.after}`);
  assert.deepEqual(parseCsv(csv)[0]?.cells.slice(0, 5), ['unit', 'what', 'before', 'after', 'why']);
});
