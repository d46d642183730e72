import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unmatchedCsv } from '../../../nodes/uisp/steps/unmatched-csv.ts';
import { scene } from './scene.ts';

test('prepare all units: plans, sites and ONUs, vacant units too; a second time nothing', async (t) => {
  const s = await scene(t, { units: 12, plansExist: false });
  const { world } = s.simulator;
  for (const unit of ['101', '102', '103', '104', '105', '106']) world.addOnu({ unit, inTable: 'serial' });
  world.addOnu({ name: 'ONU-107' });
  const elsewhere = world.addSite({ name: 'Unit 109', parentId: world.parentSite.id });
  world.addOnu({ unit: '108', inTable: 'mac', siteId: elsewhere.id });
  s.mark();
  const report = await s.prepare(true);
  assert.deepEqual(report.plans, { done: 3, found: 0, planned: 0, failed: 0 });
  assert.deepEqual(report.sites, { done: 11, found: 1, planned: 0, failed: 0 });
  assert.deepEqual(report.onus, { done: 7, found: 0, planned: 0, failed: 5 });
  assert.deepEqual(
    report.unmatched.map(({ unit }) => unit),
    ['108', '109', '110', '111', '112'],
  );
  assert.match(report.unmatchedCsv, /^unit,reason\r\n108,/);
  assert.deepEqual(report.planned, []);
  const reads = s.requests().filter(({ isWrite }) => !isWrite);
  assert.ok(reads.length <= 8, `reads are shared: ${reads.map(({ path }) => path)}`);
  for (const plan of world.crm.plans.values()) {
    assert.deepEqual(
      plan.periods.filter(({ enabled }) => enabled).map(({ period }) => period),
      [1],
    );
  }
  await s.restart();
  s.mark();
  const again = await s.prepare(true);
  assert.deepEqual(s.writes(), []);
  assert.equal(again.onus.found, 7);

  const work = await s.lease({ unit: '101' });
  s.mark();
  await s.provision(work);
  assert.deepEqual(s.writes(), ['POST /clients', 'POST /clients/{id}/services'], 'the lease finds the rest prepared');
});

test('without apply it plans only, in words, and leaves no trace in the ledger', async (t) => {
  const s = await scene(t, { plansExist: false, units: 3 });
  const onu = s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  s.mark();
  const report = await s.prepare(false);
  assert.deepEqual(s.writes(), []);
  assert.deepEqual(report.planned, [
    'service plan: none → name Village Fiber 500, downloadMbps 500, uploadMbps 500, monthlyPriceCents 4500',
    'service plan: none → name Village Fiber 1G, downloadMbps 1000, uploadMbps 1000, monthlyPriceCents 5500',
    'service plan: none → name Village Fiber 2G, downloadMbps 2000, uploadMbps 2000, monthlyPriceCents 6000',
    'unit 101, site: none → name Unit 101, parent Victorian Village',
    'unit 102, site: none → name Unit 102, parent Victorian Village',
    'unit 103, site: none → name Unit 103, parent Victorian Village',
    `unit 101, ONU to site: onu ${onu.serialNumber?.toUpperCase()}, site none → onu ${onu.serialNumber?.toUpperCase()}, site Unit 101`,
    `unit 101, ONU name: onu ${onu.serialNumber?.toUpperCase()}, name ubnt → onu ${onu.serialNumber?.toUpperCase()}, name ONU-101`,
  ]);
  assert.deepEqual(await s.store.database.run((knex) => knex('effects').select('*')), []);
  const applied = await s.prepare(true);
  assert.equal(applied.sites.done, 3);
  assert.equal(applied.onus.done, 1);
});

test('in dry-run apply writes nothing either', async (t) => {
  const s = await scene(t, { mode: 'dry-run', plansExist: false });
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  s.mark();
  const report = await s.prepare(true);
  assert.deepEqual(s.writes(), []);
  assert.equal(report.planned.length, 3 + 6 + 2);
  assert.equal((await s.store.plan()).length, 3 + 6 + 2);
});

