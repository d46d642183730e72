/** The independent calculation against examples that were worked out by hand from design §4. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Household } from './one-household.ts';
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

test('no line before go-live', () => {
  const household = new Household().live('2026-11-01', '2027-01-20', { '2026-11-10': (on) => on.plan('1G') });
  assert.deepEqual(household.dueDates({ goLive: '2026-12-02' }), ['2027-01-01']);
  assert.deepEqual(household.dueDates({ goLive: '2026-12-01' }), ['2026-12-01', '2027-01-01']);
});

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
