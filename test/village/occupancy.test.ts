/** The occupancy statement: days let, plans on the last of them, rates and add-ons. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lease } from '../../nodes/village/lease.ts';
import {
  type OccupancyInput,
  occupancyStatement,
  type StatementLease,
} from '../../nodes/village/occupancy/occupancy.ts';
import { letDays, letInMonth } from '../../nodes/village/occupancy/occupied-days.ts';
import { planOn } from '../../nodes/village/occupancy/plan-over-time.ts';
import { defaultPlanRows, parsePlans } from '../../nodes/village/plans.ts';

const [basic, fast, faster] = ['Village Fiber 500', 'Village Fiber 1G', 'Village Fiber 2G'] as const;
const flags = (name: 'active' | 'expired' | 'expiring' | 'future'): Lease['flags'] => ({
  ...{ active: false, expired: false, expiring: false, future: false },
  [name]: true,
});
const today = '2026-12-10';
const listed = { today, absentOn: null };

test('a lease lets its unit from its start to its end, whatever has become of it', () => {
  const dates = { start: '2026-06-01', end: '2026-11-12' };
  assert.deepEqual(letDays({ ...dates, flags: flags('expired') }, listed), { from: '2026-06-01', until: '2026-11-12' });
  const running = { start: '2026-06-01', end: '2027-05-31', flags: flags('active') };
  assert.equal(letDays(running, listed).until, '2027-05-31');
  assert.equal(letDays({ ...running, end: null }, listed).until, null);
  assert.equal(letDays({ ...dates, flags: flags('active') }, listed).until, null, 'past its end: month to month');
  const unclear = { active: null, expired: null, expiring: null, future: null };
  assert.equal(letDays({ ...dates, flags: unclear }, listed).until, '2026-11-12', 'unclear: by its dates');
});

test('a lease that is gone from the list: its own end, else the day it was first absent', () => {
  const until = (end: string | null, flag: Parameters<typeof flags>[0]) =>
    letDays({ start: '2026-06-01', end, flags: flags(flag) }, { today, absentOn: '2026-11-20' }).until;
  assert.equal(until('2027-05-31', 'active'), '2026-11-20');
  assert.equal(until(null, 'active'), '2026-11-20');
  assert.equal(until('2026-11-19', 'active'), '2026-11-19', 'it ended, and was gone the day after');
  assert.equal(until('2026-11-05', 'expired'), '2026-11-05');
  assert.equal(until('2026-08-31', 'active'), '2026-11-20', 'month to month until it was gone');
  const cancelled = letDays(
    { start: '2026-12-01', end: '2027-11-30', flags: flags('future') },
    { today, absentOn: '2026-11-20' },
  );
  assert.deepEqual([letInMonth([cancelled], '2026-11').days, letInMonth([cancelled], '2026-12').days], [0, 0]);
});

test('days of a month: both ends count, a day counts once, months have their own length', () => {
  const days = (month: string, ...leases: [string | null, string | null][]) => {
    const { days, last } = letInMonth(
      leases.map(([from, until]) => ({ from, until })),
      month,
    );
    return [days, last];
  };
  assert.deepEqual(days('2026-11', ['2026-06-01', null]), [30, '2026-11-30']);
  assert.deepEqual(days('2028-02', ['2026-06-01', null]), [29, '2028-02-29']);
  assert.deepEqual(days('2027-02', [null, null]), [28, '2027-02-28']);
  assert.deepEqual(days('2026-11', ['2026-11-30', null]), [1, '2026-11-30']);
  assert.deepEqual(days('2026-11', [null, '2026-11-01']), [1, '2026-11-01']);
  assert.deepEqual(days('2026-11', [null, '2026-10-31'], ['2026-12-01', null]), [0, null]);
  assert.deepEqual(days('2026-11', [null, '2026-11-10'], ['2026-11-10', '2026-11-19']), [19, '2026-11-19']);
  assert.deepEqual(days('2026-11', [null, '2026-11-10'], ['2026-11-21', null]), [20, '2026-11-30']);
});

test('the plan of a day: by the first day of each change; a later change or undo replaces what has not begun', () => {
  assert.equal(planOn('2026-11-30', basic, []), basic);
  const up = { from: basic, to: fast, since: '2026-11-10' };
  assert.deepEqual(
    ['2026-11-09', '2026-11-10', '2026-12-31'].map((day) => planOn(day, fast, [up])),
    [basic, fast, fast],
  );
  const down = { from: fast, to: basic, since: '2026-12-01' };
  const undo = { from: basic, to: fast, since: '2026-11-20' };
  assert.equal(planOn('2026-12-15', fast, [up, down]), basic);
  assert.equal(planOn('2026-12-15', fast, [up, down, undo]), fast, 'the pending change was undone');
  const replaced = [up, down, { from: fast, to: faster, since: '2026-11-25' }];
  assert.deepEqual(
    ['2026-11-24', '2026-11-25', '2026-12-15'].map((day) => planOn(day, faster, replaced)),
    [fast, faster, faster],
  );
  const back = { from: fast, to: basic, since: '2026-11-10' };
  assert.equal(planOn('2026-11-10', basic, [up, back]), basic, 'changed and undone on one day');
});

const lease = (uid: string, unit: string, change: Partial<StatementLease> = {}): StatementLease => ({
  ...{ uid, unitUid: `u${unit}`, householdId: Number(unit), refused: false, from: '2026-06-01', until: null },
  ...change,
});

function input(change: Partial<OccupancyInput> = {}): OccupancyInput {
  return {
    property: 'Victorian Village',
    month: '2026-11',
    units: ['101', '102', '103', '104'].map((label) => ({ uid: `u${label}`, label })),
    leases: [lease('a', '101'), lease('b', '102', { until: '2026-11-12' }), lease('c', '103')],
    households: [
      { id: 101, plan: basic, changes: [] },
      { id: 102, plan: faster, changes: [{ from: fast, to: faster, since: '2026-11-13' }] },
      { id: 103, plan: faster, changes: [] },
    ],
    charges: [
      { unit: '102', amountCents: 1000 },
      { unit: '103', amountCents: 1500 },
    ],
    plans: parsePlans(defaultPlanRows),
    notes: [],
    ...change,
  };
}

test('a month: each unit, and the totals', () => {
  const { units, totals, notes, ...head } = occupancyStatement(input());
  assert.deepEqual(head, { property: 'Victorian Village', month: '2026-11' });
  assert.deepEqual(units, [
    { unit: '101', state: 'occupied', days: 30, plan: basic, uispCents: 4500, addOnCents: 0 },
    // On its last day let it still had 1G.
    { unit: '102', state: 'partial', days: 12, plan: fast, uispCents: 5500, addOnCents: 1000 },
    { unit: '103', state: 'occupied', days: 30, plan: faster, uispCents: 6000, addOnCents: 1500 },
    { unit: '104', state: 'vacant', days: 0, plan: null, uispCents: 0, addOnCents: 0 },
  ]);
  assert.deepEqual(totals, {
    ...{ units: 4, occupied: 2, partial: 1, vacant: 1 },
    plans: [
      { plan: basic, units: 1, uispCents: 4500 },
      { plan: fast, units: 1, uispCents: 5500 },
      { plan: faster, units: 1, uispCents: 6000 },
    ],
    ...{ uispCents: 16000, charges: 2, addOnCents: 2500, totalCents: 18500 },
  });
  assert.deepEqual(notes, []);
});

test('two households in one month: the plan is that of the last day; one that was refused does not count', () => {
  const leases = [
    lease('old', '101', { until: '2026-11-15' }),
    lease('new', '101', { from: '2026-11-15', householdId: 103 }),
  ];
  assert.equal(occupancyStatement(input({ leases })).units[0]?.plan, faster);
  const onOneDay = [
    lease('new', '101', { from: '2026-11-30', householdId: 103 }),
    lease('old', '101', { until: '2026-11-30' }),
  ];
  for (const some of [onOneDay, onOneDay.toReversed()])
    assert.equal(occupancyStatement(input({ leases: some })).units[0]?.plan, faster);
  const disputed = [lease('a', '101'), lease('x', '101', { from: '2026-11-02', householdId: 103, refused: true })];
  assert.deepEqual(
    occupancyStatement(input({ leases: disputed })).units[0],
    occupancyStatement(input({ leases: disputed.slice(0, 1) })).units[0],
  );
});

test('what does not fit is said: a plan without a price, nobody’s household, a unit that is gone', () => {
  const { units, totals, notes } = occupancyStatement(
    input({
      leases: [lease('a', '101'), lease('b', '102', { householdId: null })],
      households: [{ id: 101, plan: 'Old 300', changes: [] }],
      charges: [{ unit: '999', amountCents: 1000 }],
      notes: ['First.'],
    }),
  );
  assert.deepEqual(
    units.slice(0, 2).map(({ state, plan, uispCents }) => [state, plan, uispCents]),
    [
      ['occupied', 'Old 300', 0],
      ['occupied', null, 0],
    ],
  );
  assert.deepEqual(totals.plans.at(-1), { plan: 'Old 300', units: 1, uispCents: 0 });
  assert.equal(totals.addOnCents, 1000);
  assert.equal(notes.length, 4);
  for (const [index, words] of [/^First/, /Old 300 is not in fiber-plans/, /without a plan: 102/, /999/].entries())
    assert.match(notes[index] ?? '', words);
});

test('a plan is itself whatever the case of its name', () => {
  const { units, totals } = occupancyStatement(
    input({ households: [{ id: 101, plan: 'village fiber 1g', changes: [] }] }),
  );
  assert.equal(units[0]?.plan, fast);
  assert.equal(totals.plans.length, 3);
});