test('what needs a person is told, and holds nobody up', async (t) => {
  const s = await scene(t, { units: 3, variants: {} });
  const { world } = s.simulator;
  const [archived, dear, weekly] = world.crm.plans.values();
  assert.ok(archived && dear && weekly);
  archived.archived = true;
  dear.downloadSpeed = 900;
  for (const period of weekly.periods) period.enabled = false;
  world.addSite({ name: 'Unit 101', parentId: null });
  for (const unit of ['101', '102']) world.addOnu({ unit, inTable: 'serial' });
  const broken = world.addOnu({ unit: '103', inTable: 'serial' });
  Object.assign(world.variants, { systemRoute501For: [broken.id] });
  const report = await s.prepare(true);
  assert.deepEqual(report.plans, { done: 1, found: 1, planned: 0, failed: 1 });
  assert.deepEqual(report.sites, { done: 2, found: 0, planned: 0, failed: 1 });
  assert.equal(report.onus.done, 1);
  assert.deepEqual(
    report.unmatched.map(({ unit }) => unit),
    ['101', '103'],
  );
  assert.match(report.problems.join('\n'), /Village Fiber 500" is archived/);
  assert.match(report.problems.join('\n'), /900\/1000 Mbps instead of 1000\/1000/);
  assert.match(report.problems.join('\n'), /Unit 101.*without a parent/);
});

test('a plan without an enabled monthly period gets it, and nothing else of it is changed', async (t) => {
  const s = await scene(t, { units: 1 });
  const [bare, yearly, dear] = s.simulator.world.crm.plans.values();
  assert.ok(bare && yearly && dear);
  for (const plan of [bare, yearly, dear]) for (const period of plan.periods) period.enabled = false;
  for (const period of bare.periods) period.price = null;
  for (const period of yearly.periods) Object.assign(period, { enabled: period.period === 12, price: 99 });
  for (const period of dear.periods) period.price = 77;
  bare.downloadSpeed = 333;
  s.mark();
  const plan = await s.prepare(false, ['plans']);
  assert.deepEqual(plan.plans, { done: 0, found: 0, planned: 3, failed: 0 });
  assert.equal(
    plan.planned[0],
    'service plan: name Village Fiber 500, monthlyPeriod off → name Village Fiber 500, monthlyPeriod on, monthlyPriceCents 4500',
  );
  assert.deepEqual(s.writes(), []);
  assert.deepEqual((await s.prepare(true, ['plans'])).plans, { done: 3, found: 0, planned: 0, failed: 0 });
  assert.deepEqual(
    s.requests().flatMap(({ isWrite, body }) => (isWrite ? [body] : [])),
    [
      { name: 'Village Fiber 500', periods: [{ period: 1, price: 45, enabled: true }] },
      {
        name: 'Village Fiber 1G',
        periods: [
          { period: 1, price: 99, enabled: true },
          { period: 12, price: 99, enabled: true },
        ],
      },
      { name: 'Village Fiber 2G', periods: [{ period: 1, price: 77, enabled: true }] },
    ],
  );
  assert.equal(bare.downloadSpeed, 333);
  s.mark();
  assert.equal((await s.prepare(true, ['plans'])).plans.found, 3);
  assert.deepEqual(s.writes(), []);
  for (const period of bare.periods) period.enabled = false;
  const undone = await s.prepare(true, ['plans']);
  assert.deepEqual([undone.plans.failed, s.writes()], [1, []], 'undone by hand on the same day: a person’s business');
});

test('a lost answer to the monthly period is looked for, and a plan that was deleted is made again', async (t) => {
  const s = await scene(t, { units: 1 });
  const { plans } = s.simulator.world.crm;
  const [first] = plans.values();
  assert.ok(first);
  for (const period of first.periods) period.enabled = false;
  s.simulator.faults.next({ method: 'PATCH', path: '/service-plans/{id}' }, 'reset-after');
  await assert.rejects(s.prepare(true, ['plans']));
  await s.restart();
  s.mark();
  assert.deepEqual((await s.prepare(true, ['plans'])).plans.failed, 0);
  assert.deepEqual(s.writes(), []);
  const open = await s.store.database.run((knex) => knex('effects').where({ state: 'intent' }));
  assert.deepEqual(open, [], 'no effect is left unknown');
  for (const { id } of [...plans.values()]) plans.delete(id);
  assert.equal((await s.prepare(true, ['plans'])).plans.done, 3);
  plans.clear();
  assert.equal((await s.prepare(true, ['plans'])).plans.done, 3, 'also when we had made it');
  assert.equal(plans.size, 3);
});

test('sites whose parent appears late are known as ours', async (t) => {
  const s = await scene(t, { units: 2, variants: { parentAppearsAfterDevice: true } });
  for (const unit of ['101', '102']) s.simulator.world.addOnu({ unit, inTable: 'serial' });
  const first = await s.prepare(true, ['sites']);
  assert.equal(first.sites.done, 2);
  assert.match(first.problems.join(), /shows no parent for site "Unit 101" yet/);
  await s.restart();
  const second = await s.prepare(true, ['sites', 'onus']);
  assert.deepEqual([second.sites.found, second.onus.done, second.unmatched.length], [2, 2, 0]);
  assert.equal([...s.simulator.world.sites.values()].filter(({ type }) => type === 'endpoint').length, 2);
});

test('a server that is down ends the run, and a later one goes on', async (t) => {
  const s = await scene(t, { units: 4 });
  s.simulator.faults.next({ method: 'POST', path: '/sites', nth: 3 }, 'reset-after');
  await assert.rejects(s.prepare(true));
  await s.restart();
  const report = await s.prepare(true, ['sites']);
  assert.deepEqual(report.sites, { done: 1, found: 3, planned: 0, failed: 0 });
  assert.equal([...s.simulator.world.sites.values()].filter(({ type }) => type === 'endpoint').length, 4);
});

test('the CSV quotes what needs quotes, and no cell is a formula', () => {
  const csv = unmatchedCsv([
    { unit: '=HYPERLINK("http://x")', reason: 'has, comma and "quotes"' },
    { unit: '+1', reason: '-2' },
    { unit: '@sum', reason: ' =1+1' },
    { unit: '\t=1', reason: 'plain' },
  ]);
  assert.equal(
    csv,
    [
      'unit,reason',
      `"'=HYPERLINK(""http://x"")","has, comma and ""quotes"""`,
      `"'+1","'-2"`,
      `"'@sum","' =1+1"`,
      `"'\t=1",plain`,
      '',
    ].join('\r\n'),
  );
});
