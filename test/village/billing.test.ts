import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billingDue } from '../../nodes/village/billing.ts';
import { isMonthlyRent } from '../../nodes/village/billing-calendar.ts';
import { type Given, input } from './billing-input.ts';
import { plan } from './leases.ts';

/** `issue <month> due <date>`, then attention `<code> <month>`, then `next <date>`. */
function told(given: Given): string[] {
  const { issue, attention, nextDate } = billingDue(input(given));
  return [
    ...issue.map(({ month, dueDate }) => `issue ${month} due ${dueDate}`),
    ...attention.map(({ code, charge }) => [code, charge?.month].filter(Boolean).join(' ')),
    `next ${nextDate}`,
  ];
}

test('the charge in full: month, due date, amount, item', () => {
  assert.deepEqual(billingDue(input({})).issue, [
    {
      month: '2026-12',
      leaseUid: 'lease-1',
      dueDate: '2026-12-01',
      amountCents: 1000,
      item: 'Village Fiber 1G, December 2026',
    },
  ]);
  assert.equal(billingDue(input({ plan: plan('Village Fiber 2G') })).issue[0]?.amountCents, 1500);
});

const since = (date: string) => ({ planSince: date, monthsCharged: [] });
const charged = { monthsCharged: ['2026-07', '2026-08', '2026-09', '2026-10', '2026-11', '2026-12'] };
const cases: readonly [string, Given, string[]][] = [
  ['nothing before the issue day', { today: '2026-11-25' }, ['next 2026-11-26']],
  ['issued on the issue day, in the month before', {}, ['issue 2026-12 due 2026-12-01', 'next 2026-12-27']],
  [
    'issued between issue day and due day',
    { today: '2026-11-30' },
    ['issue 2026-12 due 2026-12-01', 'next 2026-12-27'],
  ],
  ['charged once', { ...charged }, ['next 2026-12-27']],
  ['late: due today', { today: '2026-12-20' }, ['issue 2026-12 due 2026-12-20', 'next 2026-12-27']],
  [
    'late: until the last day of the month, the next month beside it',
    { today: '2026-12-31' },
    ['issue 2026-12 due 2026-12-31', 'issue 2027-01 due 2027-01-01', 'next 2027-01-27'],
  ],
  [
    'older months ask for a person',
    { today: '2027-01-01' },
    ['issue 2027-01 due 2027-01-01', 'BILLING_MONTH_MISSED 2026-12', 'next 2027-01-27'],
  ],
  [
    'several older months',
    { today: '2026-11-26', monthsCharged: ['2026-07', '2026-09'] },
    [
      'issue 2026-11 due 2026-11-26',
      'issue 2026-12 due 2026-12-01',
      'BILLING_MONTH_MISSED 2026-08',
      'BILLING_MONTH_MISSED 2026-10',
      'next 2026-12-27',
    ],
  ],
  [
    'on the due day itself, ahead 0',
    { today: '2026-12-01', issueAheadDays: 0 },
    ['issue 2026-12 due 2026-12-01', 'next 2027-01-01'],
  ],
  [
    'the 31st in a month of 30',
    { today: '2026-11-25', lease: { dueOn: 31 }, monthsCharged: [], planSince: '2026-11-01' },
    ['issue 2026-11 due 2026-11-30', 'next 2026-12-26'],
  ],
  [
    'the 31st in February',
    { today: '2027-02-23', lease: { dueOn: 31 }, monthsCharged: [], planSince: '2027-02-01' },
    ['issue 2027-02 due 2027-02-28', 'next 2027-03-26'],
  ],
  [
    'the 30th in a leap February',
    { today: '2028-02-24', lease: { dueOn: 30 }, monthsCharged: [], planSince: '2028-02-01' },
    ['issue 2028-02 due 2028-02-29', 'next 2028-03-25'],
  ],
  [
    'a plan that begins after the issue day is charged at once',
    { today: '2026-11-28', ...since('2026-11-28') },
    ['issue 2026-12 due 2026-12-01', 'next 2026-12-27'],
  ],
  [
    'a plan that begins on the due day, too',
    { today: '2026-12-01', ...since('2026-12-01') },
    ['issue 2026-12 due 2026-12-01', 'next 2026-12-27'],
  ],
  [
    'a plan that begins after the due day waits a month',
    { today: '2026-12-02', ...since('2026-12-02') },
    ['next 2026-12-27'],
  ],
  ['a plan that has not begun is not charged', { today: '2026-11-27', ...since('2026-12-01') }, ['next 2026-12-01']],
  ['a plan that begins in months', { today: '2026-11-27', ...since('2027-03-10') }, ['next 2027-03-27']],
  [
    'the plan’s first day is the lease’s start when nothing else is known',
    { today: '2026-11-26', planSince: null, monthsCharged: [], lease: { start: '2026-11-26' } },
    ['issue 2026-12 due 2026-12-01', 'next 2026-12-27'],
  ],
  ['no start at all', { planSince: null, lease: { start: null } }, ['next null']],
  ['the included plan', { plan: plan('Village Fiber 500') }, ['next null']],
  ['the included plan without a due day', { plan: plan('Village Fiber 500'), lease: { dueOn: null } }, ['next null']],
  [
    'due before go-live',
    { today: '2026-11-28', goLive: '2026-11-28', monthsCharged: [], lease: { dueOn: 27 } },
    ['next 2026-12-22'],
  ],
  [
    'due on the day of go-live',
    { today: '2026-11-28', goLive: '2026-11-28', monthsCharged: [], lease: { dueOn: 28 } },
    ['issue 2026-11 due 2026-11-28', 'next 2026-12-23'],
  ],
  [
    'before any go-live the plan is as if it were today',
    { today: '2026-11-28', goLive: null, monthsCharged: [] },
    ['issue 2026-12 due 2026-12-01', 'next 2026-12-27'],
  ],
  ['a month spent in dry-run', { monthsDryRun: ['2026-12'] }, ['next 2026-12-27']],
  ['the lease ends before the due day', { lease: { end: '2026-11-30' } }, ['next null']],
  ['the lease ends on the due day', { lease: { end: '2026-12-01' } }, ['issue 2026-12 due 2026-12-01', 'next null']],
  ['the lease ended long ago', { today: '2027-06-01', lease: { end: '2026-12-31' }, ...charged }, ['next null']],
  [
    'missed in the last month of a lease that has ended',
    { today: '2026-12-20', lease: { end: '2026-12-10' } },
    ['issue 2026-12 due 2026-12-20', 'next null'],
  ],
  [
    'charged, and then the lease ends before the due day: the lease book asks a person',
    { lease: { end: '2026-11-29' }, ...charged },
    ['next null'],
  ],
  [
    'active past its end: month to month',
    { leaseState: 'active', lease: { end: '2026-10-31' } },
    ['issue 2026-12 due 2026-12-01', 'next 2026-12-27'],
  ],
  [
    'past its end and not active',
    { leaseState: 'ended', lease: { end: '2026-10-31' }, monthsCharged: ['2026-07', '2026-08', '2026-09', '2026-10'] },
    ['next null'],
  ],
  [
    'after a transfer the new due day counts for months without a charge',
    { today: '2026-12-10', lease: { start: '2026-12-10', dueOn: 1 } },
    ['issue 2026-12 due 2026-12-10', 'next 2026-12-27'],
  ],
  [
    'after a transfer a month that has its charge gets no other',
    { today: '2026-12-10', planSince: '2026-06-20', lease: { start: '2026-12-10', dueOn: 15 }, ...charged },
    ['next 2027-01-10'],
  ],
  [
    'after a transfer, months before it are judged by the due day of then',
    {
      today: '2026-12-10',
      planSince: '2026-06-10',
      goLive: '2026-06-01',
      lease: { start: '2026-12-10', dueOn: 15 },
      formerLeases: [{ start: '2026-01-01', dueOn: 1 }],
      ...charged,
    },
    ['next 2027-01-10'],
  ],
  [
    'in the month of a transfer the new due day counts',
    {
      today: '2026-12-10',
      lease: { start: '2026-12-10', dueOn: 15 },
      formerLeases: [{ start: '2026-06-15', dueOn: 1 }],
    },
    ['issue 2026-12 due 2026-12-15', 'next 2027-01-10'],
  ],
  [
    'without the former lease such a month asks for a person',
    {
      today: '2026-12-10',
      planSince: '2026-06-10',
      goLive: '2026-06-01',
      lease: { start: '2026-12-10', dueOn: 15 },
      ...charged,
    },
    ['BILLING_MONTH_MISSED 2026-06', 'next 2027-01-10'],
  ],
  ['weekly rent', { lease: { paymentFrequency: 'Weekly' } }, ['BILLING_NOT_MONTHLY', 'next null']],
  ['no payment frequency', { lease: { paymentFrequency: null } }, ['BILLING_NOT_MONTHLY', 'next null']],
  ['no due day', { lease: { dueOn: null } }, ['BILLING_DUE_DAY', 'next null']],
  ['due day 0', { lease: { dueOn: 0 } }, ['BILLING_DUE_DAY', 'next null']],
  ['due day 32', { lease: { dueOn: 32 } }, ['BILLING_DUE_DAY', 'next null']],
  ['due day 1.5', { lease: { dueOn: 1.5 } }, ['BILLING_DUE_DAY', 'next null']],
];

for (const [what, given, expected] of cases) test(what, () => assert.deepEqual(told(given), expected));

test('attention is in words', () => {
  const words = (given: Given) =>
    billingDue(input(given))
      .attention.map(({ why }) => why)
      .join(' ');
  assert.match(words({ lease: { paymentFrequency: 'Weekly' } }), /frequency is Weekly, not monthly/);
  assert.match(words({ lease: { dueOn: 32 } }), /due day is 32/);
  assert.match(words({ today: '2027-01-01' }), /^Village Fiber 1G, December 2026, was not charged/);
});

test('monthly rent, however it is spelled, and what is not monthly', () => {
  for (const yes of ['Monthly', 'MONTHLY', ' month ', 'Per Month', 'every month', 'Once a month', 'Month-to-Month']) {
    assert.ok(isMonthlyRent(yes), yes);
  }
  for (const no of [
    'Weekly',
    'Bi-Monthly',
    'Semi-monthly',
    'Twice a month',
    'Every 4 weeks',
    'Quarterly',
    'Yearly',
    'One time',
    '',
  ]) {
    assert.ok(!isMonthlyRent(no), no);
  }
});
