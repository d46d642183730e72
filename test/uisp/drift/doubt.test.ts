/** What the audit cannot know: names that come later, leases under way, answers that are not whole. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { errorOf } from '../../error-of.ts';
import { type DriftScene, driftScene, hour } from './drift-scene.ts';

test('a name that was written within the last hour may not be shown yet', async (t) => {
  const s = await driftScene(t);
  s.world.onu('ONU-101').name = 'ubnt';
  s.forward(50 * 60_000);
  assert.deepEqual((await s.audit()).drifts, {});
  s.forward(20 * 60_000);
  assert.deepEqual((await s.audit()).drifts, { 'onu-renamed': 1 });
});

test('while a lease is under way its items stay; when it ends they go', async (t) => {
  const s = await driftScene(t);
  s.hands.renameSite((await s.stay('101')).siteId, 'Smith');
  await s.nextAudit();
  assert.deepEqual(s.items(), [s.key('SITE_RENAMED')]);
  s.hands.renameSite((await s.stay('101')).siteId, 'Unit 101');
  s.forward(hour);
  const claim = await s.store.claims.take('lease:lease-101');
  assert.ok(claim);
  await s.audit();
  assert.deepEqual(s.items(), [s.key('SITE_RENAMED')], 'nobody knows');
  await s.store.claims.release(claim);
  s.editLease('101', { end: '2026-11-29', flags: { active: false, expired: true, expiring: false, future: false } });
  await s.tick();
  await s.nextAudit();
  assert.deepEqual(s.items(), []);
});

test('a plan that a ticket changes while UISP is read is no drift, and is not put back', async (t) => {
  const s = await driftScene(t);
  const plan = 'Village Fiber 2G';
  s.hands.changePlan((await s.serviceOf('101')).id, plan);
  const { household } = await s.stay('101');
  const stop = s.simulator.faults.hook(async ({ path }, moment) => {
    if (path !== '/clients/services' || moment !== 'after-effect') return;
    stop();
    const claim = await s.store.claims.take('ticket:m-1');
    assert.ok(claim);
    await s.store.households.update(claim, household.id, { plan });
  });
  assert.deepEqual((await s.nextAudit('plan-changed')).rows, []);
  assert.deepEqual([s.items(), s.writes()], [[], []]);
  assert.equal(s.world.planOf(await s.serviceOf('101'))?.name, plan);
  await s.settle();
  assert.deepEqual((await s.nextAudit('plan-changed')).rows, []);
});

test('a lease that is absent keeps its items, one that is ignored has none', async (t) => {
  const s = await driftScene(t);
  s.hands.renameSite((await s.stay('101')).siteId, 'Smith');
  await s.nextAudit();
  const { leases } = s;
  s.leases = leases.filter(({ uid }) => uid !== 'lease-101');
  await s.tick();
  assert.equal((await s.nextAudit()).checked, 2);
  assert.deepEqual(s.items(), [s.key('SITE_RENAMED')]);
  s.leases = leases;
  await s.settle();
  await s.store.leases.setIgnored('lease-101', true);
  await s.tick();
  await s.nextAudit();
  assert.deepEqual(s.items(), []);
});

test('what a person ignores stays unseen, and is not repaired', async (t) => {
  const s = await driftScene(t);
  s.hands.changePlan((await s.serviceOf('101')).id, 'Village Fiber 2G');
  await s.nextAudit();
  assert.ok(await s.store.attention.judge(s.key('PLAN_CHANGED'), 'ignored'));
  const { rows } = await s.nextAudit('plan-changed');
  assert.equal(rows[0]?.outcome, 'ignored');
  assert.deepEqual([s.items(), s.writes()], [[], []]);
});

suite('an answer that lacks what is known is an error, and nothing is said of single units', { concurrency: 4 }, () => {
  const lacking: Readonly<Record<string, (s: DriftScene) => void>> = {
    'no sites but the parent': ({ world }) => {
      for (const { id, type } of [...world.sites.values()]) if (type === 'endpoint') world.sites.delete(id);
    },
    'no ONUs': ({ world }) => {
      for (const { id, type } of [...world.devices.values()]) if (type === 'onu') world.devices.delete(id);
    },
    'no services': ({ world }) => world.crm.services.clear(),
    'more than half of the clients are missing': ({ world }) => {
      for (const id of [...world.crm.clients.keys()].slice(0, 6)) world.crm.clients.delete(id);
    },
  };
  for (const [what, by] of Object.entries(lacking)) {
    test(what, async (t) => {
      const s = await driftScene(t, { units: 9 });
      s.hands.renameOnu('ONU-109', 'ubnt');
      await s.nextAudit();
      assert.deepEqual(s.items(), [s.key('ONU_RENAMED', '109')]);
      by(s);
      s.world.touch();
      const { code, trouble } = await errorOf(s.nextAudit('service-ended', 'onu-moved'));
      assert.deepEqual([code, trouble], ['UISP_INCOMPLETE', 'server']);
      assert.deepEqual(s.items(), [s.key('ONU_RENAMED', '109')], 'nothing is raised, nothing cleared');
      assert.deepEqual(s.writes(), []);
    });
  }
});

test('before the first scan after a start nothing is known, and nothing is cleared', async (t) => {
  const s = await driftScene(t);
  s.hands.renameOnu('ONU-101', 'ubnt');
  await s.nextAudit();
  await s.restart();
  const { checked, waiting } = await s.audit();
  assert.deepEqual([checked, waiting], [0, 'no complete look at Innago since the start']);
  assert.deepEqual(s.items(), [s.key('ONU_RENAMED')]);
});
