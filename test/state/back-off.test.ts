/** When a lease that failed is tried again, and when a person is told (design §2, "Faults" and "Attention"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../../nodes/state/run-node.ts';
import type { Store } from '../../nodes/state/store.ts';
import type { Lease } from '../../nodes/village/lease.ts';
import { type Clock, carryThrough, claimOf, codes, lease, minute, rules, scan, stage, tenant, tick } from './stage.ts';

const failure = (change: Partial<Failure>): Failure => ({
  code: 'UISP_CRM_422',
  trouble: 'data',
  effect: 'none',
  text: 'UISP refuses the name.',
  hint: 'Correct it in Innago.',
  ...change,
});
const data = failure({});
const operator = failure({ code: 'ONU_MISSING', trouble: 'operator', text: 'No ONU.' });
const server = failure({ code: 'UISP_CRM_TIMEOUT', trouble: 'server' });

async function fails(
  store: Store,
  clock: Clock,
  leases: readonly Lease[],
  how: Failure,
  change = {},
): Promise<boolean> {
  const work = (await tick(store, clock, leases, change)).get('a');
  if (work === undefined) return false;
  await store.leases.failed(await claimOf(store, work.key), work, how);
  return true;
}

/** Ticks every five minutes. @returns the minutes at which the lease was tried */
async function triedAt(
  store: Store,
  clock: Clock,
  leases: readonly Lease[],
  how: Failure,
  minutes: number,
): Promise<number[]> {
  const tried: number[] = [];
  for (let at = 0; at <= minutes; at += 5) {
    if (await fails(store, clock, leases, how)) tried.push(at);
    clock.forward(5 * minute);
  }
  return tried;
}

test('refused data: 5, 15, 60, 60 … minutes, and a person at the third failure; then done, and all is forgotten', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101'), lease('b', '102')];
  assert.deepEqual(await triedAt(store, clock, leases, data, 19), [0, 5]);
  assert.deepEqual(codes(store), []);
  assert.deepEqual(await triedAt(store, clock, leases, data, 180), [0, 60, 120, 180]);
  const [item] = store.attention.list();
  assert.deepEqual(
    [item?.key, item?.code, item?.where, item?.why, item?.todo, item?.leaseUid],
    ['UISP_CRM_422/lease:a', 'UISP_CRM_422', 'unit 101', 'UISP refuses the name.', 'Correct it in Innago.', 'a'],
  );
  clock.forward(60 * minute);
  const work = (await tick(store, clock, leases)).get('a');
  assert.equal(work?.reason, 'retry');
  await carryThrough(store, work);
  assert.deepEqual(codes(store), []);
  assert.equal(store.leases.entry('a')?.failures, 0);
});

test('one poison lease never keeps the others waiting', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101'), lease('b', '102')];
  await fails(store, clock, leases, data);
  assert.deepEqual([...(await tick(store, clock, leases)).keys()], ['b']);
});

test('the back-off outlives a restart; an edit of the lease ends it', async (t) => {
  const { open, clock } = await stage(t);
  let store = await open();
  const a = lease('a', '101');
  await fails(store, clock, [a], data);
  clock.forward(5 * minute);
  await fails(store, clock, [a], data);
  await store.close();
  store = await open();
  clock.forward(5 * minute);
  assert.equal((await tick(store, clock, [a])).size, 0);
  const edited = { ...a, tenants: [tenant('tenant-of-a', { lastName: 'Hopper' })] };
  assert.equal((await tick(store, clock, [edited])).get('a')?.reason, 'new');
});

test('a server’s trouble is not the lease’s: the next tick tries again, no count, nobody is told', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101')];
  assert.deepEqual(await triedAt(store, clock, leases, server, 30), [0, 5, 10, 15, 20, 25, 30]);
  assert.deepEqual([codes(store), store.leases.entry('a')?.failures], [[], 0]);
  assert.deepEqual(
    await triedAt(store, clock, leases, failure({ code: 'STORE_FULL', trouble: 'state' }), 10),
    [0, 5, 10],
  );
});

