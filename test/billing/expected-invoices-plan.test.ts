/** The independent calculation against examples that were worked out by hand from design §4: plans that change, or are undone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Household } from './one-household.ts';

test('a plan that begins after the issue day, but on or before the due date, is charged at once', () => {
  const on = (day: string) => new Household().live('2026-11-01', '2026-12-05', { [day]: (at) => at.plan('1G') });
  assert.deepEqual(on('2026-11-30').dueDates(), ['2026-12-01']);
  assert.deepEqual(on('2026-12-01').dueDates(), ['2026-12-01']);
});

test('a month whose due date lies before the plan began is free', () => {
  const household = new Household().live('2026-11-01', '2026-12-31', { '2026-12-02': (at) => at.plan('1G') });
  assert.deepEqual(household.dueDates(), ['2027-01-01']);
});

test('a line costs what the plan of the issue day costs; a later change counts from the next month', () => {
  const household = new Household().live('2026-11-01', '2026-12-31', {
    '2026-11-10': (on) => on.plan('1G'),
    '2026-11-27': (on) => on.plan('2G'),
  });
  assert.deepEqual(household.bills(), [
    '2026-12: 2026-12-01 1000 1G, December 2026 (L1, Ann)',
    '2027-01: 2027-01-01 1550 2G, January 2027 (L1, Ann)',
  ]);
});

test('a change the day before the issue day counts', () => {
  const household = new Household().live('2026-11-01', '2026-12-20', {
    '2026-11-10': (on) => on.plan('1G'),
    '2026-11-25': (on) => on.plan('2G'),
  });
  assert.deepEqual(household.bills(), ['2026-12: 2026-12-01 1550 2G, December 2026 (L1, Ann)']);
});

test('on the issue day the line comes before a ticket of that day', () => {
  const household = new Household().live('2026-11-01', '2026-12-20', {
    '2026-11-10': (on) => on.plan('1G'),
    '2026-11-26': (on) => on.plan('Basic'),
  });
  assert.deepEqual(household.bills(), ['2026-12: 2026-12-01 1000 1G, December 2026 (L1, Ann)']);
});

test('up and down in one month before the line is issued: nothing', () => {
  const household = new Household().live('2026-11-01', '2026-12-31', {
    '2026-11-10': (on) => on.plan('1G'),
    '2026-11-20': (on) => on.plan('Basic'),
  });
  assert.deepEqual(household.bills(), []);
});

test('down after the issue, up again: the month is not charged twice', () => {
  const household = new Household({ dueOn: 10 }).live('2026-11-01', '2026-12-20', {
    '2026-11-20': (on) => on.plan('1G'),
    '2026-12-06': (on) => on.plan('Basic'),
    '2026-12-08': (on) => on.plan('2G'),
  });
  assert.deepEqual(household.bills(), ['2026-12: 2026-12-10 1000 1G, December 2026 (L1, Ann)']);
});

test('down before the issue, up after the due date: the month is free, the paid time begins anew', () => {
  const household = new Household({ dueOn: 10 }).live('2026-11-01', '2027-01-05', {
    '2026-11-01': (on) => on.plan('1G'),
    '2026-12-01': (on) => on.plan('Basic'),
    '2026-12-11': (on) => on.plan('1G'),
  });
  assert.deepEqual(household.dueDates(), ['2026-11-10', '2027-01-10']);
});

test('from one paid plan to another the paid time is unbroken: a missed line still is owed', () => {
  const household = new Household({ dueOn: 10 })
    .live('2026-11-15', '2026-12-12', { '2026-11-20': (on) => on.plan('1G') }, ['2026-12-01', '2026-12-12'])
    .at('2026-12-12', 9, (on) => on.plan('2G'));
  assert.deepEqual(household.bills(), ['2026-12: 2026-12-12 1550 2G, December 2026 (L1, Ann)']);
});

test('the undo window keeps a line that is due at once, but not past its due date', () => {
  const household = new Household({ dueOn: 10 })
    .live('2026-11-01', '2026-12-06')
    .at('2026-12-07', 12, (on) => on.plan('1G'));
  assert.deepEqual(household.dueDates({ undoHours: 0 }), ['2026-12-10']);
  assert.deepEqual(household.dueDates({ undoHours: 48 }), []);
  household.live('2026-12-08', '2026-12-09');
  assert.deepEqual(household.dueDates({ undoHours: 48 }), []);
  household.at('2026-12-09', 13, (on) => on.tick());
  assert.deepEqual(household.dueDates({ undoHours: 48 }), ['2026-12-10']);
  assert.deepEqual(household.dueDates({ undoHours: 480 }), []);
  household.live('2026-12-10', '2026-12-10');
  assert.deepEqual(household.dueDates({ undoHours: 480 }), ['2026-12-10']);
});

test('the undo window does not keep a line whose day comes later', () => {
  const household = new Household({ dueOn: 10 }).live('2026-11-01', '2026-12-05', {
    '2026-12-04': (on) => on.plan('1G'),
  });
  assert.deepEqual(household.dueDates({ undoHours: 48 }), ['2026-12-10']);
});

test('undone in time: nothing was ever due', () => {
  const household = new Household({ dueOn: 10 })
    .live('2026-11-01', '2026-12-06')
    .at('2026-12-07', 12, (on) => on.plan('1G'))
    .at('2026-12-07', 18, (on) => on.undo())
    .live('2026-12-08', '2027-01-31');
  assert.deepEqual(household.bills({ undoHours: 24 }), []);
});

test('a downgrade at the end of the paid month', () => {
  const end = { downgradeTakesEffect: 'end of paid month' } as const;
  const household = (day: string) =>
    new Household({ dueOn: 10 }).live('2026-11-01', '2027-02-28', {
      '2026-11-01': (on) => on.plan('2G'),
      [day]: (on) => on.plan('1G'),
    });
  // December is paid (issued on the 5th): 1G from January on.
  const amounts = (day: string) =>
    household(day)
      .bills(end)
      .map((bill) => bill.split(' ')[2]);
  assert.deepEqual(amounts('2026-12-20'), ['1550', '1550', '1000', '1000']);
  // On the 2nd of December only November is paid: now.
  assert.deepEqual(amounts('2026-12-02'), ['1550', '1000', '1000', '1000']);
  // January's line is there already on January 5: 1G from February on.
  assert.deepEqual(amounts('2027-01-06'), ['1550', '1550', '1550', '1000']);
});

test('to the included plan at the end of the paid month: what is issued stays, nothing comes after it', () => {
  const household = new Household({ dueOn: 2 }).live('2026-11-01', '2027-02-28', {
    '2026-11-01': (on) => on.plan('2G'),
    '2026-12-29': (on) => on.plan('Basic'),
  });
  assert.deepEqual(household.dueDates({ downgradeTakesEffect: 'end of paid month' }), [
    '2026-11-02',
    '2026-12-02',
    '2027-01-02',
  ]);
});
