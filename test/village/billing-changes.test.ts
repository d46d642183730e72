/** Billing while plans and leases change (design §4, "Plan change", "Invoice line"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billingDue } from '../../nodes/village/billing.ts';
import { chargeFor, nextCharge } from '../../nodes/village/billing-outlook.ts';
import { type Given, input } from './billing-input.ts';
import { plan } from './leases.ts';

const [included, oneG, twoG] = [plan('Village Fiber 500'), plan('Village Fiber 1G'), plan('Village Fiber 2G')];
const noon = (day: string, hour = 12) => Date.parse(`${day}T${hour}:00:00Z`);

/** `2026-12-01 $15 lease-1`, attention, `next <date>`, `held`. */
function told(given: Given): string[] {
  const { issue, attention, nextDate, heldUntil } = billingDue(input(given));
  return [
    ...issue.map(({ dueDate, amountCents, leaseUid }) => `${dueDate} $${amountCents / 100} ${leaseUid}`),
    ...attention.map(({ code, charge }) => `${code} ${charge?.month} $${(charge?.amountCents ?? 0) / 100}`),
    `next ${nextDate}`,
    ...(heldUntil === null ? [] : ['held']),
  ];
}

const until = { monthsCharged: ['2026-07', '2026-08', '2026-09', '2026-10', '2026-11'] };
const withDecember = { monthsCharged: [...until.monthsCharged, '2026-12'] };
const down = (from: string) => ({ nextPlan: { plan: included, from } });
const renewal = { uid: 'lease-2', start: '2027-01-01', end: null, dueOn: 1, paymentFrequency: 'Monthly' };
const ends = { end: '2026-12-31' };
const endsEarly = { end: '2026-12-10', dueOn: 15 };
const since16 = { planSince: '2026-06-16' };

