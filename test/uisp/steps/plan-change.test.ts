/** A ticket's plan change, carried out in UISP and in the household's row. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSyncError } from '../../../nodes/sync-error.ts';
import { changePlan } from '../../../nodes/uisp/steps/plan-change.ts';
import { planText } from '../../../nodes/uisp/steps/plan-change-context.ts';
import { today } from './lease-work.ts';
import { basic, fast, fastest, planScene, withModels } from './plan-scene.ts';
import { codeOf } from './scene.ts';

const read = 'GET /clients/services/{id}';
const patch = 'PATCH /clients/services/{id}';

test('the same service gets the new plan’s period: three requests, read back, noted once', async (t) => {
  const s = await planScene(t);
  const service = await s.service();
  const result = await s.change(fastest);
  assert.deepEqual(result, { outcome: 'done', text: fastest, firstDay: today });
  assert.deepEqual(s.asked(), [read, patch, read]);
  const periodId = s.planNamed(fastest).periods[0]?.id;
  assert.deepEqual(s.scene.requests()[1]?.body, { servicePlanPeriodId: periodId, price: null });
  assert.equal((await s.service()).id, service.id);
  assert.equal(await s.plan(), fastest);
  const { plan, planSince, nextPlan, planChangedAt } = await s.household();
  assert.deepEqual([plan, planSince, nextPlan, planChangedAt === null], [fastest, today, null, false]);
  assert.deepEqual(
    (await s.history()).map(({ from, to, since, kind, ticketUid }) => ({ from, to, since, kind, ticketUid })),
    [{ from: basic, to: fastest, since: today, kind: 'up', ticketUid: 'm-1' }],
  );
  assert.deepEqual(await s.effects(), [
    `uisp-plan-change/ticket:m-1 done {"service":${service.id},"plan":"${basic}","speed":"500 Mbps","individual price":null} → {"service":${service.id},"plan":"${fastest}","speed":"2 Gbps","individual price":null}`,
  ]);
});

test('again, after a restart, nothing is written: one effect, one row of history', async (t) => {
  const s = await planScene(t);
  await s.change(fast);
  await s.scene.restart();
  s.setDay('2026-12-02');
  s.scene.mark();
  assert.deepEqual(await s.change(fast), { outcome: 'found', text: fast, firstDay: today });
  assert.deepEqual(s.scene.writes(), []);
  assert.deepEqual([(await s.effects()).length, (await s.history()).length], [1, 1]);
});

test('an individual price goes, with its value in the audit', async (t) => {
  const s = await planScene(t);
  (await s.service()).price = 12.5;
  await s.change(fast);
  assert.equal((await s.service()).price, null);
  assert.match((await s.effects())[0] ?? '', /"individual price":"\$12.5"} → .*"individual price":null/);
});

test('a service that bears the plan already is left alone, unless it has a price of its own', async (t) => {
  const s = await planScene(t);
  const service = await s.service();
  service.servicePlanPeriodId = s.world.addService({ clientId: 1, plan: fast }).servicePlanPeriodId;
  s.scene.mark();
  assert.equal((await s.change(fast)).outcome, 'found');
  assert.deepEqual(s.asked(), [read]);
  assert.equal((await s.household()).plan, fast);
  service.price = 5;
  assert.equal((await s.change(fast, { uid: 'm-2' })).outcome, 'done');
  assert.equal(service.price, null);
});

test('back to the included plan: the household follows the default again', async (t) => {
  const s = await planScene(t);
  await s.change(fast);
  s.setDay('2026-12-20');
  await s.change(basic, { uid: 'm-2', from: fast });
  assert.equal(await s.plan(), basic);
  const { plan, planSince } = await s.household();
  assert.deepEqual([plan, planSince], [null, '2026-12-20']);
});

test('a plan that UISP shows late is waited for; one that it never shows is tried again', async (t) => {
  const late = await planScene(t, { variants: { planLagReads: 2 } });
  assert.equal((await late.change(fast)).outcome, 'done');
  assert.deepEqual(late.asked(), [read, patch, read, read, read]);

  const never = await planScene(t, { variants: { planLagReads: 4 } });
  const error = await never.change(fast).catch((thrown: unknown) => thrown);
  assert.ok(isSyncError(error));
  assert.deepEqual([error.code, error.trouble, error.effect], ['PLAN_NOT_TAKEN', 'data', 'unknown']);
  assert.deepEqual([(await never.household()).plan, await never.history()], [null, []], 'nothing is noted');
  const service = await never.service();
  service.servicePlanPeriodId -= 5;
  Object.assign(never.world.variants, { planLagReads: 0 });
  never.scene.mark();
  assert.equal((await never.change(fast)).outcome, 'done', 'it is sent again');
  assert.deepEqual(never.scene.writes(), [patch]);
});

test('the speed is read back, too, by UISP’s own plan', async (t) => {
  const s = await planScene(t);
  s.planNamed(fast).downloadSpeed = 900;
  assert.equal((await s.change(fast)).outcome, 'done', 'the plan was edited since it was read');
  Object.assign(s.world.variants, { shownMbps: 700 });
  assert.equal(await codeOf(s.change(fastest, { uid: 'm-2' })), 'PLAN_NOT_TAKEN');
});

test('a household without a service: its service is made on the plan', async (t) => {
  const s = await planScene(t, { before: ['client', 'site'] });
  const result = await s.change(fast);
  assert.deepEqual(result, { outcome: 'done', text: fast, firstDay: today });
  assert.deepEqual(s.asked(), []);
  assert.equal((await s.household()).plan, fast);
  await s.provision();
  assert.equal(await s.plan(), fast);
});

test('a service whose answer was lost, and a plan that was asked for since: the service follows', async (t) => {
  const s = await planScene(t, { before: ['client', 'site'] });
  s.faults.next({ method: 'POST', path: '/clients/{id}/services' }, 'reset-after');
  await assert.rejects(s.provision());
  await s.change(fast);
  await s.scene.restart();
  await s.provision();
  assert.equal(s.world.crm.services.size, 1);
  assert.equal(await s.plan(), fast);
});

test('both at once: the service that is being made ends on the plan', async (t) => {
  const s = await planScene(t, { before: ['client', 'site'] });
  await Promise.all([s.provision(), s.change(fast)]);
  assert.equal(await s.plan(), fast);
  assert.equal((await s.household()).plan, fast);
});

test('a future lease with its service prepared: the plan begins with it', async (t) => {
  const s = await planScene(t, { lease: { state: 'future', start: '2027-01-15' } });
  assert.deepEqual(await s.change(fast), { outcome: 'done', text: fast, firstDay: '2027-01-15' });
  assert.equal(await s.plan(), fast);
  assert.equal((await s.household()).planSince, '2027-01-15');
});

test('an older request that comes back does not undo a newer one', async (t) => {
  const s = await planScene(t);
  await s.change(fast);
  await s.change(fastest, { uid: 'm-2', from: fast });
  await s.scene.restart();
  s.scene.mark();
  assert.equal((await s.change(fast)).outcome, 'found');
  assert.deepEqual(s.asked(), []);
  assert.equal(await s.plan(), fastest);
  assert.equal((await s.household()).plan, fastest);
});

test('two requests of one household at once leave UISP and the row alike', async (t) => {
  const s = await planScene(t);
  await Promise.all([s.change(fast), s.change(fastest, { uid: 'm-2' })]);
  assert.equal(await s.plan(), (await s.household()).plan);
});

test('put back: the plan before, and its own line in the history', async (t) => {
  const s = await planScene(t);
  await s.change(fast);
  const back = { kind: 'undo', from: fast, answerKey: 'plan/undo' } as const;
  assert.equal((await s.change(basic, back)).outcome, 'done');
  assert.equal(await s.plan(), basic);
  const { plan, planSince, planChangedAt } = await s.household();
  assert.deepEqual([plan, planSince, planChangedAt], [null, null, null]);
  assert.deepEqual(
    (await s.history()).map(({ kind }) => kind),
    ['up', 'undo'],
  );
  assert.deepEqual(
    (await s.effects()).map((line) => line.split(' ')[0]),
    ['uisp-plan-change/ticket:m-1', 'uisp-plan-change/ticket:m-1/undo'],
  );
  s.scene.mark();
  assert.equal((await s.change(basic, back)).outcome, 'found');
  assert.deepEqual(s.scene.writes(), []);
});

test('dry-run: the plan with before and after, nothing written, the household as it was', async (t) => {
  const s = await planScene(t);
  await s.scene.restart('dry-run');
  s.scene.mark();
  const before = await s.household();
  assert.deepEqual(await s.change(fastest), { outcome: 'planned', text: 'plan: Fiber 2G', firstDay: today });
  assert.deepEqual(s.scene.writes(), []);
  assert.deepEqual([await s.household(), await s.history()], [before, []]);
  const [planned] = await s.effects();
  await s.scene.restart('live');
  await s.change(fastest);
  const [, done] = await s.effects();
  assert.equal(done, planned?.replace(' planned ', ' done '));
});

test('dry-run of a household that has nothing in UISP yet', async (t) => {
  const s = await planScene(t, { before: [], mode: 'dry-run' });
  assert.equal((await s.change(fast)).outcome, 'planned');
  assert.deepEqual(await s.effects(), [
    `uisp-plan-change/ticket:m-1 planned {"plan":"${basic}","speed":"500 Mbps"} → {"plan":"${fast}","speed":"1 Gbps"}`,
  ]);
  assert.equal((await s.household()).plan, null);
});

test('an ONU that is too slow: nothing is sent, until there is a faster one', async (t) => {
  const s = await planScene(t);
  const [onu] = s.world.devicesOf((await s.household()).siteId ?? '');
  assert.ok(onu);
  const spelled = onu.model.toLowerCase().replace(/-/g, ' ');
  const rules = withModels(s.scene.rules(), { [spelled]: 1000 });
  s.scene.mark();
  const error = await s.change(fastest, {}, { rules }).catch((thrown: unknown) => thrown);
  assert.ok(isSyncError(error));
  assert.deepEqual([error.code, error.trouble], ['PLAN_ONU_TOO_SLOW', 'operator']);
  assert.match(error.message, /carries 1 Gbps, and Village Fiber 2G is 2 Gbps/);
  assert.ok(s.asked().every((asked) => asked === 'GET /devices'));
  assert.equal((await s.change(fast, { uid: 'm-2' }, { rules })).outcome, 'done', 'as fast as it can be');
  onu.model = 'UFiber-Something-Else';
  await s.scene.restart();
  assert.equal((await s.change(fastest, {}, { rules })).outcome, 'done', 'a model that is not in the table');
});

test('the ONU on the site counts, a unit without one is not limited', async (t) => {
  const s = await planScene(t);
  const { siteId } = await s.household();
  const [onu] = s.world.devicesOf(siteId ?? '');
  assert.ok(onu);
  const rules = withModels(s.scene.rules(), { [onu.model]: 500 });
  onu.siteId = null;
  s.world.addOnu({ siteId, model: 'Other' });
  await s.scene.restart();
  assert.equal((await s.change(fast, {}, { rules })).outcome, 'done');
});

test('status texts: at most twenty characters, cut where a reader would', () => {
  assert.equal(planText('', fastest), fastest);
  assert.equal(planText('plan: ', fastest), 'plan: Fiber 2G');
  assert.equal(planText('plan: ', 'Gigabit'), 'plan: Gigabit');
  assert.equal(planText('plan: ', 'Donaudampfschifffahrt').length, 20);
});

test('a lost claim: nothing is sent', async (t) => {
  const s = await planScene(t);
  const context = await s.context(fast);
  await s.scene.store.claims.release(context.claim);
  assert.equal(await codeOf(changePlan(context)), 'CLAIM_LOST');
  assert.deepEqual(s.asked(), []);
});
