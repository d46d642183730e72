/** The start of a lease moves, and a lease goes on after its stay had ended: whole services, never two at once (design §4). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import { isSyncError } from '../../../nodes/sync-error.ts';
import { crashes } from '../crashes.ts';
import { type LeaseFacts, today } from './lease-work.ts';
import { endedLease, stayOf } from './leaving.ts';
import { type Scene, type SceneOptions, scene } from './scene.ts';

async function served(s: Scene, facts: Partial<LeaseFacts> = {}): Promise<LeaseWork> {
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101', start: '2026-12-15', state: 'future', ...facts });
  await s.provision(work);
  s.mark();
  return work;
}

function startingOn(work: LeaseWork, start: string): LeaseWork {
  return { ...work, reason: 'changed', lease: { ...work.lease, start } };
}

/** The one live service of the household, on its site. */
async function liveService(s: Scene, work: LeaseWork) {
  const { siteId, serviceId } = await s.household(work);
  const live = s.simulator.world.liveServicesOf(siteId ?? '');
  assert.deepEqual(
    live.map(({ id }) => id),
    [serviceId],
  );
  return live[0];
}

suite('the start moves before the service has begun', { concurrency: 2 }, () => {
  for (const start of ['2027-01-10', '2026-12-05', '2026-12-01', '2026-11-20']) {
    for (const variants of [{}, { endOfPrepared422: true }]) {
      test(`to ${start}${'endOfPrepared422' in variants ? ', where UISP refuses /end' : ''}`, async (t) => {
        const s = await scene(t, { variants });
        const work = await served(s);
        const before = await liveService(s, work);
        const moved = startingOn(work, start);
        const { service } = await s.provision(moved);
        assert.equal(service.outcome, 'done');
        const after = await liveService(s, work);
        assert.notEqual(after?.id, before?.id);
        assert.equal(after?.activeFrom, start);
        assert.ok((before?.activeTo ?? '') < '2026-12-15');
        assert.equal(before?.unmsClientSiteId, null);
        await s.restart();
        s.mark();
        await s.provision(moved);
        assert.deepEqual(s.requests(), [], 'settled');
        await s.provision(work);
        const back = start > today ? '2026-12-15' : start;
        assert.equal((await liveService(s, work))?.activeFrom, back, 'and back, unless it has begun');
      });
    }
  }

  const writes = [
    { method: 'PATCH', path: '/clients/services/{id}/end' },
    { method: 'PATCH', path: '/clients/services/{id}/unmsclientsite/unbind' },
    { method: 'POST', path: '/clients/{id}/services' },
  ];
  for (const write of writes) {
    for (const [when, crash] of Object.entries(crashes)) {
      test(`${write.path}, killed ${when}`, async (t) => {
        const s = await scene(t);
        const moved = startingOn(await served(s), '2027-01-10');
        crash(s, write);
        await assert.rejects(s.provision(moved), isSyncError);
        await s.restart();
        await s.provision(moved);
        assert.equal((await liveService(s, moved))?.activeFrom, '2027-01-10');
        assert.equal(s.simulator.world.crm.services.size, 2);
        const open = await s.store.database.run((knex) => knex('effects').where({ state: 'intent' }).select('key'));
        assert.deepEqual(open, []);
      });
    }
  }

  test('killed between the two services', async (t) => {
    const s = await scene(t);
    const moved = startingOn(await served(s), '2027-01-10');
    const { households, database } = s.store;
    const update = households.update.bind(households);
    let updates = 0;
    households.update = async (...facts) => {
      updates += 1;
      if (updates === 2) await database.close();
      return update(...facts);
    };
    await assert.rejects(s.provision(moved), isSyncError);
    await s.restart();
    await s.provision(moved);
    assert.equal((await liveService(s, moved))?.activeFrom, '2027-01-10');
    assert.equal(s.simulator.world.crm.services.size, 2);
  });

  test('planSince of a first service moves with it, earlier and later', async (t) => {
    const s = await scene(t);
    const work = await served(s);
    const { claim } = await s.context(work);
    await s.store.households.update(claim, work.householdId, { plan: 'Village Fiber 1G', planSince: '2026-12-15' });
    await s.store.claims.release(claim);
    await s.provision(startingOn(work, '2026-12-05'));
    assert.equal((await s.household(work)).planSince, '2026-12-05');
    await s.provision(startingOn(work, '2027-02-05'));
    assert.equal((await s.household(work)).planSince, '2027-02-05');
  });
});

