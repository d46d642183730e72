/** What a dry-run plans for ends, handovers and moves is what live then does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeaseWork } from '../../../nodes/state/work.ts';
import { counts, endedLease, stayOf, transferLease } from './leaving.ts';
import { type Scene, scene } from './scene.ts';

type Effect = readonly [key: string, after: unknown];

async function occupied(s: Scene, start = '2026-01-01'): Promise<LeaseWork> {
  for (const unit of ['101', '102']) s.simulator.world.addOnu({ unit, inTable: 'serial' });
  const work = await s.lease({ unit: '101', leaseUid: 'old', tenants: [{ uid: 'old' }], start });
  await s.provision(work);
  return work;
}

async function liveEffects(s: Scene, sinceId: number): Promise<Effect[]> {
  const rows: { key: string; after_json: string }[] = await s.store.database.run((knex) =>
    knex('effects').where({ state: 'done' }).andWhere('id', '>', sinceId).select('key', 'after_json').orderBy('key'),
  );
  return rows.map((row): Effect => [row.key, JSON.parse(row.after_json)]);
}

/** Both runs of the same works, in this order; the plan twice, since it must not grow. */
async function assertPlanIsDone(s: Scene, works: readonly LeaseWork[]): Promise<Effect[]> {
  const before = await Promise.all(works.map((work) => stayOf(s, work)));
  await s.restart('dry-run');
  s.mark();
  for (const work of works) assert.equal((await s.provision(work)).service.outcome, 'planned');
  const once = (await s.store.plan()).length;
  for (const work of works) await s.provision(work);
  assert.equal((await s.store.plan()).length, once, 'planned again, it is no longer');
  assert.deepEqual(s.writes(), [], 'dry-run only reads');
  assert.deepEqual(await Promise.all(works.map((work) => stayOf(s, work))), before, 'nothing is kept for live');
  const planned = (await s.store.plan()).map(({ key, after }): Effect => [key, after]);
  planned.sort(([one], [other]) => (one < other ? -1 : 1));
  await s.restart('live');
  const rows: { last: number }[] = await s.store.database.run((knex) => knex('effects').max('id as last'));
  for (const work of works) await s.provision(work);
  const done = await liveEffects(s, rows[0]?.last ?? 0);
  assert.deepEqual(planned, done);
  return done;
}

test('an end', async (t) => {
  const s = await scene(t);
  const work = await occupied(s);
  const done = await assertPlanIsDone(s, [endedLease(work, '2026-11-30')]);
  assert.deepEqual(
    done.map(([key]) => key.split('/')[0]),
    ['uisp-service-end', 'uisp-service-unbind'],
  );
});

for (const [what, start, first] of [
  ['the day after', '2026-12-01', '2026-12-01'],
  ['on the same day', '2026-11-30', '2026-12-01'],
  ['before the old one has left', '2026-11-10', '2026-12-01'],
] as const) {
  test(`an end, and the next household comes ${what}`, async (t) => {
    const s = await scene(t);
    const work = await occupied(s);
    const next = await s.lease({ unit: '101', leaseUid: 'next', tenants: [{ uid: 'next' }], start });
    const done = await assertPlanIsDone(s, [endedLease(work, '2026-11-30'), next]);
    const made = done.find(([key]) => key.startsWith(`uisp-service/household:${next.householdId}/`));
    assert.equal(JSON.parse(JSON.stringify(made?.[1])).activeFrom, first);
  });
}

test('cancelled before it began', async (t) => {
  for (const variants of [{}, { endOfPrepared422: true }]) {
    const s = await scene(t, { variants });
    const work = await occupied(s, '2026-12-15');
    await assertPlanIsDone(s, [endedLease(work, '2026-11-20')]);
  }
});

test('a start that moves', async (t) => {
  const s = await scene(t);
  const work = await occupied(s, '2026-12-15');
  const moved = { ...work, lease: { ...work.lease, start: '2027-01-10' } };
  const done = await assertPlanIsDone(s, [moved]);
  assert.equal(done.length, 3, 'ended, taken off the site, and made');
});

test('a lease that was moved to another unit', async (t) => {
  const s = await scene(t);
  const work = await occupied(s);
  const to = await transferLease(s, work, { unit: '102', start: '2026-01-01', state: 'active' });
  const moved: LeaseWork = {
    ...to,
    key: work.key,
    lease: { ...to.lease, uid: 'old' },
    leaves: [{ unitUid: work.unit.uid, unitLabel: '101', lastDay: '2026-11-30' }],
  };
  await counts(s, moved);
  await assertPlanIsDone(s, [moved]);
});
