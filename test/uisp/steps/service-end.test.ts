/** A household leaves: its service ends on its last day, and the site is free (design §4, "Lease ended"). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import { addDays } from '../../../nodes/village/calendar-date.ts';
import type { CrmService } from '../../simulator/world/things.ts';
import { today } from './lease-work.ts';
import { endedLease, stayOf } from './leaving.ts';
import { codeOf, type Scene, type SceneOptions, scene } from './scene.ts';

const lastDay = '2026-11-30';

/** Unit 101 with its household, and the work of its lease. */
async function occupied(s: Scene, start = '2026-01-01') {
  const { world } = s.simulator;
  world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101', start, state: start > today ? 'future' : 'active' });
  await s.provision(work);
  const { serviceId, siteId } = await s.household(work);
  const service = world.crm.services.get(serviceId ?? 0);
  assert.ok(service !== undefined && siteId !== null);
  s.mark();
  return { work, service, siteId };
}

async function assertGone(s: Scene, work: LeaseWork, service: CrmService): Promise<void> {
  assert.equal(service.unmsClientSiteId, null, 'the site is free');
  assert.equal((await stayOf(s, work)).endedOn, lastDay);
  const row = await s.store.households.inUnit(work.householdId, work.unit.uid);
  assert.equal(row.serviceId, null);
  const open = await s.store.database.run((knex) => knex('effects').where({ state: 'intent' }).select('key'));
  assert.deepEqual(open, [], 'no effect is left unknown');
  s.mark();
  await s.provision(endedLease(work, lastDay));
  assert.deepEqual(s.requests(), [], 'settled: no request at all');
}

test('the service ends on its last day, which has passed; site and ONU stay', async (t) => {
  const s = await scene(t);
  const { world } = s.simulator;
  const { work, service, siteId } = await occupied(s);
  const results = await s.provision(endedLease(work, lastDay));
  assert.deepEqual([results.service.outcome, results.service.text], ['done', `ended service ${service.id}`]);
  assert.deepEqual(
    [results.client, results.site, results.onu].map(({ outcome }) => outcome),
    ['skipped', 'skipped', 'skipped'],
  );
  assert.deepEqual(s.writes(), ['PATCH /clients/services/{id}', 'PATCH /clients/services/{id}/unmsclientsite/unbind']);
  assert.ok(s.requests().length <= 5, `${s.requests().length} requests`);
  assert.equal(service.activeTo, lastDay);
  assert.ok(world.sites.has(siteId));
  assert.equal(world.devicesOf(siteId).length, 1);
  const audit = await s.store.audit.list();
  const ends = audit.filter(({ kind }) => kind.startsWith('uisp-service-'));
  assert.deepEqual(ends.map(({ kind, reason, outcome }) => [kind, reason.unit, outcome]).sort(), [
    ['uisp-service-end', '101', 'done'],
    ['uisp-service-unbind', '101', 'done'],
  ]);
  await assertGone(s, work, service);
  assert.equal(s.store.households.lastDayInUnit(work.unit.uid), lastDay);
});

suite('what is so already is not written', () => {
  const cases: Readonly<Record<string, { given: (s: Scene, service: CrmService) => void; writes: string[] }>> = {
    'a person has ended it': {
      given: (_s, service) => {
        service.activeTo = '2026-11-15';
      },
      writes: ['PATCH /clients/services/{id}/unmsclientsite/unbind'],
    },
    'a person has ended it, and freed the site': {
      given: (_s, service) => {
        service.activeTo = lastDay;
        service.unmsClientSiteId = null;
      },
      writes: [],
    },
    'a person has freed the site alone': {
      given: (_s, service) => {
        service.unmsClientSiteId = null;
      },
      writes: ['PATCH /clients/services/{id}'],
    },
  };
  for (const [what, { given, writes }] of Object.entries(cases)) {
    test(what, async (t) => {
      const s = await scene(t, { variants: { unbindTwice422: true } });
      const { work, service } = await occupied(s);
      given(s, service);
      s.mark();
      const { service: result } = await s.provision(endedLease(work, lastDay));
      assert.equal(result.outcome, writes.length === 0 ? 'found' : 'done');
      assert.deepEqual(s.writes(), writes);
      await assertGone(s, work, service);
    });
  }

  test('it was deleted', async (t) => {
    const s = await scene(t);
    const { work, service } = await occupied(s);
    s.simulator.world.crm.services.delete(service.id);
    s.mark();
    assert.equal((await s.provision(endedLease(work, lastDay))).service.outcome, 'found');
    assert.deepEqual(s.writes(), []);
    assert.equal((await stayOf(s, work)).endedOn, lastDay);
  });
});

test('a service that ends later, by hand or by an earlier end, ends on this day', async (t) => {
  const s = await scene(t);
  const { work, service } = await occupied(s);
  service.activeTo = '2027-05-31';
  await s.provision(endedLease(work, lastDay));
  assert.equal(service.activeTo, lastDay);
  await assertGone(s, work, service);
});

