/** The independent calculation against examples that were worked out by hand from design §4: days without a tick, and lost requests. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Household } from './one-household.ts';

test('missed by an outage: issued late, due on the day of the issue', () => {
  const household = new Household().live('2026-11-01', '2026-12-20', { '2026-11-10': (on) => on.plan('1G') }, [
    '2026-11-20',
    '2026-12-14',
  ]);
  assert.deepEqual(household.bills(), ['2026-12: 2026-12-15 1000 1G, December 2026 (L1, Ann)']);
});

test('an outage that is over before the due date leaves it as it is', () => {
  const household = new Household().live('2026-11-01', '2026-12-20', { '2026-11-10': (on) => on.plan('1G') }, [
    '2026-11-20',
    '2026-11-30',
  ]);
  assert.deepEqual(household.dueDates(), ['2026-12-01']);
});

test('the last day of the billing month is the last on which it is issued late', () => {
  const down = (to: string) =>
    new Household().live('2026-11-01', '2027-01-03', { '2026-11-10': (on) => on.plan('1G') }, ['2026-11-20', to]);
  assert.deepEqual(down('2026-12-30').bills(), [
    '2026-12: 2026-12-31 1000 1G, December 2026 (L1, Ann)',
    '2027-01: 2027-01-01 1000 1G, January 2027 (L1, Ann)',
  ]);
  assert.deepEqual(down('2026-12-31').bills(), [
    '2026-12: attention',
    '2027-01: 2027-01-01 1000 1G, January 2027 (L1, Ann)',
  ]);
});

test('requests that were lost: what may have been noted then is frozen', () => {
  const household = new Household().live('2026-11-01', '2026-11-25', { '2026-11-10': (on) => on.plan('1G') });
  household.lossy('2026-12-03').live('2026-12-04', '2026-12-04');
  assert.deepEqual(household.bills(), [
    '2026-12: 2026-12-03 1000 1G, December 2026 (L1, Ann) or 2026-12-04 1000 1G, December 2026 (L1, Ann)',
  ]);
});

test('requests that were lost before the due date: the same line either way', () => {
  const household = new Household().live('2026-11-01', '2026-11-25', { '2026-11-10': (on) => on.plan('1G') });
  household.lossy('2026-11-27').live('2026-11-28', '2026-11-28');
  assert.deepEqual(household.dueDates(), ['2026-12-01']);
});

test('requests that were lost, and the plan is dropped before the next: charged, or not', () => {
  const household = new Household().live('2026-11-01', '2026-11-25', { '2026-11-10': (on) => on.plan('1G') });
  household
    .lossy('2026-11-27')
    .at('2026-11-27', 10, (on) => on.plan('Basic'))
    .live('2026-11-28', '2026-12-05');
  assert.deepEqual(household.bills(), ['2026-12: 2026-12-01 1000 1G, December 2026 (L1, Ann) or nothing']);
});
