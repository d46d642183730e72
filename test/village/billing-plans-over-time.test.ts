/** Billing over years of plan changes, renewals and outages, against a plain look at every month afterwards. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billingDue } from '../../nodes/village/billing.ts';
import type { BilledLease } from '../../nodes/village/billing-calendar.ts';
import { addDays, monthOf, nextMonth } from '../../nodes/village/calendar-date.ts';
import type { FiberPlan } from '../../nodes/village/plan.ts';
import { planSinceAfter } from '../../nodes/village/plan-requests/plan-terms.ts';
import { input } from './billing-input.ts';
import { plan } from './leases.ts';
import fc from './seeded.ts';

const plans = [plan('Village Fiber 500'), plan('Village Fiber 1G'), plan('Village Fiber 2G')] as const;
const start = '2027-01-01';

const scenario = fc.record({
  dueOn: fc.integer({ min: 1, max: 31 }),
  issueAheadDays: fc.integer({ min: 0, max: 28 }),
  /** Days from one plan change to the next, and to which plan. */
  changes: fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 2 })), { maxLength: 12 }),
  /** Length of each lease in days, and its due day: each renews the one before it. */
  leases: fc.array(fc.tuple(fc.integer({ min: 40, max: 400 }), fc.integer({ min: 1, max: 31 })), {
    minLength: 1,
    maxLength: 4,
  }),
  undoHours: fc.constantFrom(0, 0, 24, 72),
  /** Days on which nothing runs. */
  outages: fc.uniqueArray(fc.integer({ min: 0, max: 800 }), { maxLength: 60 }),
});

interface Issued {
  readonly month: string;
  readonly dueDate: string;
  readonly amountCents: number;
  readonly leaseUid: string;
  readonly on: string;
}

/** Day by day, as the product does it: a change takes effect in the morning, then a tick. */
function simulate(given: typeof scenario extends fc.Arbitrary<infer T> ? T : never) {
  let begins = start;
  const leases: BilledLease[] = given.leases.map(([days, dueOn], index) => {
    const lease = {
      uid: `lease-${index}`,
      start: begins,
      end: addDays(begins, days - 1),
      dueOn,
      paymentFrequency: 'Monthly',
    };
    begins = addDays(begins, days);
    return lease;
  });
  const changes = new Map<string, FiberPlan>();
  let changedAt = start;
  for (const [days, to] of given.changes) {
    changedAt = addDays(changedAt, days);
    changes.set(changedAt, plans[to] ?? plans[0]);
  }
  const outages = new Set(given.outages);
  const issued: Issued[] = [];
  const missed = new Set<string>();
  const planOf = new Map<string, FiberPlan>();
  let current: FiberPlan = plans[0];
  let planSince: string | null = null;
  let undoDay: string | undefined;
  for (let day = 0, today = start; today < begins; day += 1, today = addDays(start, day)) {
    const to = changes.get(today);
    if (to !== undefined && to !== current) {
      planSince = planSinceAfter(current, to, { planSince, firstDay: today });
      current = to;
      undoDay = today;
    }
    planOf.set(today, current);
    if (outages.has(day)) continue;
    const counting = leases.findLast((lease) => (lease.start ?? '') <= today);
    if (counting === undefined) continue;
    const index = leases.indexOf(counting);
    const now = Date.parse(`${today}T12:00:00Z`);
    const undone = undoDay === undefined ? 0 : Date.parse(`${undoDay}T12:00:00Z`) + given.undoHours * 3_600_000;
    const due = billingDue(
      input({
        today,
        goLive: start,
        issueAheadDays: given.issueAheadDays,
        lease: counting,
        formerLeases: leases.slice(0, index),
        nextLease: leases[index + 1],
        plan: current,
        planSince,
        monthsCharged: issued.map(({ month }) => month),
        undoWindow: undoDay === undefined ? undefined : { changedOn: undoDay, until: undone, now },
      }),
    );
    for (const { month, dueDate, amountCents, leaseUid } of due.issue) {
      issued.push({ month, dueDate, amountCents, leaseUid, on: today });
    }
    for (const { charge } of due.attention) if (charge !== undefined) missed.add(charge.month);
  }
  return { issued, missed, leases, planOf, last: addDays(begins, -1) };
}

test('whatever changes: one charge a month at most, of the plan of that day, never on an included plan, within its month and its lease', () => {
  fc.assert(
    fc.property(scenario, (given) => {
      const { issued, leases, planOf } = simulate(given);
      assert.equal(new Set(issued.map(({ month }) => month)).size, issued.length);
      for (const { month, dueDate, amountCents, leaseUid, on } of issued) {
        assert.equal(amountCents, planOf.get(on)?.addOnCents);
        assert.ok(amountCents > 0);
        assert.equal(monthOf(dueDate), month);
        assert.ok(dueDate >= on);
        const lease = leases.find(({ uid }) => uid === leaseUid);
        assert.ok(lease !== undefined && dueDate >= (lease.start ?? '') && dueDate <= (lease.end ?? ''));
      }
    }),
    { numRuns: 300 },
  );
});

test('without outages a month in which the household was on paid plans throughout has its charge', () => {
  fc.assert(
    fc.property(scenario, (given) => {
      const { issued, missed, planOf, last } = simulate({ ...given, outages: [] });
      assert.deepEqual([...missed], []);
      const months = new Set(issued.map(({ month }) => month));
      for (let month = nextMonth(monthOf(start)); nextMonth(month) < monthOf(last); month = nextMonth(month)) {
        const days = [...planOf].filter(
          ([day]) => monthOf(day) === month || (day < `${month}-01` && day >= addDays(`${month}-01`, -28)),
        );
        if (days.every(([, { addOnCents }]) => addOnCents > 0)) assert.ok(months.has(month), month);
        if (days.every(([, { addOnCents }]) => addOnCents === 0)) assert.ok(!months.has(month), month);
      }
    }),
    { numRuns: 300 },
  );
});