const cases: readonly [string, Given, string[]][] = [
  ['a downgrade at the end of the paid month: nothing more', { ...withDecember, ...down('2027-01-01') }, ['next null']],
  [
    'nothing is due on the very day from which it counts',
    { today: '2026-11-26', ...down('2026-12-01') },
    ['next null'],
  ],
  ['the day before, the plan until then is charged', down('2026-12-02'), ['2026-12-01 $10 lease-1', 'next null']],
  [
    'a cheaper paid plan later: its amount, issued ahead as ever',
    { today: '2026-12-27', ...withDecember, plan: twoG, nextPlan: { plan: oneG, from: '2027-01-01' } },
    ['2027-01-01 $10 lease-1', 'next 2027-01-27'],
  ],
  [
    'a dearer plan from the middle of the month: the due date decides',
    { nextPlan: { plan: twoG, from: '2026-12-15' } },
    ['2026-12-01 $10 lease-1', 'next 2026-12-27'],
  ],
  [
    'included now, paid later: not before its first day',
    { plan: included, planSince: '2026-06-15', monthsCharged: [], nextPlan: { plan: oneG, from: '2026-12-01' } },
    ['next 2026-12-01'],
  ],
  [
    'included now, paid later: charged on its first day, when that is the due date',
    { today: '2026-12-01', plan: included, monthsCharged: [], nextPlan: { plan: oneG, from: '2026-12-01' } },
    ['2026-12-01 $10 lease-1', 'next 2026-12-27'],
  ],
  [
    'included now and next',
    { plan: included, monthsCharged: [], nextPlan: { plan: included, from: '2026-12-01' } },
    ['next null'],
  ],
  [
    'from one paid plan to another after the issue day, uncharged: still owed, with the new amount',
    { today: '2026-11-28', plan: twoG },
    ['2026-12-01 $15 lease-1', 'next 2026-12-27'],
  ],
  [
    'up, down and up in one month: the month that was charged stays, the time on the included plan is nobody’s',
    { today: '2026-12-10', plan: twoG, planSince: '2026-12-08', ...withDecember },
    ['next 2026-12-27'],
  ],
  [
    'down before the issue day and up after the due date: that month is free',
    { today: '2026-12-10', planSince: '2026-12-08' },
    ['next 2026-12-27'],
  ],
  [
    'a missed month costs what its plan cost then',
    {
      today: '2027-01-02',
      plan: twoG,
      planChanges: [
        { since: '2026-12-05', from: oneG, to: twoG },
        { since: '2027-03-01', from: twoG, to: included },
      ],
    },
    ['2027-01-02 $15 lease-1', 'BILLING_MONTH_MISSED 2026-12 $10', 'next 2027-01-27'],
  ],
  [
    'a missed month after its change costs the new plan',
    { today: '2027-01-02', plan: twoG, planChanges: [{ since: '2026-12-01', from: oneG, to: twoG }] },
    ['2027-01-02 $15 lease-1', 'BILLING_MONTH_MISSED 2026-12 $15', 'next 2027-01-27'],
  ],
  [
    'a missed month whose plan is no longer known costs the present one',
    { today: '2027-01-02', planChanges: [{ since: '2026-10-01', from: null, to: null }] },
    ['2027-01-02 $10 lease-1', 'BILLING_MONTH_MISSED 2026-12 $10', 'next 2027-01-27'],
  ],
  [
    'a renewal to come: charged by it, as many days ahead',
    { today: '2026-12-27', ...withDecember, lease: ends, nextLease: renewal },
    ['2027-01-01 $10 lease-2', 'next 2027-01-27'],
  ],
  [
    'a renewal to come: its issue day is known before',
    { ...withDecember, lease: ends, nextLease: { ...renewal, dueOn: 20 } },
    ['next 2027-01-15'],
  ],
  [
    'a renewal that begins after its due day is charged when it begins',
    { ...since16, today: '2026-12-08', lease: endsEarly, nextLease: { ...renewal, start: '2026-12-11' } },
    ['next 2026-12-11'],
  ],
  [
    'between two leases nothing is due',
    { ...since16, today: '2026-12-08', lease: endsEarly, nextLease: { ...renewal, start: '2027-01-05' } },
    ['next 2027-01-05'],
  ],
  [
    'what would have been due between two leases was not missed',
    {
      ...since16,
      today: '2027-01-05',
      lease: { start: '2027-01-05' },
      formerLeases: [{ start: '2026-06-15', end: '2026-12-10', dueOn: 15 }],
    },
    ['2027-01-05 $10 lease-1', 'next 2027-01-27'],
  ],
  [
    'month to month until the renewal begins',
    { today: '2026-12-27', ...withDecember, nextLease: { ...renewal, dueOn: 20 } },
    ['next 2027-01-15'],
  ],
  [
    'a renewal whose rent is weekly waits until it counts',
    { today: '2026-12-27', ...withDecember, lease: ends, nextLease: { ...renewal, paymentFrequency: 'Weekly' } },
    ['next null'],
  ],
  [
    'a renewal that ends before its due day',
    { today: '2026-12-27', ...withDecember, lease: ends, nextLease: { ...renewal, dueOn: 20, end: '2027-01-10' } },
    ['next null'],
  ],
  [
    '29 February: the 29th of a common year is its last day',
    { today: '2027-02-24', lease: { dueOn: 29 }, planSince: '2027-02-01', monthsCharged: [] },
    ['2027-02-28 $10 lease-1', 'next 2027-03-24'],
  ],
  [
    '29 February: a plan that begins on it',
    { today: '2028-02-29', lease: { dueOn: 31 }, planSince: '2028-02-29', monthsCharged: [] },
    ['2028-02-29 $10 lease-1', 'next 2028-03-26'],
  ],
];

for (const [what, given, expected] of cases) test(what, () => assert.deepEqual(told(given), expected));

