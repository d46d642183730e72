/** The dry-run plan: readable, and nothing in it that live would not do (design §5, §3.9). */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import * as v from 'valibot';
import type { EffectFacts, Json } from '../../nodes/state/effect.ts';
import { forgetDrifts } from '../../nodes/state/ledger/plan-table.ts';
import { planCsv } from '../../nodes/state/plan-view/plan-csv.ts';
import { readPlan } from '../../nodes/state/plan-view/plan-rows.ts';
import { parseCsv } from '../../nodes/village/csv.ts';
import { client, invoice, onuName, run, service, site, welcome, whats } from './planned.ts';
import { expired, future, hour, lease, stage, tenant, tick, units } from './stage.ts';
import { absorb, judged } from './tickets/book.ts';
import { ticket } from './tickets/tickets.ts';

const home = lease('a', '101', { start: '2026-12-01', end: null, flags: future });
const steps = [client, site, service, onuName];

/** A dry-run in which lease a was planned. */
async function planned(t: TestContext, effects = steps) {
  const { open, clock } = await stage(t);
  const store = await open({ mode: 'dry-run' });
  await store.units.replace(units.units);
  await run(store, (await tick(store, clock, [home])).get('a'), effects);
  return { open, clock, store };
}

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

test('a newer run has the word: what it no longer plans is out, what it plans anew is in once', async (t) => {
  const { store, clock } = await planned(t, [client, service, welcome]);
  const later = { ...home, start: '2026-12-15' };
  const moved = { ...service, after: { plan: 'Village Fiber 500', activeFrom: '2026-12-15', site: 'Unit 101' } };
  await run(store, (await tick(store, clock, [later])).get('a'), [client, moved]);
  const { rows } = await readPlan(store);
  assert.deepEqual(
    rows.map(({ what, after }) => `${what} ${after}`),
    ['UISP client Ada Lovelace, Unit 101, 2 contacts', 'service begins Village Fiber 500 from December 15, 2026'],
  );
});

test('a run that stops for a person plans as far as it came; one that a server stopped leaves the plan', async (t) => {
  const { store, clock } = await planned(t, [client, service, welcome]);
  const edited = { ...home, start: '2026-12-15' };
  await run(store, (await tick(store, clock, [edited])).get('a'), [client], 'failed: server');
  assert.equal((await whats(store)).length, 3);
  await run(store, (await tick(store, clock, [edited])).get('a'), [client], 'failed: operator');
  assert.deepEqual(await whats(store), ['101 UISP client']);
});

test('wishes that are again what live has applied: planned no more, although nothing runs again', async (t) => {
  const { open, clock } = await stage(t);
  const live = await open();
  await run(live, (await tick(live, clock, [home])).get('a'), [client]);
  await live.close();
  const dry = await open({ mode: 'dry-run' });
  const edited = { ...home, start: '2026-12-15' };
  await run(dry, (await tick(dry, clock, [edited])).get('a'), [service]);
  assert.deepEqual(await whats(dry), ['101 service begins']);
  assert.deepEqual([...(await tick(dry, clock, [home])).keys()], []);
  assert.deepEqual(await whats(dry), []);
});

test('done live since, or found there: out, also when a dry-run follows; live itself plans nothing', async (t) => {
  const { open, clock, store } = await planned(t, [client, service]);
  await store.close();
  const live = await open();
  assert.deepEqual((await readPlan(live)).summary, 'Live: what is due is done, nothing is planned.');
  assert.deepEqual(await whats(live), []);
  // The service was there: found by nature, it leaves no effect.
  await run(live, (await tick(live, clock, [home])).get('a'), [client]);
  await live.close();
  const dry = await open({ mode: 'dry-run' });
  await tick(dry, clock, [home]);
  assert.deepEqual(await whats(dry), []);
});

test('done live by somebody else’s run is out', async (t) => {
  const { open, clock, store } = await planned(t, [site, service]);
  await store.close();
  const live = await open();
  const other = lease('b', '101', { start: '2026-12-01', end: null, flags: future });
  await run(live, (await tick(live, clock, [other])).get('b'), [site]);
  await live.close();
  const dry = await open({ mode: 'dry-run' });
  await tick(dry, clock, [home]);
  assert.deepEqual(await whats(dry), ['101 service begins']);
});

