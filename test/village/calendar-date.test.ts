import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addDays,
  calendarDate,
  compareDates,
  dayOfMonth,
  daysBetween,
  daysInMonth,
  laterDate,
  longDate,
  longMonth,
  nextMonth,
  todayIn,
} from '../../nodes/village/calendar-date.ts';
import fc from './seeded.ts';

const read: readonly [unknown, string | null][] = [
  ['2026-12-01', '2026-12-01'],
  ['2026-12-01T00:00:00', '2026-12-01'],
  ['2026-12-01T23:59:59Z', '2026-12-01'],
  ['2026-12-01T23:59:59-06:00', '2026-12-01'],
  [' 2026-12-01 ', '2026-12-01'],
  ['2028-02-29', '2028-02-29'],
  ['2026-02-29', null],
  ['2026-02-30', null],
  ['2100-02-29', null],
  ['2026-13-01', null],
  ['2026-00-10', null],
  ['2026-11-31', null],
  ['2026-11-00', null],
  ['12/01/2026', null],
  ['0001-01-01T00:00:00', null],
  ['', null],
  [null, null],
  [undefined, null],
  [20261201, null],
];

for (const [text, date] of read) {
  test(`${JSON.stringify(text)} reads ${date}`, () => assert.equal(calendarDate(text), date));
}

test('days are counted by the calendar, across daylight saving, leap days and years', () => {
  assert.equal(addDays('2026-03-07', 2), '2026-03-09');
  assert.equal(addDays('2026-11-01', -1), '2026-10-31');
  assert.equal(addDays('2027-12-31', 60), '2028-02-29');
  assert.equal(daysBetween('2026-03-07', '2026-03-09'), 2);
  assert.equal(daysBetween('2026-11-02', '2026-10-31'), -2);
});

test('adding and counting days undo each other, and order agrees', () => {
  const dates = fc
    .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  fc.assert(
    fc.property(dates, fc.integer({ min: -5000, max: 5000 }), (date, days) => {
      const other = addDays(date, days);
      assert.equal(calendarDate(other), other);
      assert.equal(daysBetween(date, other), days);
      assert.equal(Math.sign(compareDates(other, date)), Math.sign(days));
      assert.equal(laterDate(date, other), days > 0 ? other : date);
    }),
  );
});

test('today is the zone’s, on either side of midnight and of daylight saving', () => {
  const instant = Date.parse('2026-12-01T05:59:59Z');
  assert.equal(todayIn('America/Chicago', instant), '2026-11-30');
  assert.equal(todayIn('America/Chicago', instant + 1000), '2026-12-01');
  assert.equal(todayIn('America/Chicago', Date.parse('2026-07-01T04:59:59Z')), '2026-06-30');
  assert.equal(todayIn('America/Chicago', Date.parse('2026-07-01T05:00:00Z')), '2026-07-01');
  assert.equal(todayIn('Pacific/Kiritimati', instant), '2026-12-01');
});

test('an unknown zone is an error that names it', () => {
  assert.throws(() => todayIn('Mars/Olympus', 0), { code: 'PLANS_TIME_ZONE', message: /Mars\/Olympus/ });
});

test('dates and months in words', () => {
  assert.equal(longDate('2026-12-01'), 'December 1, 2026');
  assert.equal(longDate('2027-01-31'), 'January 31, 2027');
  assert.equal(longMonth('2026-12'), 'December 2026');
});

test('months: their days, the next one, and a day that they lack', () => {
  assert.deepEqual(['2026-02', '2028-02', '2026-04', '2026-12'].map(daysInMonth), [28, 29, 30, 31]);
  assert.equal(nextMonth('2026-12'), '2027-01');
  assert.equal(nextMonth('2026-09'), '2026-10');
  assert.equal(dayOfMonth('2026-02', 31), '2026-02-28');
  assert.equal(dayOfMonth('2028-02', 30), '2028-02-29');
  assert.equal(dayOfMonth('2026-12', 5), '2026-12-05');
});
