/** How both systems, the scans, the ONUs and the store fare, and how far an import is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carryThrough, hour, lease, minute, stage, tick, units } from '../stage.ts';
import { answered } from './asking.ts';

const verdict = { at: 0, complete: true, seen: 3, due: 1, why: '' };

test('scans by day: all, incomplete and failed ones, the slowest; 30 days, and the last verdict stays over a restart', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await store.scans.save('leases', verdict, { day: '2026-10-01', ms: 9_000 });
  await store.scans.save('leases', { ...verdict, at: clock() }, { day: '2026-11-19', ms: 1_200.4 });
  await store.scans.failed('leases', { day: '2026-11-19', ms: 30_000 });
  const late = { ...verdict, at: clock() + minute, complete: false, why: 'x' };
  await store.scans.save('leases', late, { day: '2026-11-19', ms: 10 });
  await store.scans.failed('leases', { day: '2026-11-20', ms: 5 });
  await store.scans.failed('leases', { day: '2026-11-19', ms: 5 });
  await store.scans.save('others', { ...verdict, at: 2 }, { day: '2026-11-20', ms: 1 });
  await store.scans.save('others', { ...verdict, at: 1 }, { day: '2026-11-21', ms: 1 });
  await store.scans.save('tickets', verdict, { day: '2026-11-20', ms: 99_000 });
  const { scans } = await answered(store, 'health');
  assert.equal(scans.days.length, 30);
  assert.deepEqual([scans.days[0]?.day, scans.days.at(-1)?.day], ['2026-10-22', '2026-11-20']);
  assert.deepEqual(scans.days.slice(-2), [
    { day: '2026-11-19', scans: 4, incomplete: 1, failed: 2, slowestMs: 30_000 },
    { day: '2026-11-20', scans: 1, incomplete: 0, failed: 1, slowestMs: 5 },
  ]);
  assert.equal(scans.days.filter((day) => day.scans > 0).length, 2);
  const whole = new Date(clock()).toISOString();
  assert.deepEqual(scans.last, {
    ...{ at: new Date(late.at).toISOString(), complete: false, seen: 3, due: 1, why: 'x', completeAt: whole },
  });
  await store.close();
  const again = await open();
  assert.equal(again.scans.last('leases')?.why, 'x');
  assert.equal(again.scans.last('tickets')?.complete, true);
  assert.equal(again.scans.last('others')?.at, 2, 'by its instant, whatever day it was counted for');
});

test('a scan writes one row of one table, however many came before it', async (t) => {
  const { open } = await stage(t);
  const store = await open();
  const changes = async () => {
    const [row] = await store.database.run((knex) => knex.raw('SELECT total_changes() AS n'));
    return row.n as number;
  };
  await store.scans.save('leases', verdict, { day: '2026-11-20', ms: 1 });
  const before = await changes();
  for (let n = 0; n < 3; n += 1) await store.scans.save('leases', verdict, { day: '2026-11-20', ms: 1 });
  assert.equal(await changes(), before + 3);
});

test('each API: unknown until it has answered, ok, down since its first failure; and how the store is set', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ mode: 'dry-run', onlyUnits: ['101'] });
  const states = async () =>
    (await answered(store, 'health')).apis.map(({ name, state, since, code }) => [name, state, since, code]);
  assert.deepEqual(await states(), [
    ['Innago', 'unknown', null, undefined],
    ['UISP CRM', 'unknown', null, undefined],
    ['UISP NMS', 'unknown', null, undefined],
  ]);
  await store.scans.save('leases', { ...verdict, at: clock() });
  await store.facts.set('uisp.timeZone', 'America/Chicago');
  const now = new Date(clock()).toISOString();
  store.breakers.open('UISP_NMS 10.8.10.10', clock() + minute, 'UISP NMS did not answer.');
  clock.forward(minute);
  store.breakers.open('UISP_NMS 10.8.10.10', clock() + minute, 'UISP NMS did not answer.');
  assert.deepEqual(await states(), [
    ['Innago', 'ok', now, undefined],
    ['UISP CRM', 'ok', null, undefined],
    ['UISP NMS', 'down', now, 'SERVER_AWAY'],
  ]);
  store.breakers.close('UISP_NMS 10.8.10.10');
  const answersNow = () => ['UISP NMS', 'ok', new Date(clock()).toISOString(), undefined];
  await store.onus.note({ onuId: '1', unit: '101', name: 'ONU-101', status: 'active' });
  assert.deepEqual((await states())[2], answersNow(), 'of one ONU is enough');
  clock.forward(minute);
  await store.onus.noteAll([]);
  assert.deepEqual((await states())[2], answersNow());
  await store.pause.set(true);
  const { mode, world, pausedSince, onlyUnits, goLive } = await answered(store, 'health');
  assert.deepEqual([mode, world, onlyUnits, goLive], ['dry-run', 'real', ['101'], null]);
  assert.equal(pausedSince, new Date(clock()).toISOString());
});

test('ONUs: a reading without news writes one row, one that is gone is forgotten, all is there after a restart', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const onu = (id: string, status: string | null) => ({ onuId: id, unit: id, name: `ONU-${id}`, status });
  const readings = Array.from({ length: 450 }, (_, at) => onu(String(at), 'active'));
  await store.onus.noteAll(readings);
  const changes = async () => {
    const [row] = await store.database.run((knex) => knex.raw('SELECT total_changes() AS n'));
    return row.n as number;
  };
  clock.forward(hour);
  const before = await changes();
  await store.onus.noteAll(readings);
  assert.equal(await changes(), before + 1);
  await store.onus.noteAll([...readings.slice(1), onu('1', 'disconnected')].slice(1));
  await store.onus.note(onu('7', null));
  await store.onus.note(onu('7', null));
  await store.close();
  const again = await open();
  assert.deepEqual(
    ['0', '1', '2', '7'].map((id) => again.onus.ofUnit(id)?.status),
    [undefined, 'disconnected', 'active', null],
  );
  assert.equal(again.onus.get('2')?.seenAt, clock());
});

test('progress: a first import, and what is left of it', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await store.units.replace(units.units);
  assert.deepEqual(await answered(store, 'progress'), {
    ...{ isFirstImport: true, done: 0, total: 0, waiting: 0, failing: 0, inFlight: 0 },
  });
  const due = await tick(store, clock, [lease('a', '101'), lease('b', '102')]);
  for (const work of due.values()) await store.desk.begin({ work, owner: {}, start: () => undefined });
  assert.deepEqual(await answered(store, 'progress', {}, 'viewer'), {
    ...{ isFirstImport: true, done: 0, total: 2, waiting: 0, failing: 0, inFlight: 2 },
  });
  store.desk.stop();
  await store.claims.releaseAll();
  await carryThrough(store, due.get('a'));
  assert.equal((await answered(store, 'progress')).isFirstImport, false);
});
