/** A household leaves: its service ends on its last day, and the site is free (design §4, "Lease ended"). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { addDays } from '../../../nodes/village/calendar-date.ts';
import type { CrmService } from '../../simulator/world/things.ts';
import { today } from './lease-work.ts';
import { endedLease, stayOf } from './leaving.ts';
import { type Scene, type SceneOptions, scene } from './scene.ts';
import { assertGone, lastDay, occupied } from './service-end-scene.ts';

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
