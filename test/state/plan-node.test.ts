/** The actions "plan" and "upcoming" of sync-state, and the admin routes that tell the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../../nodes/state/plan-view/plan-rows.ts';
import type { UpcomingList } from '../../nodes/state/upcoming/upcoming-moves.ts';
import { upcomingDays } from '../../nodes/state/upcoming/upcoming-moves.ts';
import { addDays } from '../../nodes/village/calendar-date.ts';
import { parseCsv } from '../../nodes/village/csv.ts';
import { errorOf } from '../error-of.ts';
import { flow, payloadOf } from './flow.ts';
import { client, run, service } from './planned.ts';
import { future, lease, tenant } from './stage.ts';

const today = new Date().toISOString().slice(0, 10);
const inAWeek = addDays(today, 7);
const moving = lease('a', '101', {
  start: inAWeek,
  end: null,
  flags: future,
  tenants: [tenant('t', { firstName: '=1+1', lastName: '<b>Ada</b>' })],
});

test('plan: any message in; rows, CSV, summary, file name and status out', async (t) => {
  const { store, node, due } = await flow(t, { mode: 'dry-run' });
  await run(store, (await due([moving]))[0], [client, service]);
  const plan = node('plan');
  assert.equal(await plan.receive({ payload: Date.now(), mine: 'kept' }), undefined);
  const [message] = plan.out();
  const payload = payloadOf<Plan & { csv: string }>(plan);
  assert.deepEqual([message?.['mine'], payload.mode, payload.rows.length], ['kept', 'dry-run', 2]);
  assert.match(String(message?.['filename']), /^plan-\d{4}-\d\d-\d\d-\d{4}\.csv$/);
  assert.equal(message?.['topic'], payload.summary);
  assert.deepEqual(
    parseCsv(payload.csv).map(({ cells }) => cells.slice(0, 2)),
    [
      ['unit', 'what'],
      ['101', 'UISP client'],
      ['101', 'service begins'],
    ],
  );
  assert.deepEqual(plan.shown, { fill: 'grey', shape: 'ring', text: 'plan: 2' });
  assert.equal((await node('plan', { database: 'gone' }).receive({}))?.code, 'NOT_CONFIGURED');
});

test('plan, live: empty, and it says why', async (t) => {
  const plan = (await flow(t)).node('plan');
  await plan.receive({});
  const { mode, rows, summary } = payloadOf<Plan>(plan);
  assert.deepEqual([mode, rows, plan.lastStatus()], ['live', [], 'live: no plan']);
  assert.match(summary, /nothing is planned/);
});

test('upcoming: 60 days, or as many as the message says', async (t) => {
  const { node, due } = await flow(t);
  await due([moving, lease('b', '102', { start: '2020-01-01', end: addDays(today, 90) })]);
  const upcoming = node('upcoming');
  for (const payload of [Date.now(), {}, { days: 100 }, { days: '3' }, 3]) await upcoming.receive({ payload });
  const lists = upcoming.out().map(({ payload }) => payload as UpcomingList);
  assert.deepEqual(
    lists.map(({ days, moves }) => [days, moves]),
    [
      [60, 1],
      [60, 1],
      [100, 2],
      [3, 0],
      [3, 0],
    ],
  );
  const [first] = upcoming.out();
  assert.equal(first?.['filename'], `moves-${lists[0]?.today}.csv`);
  assert.deepEqual(lists[0]?.rows, [
    { day: inAWeek, unit: '101', what: 'moves in', who: '=1+1 <b>Ada</b>', leaseUid: 'a', note: '' },
  ]);
  assert.equal(parseCsv(lists[0]?.csv ?? '')[1]?.cells[3], "'=1+1 <b>Ada</b>");
  assert.equal(upcoming.lastStatus(), '0 moves');
  assert.equal((await upcoming.receive({ payload: { days: -1 } }))?.code, 'UPCOMING_DAYS');
  assert.equal((await node('upcoming', { plans: '' }).receive({}))?.code, 'NOT_CONFIGURED');
});

test('upcoming: an end that the brake holds is told, however old', async (t) => {
  const { store, node, due } = await flow(t);
  const names = ['101', '102', '103', '104'];
  const leases = names.map((unit) => lease(unit, unit, { start: '2020-01-01', end: null }));
  for (const work of await due(leases)) {
    const claim = await store.claims.take(work.key);
    assert.ok(claim);
    await store.households.update(claim, work.householdId, { clientId: Number(work.unit.label), serviceId: 5 });
    await store.leases.done(claim, work);
  }
  const yesterday = addDays(today, -2);
  const flags = { active: false, expired: true, expiring: false, future: false };
  await due(leases.map((one) => ({ ...one, end: yesterday, flags })));
  const upcoming = node('upcoming');
  await upcoming.receive({});
  const { rows } = payloadOf<UpcomingList>(upcoming);
  assert.equal(rows.length, 4);
  assert.deepEqual(
    rows.map(({ note }) => /held by the brake/.test(note)).filter(Boolean).length,
    1,
    'three sudden ends a day go on',
  );
});

test('which number of days: whole, not negative, not for ever', async () => {
  assert.deepEqual([undefined, null, '', 0, '7', 730].map(upcomingDays), [60, 60, 60, 0, 7, 730]);
  for (const wrong of [-1, 1.5, 731, 'soon', {}, [7], '7 days', Number.NaN]) {
    const error = await errorOf(Promise.resolve().then(() => upcomingDays(wrong)));
    assert.equal(error.code, 'UPCOMING_DAYS', String(wrong));
  }
});

test('the routes tell the same, as JSON and as a file; the permission is to read', async (t) => {
  const { red, store, due } = await flow(t, { mode: 'dry-run' });
  await run(store, (await due([moving]))[0], [client]);
  const [plan, upcoming] = await Promise.all([
    red.ask('GET /village-fiber/plan'),
    red.ask('GET /village-fiber/upcoming'),
  ]);
  const told = plan.body as Plan & { world: string; pausedSince: string | null; effects: { kind: string }[] };
  assert.deepEqual(
    [told.mode, told.world, told.pausedSince, told.rows[0]?.what, told.effects[0]?.kind],
    ['dry-run', 'real', null, 'UISP client', 'uisp-client'],
  );
  assert.equal((upcoming.body as UpcomingList).moves, 1);
  assert.equal(
    ((await red.ask('GET /village-fiber/upcoming', { query: { days: '3' } })).body as UpcomingList).moves,
    0,
  );
  assert.equal((await red.ask('GET /village-fiber/upcoming', { query: { days: 'x' } })).status, 400);
  for (const what of ['plan', 'upcoming']) {
    const { body, headers } = await red.ask(`GET /village-fiber/${what}`, { query: { format: 'csv' } });
    assert.equal(parseCsv(String(body)).length, 2);
    assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
    assert.match(headers['content-disposition'] ?? '', /^attachment; filename="(plan|moves)-[0-9-]+\.csv"$/);
    assert.equal(red.routes.get(`GET /village-fiber/${what}`)?.permission, 'sync-state.read');
    assert.equal((await red.ask(`GET /village-fiber/${what}`, { query: { database: 'other' } })).status, 404);
  }
  await store.pause.set(true);
  const paused = (await red.ask('GET /village-fiber/plan')).body as { pausedSince: string | null };
  assert.match(paused.pausedSince ?? '', /^\d{4}-/);
});
