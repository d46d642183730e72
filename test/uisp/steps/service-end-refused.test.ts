/** Where a service is not ended, or not yet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { today } from './lease-work.ts';
import { endedLease, stayOf } from './leaving.ts';
import { codeOf, scene } from './scene.ts';
import { assertGone, lastDay, occupied } from './service-end-scene.ts';

test('an archived client is told in words, and it goes on once it is restored', async (t) => {
  const s = await scene(t);
  const { work, service } = await occupied(s);
  const client = s.simulator.world.crm.clients.get(service.clientId);
  assert.ok(client);
  client.isArchived = true;
  const error = await s.provision(endedLease(work, lastDay)).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof Error);
  assert.equal(await codeOf(s.provision(endedLease(work, lastDay))), 'CLIENT_ARCHIVED');
  assert.match(error.message, new RegExp(`^Unit 101: UISP client ${client.id} is archived`));
  assert.equal((await stayOf(s, work)).endedOn, null);
  client.isArchived = false;
  await s.provision(endedLease(work, lastDay));
  await assertGone(s, work, service);
});

test('a run for billing alone ends nothing', async (t) => {
  const s = await scene(t);
  const { work, service } = await occupied(s);
  assert.equal((await s.provision({ ...endedLease(work, lastDay), reason: 'billing' })).service.outcome, 'skipped');
  assert.equal(service.activeTo, null);
});

test('UISP takes the end, and does not show it: nothing is taken for done', async (t) => {
  const s = await scene(t);
  const { work, service } = await occupied(s);
  const stop = s.simulator.faults.hook(async (request, moment) => {
    if (moment === 'after-effect' && request.path === '/clients/services/{id}') service.activeTo = null;
  });
  // The answer shows what was sent: only another look does not.
  const answer = await codeOf(s.provision(endedLease(work, lastDay)));
  stop();
  assert.equal(answer, 'SERVICE_NOT_ENDED');
  assert.equal((await stayOf(s, work)).endedOn, null);
  await s.restart();
  assert.equal(await codeOf(s.provision(endedLease(work, lastDay))), 'SERVICE_NOT_ENDED', 'a person must look');
  service.activeTo = lastDay;
  await s.provision(endedLease(work, lastDay));
  await assertGone(s, work, service);
});

test('a person frees the site at the same moment: that is no failure', async (t) => {
  const s = await scene(t, { variants: { unbindTwice422: true } });
  const { work, service } = await occupied(s);
  const stop = s.simulator.faults.hook((request, moment) => {
    if (moment === 'before-effect' && request.path.endsWith('/unbind')) service.unmsClientSiteId = null;
  });
  await s.provision(endedLease(work, lastDay));
  stop();
  await assertGone(s, work, service);
});

test('of another unit’s service, or one on which the client has moved on, nothing is ended', async (t) => {
  const s = await scene(t);
  const { work, service } = await occupied(s);
  const elsewhere = s.simulator.world.addService({ clientId: service.clientId, siteId: null });
  await s.provision(endedLease(work, lastDay));
  assert.equal(elsewhere.activeTo, null);
});

test('UISP’s day is a day behind the property’s: a last day that is only just over there counts as ended', async (t) => {
  const s = await scene(t, { today: () => lastDay });
  const { work, service } = await occupied(s);
  await s.provision(endedLease(work, lastDay));
  assert.equal(service.activeTo, lastDay);
  await assertGone(s, work, service);
  const next = await s.lease({ unit: '101', leaseUid: 'next', tenants: [{ uid: 'next' }], start: today });
  assert.equal((await s.provision(next)).service.outcome, 'done');
});
