/** A charge that a restored backup does not know of is never sent a second time, whoever paid it, on whichever day, by whichever lease. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backupStamp } from '../../nodes/state/backup-gap.ts';
import { type PaidHousehold, paidHousehold } from './paid-household.ts';

/** As if the database that is opened now were a copy of this moment. */
async function restored({ place }: PaidHousehold): Promise<void> {
  await place.store.database.run((knex) => knex('meta').insert(backupStamp(place.clock.now)));
  await place.restart();
  assert.notEqual(place.store.gap.restoredAt, undefined);
}

async function isCharged(home: PaidHousehold, expected: number): Promise<void> {
  home.invoiceRequests();
  await home.charge();
  assert.equal(home.invoiceRequests().filter((one) => one.startsWith('POST')).length, expected);
  await home.charge();
  assert.deepEqual(home.invoiceRequests(), [], 'nothing is asked any more');
}

test('by another tenant, due on another day of the month', async (t) => {
  const tenants = ['Ada', 'Bob'].map((firstName) => ({ firstName }));
  const home = await paidHousehold(t, { day: '2026-11-26', lease: { tenants } });
  const { world } = home.place.simulator;
  const tenantUid = world.lease(home.leaseUid).tenants[1]?.tenantUid ?? '';
  world.addInvoice({ lease: home.leaseUid, tenantUid, amount: 10, dueDate: '2026-12-20' });
  await restored(home);
  await isCharged(home, 0);
});

test('the due day was moved, so that the month would be charged only now', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-20', lease: { dueOn: 20 } });
  const { world } = home.place.simulator;
  world.addInvoice({ lease: home.leaseUid, amount: 10, dueDate: '2026-12-01' });
  home.place.clock.setDay('2026-12-05');
  await restored(home);
  home.place.clock.setDay('2026-12-16');
  await isCharged(home, 0);
});

test('by the lease before the renewal', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-20', lease: { endDate: '2026-12-10', dueOn: 15 } });
  const { world } = home.place.simulator;
  const { tenants } = world.lease(home.leaseUid);
  world.addInvoice({ lease: home.leaseUid, amount: 10, dueDate: '2026-12-01' });
  const renewed = world.addLease({ unit: '101', startDate: '2026-12-11', endDate: '2027-12-10', dueOn: 20, tenants });
  home.place.clock.setDay('2026-12-08');
  await restored(home);
  await home.tick('2026-12-11');
  await home.tick('2026-12-16');
  assert.equal((await home.place.store.households.get(home.householdId)).leaseUid, renewed.leaseUid);
  assert.deepEqual(home.charges(), []);
});

test('its answer was lost when the copy was made, and it was sent again later; a pet fee from before is not taken for it', async (t) => {
  for (const isSent of [true, false]) {
    const home = await paidHousehold(t, { day: '2026-12-01' });
    const { simulator, clock } = home.place;
    simulator.world.addInvoice({ lease: home.leaseUid, amount: 10, dueDate: '2026-12-01' });
    simulator.faults.next({ server: 'innago', method: 'POST', path: '/v1/invoices' }, 'reset-before');
    await assert.rejects(home.charge(), { code: 'INNAGO_RESET' });
    if (isSent) simulator.world.addInvoice({ lease: home.leaseUid, amount: 10, dueDate: '2026-12-02' });
    clock.setDay('2026-12-03');
    await restored(home);
    await isCharged(home, isSent ? 0 : 1);
  }
});

test('of another month, or of another amount, it is none; and a month that nobody can have charged by then is not looked for', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26' });
  const { world } = home.place.simulator;
  world.addInvoice({ lease: home.leaseUid, amount: 10, dueDate: '2026-11-01' });
  world.addInvoice({ lease: home.leaseUid, amount: 12, dueDate: '2026-12-01' });
  await restored(home);
  await isCharged(home, 1);
  world.addInvoice({ lease: home.leaseUid, amount: 10, dueDate: '2027-01-05' });
  await home.tick('2026-12-27');
  assert.equal(home.charges().length, 2);
});
