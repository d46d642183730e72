/** When nothing is repaired by itself: changed again, too many at once, dry-run, paused, refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driftScene } from './drift-scene.ts';
import { type Case, cases, drifted, kindsOf } from './repair-cases.ts';

test('changed again after each repair: after two within 24 hours it is left alone, until a person approves or a day has passed', async (t) => {
  const s = await driftScene(t);
  const change = async () => s.hands.changePlan((await s.serviceOf('101')).id, 'Village Fiber 2G');
  const again = `DRIFT_CHANGED_AGAIN/plan-changed/unit:${s.world.unit('101').unitUid}`;
  for (const outcome of ['repaired', 'repaired', 'changed again', 'changed again']) {
    await change();
    assert.equal((await s.nextAudit('plan-changed')).rows[0]?.outcome, outcome);
  }
  assert.deepEqual(s.items(), [again]);
  assert.equal(s.writes().length, 2);
  await s.store.attention.judge(again, 'approved');
  assert.equal((await s.nextAudit('plan-changed')).rows[0]?.outcome, 'repaired');
  await change();
  assert.equal((await s.nextAudit('plan-changed')).rows[0]?.outcome, 'changed again');
  s.forward(24 * 3_600_000);
  await s.settle();
  assert.equal((await s.nextAudit('plan-changed')).rows[0]?.outcome, 'repaired');
  assert.deepEqual(s.items(), []);
});

test('the same drift in the same way twice a day is sent twice', async (t) => {
  const s = await driftScene(t);
  for (let times = 1; times <= 2; times += 1) {
    s.forward(2 * 3_600_000);
    s.hands.renameOnu('ONU-101', 'ubnt');
    await s.audit('onu-renamed');
    assert.equal(s.world.onu('ONU-101').siteId, (await s.stay('101')).siteId);
  }
  assert.deepEqual(s.writes(), Array(2).fill('PUT /devices/onus/{id}/system'));
});

test('more than five units and a fifth of all in the same way: one item, nothing is repaired unless approved', async (t) => {
  const s = await driftScene(t, { units: 7 });
  const units = ['101', '102', '103', '104', '105'];
  s.forward(2 * 3_600_000);
  for (const unit of units) s.hands.renameOnu(`ONU-${unit}`, `old ${unit}`);
  assert.equal((await s.audit()).drifts['onu-renamed'], 5);
  assert.equal(s.items().length, 5, 'five are five');
  s.hands.renameOnu('ONU-106', 'old 106');
  const { rows } = await s.nextAudit('onu-renamed');
  assert.deepEqual(new Set(rows.map(({ outcome }) => outcome)), new Set(['held']));
  assert.deepEqual(s.items(), ['DRIFT_ONU_RENAMED/property']);
  assert.match(s.store.attention.get('DRIFT_ONU_RENAMED/property')?.why ?? '', /^In 6 of 7 units .*101, 102, 103/);
  assert.deepEqual(s.writes(), []);
  await s.store.attention.judge('DRIFT_ONU_RENAMED/property', 'approved');
  assert.equal((await s.nextAudit()).repaired, 6);
  assert.equal(s.writes().length, 6);
  assert.deepEqual(s.items(), []);
});

test('six of 118 are single drifts', async (t) => {
  const s = await driftScene(t, { units: 118, let: ['101', '102', '103', '104', '105', '106'] });
  for (const { id, siteId } of [...s.world.devices.values()]) {
    const site = s.world.sites.get(siteId ?? '');
    if (site?.type === 'endpoint') s.hands.renameSite(site.id, `by hand ${id}`);
  }
  await s.nextAudit();
  assert.equal(s.items().length, 6);
});

test('dry-run: planned in the ledger, nothing sent, nothing stored of a repair', async (t) => {
  for (const [kind, one] of [...kindsOf(cases), ['service-ended', endedByHand] as const]) {
    await t.test(kind, async (t) => {
      const s = await drifted(t, one);
      await s.restart('dry-run');
      await s.tick();
      for (const times of [1, 2]) {
        const { planned, repaired, rows } = await s.nextAudit(kind);
        assert.deepEqual([planned, repaired, rows[0]?.outcome], [1, 0, 'planned'], `audit ${times}`);
      }
      assert.deepEqual(s.writes(), []);
      const plan = await s.store.plan();
      assert.ok(plan.length >= 1 && plan.every(({ reason }) => reason.because === 'drift' && reason.unit === '101'));
      assert.equal(await s.store.facts.get('drift.repairs'), undefined);
    });
  }
});

const endedByHand: Case = {
  by: async (s) => s.hands.endService((await s.serviceOf('101')).id, '2026-11-20'),
  writes: [],
  isRight: async () => undefined,
};

test('paused: reported, nothing is repaired; after the pause it is', async (t) => {
  const s = await drifted(t, cases['plan-changed']);
  await s.store.pause.set(true);
  assert.equal((await s.audit('plan-changed')).rows[0]?.outcome, 'paused');
  assert.deepEqual([s.writes(), s.items()], [[], [s.key('PLAN_CHANGED')]]);
  await s.store.pause.set(false);
  assert.equal((await s.nextAudit('plan-changed')).repaired, 1);
  assert.deepEqual(s.items(), []);
});

test('an ONU on another unit’s site is never taken from there', async (t) => {
  const s = await driftScene(t);
  s.hands.moveOnu('ONU-101', (await s.stay('102')).siteId);
  const { rows } = await s.nextAudit('onu-moved');
  assert.match(rows[0]?.outcome ?? '', /^failed: Unit 101's ONU, .* it is not taken from there/);
  assert.match(s.store.attention.get(s.key('ONU_MOVED'))?.why ?? '', /It could not be repaired/);
  assert.deepEqual(s.writes(), []);
});

test('the ONU table names the old ONU: the new one is not taken before the table says so', async (t) => {
  const s = await driftScene(t);
  const { replacement } = s.world.replaceOnu('ONU-101');
  s.hands.moveOnu(replacement.id, (await s.stay('101')).siteId);
  const { rows } = await s.nextAudit('onu-replaced');
  assert.match(rows[0]?.outcome ?? '', /^failed: .*the ONU table names another one/);
  assert.deepEqual(s.writes(), []);
});

test('the ONU table gives the new ONU to another unit: it is not taken', async (t) => {
  const fields: { onuTable?: string } = {};
  const s = await driftScene(t, { isWithoutTable: true, fields });
  const { replacement } = s.world.replaceOnu('ONU-101');
  s.hands.moveOnu(replacement.id, (await s.stay('101')).siteId);
  fields.onuTable = `unit,serial,mac\n102,${replacement.serialNumber},\n`;
  const { rows } = await s.nextAudit('onu-replaced');
  assert.match(rows[0]?.outcome ?? '', /^failed: .*the ONU table gives it to unit 102/);
  assert.deepEqual(s.writes(), []);
});

test('one repair that is refused does not hold up the others; a server’s trouble does, and is told', async (t) => {
  const s = await driftScene(t);
  for (const unit of ['101', '102']) s.hands.changePlan((await s.serviceOf(unit)).id, 'Village Fiber 2G');
  const write = { method: 'PATCH', path: '/clients/services/{id}' };
  s.simulator.faults.next(write, 422);
  const first = await s.nextAudit('plan-changed');
  assert.match(first.rows[0]?.outcome ?? '', /^failed/);
  assert.equal(first.rows[1]?.outcome, 'repaired');
  assert.equal(first.error, undefined);
  s.hands.changePlan((await s.serviceOf('102')).id, 'Village Fiber 2G');
  s.simulator.faults.next(write, 500);
  const second = await s.nextAudit('plan-changed');
  assert.match(second.rows[0]?.outcome ?? '', /^failed/);
  assert.equal(second.rows[1]?.outcome, 'busy');
  assert.equal(second.error?.code, 'UISP_CRM_500');
});
