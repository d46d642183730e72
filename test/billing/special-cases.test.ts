/** Cases that are rare in a random life, each in a small world of its own, against the independent calculation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewLease } from '../simulator/world/world.ts';
import { BillingWorld } from './billing-world.ts';
import { differences } from './compare.ts';
import { invoicesOf } from './innago-outcome.ts';
import { type Day, instantInDallas, plusDays } from './own-calendar.ts';
import type { Tenancy } from './tenancy.ts';

const prices = new Map([
  ['Village Fiber 500', 0],
  ['Village Fiber 1G', 1000],
  ['Village Fiber 2G', 1500],
]);
const from = '2026-12-01';

interface Story {
  readonly world: BillingWorld;
  readonly tenancy: Tenancy;
  /** A tick at noon on each of the days. */
  days(first: Day, last: Day): Promise<void>;
  /** On that morning, before any tick. */
  on(day: Day): void;
}

/** One unit whose lease is as given; then the story; then both lists are compared. */
async function told(lease: Partial<NewLease>, story: (story: Story) => Promise<void>): Promise<string[]> {
  const world = await BillingWorld.begin({ begins: instantInDallas(from, 8) });
  try {
    const tenancy = world.enter({ startDate: '2026-08-01', tenants: [{}, {}, {}], ...lease, unit: '101' });
    const days = async (first: Day, last: Day) => {
      for (let day = first; day <= last; day = plusDays(day, 1)) {
        world.clock.now = instantInDallas(day, 12);
        await world.tick('sure');
      }
    };
    const on = (day: Day) => {
      world.clock.now = instantInDallas(day, 9);
    };
    await story({ world, tenancy, days, on });
    const rules = { issueAheadDays: 5, undoHours: 0, downgradeTakesEffect: 'now', goLive: from } as const;
    assert.deepEqual(differences(world, { ...rules, prices, includedPlan: 'Village Fiber 500' }), []);
    return invoicesOf(world, tenancy).map(({ dueDate, cents }) => `${dueDate} ${cents}`);
  } finally {
    await world.end();
  }
}

test('a future lease with a paid plan that is put off', async () => {
  const lines = await told({ startDate: '2026-12-10', dueOn: 12 }, async ({ world, tenancy, days, on }) => {
    await days('2026-12-01', '2026-12-01');
    world.requestPlan(tenancy, 'Village Fiber 1G');
    await days('2026-12-02', '2026-12-03');
    on('2026-12-04');
    world.edit(tenancy, tenancy.lease.leaseUid, { startDate: '2026-12-20' });
    await days('2026-12-04', '2027-01-20');
  });
  assert.deepEqual(lines, ['2027-01-12 1000']);
});

test('a due date between two leases of a household', async () => {
  const lines = await told({ endDate: '2026-12-31', dueOn: 5 }, async ({ world, tenancy, days, on }) => {
    world.requestPlan(tenancy, 'Village Fiber 1G');
    await days('2026-12-01', '2026-12-10');
    on('2026-12-11');
    world.enter({ unit: '101', startDate: '2027-01-15', dueOn: 5, tenants: tenancy.lease.tenants }, tenancy);
    await days('2026-12-11', '2027-02-10');
  });
  // January's due date counts once the second lease has begun.
  assert.deepEqual(lines, ['2026-12-05 1000', '2027-01-15 1000', '2027-02-05 1000']);
});

test('a renewal that is entered in the days in which its first line is to be issued, and an outage when it begins', async () => {
  const lines = await told({ endDate: '2026-12-31', dueOn: 1 }, async ({ world, tenancy, days, on }) => {
    await days('2026-12-01', '2026-12-01');
    on('2026-12-02');
    world.requestPlan(tenancy, 'Village Fiber 1G');
    await days('2026-12-02', '2026-12-28');
    on('2026-12-29');
    world.enter({ unit: '101', startDate: '2027-01-01', dueOn: 1, tenants: tenancy.lease.tenants }, tenancy);
    await days('2026-12-29', '2026-12-30');
    await days('2027-01-06', '2027-01-10');
  });
  assert.deepEqual(lines, ['2027-01-01 1000']);
});

test('a whole short lease passes during an outage: the household stays itself', async () => {
  const lines = await told({ endDate: '2026-12-31', dueOn: 5 }, async ({ world, tenancy, days, on }) => {
    world.requestPlan(tenancy, 'Village Fiber 1G');
    await days('2026-12-01', '2026-12-10');
    on('2027-01-02');
    const { tenants } = tenancy.lease;
    world.enter({ unit: '101', startDate: '2027-01-01', endDate: '2027-02-05', dueOn: 5, tenants }, tenancy);
    on('2027-01-20');
    world.enter({ unit: '101', startDate: '2027-02-06', dueOn: 5, tenants }, tenancy);
    await days('2027-02-10', '2027-03-10');
  });
  assert.deepEqual(lines, ['2026-12-05 1000', '2027-02-10 1000', '2027-03-05 1000']);
});

test('the first has left, and the renewal lists the others in another order', async () => {
  const payers = new Set<string | undefined>();
  await told({ endDate: '2027-02-28', dueOn: 5 }, async ({ world, tenancy, days, on }) => {
    const [, second, third] = tenancy.lease.tenants;
    assert.ok(second && third);
    world.requestPlan(tenancy, 'Village Fiber 1G');
    await days('2026-12-01', '2026-12-10');
    on('2026-12-11');
    world.edit(tenancy, tenancy.lease.leaseUid, { tenants: [second, third] });
    await days('2026-12-11', '2027-01-31');
    on('2027-02-01');
    world.enter({ unit: '101', startDate: '2027-03-01', dueOn: 5, tenants: [third, second] }, tenancy);
    await days('2027-02-01', '2027-04-10');
    for (const { tenantUid } of invoicesOf(world, tenancy).slice(1)) payers.add(tenantUid);
  });
  assert.equal(payers.size, 1);
});

/** The property's day is not over when UTC's is; with the change of clocks it ends an hour earlier or later. */
for (const due of ['2026-12-10', '2027-03-14', '2027-11-07']) {
  test(`a plan that is asked for late in the evening of its due date, ${due}`, async () => {
    const lines = await told({ dueOn: Number(due.slice(8)) }, async ({ world, tenancy, days }) => {
      await days(plusDays(due, -1), due);
      world.requestPlan(tenancy, 'Village Fiber 1G');
      world.clock.now = instantInDallas(due, 23, 40);
      await world.tick('sure');
      await days(plusDays(due, 1), plusDays(due, 2));
    });
    assert.deepEqual(lines, [`${due} 1000`]);
  });
}
