/** The grid of units: how each stands, filters, search, pages, and what it costs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unitBook } from '../../../nodes/state/dashboard/unit-book.ts';
import { indexUnits } from '../../../nodes/village/unit-label.ts';
import { carryThrough, claimOf, future, lease, property, stage, tenant, tick, units } from '../stage.ts';
import { answered, troubleOf } from './asking.ts';

test('each unit: who is there or comes, its plan, its ONU, what needs a person', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await store.units.replace(units.units);
  const due = await tick(store, clock, [
    lease('a', '101'),
    lease('b', '102', { end: '2026-12-01' }),
    lease('c', '103', { start: '2026-12-01', flags: future }),
  ]);
  const work = due.get('a');
  assert.ok(work);
  const claim = await claimOf(store, work.key);
  await store.households.update(claim, work.householdId, { clientId: 7, siteId: 's', serviceId: 9, onuId: 'onu-1' });
  await store.households.update(claim, work.householdId, { plan: 'Village Fiber 1G' });
  await store.leases.done(claim, work);
  await store.onus.noteAll([
    { onuId: 'onu-1', unit: null, name: 'ONU-101', status: 'active' },
    { onuId: 'onu-4', unit: '104', name: 'ONU-104', status: 'disconnected' },
    { onuId: 'onu-3', unit: '103', name: 'ONU-103', status: 'unplaced' },
  ]);
  const item = { code: 'ONU_MISSING', why: 'No ONU.', todo: 'Plug it in.', where: 'unit 102' };
  await store.attention.raise({ ...item, key: 'ONU_MISSING/lease:b', leaseUid: 'b' });
  const { units: tiles, counts, total, onusSeenAt, isScanned } = await answered(store, 'units');
  assert.deepEqual(
    tiles.map(({ label, state, plan, onu, attention, tenants }) => [label, state, plan, onu, attention, tenants]),
    [
      ['101', 'occupied', 'Village Fiber 1G', 'online', 0, ['Ada tenant-of-a']],
      ['102', 'leaving', 'Village Fiber 500', 'none', 1, ['Ada tenant-of-b']],
      ['103', 'upcoming', 'Village Fiber 500', 'unknown', 0, ['Ada tenant-of-c']],
      ['104', 'vacant', null, 'offline', 0, []],
    ],
  );
  assert.deepEqual(counts, { units: 4, occupied: 2, paid: 1, attention: 1, onusOffline: 1, unknownOnus: 1 });
  assert.deepEqual([total, onusSeenAt, isScanned], [4, new Date(clock()).toISOString(), true]);
  const labels = async (more: object) => (await answered(store, 'units', more)).units.map(({ label }) => label);
  assert.deepEqual(await labels({ filter: 'attention' }), ['102']);
  assert.deepEqual(await labels({ filter: 'vacant' }), ['103', '104']);
  assert.deepEqual(await labels({ filter: 'offline' }), ['104']);
  assert.deepEqual(await labels({ search: ' 1g ' }), ['101']);
  assert.deepEqual(await labels({ size: 3, page: 1 }), ['104']);
  assert.deepEqual(await labels({ page: 1_000_000 }), []);
});

test('a renewal leaves nobody, an ignored lease and a unit outside the list are told', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ onlyUnits: ['101', '102'] });
  await store.units.replace(units.units);
  const ann = [tenant('ann')];
  await tick(store, clock, [
    lease('a', '101', { end: '2026-11-30', tenants: ann }),
    lease('a2', '101', { start: '2026-12-01', end: null, flags: future, tenants: ann }),
    lease('b', '102'),
    lease('c', '103'),
  ]);
  await store.leases.setIgnored('b', true);
  const states = (await answered(store, 'units')).units.map(({ state }) => state);
  assert.deepEqual(states, ['occupied', 'ignored', 'outside', 'outside']);
});

test('before the first scan after a start, what the store knows is shown', async (t) => {
  const { open, clock } = await stage(t);
  const first = await open();
  await first.units.replace(units.units);
  await carryThrough(first, (await tick(first, clock, [lease('a', '101')])).get('a'));
  await first.close();
  const again = await open();
  const { units: tiles, isScanned } = await answered(again, 'units');
  assert.deepEqual([tiles.map(({ state }) => state), isScanned], [['occupied', 'vacant', 'vacant', 'vacant'], false]);
});

test('names are found by an operator; a viewer cannot find out by searching who lives where', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await store.units.replace(units.units);
  const people = [tenant('x', { firstName: 'Bobby <script>', lastName: "O'Drop'); --" })];
  await tick(store, clock, [lease('a', '101', { tenants: people })]);
  const found = async (role: 'operator' | 'viewer', search: string) =>
    (await answered(store, 'units', { search }, role)).total;
  assert.deepEqual([await found('operator', 'o’drop'), await found('operator', "o'drop")], [0, 1]);
  assert.equal(await found('viewer', "o'drop"), 0);
  for (const hostile of ["' OR 1=1 --", '%', '_', '.*', '(', '\\', '\u0000', '__proto__']) {
    assert.equal(await found('viewer', hostile), 0, hostile);
  }
  const { units: shown } = await answered(store, 'units', { search: '101' });
  assert.deepEqual(shown[0]?.tenants, ["Bobby <script> O'Drop'); --"], 'as text, unchanged');
});

test('10,000 units: at most 500 a page, and nothing is worked out twice', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const many = indexUnits(Array.from({ length: 10_000 }, (_, at) => ({ uid: `u${at}`, name: `Unit ${at + 1}` })));
  await store.units.replace(many.units);
  await store.leases.absorb({
    ...{ complete: true, at: clock(), today: '2026-11-20', units: many, property },
    changed: [lease('a', '9'), lease('b', '10000')],
    seenUids: new Set(['a', 'b']),
    rules: (await import('../stage.ts')).rules,
  });
  const book = unitBook(store);
  const first = await answered(store, 'units', { size: 500 });
  assert.deepEqual([first.total, first.units.length, first.units.at(-1)?.label], [10_000, 500, '500']);
  assert.equal(book.builds, 1);
  for (let page = 1; page < 20; page += 1) await answered(store, 'units', { size: 500, page, search: '1' }, 'viewer');
  await answered(store, 'unit', { unit: '10000' });
  assert.equal(book.builds, 1);
  assert.equal(await troubleOf(store, 'operator', { ask: 'units', size: 501 }), 'BAD_ASK');
  await store.attention.raise({ key: 'X/lease:a', code: 'X', where: 'unit 9', why: 'x', todo: 'y', leaseUid: 'a' });
  assert.equal((await answered(store, 'units')).counts.attention, 1);
  assert.equal(book.builds, 2, 'anew once something has changed');
  assert.equal(unitBook(await store.forWork()), book, 'also as work sees the store');
});
