/** The budget of requests: at most 5 requests per lease plus 40 in all; one lease alone at most 14 with polling. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import { type Scene, scene } from './scene.ts';

/** As many at once as claims allow (design §2). */
async function provisionAll(s: Scene, works: readonly LeaseWork[]): Promise<void> {
  const waiting = [...works];
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) await s.provision(work);
    }),
  );
}

test('118 new leases cost at most 5 requests each and 40 in all, and are then settled', async (t) => {
  const s = await scene(t, { units: 118 });
  const { world } = s.simulator;
  const labels = [...world.units.values()].map(({ label }) => label);
  const works: LeaseWork[] = [];
  for (const [index, unit] of labels.entries()) {
    world.addOnu({ unit, inTable: index % 2 === 0 ? 'serial' : 'mac' });
    works.push(await s.lease({ unit, tenants: index % 3 === 0 ? [{}, {}] : [{}] }));
  }
  s.mark();
  await provisionAll(s, works);
  const requests = s.requests().length;
  t.diagnostic(`${requests} requests, ${s.writes().length} writes for ${works.length} leases`);
  assert.equal(s.writes().length, 5 * 118);
  assert.ok(requests <= 5 * 118 + 40, `${requests} requests`);
  assert.equal(world.crm.clients.size, 118);
  assert.equal(world.crm.services.size, 118);
  assert.equal(world.sites.size, 119);
  for (const label of labels) {
    const onu = world.onu(`ONU-${label}`);
    assert.equal(world.sites.get(onu.siteId ?? '')?.name, `Unit ${label}`);
  }
  await s.restart();
  s.mark();
  await provisionAll(s, works);
  assert.deepEqual(s.requests(), []);
});

test('one lease alone: at most 11 requests with one tenant, 12 with two', async (t) => {
  for (const [tenants, most] of [
    [[{}], 11],
    [[{}, {}], 12],
  ] as const) {
    const s = await scene(t);
    s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
    const work = await s.lease({ unit: '101', tenants });
    s.mark();
    await s.provision(work);
    const asked = s.requests().map(({ method, path }) => `${method} ${path}`);
    assert.ok(asked.length <= most, asked.join('\n'));
  }
});