test('a server’s trouble between two refusals does not lengthen the back-off', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101')];
  await fails(store, clock, leases, data);
  clock.forward(5 * minute);
  await fails(store, clock, leases, server);
  clock.forward(5 * minute);
  await fails(store, clock, leases, data);
  clock.forward(14 * minute);
  assert.equal((await tick(store, clock, leases)).size, 0);
  clock.forward(minute);
  assert.equal((await tick(store, clock, leases)).size, 1);
  assert.deepEqual(codes(store), []);
});

test('what a person must settle: told at once and once, looked at in the next three ticks, then hourly', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const told: string[] = [];
  store.attention.listen((change, { code }) => told.push(`${change} ${code}`));
  assert.deepEqual(await triedAt(store, clock, [lease('a', '101')], operator, 140), [0, 5, 10, 15, 75, 135]);
  assert.deepEqual(told, ['raised ONU_MISSING']);
});

test('what a person must settle is looked at at once when the rules change, by retry, and after a restart', async (t) => {
  const { open, clock } = await stage(t);
  let store = await open();
  const leases = [lease('a', '101')];
  for (let n = 0; n < 5; n += 1) await fails(store, clock, leases, operator);
  assert.equal((await tick(store, clock, leases)).size, 0);
  const table = { ...rules, onuTable: { rows: [], version: 'edited', problems: [] } };
  assert.equal(await fails(store, clock, leases, operator, { rules: table }), true);
  assert.equal((await tick(store, clock, leases, { rules: table })).size, 0);
  assert.equal(store.leases.retry('nobody'), false);
  assert.equal(store.leases.retry('a'), true);
  assert.equal(await fails(store, clock, leases, operator, { rules: table }), true);
  assert.equal((await tick(store, clock, leases, { rules: table })).size, 0);
  await store.close();
  store = await open();
  assert.equal((await tick(store, clock, leases, { rules: table })).size, 1);
});

test('an unexpected error backs off like refused data, and a person is told at the third time', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const defect = failure({ code: 'UNEXPECTED', trouble: 'state' });
  assert.deepEqual(await triedAt(store, clock, [lease('a', '101')], defect, 80), [0, 5, 20, 80]);
  assert.deepEqual(codes(store), ['UNEXPECTED']);
});

test('what is waited for: on its day, or from time to time when no day is known; quiet between', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101'), lease('b', '102')];
  const works = await tick(store, clock, leases);
  await carryThrough(store, works.get('a'), [{ why: 'previous household', until: '2026-11-22' }]);
  await carryThrough(store, works.get('b'), [{ why: 'name not shown yet' }]);
  const next = await tick(store, clock, leases);
  assert.deepEqual([...next.keys()], ['b']);
  await carryThrough(store, next.get('b'));
  clock.forward(24 * 60 * minute);
  const { counts } = await store.leases.absorb(scan(clock, leases));
  assert.deepEqual([counts.due, counts.waiting], [0, 1]);
  clock.forward(24 * 60 * minute);
  const dated = await tick(store, clock, leases);
  assert.equal(dated.get('a')?.reason, 'date');
  await carryThrough(store, dated.get('a'));
  assert.equal((await tick(store, clock, leases)).size, 0);
});

test('what has no day is looked at in three ticks, then hourly, and at once when something on the unit changes', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const old = lease('old', '101', { tenants: [tenant('x')] });
  const next = lease('next', '101', {
    start: '2027-06-01',
    end: null,
    flags: { active: false, expired: false, expiring: false, future: true },
  });
  const leases = [old, next];
  const waiting = [{ why: 'previous household' }];
  for (let n = 0; n < 4; n += 1) {
    const works = await tick(store, clock, leases);
    if (n === 0) await carryThrough(store, works.get('old'));
    await carryThrough(store, works.get('next'), waiting);
    clock.forward(5 * minute);
  }
  assert.equal((await tick(store, clock, leases)).size, 0);
  const shorter = { ...old, end: '2026-12-31' };
  assert.deepEqual([...(await tick(store, clock, [shorter, next])).keys()].sort(), ['next', 'old']);
});
