/** How a lease stands: served, let be, or a person's business (design §4, "Lease state"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexUnits } from '../../nodes/village/unit-label.ts';
import { carryThrough, codes, expired, future, hour, lease, scan, stage, tick, units } from './stage.ts';

const due = (works: Map<string, { reason: string }>) => [...works].map(([uid, { reason }]) => `${uid} ${reason}`);

test('future leases are prepared at once, after the active ones; ended ones are let be', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const works = await tick(store, clock, [
    lease('soon', '102', { start: '2026-12-01', flags: future }),
    lease('over', '103', { start: '2025-01-01', end: '2025-12-31', flags: expired }),
    lease('now', '101'),
  ]);
  assert.deepEqual(
    [...works.values()].map(({ lease: { uid }, state }) => `${uid} ${state}`),
    ['now active', 'soon future'],
  );
  assert.equal(store.households.all().length, 2);
});

test('a lease that becomes active needs nothing when it was prepared', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const soon = lease('soon', '102', { start: '2026-12-01', flags: future });
  await carryThrough(store, (await tick(store, clock, [soon])).get('soon'));
  clock.forward(20 * 24 * hour);
  assert.equal((await tick(store, clock, [{ ...soon, flags: lease('x', 'x').flags }])).size, 0);
});

test('unclear flags: nothing is done, and after 24 hours a person is told, until they are clear', async (t) => {
  const { open, clock } = await stage(t);
  let store = await open();
  const unclear = lease('a', '101', { flags: { active: null, expired: null, expiring: null, future: null } });
  assert.equal((await tick(store, clock, [unclear])).size, 0);
  clock.forward(23 * hour);
  await tick(store, clock, [unclear]);
  assert.deepEqual(codes(store), []);
  await store.close();
  store = await open();
  clock.forward(hour);
  await tick(store, clock, [unclear]);
  assert.deepEqual(codes(store), ['LEASE_UNCLEAR']);
  assert.deepEqual(due(await tick(store, clock, [lease('a', '101')])), ['a new']);
  assert.deepEqual(codes(store), []);
});

test('a lease without tenant, unit or start is a person’s business and gone when mended; the others go on', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const broken = [
    lease('nobody', '101', { tenants: [] }),
    lease('nowhere', ' '),
    lease('elsewhere', '999'),
    lease('never', '102', { start: null }),
  ];
  const works = await tick(store, clock, [...broken, lease('fine', '103')]);
  assert.deepEqual(due(works), ['fine new']);
  assert.deepEqual(codes(store).sort(), [
    'LEASE_WITHOUT_START',
    'LEASE_WITHOUT_TENANT',
    'LEASE_WITHOUT_UNIT',
    'UNIT_UNKNOWN',
  ]);
  await tick(store, clock, [...broken, lease('fine', '103')]);
  assert.equal((await store.attention.history()).length, 4);
  await tick(store, clock, [lease('nobody', '101'), ...broken.slice(1), lease('fine', '103')]);
  assert.deepEqual(codes(store).sort(), ['LEASE_WITHOUT_START', 'LEASE_WITHOUT_UNIT', 'UNIT_UNKNOWN']);
  const more = indexUnits([...units.units, { uid: 'unit-999', name: '#999' }]);
  const mended = await tick(store, clock, [], {
    units: more,
    seenUids: new Set(['nobody', 'nowhere', 'elsewhere', 'never', 'fine']),
  });
  assert.ok(mended.has('elsewhere'));
  assert.deepEqual(codes(store).sort(), ['LEASE_WITHOUT_START', 'LEASE_WITHOUT_UNIT']);
});

test('one unit first: nothing is done, made or said for other units; a listed unit that does not exist is told', async (t) => {
  const { open, clock } = await stage(t);
  const leases = [lease('a', 'Unit 101'), lease('b', '102'), lease('c', '103', { tenants: [] })];
  const store = await open({ onlyUnits: ['101', '777'] });
  assert.deepEqual(due(await tick(store, clock, leases)), ['a new']);
  assert.equal(store.households.all().length, 1);
  assert.deepEqual(codes(store), ['LISTED_UNIT_UNKNOWN']);
  await store.close();
  const all = await open();
  assert.deepEqual(due(await tick(all, clock, leases)).sort(), ['a new', 'b new']);
  assert.deepEqual(codes(all), ['LEASE_WITHOUT_TENANT']);
});

test('a lease that is absent from a complete scan is left alone, and taken up when it is back', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101'), lease('b', '102')];
  await tick(store, clock, leases);
  assert.deepEqual(due(await tick(store, clock, leases.slice(0, 1))), ['a new']);
  assert.equal(store.leases.entry('b')?.absentSince, clock());
  assert.deepEqual(due(await tick(store, clock, leases)), ['a new', 'b new']);
  assert.equal(store.leases.entry('b')?.absentSince, null);
});

test('an incomplete scan, or one that says nothing of others, makes nobody absent', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101'), lease('b', '102')];
  await tick(store, clock, leases);
  assert.equal((await tick(store, clock, leases.slice(0, 1), { complete: false })).size, 2);
  const { seenUids: _seen, ...blind } = scan(clock, []);
  assert.equal((await store.leases.absorb(blind)).due.length, 2);
});

test('a name that is too long is told for its unit, and the others go on', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const long = 'x'.repeat(95);
  const more = indexUnits([...units.units, { uid: 'unit-long', name: long }]);
  const works = await tick(store, clock, [lease('long', long), lease('b', '102')], { units: more });
  assert.deepEqual(due(works), ['b new']);
  assert.deepEqual(codes(store), ['PLANS_NAME_LENGTH']);
});
