/** An ONU that is looked at again: a name that is not shown yet, an ONU that was taken off, one that came a moment ago. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, scene } from './scene.ts';

test('the name is not shown yet: the lease waits for it, and nothing is sent again', async (t) => {
  const s = await scene(t, { variants: { offlineOnuKeepsName: true } });
  const onu = s.simulator.world.addOnu({ unit: '101', inTable: 'serial', status: 'disconnected' });
  const work = await s.lease({ unit: '101' });
  const first = await s.provision(work);
  assert.equal(first.onu.outcome, 'waiting');
  assert.deepEqual(first.onu.waiting, { why: 'name not shown yet' });
  s.mark();
  assert.equal((await s.provision(work)).onu.outcome, 'waiting');
  assert.deepEqual(s.writes(), [], 'the same day it is not asked for twice');
  assert.equal((await s.provision({ ...work, today: '2026-12-02' })).onu.outcome, 'waiting');
  assert.deepEqual(s.writes(), ['PUT /devices/onus/{id}/system'], 'a day later it is asked for once more');
  s.simulator.world.setOnuStatus(onu.id, 'active');
  await s.restart();
  assert.equal((await s.provision(work)).onu.outcome, 'found');
});

test('the name lags: it is looked for a few times', async (t) => {
  const s = await scene(t, { variants: { nameLagReads: 2 } });
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  assert.equal((await s.provision(await s.lease({ unit: '101' }))).onu.outcome, 'done');
});

test('an ONU that somebody took off the site is put back, once a day at most', async (t) => {
  const s = await scene(t);
  const onu = s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  await s.provision(work);
  onu.siteId = null;
  await s.store.facts.set(`onu-settled/unit:${work.unit.uid}`, 'the table has changed');
  await s.restart();
  const later = { ...work, today: '2026-12-03' };
  s.mark();
  await s.provision(later);
  assert.deepEqual(s.writes(), ['POST /devices/authorize']);
  onu.siteId = null;
  await s.store.facts.set(`onu-settled/unit:${work.unit.uid}`, 'the table has changed again');
  await s.restart();
  assert.equal(await codeOf(s.provision(later)), 'ONU_ASSIGN_NOT_SEEN');
});

test('an ONU that was plugged in after the ONUs were listed is found at once', async (t) => {
  const s = await scene(t);
  const work = await s.lease({ unit: '101' });
  await s.provision(work, ['client', 'site', 'service']);
  await s.uisp.directory.onus({ since: Date.now() });
  const listed = Date.now();
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  Object.assign(s.store, { clock: () => listed + 60_000 });
  assert.equal((await s.provision(work, ['onu'])).onu.outcome, 'done');
});
