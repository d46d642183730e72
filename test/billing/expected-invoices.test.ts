/** The independent calculation against examples that were worked out by hand from design §4: the month, its days and go-live. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Household } from './one-household.ts';

test('the included plan costs nothing', () => {
  assert.deepEqual(new Household().live('2026-11-01', '2027-03-01').bills(), []);
});

test('a line a month, five days ahead, from the next due date on', () => {
  const household = new Household().live('2026-11-01', '2026-12-26', { '2026-11-10': (on) => on.plan('1G') });
  assert.deepEqual(household.bills(), ['2026-12: 2026-12-01 1000 1G, December 2026 (L1, Ann)']);
  household.live('2026-12-27', '2026-12-27');
  assert.deepEqual(household.dueDates(), ['2026-12-01', '2027-01-01']);
});

test('issue-ahead days are a setting', () => {
  const household = new Household().live('2026-11-01', '2026-12-20', { '2026-11-10': (on) => on.plan('1G') });
  assert.deepEqual(household.dueDates({ issueAheadDays: 0 }), ['2026-12-01']);
  assert.deepEqual(household.dueDates({ issueAheadDays: 12 }), ['2026-12-01', '2027-01-01']);
});

test('a day that the month lacks is its last', () => {
  const household = new Household({ dueOn: 31 }).live('2026-11-01', '2028-03-26', {
    '2026-11-01': (on) => on.plan('1G'),
  });
  const dates = household.dueDates();
  assert.deepEqual(dates.slice(0, 5), ['2026-11-30', '2026-12-31', '2027-01-31', '2027-02-28', '2027-03-31']);
  assert.deepEqual(dates.slice(-3), ['2028-01-31', '2028-02-29', '2028-03-31']);
  assert.equal(dates.length, 17);
});

test('no line before go-live', () => {
  const household = new Household().live('2026-11-01', '2027-01-20', { '2026-11-10': (on) => on.plan('1G') });
  assert.deepEqual(household.dueDates({ goLive: '2026-12-02' }), ['2027-01-01']);
  assert.deepEqual(household.dueDates({ goLive: '2026-12-01' }), ['2026-12-01', '2027-01-01']);
});
