/** A new household comes before the old one's service has ended (design §4, "Lease started"). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { today } from './lease-work.ts';
import { endedLease } from './leaving.ts';
import { codeOf, type Scene, scene } from './scene.ts';

/** Unit 101, served for a household that stays until the 15th. */
async function occupied(s: Scene, lastDay: string | null) {
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  const old = await s.lease({ unit: '101', leaseUid: 'old', tenants: [{ uid: 'old-tenant' }], start: '2026-01-01' });
  await s.provision(old);
  const row = await s.household(old);
  const service = world.crm.services.get(row.serviceId ?? 0);
  assert.ok(service);
  service.activeTo = lastDay;
  const next = await s.lease({ unit: '101', leaseUid: 'next', state: 'future', start: '2026-12-15' });
  return { old, next, service };
}

test('only the service waits, with the day on which it can go on', async (t) => {
  const s = await scene(t);
  const { old, next, service } = await occupied(s, '2026-12-15');
  await s.restart();
  s.mark();
  const results = await s.provision(next);
  assert.equal(results.service.outcome, 'waiting');
  assert.equal(results.service.text, 'previous household');
  assert.equal(results.service.waiting?.until, '2026-12-16');
  assert.match(results.service.waiting?.why ?? '', /previous household/);
  assert.equal(results.onu.outcome, 'found', 'the chain goes on');
  assert.deepEqual(s.writes(), ['POST /clients']);
  const row = await s.household(next);
  assert.equal(row.siteId, (await s.household(old)).siteId);
  assert.equal(row.serviceId, null);
  assert.equal(s.simulator.world.crm.services.size, 1);
  assert.equal(service.activeTo, '2026-12-15', 'nobody is cut off');
});

test('without a known last day it waits without a date', async (t) => {
  const s = await scene(t);
  const { next } = await occupied(s, null);
  const { service } = await s.provision(next);
  assert.equal(service.outcome, 'waiting');
  assert.equal(service.waiting?.until, undefined);
});

test('a service of a client that no household of ours has is waited for, too', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  const site = world.addSite({ name: 'Unit 101', parentId: world.parentSite.id });
  const stranger = world.addClient();
  world.addService({ clientId: stranger.id, siteId: site.id });
  const { service, onu } = await s.provision(await s.lease({ unit: '101' }));
  assert.equal(service.outcome, 'waiting');
  assert.match(service.waiting?.why ?? '', new RegExp(`UISP client ${stranger.id}`));
  assert.equal(onu.outcome, 'done');
});

test('once the old service has ended, the new one begins the day after, at the earliest', async (t) => {
  const s = await scene(t);
  const { next, service } = await occupied(s, '2026-12-15');
  await s.provision(next);
  service.activeTo = '2026-11-30';
  await s.restart();
  const later = await s.provision({ ...next, lease: { ...next.lease, start: '2026-11-30' } });
  assert.equal(later.service.outcome, 'done');
  const made = s.simulator.world.crm.services.get(later.service.findings?.serviceId ?? 0);
  assert.equal(made?.activeFrom, today);
  const site = (await s.household(next)).siteId ?? '';
  assert.deepEqual(
    s.simulator.world.liveServicesOf(site).map(({ id }) => id),
    [made?.id],
  );
});

test('whoever lives there first has the first claim on the site, also while their client is disputed', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  const taken = world.addClient({ userIdent: 'innago:now-tenant' });
  const other = await s.lease({ unit: '104' });
  const { claim } = await s.context(other);
  await s.store.households.update(claim, other.householdId, { clientId: taken.id });
  const now = await s.lease({ unit: '101', leaseUid: 'now', tenants: [{ uid: 'now-tenant' }], start: '2026-11-15' });
  const next = await s.lease({
    unit: '101',
    leaseUid: 'next',
    state: 'future',
    start: '2026-12-15',
    earlier: [
      { leaseUid: 'now', householdId: now.householdId },
      { leaseUid: 'problem', householdId: null },
    ],
  });
  assert.equal(await codeOf(s.provision(now)), 'CLIENT_TAKEN');
  const held = await s.provision(next);
  assert.deepEqual([held.service.outcome, held.onu.outcome], ['waiting', 'done'], 'only the service waits');
  assert.match(held.service.waiting?.why ?? '', /^lease now comes first/);
  assert.equal(world.crm.services.size, 0);
  taken.userIdent = null;
  await s.restart();
  await s.provision(now);
  const [service] = world.crm.services.values();
  assert.equal(service?.id, (await s.household(now)).serviceId);
  const still = await s.provision(next);
  assert.match(still.service.waiting?.why ?? '', /previous household/);
  assert.equal(world.crm.services.size, 1);
});