test('never before the day after the one before, and no new service when the first day stays the same', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const site = world.addSite({ name: 'Unit 101', parentId: world.parentSite.id });
  world.addService({
    clientId: world.addClient().id,
    siteId: site.id,
    activeFrom: '2026-01-01',
    activeTo: '2026-11-29',
  });
  const work = await served(s, { start: '2026-12-10' });
  await s.provision(startingOn(work, '2026-11-01'));
  assert.equal((await liveService(s, work))?.activeFrom, '2026-11-30');
  assert.equal(world.crm.services.size, 3);
});

test('the start is corrected after the service has begun: nothing is done, and a warning says so', async (t) => {
  const s = await scene(t);
  const work = await served(s, { start: '2026-11-15', state: 'active' });
  for (const start of ['2026-11-01', '2026-11-20', '2027-01-01']) {
    s.mark();
    const { service } = await s.provision(startingOn(work, start));
    assert.equal(service.outcome, 'found');
    assert.deepEqual(s.requests(), []);
    assert.match(
      service.warnings?.join() ?? '',
      /^Unit 101: the lease starts on .*; its service \d+ has begun already/,
    );
    assert.doesNotMatch(service.warnings?.join() ?? '', /Ann|Leeson/);
  }
});

test('a renewal is no move; nor is another lease of the household that starts later', async (t) => {
  const s = await scene(t);
  const work = await served(s);
  const other: LeaseWork = { ...work, key: 'lease:b', lease: { ...work.lease, uid: 'b', start: '2027-01-15' } };
  assert.equal((await s.provision(other)).service.outcome, 'found');
  assert.deepEqual(s.requests(), []);
  const earlier: LeaseWork = { ...other, lease: { ...other.lease, start: '2026-12-03' } };
  assert.equal(
    (await s.provision(earlier)).service.outcome,
    'done',
    'one that starts earlier needs its internet earlier',
  );
  assert.equal((await liveService(s, work))?.activeFrom, '2026-12-03');
});

suite('a lease goes on after its stay had ended', () => {
  const cases: readonly [what: string, start: string, first: string][] = [
    ['entered late, without a gap', '2026-11-01', '2026-11-01'],
    ['with a gap', '2026-11-20', '2026-11-20'],
    ['an overlap', '2026-10-15', '2026-11-01'],
  ];
  for (const [what, start, first] of cases) {
    test(what, async (t) => {
      const s = await scene(t);
      const work = await served(s, { start: '2026-01-01', state: 'active' });
      const old = await liveService(s, work);
      await s.provision(endedLease(work, '2026-10-31'));
      const renewal: LeaseWork = { ...work, key: 'lease:b', lease: { ...work.lease, uid: 'b', start } };
      assert.equal((await s.provision(renewal)).service.outcome, 'done');
      const made = await liveService(s, work);
      assert.equal(made?.activeFrom, first);
      assert.equal(old?.activeTo, '2026-10-31');
      assert.equal((await stayOf(s, work)).endedOn, null);
      assert.equal((await s.household(work)).planSince, null, 'what is charged goes on as it was');
    });
  }

  test('and the day after its own earlier service is kept in mind when its start moves', async (t) => {
    const s = await scene(t);
    const work = await served(s, { start: '2026-01-01', state: 'active' });
    await s.provision(endedLease(work, '2026-10-31'));
    const lease = { ...work.lease, uid: 'b', start: '2026-12-20' };
    const renewal: LeaseWork = { ...work, key: 'lease:b', lease, state: 'future' };
    await s.provision(renewal);
    await s.provision(startingOn(renewal, '2026-10-20'));
    assert.equal((await liveService(s, work))?.activeFrom, '2026-11-01');
  });
});

test('early access: as many days before the lease as the operator grants', async (t) => {
  const options: SceneOptions = { fields: { earlyAccessDays: '3' } };
  const s = await scene(t, options);
  const work = await served(s);
  assert.equal((await liveService(s, work))?.activeFrom, '2026-12-12');
});
