import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import { today } from './lease-work.ts';
import { type Scene, scene } from './scene.ts';

type Effect = readonly [key: string, after: unknown];

async function effects(s: Scene, state: 'planned' | 'done'): Promise<Effect[]> {
  const rows: { key: string; after_json: string }[] = await s.store.database.run((knex) =>
    knex('effects').where({ state }).select('key', 'after_json').orderBy('key'),
  );
  return rows.map((row): Effect => [row.key, JSON.parse(row.after_json)]);
}

/** The leases' plan in dry-run, and what live then does with them. */
async function plannedAndDone(s: Scene, works: readonly LeaseWork[]): Promise<{ planned: Effect[]; done: Effect[] }> {
  await s.restart('dry-run');
  s.mark();
  const results = [];
  for (const work of works) results.push(await s.provision(work));
  assert.deepEqual(s.writes(), [], 'dry-run only reads');
  const before = await Promise.all(works.map((work) => s.household(work)));
  assert.ok(
    before.every(({ clientId, siteId, serviceId, onuId }) => (clientId ?? siteId ?? serviceId ?? onuId) === null),
    'nothing is kept for live',
  );
  const planned = await effects(s, 'planned');
  await s.restart('live');
  for (const work of works) await s.provision(work);
  return { planned, done: await effects(s, 'done') };
}

test('the plan of a new lease is what live then does', async (t) => {
  const s = await scene(t);
  const onu = s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  const { planned, done } = await plannedAndDone(s, [work]);
  assert.deepEqual(planned, done);
  assert.deepEqual(
    planned.map(([key]) => key),
    [
      `onu-assign/onu:${onu.id}`,
      `onu-name/onu:${onu.id}`,
      `uisp-client/household:${work.householdId}`,
      `uisp-service/household:${work.householdId}/unit:${work.unit.uid}`,
      `uisp-site/unit:${work.unit.uid}`,
    ],
  );
});

test('the same with things that are there: site, client with a service of its own, an old ONU, an occupied site', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const site = (unit: string) => world.addSite({ name: `Unit ${unit}`, parentId: world.parentSite.id });
  world.addOnu({ siteId: site('101').id, status: 'disconnected' });
  world.addOnu({ unit: '101', inTable: 'serial' });
  const known = world.addClient({ userIdent: 'innago:tenant-102-0' });
  world.addService({ clientId: known.id, activeFrom: today, siteId: null });
  world.addOnu({ name: 'ONU-102' });
  const stranger = world.addClient();
  world.addService({ clientId: stranger.id, siteId: site('103').id });
  world.addOnu({ unit: '103', inTable: 'mac' });
  world.crm.services.forEach((service) => {
    service.invoicingStart = '2099-12-31';
    service.sendEmailsAutomatically = false;
  });
  const works = [await s.lease({ unit: '101' }), await s.lease({ unit: '102' }), await s.lease({ unit: '103' })];
  const { planned, done } = await plannedAndDone(s, works);
  assert.deepEqual(planned, done);
  assert.equal(done.filter(([key]) => key.startsWith('uisp-service/')).length, 2, 'the third waits');
  assert.equal(done.filter(([key]) => key.startsWith('uisp-client/')).length, 2, 'the second was there');
});

test('repeated, the plan is the same and not longer', async (t) => {
  const s = await scene(t, { mode: 'dry-run' });
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  const results = await s.provision(work);
  assert.deepEqual(
    Object.values(results).map(({ outcome, text }) => `${outcome} ${text}`),
    ['planned plan: new client', 'planned plan: new site', 'planned plan: new service', 'planned plan: ONU-101'],
  );
  const first = await effects(s, 'planned');
  await s.provision(work);
  assert.deepEqual(await effects(s, 'planned'), first);
});
