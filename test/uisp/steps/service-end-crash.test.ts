/** For every write of the end of a stay: killed before the request, after the effect, before the commit, before the household is stored. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import { isSyncError } from '../../../nodes/sync-error.ts';
import { crashes, type Write } from '../crashes.ts';
import { endedLease, stayOf } from './leaving.ts';
import { codeOf, type Scene, type SceneOptions, scene, steps } from './scene.ts';

const lastDay = '2026-11-30';
const patch = { method: 'PATCH', path: '/clients/services/{id}' };
const end = { method: 'PATCH', path: '/clients/services/{id}/end' };
const unbind = { method: 'PATCH', path: '/clients/services/{id}/unmsclientsite/unbind' };

interface Case {
  readonly write: Write;
  readonly start: string;
  readonly options: SceneOptions;
}

const cases: Readonly<Record<string, Case>> = {
  'last day': { write: patch, start: '2026-01-01', options: {} },
  unbind: { write: unbind, start: '2026-01-01', options: { variants: { unbindTwice422: true } } },
  '/end of what has not begun': { write: end, start: '2026-12-15', options: {} },
  'last day before the first': { write: patch, start: '2026-12-15', options: { variants: { endOfPrepared422: true } } },
  'unbind of what has not begun': { write: unbind, start: '2026-12-15', options: {} },
};

async function served(s: Scene, start: string): Promise<LeaseWork> {
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101', start, state: start > lastDay ? 'future' : 'active' });
  await s.provision(work);
  return work;
}

async function untilThrough(s: Scene, work: LeaseWork): Promise<number> {
  for (let run = 1; run <= 4; run += 1) {
    try {
      await s.provision(work);
      return run;
    } catch (error) {
      assert.ok(isSyncError(error) && error.code !== 'UNEXPECTED', String(error));
      await s.restart();
    }
  }
  assert.fail('it did not converge');
}

async function assertEnded(s: Scene, work: LeaseWork): Promise<void> {
  const [service, ...others] = s.simulator.world.crm.services.values();
  assert.ok(service !== undefined && others.length === 0);
  assert.equal(service.unmsClientSiteId, null);
  assert.ok(service.activeTo !== null && service.activeTo < work.today.replace('2026-12-01', '2026-12-15'));
  assert.equal((await stayOf(s, work)).endedOn, lastDay);
  const open = await s.store.database.run((knex) => knex('effects').where({ state: 'intent' }).select('key'));
  assert.deepEqual(open, [], 'no effect is left unknown');
  await s.restart();
  s.mark();
  await s.provision(work);
  assert.deepEqual(s.requests(), [], 'settled: no request at all');
}

suite('every write of an end', { concurrency: 3 }, () => {
  for (const [what, { write, start, options }] of Object.entries(cases)) {
    for (const [when, crash] of Object.entries(crashes)) {
      test(`${what}, killed ${when}`, async (t) => {
        const s = await scene(t, options);
        const ended = endedLease(await served(s, start), lastDay);
        crash(s, write);
        assert.equal(await untilThrough(s, ended), 2, 'the crash was felt, and one more run repairs it');
        await assertEnded(s, ended);
      });
    }
  }

  test('no answer in time, before and after the effect', async (t) => {
    for (const kind of ['timeout-before', 'timeout-after'] as const) {
      for (const write of [patch, unbind]) {
        const s = await scene(t, { timeoutSeconds: 1 });
        const ended = endedLease(await served(s, '2026-01-01'), lastDay);
        s.simulator.faults.next(write, kind);
        await untilThrough(s, ended);
        await assertEnded(s, ended);
      }
    }
  });

  test('a 422, a 500, a 429: nothing is taken for done, and the next try goes through', async (t) => {
    const s = await scene(t);
    const ended = endedLease(await served(s, '2026-01-01'), lastDay);
    for (const [write, fault] of [
      [patch, '422'],
      [patch, '500'],
      [patch, '429'],
      [unbind, '422'],
      [unbind, '500'],
    ] as const) {
      s.simulator.faults.next(write, fault);
      await assert.rejects(s.provision(ended), isSyncError);
      assert.equal((await stayOf(s, ended)).endedOn, null);
      await s.restart();
    }
    assert.ok((await untilThrough(s, ended)) <= 1);
    await assertEnded(s, ended);
  });
});

test('killed after the ledger has committed and before the stay is stored', async (t) => {
  const s = await scene(t);
  const ended = endedLease(await served(s, '2026-01-01'), lastDay);
  const { households, database } = s.store;
  const update = households.update.bind(households);
  households.update = async (...facts) => {
    await database.close();
    return update(...facts);
  };
  assert.equal(await codeOf(s.provision(ended)), 'STORE_CLOSED');
  await s.restart();
  s.mark();
  await s.provision(ended);
  assert.deepEqual(s.writes(), [], 'it was done already');
  await assertEnded(s, ended);
});

test('a service that was made, and never stored, is found and ended', async (t) => {
  for (const when of ['after the effect, before the answer', 'after the answer, before the commit']) {
    const s = await scene(t);
    s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
    const work = await s.lease({ unit: '101', start: '2026-01-01' });
    crashes[when]?.(s, { method: 'POST', path: '/clients/{id}/services' });
    await assert.rejects(s.provision(work), isSyncError);
    await s.restart();
    assert.equal((await s.household(work)).serviceId, null);
    assert.equal(s.simulator.world.crm.services.size, 1);
    const { service } = await s.provision(endedLease(work, lastDay));
    assert.equal(service.outcome, 'done', when);
    await assertEnded(s, endedLease(work, lastDay));
  }
});

test('a service whose making was begun, and that never came to be, is none to end', async (t) => {
  const s = await scene(t);
  s.simulator.world.addOnu({ unit: '101', inTable: 'serial' });
  const work = await s.lease({ unit: '101', start: '2026-01-01' });
  s.simulator.faults.next({ method: 'POST', path: '/clients/{id}/services' }, 'reset-before');
  await assert.rejects(s.provision(work), isSyncError);
  await s.restart();
  assert.equal((await s.provision(endedLease(work, lastDay))).service.text, 'no service to end');
  assert.equal((await stayOf(s, work)).endedOn, lastDay);
  assert.equal(s.store.households.lastDayInUnit(work.unit.uid), undefined);
});

test('an end that was sent, and then the lease goes on after all: a new service takes over from the day after', async (t) => {
  for (const when of ['after the effect, before the answer', 'after the answer, before the commit']) {
    for (const write of [patch, unbind]) {
      const s = await scene(t);
      const work = await served(s, '2026-01-01');
      crashes[when]?.(s, write);
      await assert.rejects(s.provision(endedLease(work, lastDay)), isSyncError);
      await s.restart();
      const { service } = await s.provision(work);
      const made = s.simulator.world.crm.services.get(service.findings?.serviceId ?? 0);
      assert.equal(made?.activeFrom, '2026-12-01', `${when} ${write.path}`);
      assert.equal(made?.unmsClientSiteId, (await s.household(work)).siteId);
      const [old] = s.simulator.world.crm.services.values();
      assert.deepEqual([old?.activeTo, old?.unmsClientSiteId], [lastDay, null]);
      await s.restart();
      s.mark();
      await s.provision(work);
      assert.deepEqual(s.requests(), []);
    }
  }
});

test('an end that never arrived, and the lease goes on: nothing is ended', async (t) => {
  const s = await scene(t);
  const work = await served(s, '2026-01-01');
  crashes['before the request']?.(s, patch);
  await assert.rejects(s.provision(endedLease(work, lastDay)), isSyncError);
  await s.restart();
  s.mark();
  assert.equal((await s.provision(work)).service.outcome, 'found');
  assert.deepEqual(s.writes(), []);
});

test('a process that was paused and wakes up after another took over does nothing', async (t) => {
  const s = await scene(t);
  const ended = endedLease(await served(s, '2026-01-01'), lastDay);
  const old = await s.context(ended);
  await s.store.claims.release(old.claim);
  await s.provision(ended);
  s.mark();
  assert.equal(await codeOf(steps.service(old)), 'CLAIM_LOST');
  assert.deepEqual(s.requests(), []);
});