test('a person has made another service for this client in its place: that one ends', async (t) => {
  const s = await scene(t);
  const { work, service, siteId } = await occupied(s);
  service.activeTo = '2026-10-31';
  service.unmsClientSiteId = null;
  const other = s.simulator.world.addService({ clientId: service.clientId, siteId });
  await s.restart();
  const { service: result } = await s.provision(endedLease(work, lastDay));
  assert.equal(result.text, `ended service ${other.id}`);
  assert.equal(other.activeTo, lastDay);
  await assertGone(s, work, other);
});

test('somebody else’s service on the site is never ended', async (t) => {
  const s = await scene(t);
  const { work, service, siteId } = await occupied(s);
  service.activeTo = '2026-10-31';
  service.unmsClientSiteId = null;
  const { world } = s.simulator;
  const stranger = world.addService({ clientId: world.addClient().id, siteId });
  await s.restart();
  await s.provision(endedLease(work, lastDay));
  assert.deepEqual([stranger.activeTo, stranger.unmsClientSiteId], [null, siteId]);
});

suite('cancelled before it began', { concurrency: 2 }, () => {
  const cases: Readonly<Record<string, { options: SceneOptions; activeTo: string }>> = {
    'by /end': { options: {}, activeTo: addDays(today, -1) },
    'where UISP refuses that, on the day before its first': {
      options: { variants: { endOfPrepared422: true } },
      activeTo: '2026-12-14',
    },
  };
  for (const [what, { options, activeTo }] of Object.entries(cases)) {
    test(what, async (t) => {
      const s = await scene(t, options);
      const { work, service } = await occupied(s, '2026-12-15');
      await s.provision(endedLease(work, lastDay));
      assert.equal(service.activeTo, activeTo);
      await assertGone(s, work, service);
      assert.equal(s.store.households.lastDayInUnit(work.unit.uid), undefined, 'nobody has lived there');
      const next = await s.lease({ unit: '101', leaseUid: 'next', tenants: [{ uid: 'next' }], start: '2026-11-10' });
      const made = await s.provision(next);
      assert.equal(made.service.outcome, 'done');
      assert.equal(s.simulator.world.crm.services.get(made.service.findings?.serviceId ?? 0)?.activeFrom, '2026-11-10');
    });
  }

  test('cancelled, and on again with the same start: a service is made anew', async (t) => {
    for (const variants of [{}, { endOfPrepared422: true }]) {
      const s = await scene(t, { variants });
      const { work, service } = await occupied(s, '2026-12-15');
      await s.provision(endedLease(work, lastDay));
      await s.restart();
      const { service: again } = await s.provision(work);
      assert.equal(again.outcome, 'done');
      assert.notEqual(again.findings?.serviceId, service.id);
      const made = s.simulator.world.crm.services.get(again.findings?.serviceId ?? 0);
      assert.equal(made?.activeFrom, '2026-12-15');
      assert.equal((await stayOf(s, work)).endedOn, null);
      s.mark();
      await s.provision(work);
      assert.deepEqual(s.requests(), []);
    }
  });

  for (const welcomed of [true, false]) {
    test(`the tenants were ${welcomed ? '' : 'not '}welcomed`, async (t) => {
      const s = await scene(t);
      const { work } = await occupied(s, '2026-12-15');
      if (welcomed) await welcome(s, work.householdId, work.lease.uid);
      await s.provision(endedLease(work, lastDay));
      const items = s.store.attention.list().filter(({ code }) => code === 'CANCELLED_WELCOMED');
      assert.equal(items.length, welcomed ? 1 : 0);
      if (!welcomed) return;
      const [item] = items;
      assert.equal(item?.key, `CANCELLED_WELCOMED/lease:${work.lease.uid}`);
      assert.deepEqual(item?.verbs, ['ignore']);
      assert.doesNotMatch(`${item?.why}${item?.todo}`, /Ann|Leeson|example/);
      assert.deepEqual(
        s.store.attention.ofLease(work.lease.uid),
        [],
        'the lease’s own items go with it, this one stays',
      );
      await s.restart();
      await s.provision(work);
      assert.deepEqual(s.store.attention.list(), [], 'the lease is on again');
    });
  }

  test('a lease that ran is none, though its tenants were welcomed', async (t) => {
    const s = await scene(t);
    const { work } = await occupied(s);
    await welcome(s, work.householdId, work.lease.uid);
    await s.provision(endedLease(work, lastDay));
    assert.deepEqual(s.store.attention.list(), []);
  });
});

async function welcome(s: Scene, householdId: number, leaseUid: string): Promise<void> {
  const claim = await s.store.claims.take('mail');
  assert.ok(claim);
  const key = `mail/household:${householdId}/welcome/1234`;
  const reason = { leaseUid, householdId, because: 'lease new' };
  const mail = { key, kind: 'mail', fingerprint: 'm', reason, before: null, after: null } as const;
  await s.store.once.beginOnce(claim, mail);
  await s.store.once.settleOnce(key, 'done');
  await s.store.claims.release(claim);
}

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
