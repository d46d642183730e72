/** The calculation's own calendar against dates that were looked up or counted by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockChanges, dayInDallas, dayOf, instantInDallas, lastDayOf, monthAfter, plusDays } from './own-calendar.ts';

test('the calendar', () => {
  assert.equal(dayOf('2028-02', 31), '2028-02-29');
  assert.equal(dayOf('2027-02', 29), '2027-02-28');
  assert.equal(dayOf('2100-02', 30), '2100-02-28');
  assert.equal(dayOf('2000-02', 30), '2000-02-29');
  assert.equal(lastDayOf('2026-04'), '2026-04-30');
  assert.equal(plusDays('2028-03-01', -1), '2028-02-29');
  assert.equal(plusDays('2027-01-03', -5), '2026-12-29');
  assert.equal(plusDays('2026-12-31', 60), '2027-03-01');
  assert.equal(monthAfter('2026-12'), '2027-01');
  assert.equal(monthAfter('2027-01', -1), '2026-12');
});

test('the clocks of Dallas', () => {
  const written = (at: number) => new Date(at).toISOString();
  assert.equal(written(clockChanges(2027).forward), '2027-03-14T08:00:00.000Z');
  assert.equal(written(clockChanges(2027).back), '2027-11-07T07:00:00.000Z');
  assert.equal(written(clockChanges(2028).forward), '2028-03-12T08:00:00.000Z');
  assert.equal(written(clockChanges(2028).back), '2028-11-05T07:00:00.000Z');
  assert.equal(dayInDallas(Date.parse('2027-03-14T05:59:00Z')), '2027-03-13');
  assert.equal(dayInDallas(Date.parse('2027-03-14T06:00:00Z')), '2027-03-14');
  assert.equal(dayInDallas(Date.parse('2027-03-15T04:59:00Z')), '2027-03-14');
  assert.equal(dayInDallas(Date.parse('2027-03-15T05:00:00Z')), '2027-03-15');
  assert.equal(dayInDallas(Date.parse('2027-11-07T05:00:00Z')), '2027-11-07');
  assert.equal(dayInDallas(Date.parse('2027-11-08T05:30:00Z')), '2027-11-07');
  assert.equal(written(instantInDallas('2027-07-01', 9)), '2027-07-01T14:00:00.000Z');
  assert.equal(written(instantInDallas('2027-01-01', 9)), '2027-01-01T15:00:00.000Z');
  assert.equal(written(instantInDallas('2027-03-14', 3)), '2027-03-14T08:00:00.000Z');
});