const window = (changedOn: string, now: number, hours = 48) => ({
  today: new Date(now).toISOString().slice(0, 10),
  undoWindow: { changedOn, until: noon(changedOn) + hours * 3_600_000, now },
});
const undo: readonly [string, Given, string[]][] = [
  [
    'due at once because of the change: held',
    { ...window('2026-11-28', noon('2026-11-28')), planSince: '2026-11-28', monthsCharged: [] },
    ['next 2026-12-01', 'held'],
  ],
  [
    'one millisecond before the window closes',
    { ...window('2026-11-28', noon('2026-11-30') - 1), planSince: '2026-11-28', monthsCharged: [] },
    ['next 2026-12-01', 'held'],
  ],
  [
    'the window is closed',
    { ...window('2026-11-28', noon('2026-11-30')), planSince: '2026-11-28', monthsCharged: [] },
    ['2026-12-01 $10 lease-1', 'next 2026-12-27'],
  ],
  [
    'never past the due date',
    { ...window('2026-11-30', noon('2026-12-01')), planSince: '2026-11-30', monthsCharged: [] },
    ['2026-12-01 $10 lease-1', 'next 2026-12-27'],
  ],
  [
    'the change comes on the due date: issued',
    { ...window('2026-12-01', noon('2026-12-01')), planSince: '2026-12-01', monthsCharged: [] },
    ['2026-12-01 $10 lease-1', 'next 2026-12-27'],
  ],
  [
    'the change comes on the issue day: held',
    { ...window('2026-11-26', noon('2026-11-26')), planSince: '2026-11-26', monthsCharged: [] },
    ['next 2026-12-01', 'held'],
  ],
  [
    'the change comes before the issue day: issued on it, window or not',
    { ...window('2026-11-25', noon('2026-11-26')), planSince: '2026-11-25', monthsCharged: [] },
    ['2026-12-01 $10 lease-1', 'next 2026-12-27'],
  ],
  [
    'late already: not held any longer',
    { ...window('2026-12-05', noon('2026-12-05')), lease: { dueOn: 1 } },
    ['2026-12-05 $10 lease-1', 'next 2026-12-27'],
  ],
  [
    'the month after is not due because of the change',
    { ...window('2026-11-28', noon('2026-12-27'), 24 * 60), planSince: '2026-11-28', ...withDecember },
    ['2027-01-01 $10 lease-1', 'next 2027-01-27'],
  ],
];
for (const [what, given, expected] of undo) test(`undo window: ${what}`, () => assert.deepEqual(told(given), expected));

test('the first bill of a plan: the next charge with its amount, whatever is charged already', () => {
  const first = (given: Given, of = oneG) => nextCharge(input(given), of)?.dueDate;
  assert.equal(first({}), '2026-12-01');
  assert.equal(first({ ...withDecember }), '2027-01-01');
  assert.equal(first({ ...withDecember, plan: twoG }, twoG), '2027-01-01');
  assert.equal(first({ plan: twoG, nextPlan: { plan: oneG, from: '2027-03-15' } }), '2027-04-01');
  assert.equal(
    first({ plan: included, nextPlan: { plan: twoG, from: '2026-12-01' }, monthsCharged: [] }, twoG),
    '2026-12-01',
  );
  assert.equal(first({ today: '2026-12-20' }), '2026-12-20', 'late: due today');
  assert.equal(
    first({ today: '2027-01-15', lease: { dueOn: 20 } }),
    '2027-01-20',
    'what has passed is no bill to come',
  );
  assert.equal(first({ ...window('2026-11-28', noon('2026-11-28')), planSince: '2026-11-28' }), '2026-12-01', 'held');
  assert.equal(first({ nextPlan: { plan: included, from: '2027-01-01' }, ...withDecember }), undefined);
  assert.equal(first({ lease: { end: '2026-11-29' } }), undefined);
  assert.equal(first({ lease: { paymentFrequency: 'Weekly' } }), undefined);
  assert.equal(first({ lease: { dueOn: 0 } }), undefined);
  assert.equal(first({}, twoG), undefined, 'nobody is on it');
});

test('the charge for a month, this one or the next', () => {
  assert.deepEqual(chargeFor(input({}), '2026-12')?.dueDate, '2026-12-01');
  assert.equal(chargeFor(input({}), '2026-11'), undefined, 'charged');
  assert.equal(chargeFor(input({}), '2026-10'), undefined, 'past');
  assert.equal(chargeFor(input({ nextPlan: { plan: twoG, from: '2026-12-01' } }), '2026-12')?.amountCents, 1500);
  assert.equal(chargeFor(input({ ...down('2026-12-01') }), '2026-12'), undefined);
  assert.equal(chargeFor(input({ today: '2026-11-30', ...withDecember }), '2026-12'), undefined);
  const late = { ...since16, today: '2026-12-08', lease: endsEarly, nextLease: { ...renewal, start: '2027-01-05' } };
  assert.equal(chargeFor(input(late), '2026-12'), undefined, 'between two leases');
  assert.equal(chargeFor(input(late), '2027-01')?.dueDate, '2027-01-05');
});
