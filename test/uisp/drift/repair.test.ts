/** Repairs: by setting, by approval, not at all; a service that was ended by hand. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { driftScene } from './drift-scene.ts';
import { assertRight, cases, drifted, kindsOf, named } from './repair-cases.ts';

suite('repaired because the kind is allowed, at once and unasked', { concurrency: 4 }, () => {
  for (const [kind, one] of kindsOf(cases)) {
    test(kind, async (t) => {
      const s = await drifted(t, one);
      const { repaired, rows } = await s.audit(kind);
      assert.deepEqual([repaired, rows.map(({ outcome }) => outcome)], [1, ['repaired']]);
      assert.deepEqual(s.writes(), named(one.writes));
      assert.deepEqual(await s.store.attention.history(), [], 'nobody was asked');
      const [why] = (await s.store.audit.list()).filter(({ outcome }) => outcome === 'done');
      assert.equal(why?.reason.because, 'drift');
      assert.equal(why?.reason.unit, '101');
      await assertRight(s, kind, one);
    });
  }
});

suite('not allowed: reported, and repaired by the next audit once a person approves', { concurrency: 4 }, () => {
  for (const [kind, one] of kindsOf(cases)) {
    test(kind, async (t) => {
      const s = await drifted(t, one);
      const others = kindsOf(cases).flatMap(([other]) => (other === kind ? [] : [other]));
      assert.equal((await s.audit(...others)).rows[0]?.outcome, 'reported');
      assert.deepEqual(s.writes(), []);
      const [key = ''] = s.items();
      assert.ok(s.store.attention.get(key)?.verbs?.includes('approve'));
      await s.store.attention.judge(key, 'approved');
      assert.equal((await s.nextAudit()).repaired, 1);
      assert.deepEqual(s.writes(), named(one.writes));
      await assertRight(s, kind, one);
    });
  }
});

test('a service ended by hand: the lease is due, its chain makes a new one that begins today', async (t) => {
  const s = await driftScene(t);
  const ended = await s.serviceOf('101');
  s.hands.endService(ended.id, '2026-11-20');
  const { rows, repaired } = await s.nextAudit('service-ended');
  assert.deepEqual([repaired, rows[0]?.outcome], [1, 'begun']);
  assert.deepEqual(s.writes(), [], 'that is the chain’s to do');
  // The process dies before the tick: that the lease is due was only in memory.
  await s.restart();
  assert.deepEqual(await s.tick(), []);
  await s.nextAudit('service-ended');
  await s.settle();
  assert.deepEqual(s.writes(), ['POST /clients/{id}/services']);
  const service = await s.serviceOf('101');
  assert.notEqual(service.id, ended.id);
  assert.equal(service.activeFrom, '2026-12-01');
  assert.equal(service.unmsClientSiteId, (await s.stay('101')).siteId);
  assert.deepEqual((await s.nextAudit('service-ended')).rows, []);
  assert.deepEqual(s.items(), []);
  assert.equal(await s.store.facts.get('drift.repairs').then((notes) => notes?.includes('"begunAt":null')), true);
});

test('a service ended by hand, and another one made by hand instead: that one is taken', async (t) => {
  const s = await driftScene(t);
  const ended = await s.serviceOf('101');
  const { siteId, clientId } = await s.stay('101');
  s.hands.endService(ended.id, '2026-11-20');
  s.hands.unbind(ended.id);
  const other = s.world.addService({ clientId, siteId });
  Object.assign(other, { invoicingStart: '2099-12-31', sendEmailsAutomatically: false });
  await s.nextAudit('service-ended');
  await s.settle();
  assert.equal((await s.stay('101')).serviceId, other.id);
  assert.deepEqual(s.writes(), []);
  assert.deepEqual((await s.nextAudit('service-ended')).rows, []);
});

test('a service that only has an end in the future is left to a person', async (t) => {
  const s = await driftScene(t);
  s.hands.endService((await s.serviceOf('101')).id, '2026-12-31');
  assert.equal((await s.nextAudit('service-ended')).rows[0]?.outcome, 'reported');
  assert.deepEqual(s.store.attention.get(s.key('SERVICE_ENDED'))?.verbs, ['ignore']);
});