test('two leases plan the site of their unit: it is one row, and stays when one of them is cancelled', async (t) => {
  const { clock, store } = await planned(t, [site]);
  const next = lease('b', '101', { start: '2027-12-01', end: null, flags: future });
  await run(store, (await tick(store, clock, [{ ...home, end: '2027-11-30' }, next])).get('b'), [site]);
  assert.deepEqual(await whats(store), ['101 subscriber site']);
  await tick(store, clock, [{ ...home, end: '2027-11-30' }]);
  assert.deepEqual(await whats(store), ['101 subscriber site']);
});

test('a run for billing alone takes nothing but invoice lines back', async (t) => {
  const { clock, store } = await planned(t, [client, invoice]);
  const [, work] = [clock.forward(hour), { ...(await dueAgain(store, clock)), reason: 'billing' as const }];
  await run(store, work, []);
  assert.deepEqual(await whats(store), ['101 UISP client']);
});

async function dueAgain(store: Parameters<typeof tick>[0], clock: Parameters<typeof tick>[1]) {
  store.leases.retry('a');
  const work = (await tick(store, clock, [home])).get('a');
  assert.ok(work);
  return work;
}

test('after a restart, until Innago is read, the plan from before stands and says so', async (t) => {
  const { open, clock, store } = await planned(t);
  await store.close();
  const again = await open({ mode: 'dry-run' });
  const { rows, summary } = await readPlan(again);
  assert.equal(rows.length, 4);
  assert.match(summary, /Innago has not been read since the start/);
  await tick(again, clock, []);
  assert.deepEqual(await whats(again), []);
});

test('a drift’s repair is no run of its lease: it stays until an audit does not plan it again', async (t) => {
  const { clock, store } = await planned(t, [client]);
  const claim = await store.claims.take('lease:a');
  assert.ok(claim);
  const reason = { leaseUid: 'a', unit: '101', because: 'drift' };
  const repair = { ...onuName, fingerprint: 'x', reason, look: async () => undefined };
  await store.ledger.apply(claim, { ...repair, write: async () => null, result: v.null() });
  await store.claims.release(claim);
  await run(store, await dueAgain(store, clock), [client]);
  assert.deepEqual(await whats(store), ['101 UISP client', '101 ONU gets its name']);
  assert.equal((await readPlan(store)).rows[1]?.why, 'changed in UISP by hand');
  await forgetDrifts(store.database, clock());
  assert.equal((await whats(store)).length, 2, 'planned by this audit');
  await forgetDrifts(store.database, clock() + 1);
  assert.deepEqual(await whats(store), ['101 UISP client']);
});

test('a run whose claim is gone plans nothing, not even what was planned before', async (t) => {
  const { clock, store } = await planned(t, []);
  const work = await dueAgain(store, clock);
  const mail = { ...welcome, kind: 'mail', fingerprint: 'x', reason: { because: 'welcome' } } as const;
  const claim = await store.claims.take(work.key);
  assert.ok(claim);
  await store.once.beginOnce(claim, mail);
  await store.claims.release(claim);
  assert.equal((await whats(store)).length, 1);
  for (const fingerprint of ['x', 'y']) {
    await assert.rejects(store.once.beginOnce(claim, { ...mail, fingerprint, after: null }), { code: 'CLAIM_LOST' });
  }
  assert.deepEqual(
    (await readPlan(store)).effects.map(({ after }) => after),
    [welcome.after],
  );
});

test('a ticket’s plan goes when the ticket is closed, and when its text is another', async (t) => {
  const { store } = await planned(t, []);
  await absorb(store, [ticket('t1')]);
  await judged(store, 't1', 'internet');
  const claim = await store.claims.take('ticket:t1');
  assert.ok(claim);
  await store.once.beginOnce(claim, {
    key: 'uisp-ticket/ticket:t1',
    kind: 'uisp-ticket',
    fingerprint: 't1',
    reason: { unit: '101', because: 'ticket t1' },
    before: null,
    after: { client: 1001, status: 'New' },
  });
  await store.claims.release(claim);
  assert.deepEqual(await whats(store), ['101 UISP ticket']);
  await absorb(store, [ticket('t1', { description: 'Fixed itself; the sink drips.' })]);
  assert.deepEqual(await whats(store), []);
  await absorb(store, [ticket('t1')]);
  await absorb(store, []);
  assert.deepEqual(await whats(store), []);
});

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