test('a household that comes before and never got a service keeps nobody waiting once it is over', async (t) => {
  const s = await scene(t);
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const next = await s.lease({ unit: '101', earlier: [{ leaseUid: 'problem', householdId: null }] });
  assert.equal((await s.provision(next)).service.outcome, 'waiting');
  const { earlier: _over, ...alone } = next;
  assert.equal((await s.provision(alone)).service.outcome, 'done');
});

test('charging counts from the service where that begins after the lease', async (t) => {
  const s = await scene(t);
  const { next, service } = await occupied(s, '2026-11-30');
  await s.restart();
  const lease = { ...next.lease, start: '2026-11-15' };
  await s.provision({ ...next, state: 'active', lease });
  assert.equal(service.activeTo, '2026-11-30');
  assert.equal((await s.household(next)).planSince, today);
  const punctual = await s.lease({ unit: '102', start: today });
  s.simulator.world.addOnu({ unit: '102', inTable: 'serial' });
  await s.restart();
  await s.provision(punctual);
  assert.equal((await s.household(punctual)).planSince, null);
});

test('a service that begins only later is no reason to wait: a person must look', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  const next = await s.lease({ unit: '101', leaseUid: 'next', state: 'future', start: '2026-12-15' });
  await s.provision(next);
  const now = await s.lease({ unit: '101', leaseUid: 'now', tenants: [{ uid: 'now-tenant' }], start: '2026-11-15' });
  assert.equal(await codeOf(s.provision(now)), 'SITE_OF_NEXT_HOUSEHOLD');
  assert.equal(world.crm.services.size, 1);
});

test('the site was bound to another’s service since it was listed: the refusal is understood as waiting', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101' });
  await s.provision(work, ['client', 'site']);
  await s.uisp.directory.sites({ since: Date.now() });
  const stranger = world.addClient();
  world.addService({ clientId: stranger.id, siteId: (await s.household(work)).siteId });
  const { service } = await s.provision(work, ['service']);
  assert.equal(service.outcome, 'waiting');
  assert.equal(world.crm.services.size, 1);
});

test('a service of this client, made by hand with the plan’s name and the same first day, is bound', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  const client = world.addClient({ userIdent: 'innago:tenant-101-0' });
  const made = world.addService({ clientId: client.id, siteId: null, activeFrom: today });
  Object.assign(made, { invoicingStart: '2099-12-31', sendEmailsAutomatically: false });
  const other = world.addService({ clientId: client.id, siteId: null, activeFrom: '2026-01-01' });
  const work = await s.lease({ unit: '101' });
  const { service } = await s.provision(work);
  assert.equal(service.findings?.serviceId, made.id);
  assert.equal(made.unmsClientSiteId, (await s.household(work)).siteId);
  assert.equal(other.unmsClientSiteId, null);
});

suite('the old household leaves, and the next one comes', () => {
  for (const [what, start, first] of [
    ['E = S - 1: the day after', '2026-12-01', '2026-12-01'],
    ['E = S: on the same day', '2026-11-30', '2026-12-01'],
    ['E > S: before the old one has left', '2026-11-10', '2026-12-01'],
    ['E < S: after a vacancy', '2026-12-20', '2026-12-20'],
  ] as const) {
    test(`${what}, in the same batch`, async (t) => {
      const s = await scene(t);
      const { old, next, service } = await occupied(s, null);
      const coming = { ...next, lease: { ...next.lease, start } };
      assert.equal((await s.provision(coming)).service.outcome, 'waiting', 'nobody is cut off to make room');
      assert.equal(service.activeTo, null);
      s.mark();
      await s.provision(endedLease(old, '2026-11-30'));
      const { service: result } = await s.provision(coming);
      assert.equal(result.outcome, 'done', 'the site is known to be free, without another look');
      assert.equal(s.requests().filter(({ path }) => path === '/sites').length, 0);
      const made = s.simulator.world.crm.services.get(result.findings?.serviceId ?? 0);
      assert.equal(made?.activeFrom, first);
      assert.equal(service.activeTo, '2026-11-30');
      assert.deepEqual(
        s.simulator.world.liveServicesOf((await s.household(next)).siteId ?? '').map(({ id }) => id),
        [made?.id],
      );
    });
  }

  test('and the site must be unbound before another service gets it', async (t) => {
    const s = await scene(t, { variants: { rebindNeedsUnbind: true } });
    const { old, next } = await occupied(s, null);
    await s.provision(endedLease(old, '2026-11-30'));
    assert.equal((await s.provision(next)).service.outcome, 'done');
  });
});
