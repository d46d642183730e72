/** The independent calculation against examples that were worked out by hand from design §4: leases that end, begin, follow each other or are edited. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Household } from './one-household.ts';

test('the lease ends: a due date after its last day is free, one on it is not', () => {
  const until = (end: string) =>
    new Household({ end }).live('2026-11-01', '2027-02-05', { '2026-11-10': (on) => on.plan('1G') });
  assert.deepEqual(until('2026-12-31').dueDates(), ['2026-12-01']);
  assert.deepEqual(until('2027-01-01').dueDates(), ['2026-12-01', '2027-01-01']);
});

test('an end that comes to be known after the issue takes nothing back', () => {
  const household = new Household().live('2026-11-01', '2027-01-31', {
    '2026-11-10': (on) => on.plan('1G'),
    '2026-12-28': (on) => on.lease({ uid: 'L1', end: '2026-12-30' }),
  });
  assert.deepEqual(household.dueDates(), ['2026-12-01', '2027-01-01']);
});

test('a future lease pays from its start, not from the change', () => {
  const future = (start: string) =>
    new Household({ start }).live('2026-11-01', '2027-01-20', { '2026-11-10': (on) => on.plan('1G') });
  assert.deepEqual(future('2026-12-01').dueDates(), ['2026-12-01', '2027-01-01']);
  assert.deepEqual(future('2026-12-02').dueDates(), ['2027-01-01']);
});

test('a future lease that is put off pays from its new start', () => {
  const household = new Household({ start: '2026-12-01', dueOn: 5 }).live('2026-11-01', '2027-01-20', {
    '2026-11-10': (on) => on.plan('1G'),
    '2026-11-20': (on) => on.lease({ uid: 'L1', start: '2026-12-15' }),
  });
  assert.deepEqual(household.dueDates(), ['2027-01-05']);
});

test('a renewal: its due day counts for the months that have no charge', () => {
  const renewed = (first: number, second: number) =>
    new Household({ dueOn: first, end: '2026-12-14' }).live('2026-11-01', '2027-01-31', {
      '2026-11-11': (on) => on.plan('1G'),
      '2026-11-20': (on) => on.lease({ uid: 'L2', start: '2026-12-15', dueOn: second }),
    });
  assert.deepEqual(renewed(5, 20).bills(), [
    '2026-12: 2026-12-05 1000 1G, December 2026 (L1, Ann)',
    '2027-01: 2027-01-20 1000 1G, January 2027 (L2, Ann)',
  ]);
  // The old lease's day lies after its end, the new one's before its start: owed all the same, and late.
  assert.deepEqual(renewed(20, 5).bills()[0], '2026-11: 2026-11-20 1000 1G, November 2026 (L1, Ann)');
  assert.deepEqual(renewed(20, 5).bills()[1], '2026-12: 2026-12-15 1000 1G, December 2026 (L2, Ann)');
  assert.deepEqual(renewed(20, 5).bills()[2], '2027-01: 2027-01-05 1000 1G, January 2027 (L2, Ann)');
});

test('a renewal from the first of a month on is charged five days before it begins', () => {
  const household = new Household({ end: '2026-12-31' }).live('2026-11-01', '2026-12-27', {
    '2026-11-10': (on) => on.plan('1G'),
    '2026-11-20': (on) => on.lease({ uid: 'L2', start: '2027-01-01' }),
  });
  assert.deepEqual(household.bills()[1], '2027-01: 2027-01-01 1000 1G, January 2027 (L2, Ann)');
});

test('a due day that is moved: the month is charged once, by the day that stood at its issue', () => {
  const household = new Household({ dueOn: 20 }).live('2026-11-01', '2027-01-25', {
    '2026-11-01': (on) => on.plan('1G'),
    '2026-11-16': (on) => on.lease({ uid: 'L1', dueOn: 28 }),
    '2026-12-10': (on) => on.lease({ uid: 'L1', dueOn: 5 }),
  });
  assert.deepEqual(household.dueDates(), ['2026-11-20', '2026-12-11', '2027-01-05']);
});

test('rent that is not monthly, or due on no day: nothing', () => {
  const with_ = (changes: object) =>
    new Household(changes).live('2026-11-01', '2027-01-25', { '2026-11-01': (on) => on.plan('1G') }).dueDates();
  assert.deepEqual(with_({ frequency: 'Weekly' }), []);
  assert.deepEqual(with_({ frequency: null }), []);
  assert.deepEqual(with_({ dueOn: 0 }), []);
  assert.deepEqual(with_({ dueOn: 32 }), []);
  assert.deepEqual(with_({ dueOn: null }), []);
});

test('the first listed pays until they leave, then the next listed', () => {
  const household = new Household({ tenants: ['Ann', 'Bob', 'Cid'] }).live('2026-11-01', '2027-02-28', {
    '2026-11-10': (on) => on.plan('1G'),
    '2026-12-05': (on) => on.lease({ uid: 'L1', tenants: ['Cid', 'Bob', 'Ann'] }),
    '2027-01-05': (on) => on.lease({ uid: 'L1', tenants: ['Bob', 'Cid'] }),
  });
  assert.deepEqual(
    household.bills().map((bill) => bill.slice(-4)),
    ['Ann)', 'Ann)', 'Bob)', 'Bob)'],
  );
});
