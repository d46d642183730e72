import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billingDue } from '../../nodes/village/billing.ts';
import { addDays, dayOfMonth, daysBetween, monthOf, nextMonth } from '../../nodes/village/calendar-date.ts';
import { input } from './billing-input.ts';
import fc from './seeded.ts';

const dates = fc.integer({ min: 0, max: 1500 }).map((days) => addDays('2026-01-01', days));
const leases = fc.record({
  dueOn: fc.integer({ min: 1, max: 31 }),
  planSince: dates,
  goLive: dates,
  issueAheadDays: fc.integer({ min: 0, max: 28 }),
  end: fc.option(dates, { nil: null }),
});

/** Ticks on each of these days, with outages between them; what is issued is remembered, as the ledger does. */
function simulate(given: {
  readonly dueOn: number;
  readonly planSince: string;
  readonly goLive: string;
  readonly issueAheadDays: number;
  readonly end: string | null;
  readonly ticks: readonly number[];
}) {
  const monthsCharged: string[] = [];
  const charges: { readonly month: string; readonly dueDate: string; readonly on: string }[] = [];
  const missed = new Set<string>();
  let today = given.goLive;
  for (const pause of given.ticks) {
    const { dueOn, end, planSince, goLive, issueAheadDays } = given;
    const state = { today, planSince, goLive, issueAheadDays, monthsCharged };
    const { issue, attention } = billingDue(input({ ...state, lease: { dueOn, end } }));
    for (const { month, dueDate } of issue) {
      monthsCharged.push(month);
      charges.push({ month, dueDate, on: today });
    }
    for (const { charge } of attention) if (charge !== undefined) missed.add(charge.month);
    today = addDays(today, pause);
  }
  return { charges, missed, last: addDays(today, -(given.ticks.at(-1) ?? 0)) };
}

test('whatever the outages: never two charges in a month, none outside the rules, and every month is charged or asked about', () => {
  const ticks = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 70 })), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(leases, ticks, (given, pauses) => {
      const { charges, missed, last } = simulate({ ...given, ticks: pauses });
      const months = charges.map(({ month }) => month);
      assert.equal(new Set(months).size, months.length);
      for (const { month, dueDate, on } of charges) {
        const due = dayOfMonth(month, given.dueOn);
        assert.equal(monthOf(dueDate), month);
        assert.ok(dueDate >= on && dueDate >= due && on >= given.planSince);
        assert.ok(due >= given.planSince && due >= given.goLive && (given.end === null || due <= given.end));
        assert.ok(daysBetween(on, due) <= given.issueAheadDays);
      }
      for (let month = monthOf(given.goLive); month < monthOf(last); month = nextMonth(month)) {
        const due = dayOfMonth(month, given.dueOn);
        const chargeable = due >= given.planSince && due >= given.goLive && (given.end === null || due <= given.end);
        assert.equal(months.includes(month) || missed.has(month), chargeable, month);
      }
    }),
    { numRuns: 400 },
  );
});

test('nothing happens before the next date, and on it something does', () => {
  fc.assert(
    fc.property(leases, dates, (given, today) => {
      const { end, dueOn, ...state } = given;
      const at = (date: string, monthsCharged: readonly string[]) =>
        billingDue(input({ ...state, today: date, monthsCharged, lease: { dueOn, end } }));
      const now = at(today, []);
      const missed = now.attention.flatMap(({ charge }) => charge ?? []);
      const settled = [...now.issue, ...missed].map(({ month }) => month);
      assert.deepEqual(at(today, settled).issue, []);
      if (now.nextDate === null) return assert.deepEqual(at(addDays(today, 800), settled).issue, []);
      assert.ok(now.nextDate > today);
      assert.deepEqual(at(addDays(now.nextDate, -1), settled).issue, []);
      // Two when a month is issued so early that its day is the plan's first.
      assert.ok(at(now.nextDate, settled).issue.length >= 1);
    }),
    { numRuns: 500 },
  );
});
