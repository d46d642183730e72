/** The one request that charges: what it says, when it is sent, by which lease and for whom (design §3.3, §4). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import fc from '../village/seeded.ts';
import { paidHousehold } from './paid-household.ts';

const intentSchema = v.object({ state: v.string(), prepared_json: v.string(), after_json: v.string() });

test('the POST is sent only when its intent is committed, with what was there before', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26' });
  const { place, leaseUid } = home;
  const petFee = place.simulator.world.addInvoice({
    lease: leaseUid,
    amount: 10,
    item: 'Pet fee',
    dueDate: '2026-12-01',
  });
  const seen: v.InferOutput<typeof intentSchema>[] = [];
  const bodies: unknown[] = [];
  t.after(
    place.simulator.faults.hook(async (request, at) => {
      if (request.method !== 'POST' || request.path !== '/v1/invoices' || at !== 'before-effect') return;
      bodies.push(request.body);
      // Another fee that looks the same comes between.
      place.simulator.world.addInvoice({ lease: leaseUid, amount: 10, item: 'Locker', dueDate: '2026-12-01' });
      const rows = await place.store.database.run((knex) => knex('effects').where({ kind: 'innago-invoice' }));
      seen.push(...v.parse(v.array(intentSchema), rows));
    }),
  );
  await home.charge();
  const [intent] = seen;
  assert.equal(seen.length, 1);
  assert.equal(intent?.state, 'intent');
  assert.deepEqual(
    v.parse(v.looseObject({ thereBefore: v.array(v.string()) }), JSON.parse(intent.prepared_json)).thereBefore,
    [petFee.invoiceUid],
  );
  const [tenant] = place.simulator.world.lease(leaseUid).tenants;
  assert.deepEqual(bodies, [
    {
      tenantUid: tenant?.tenantUid,
      leaseUid,
      amount: 10,
      dueDate: '2026-12-01T00:00:00',
      item: 'Village Fiber 1G, December 2026',
    },
  ]);
  assert.equal(home.charges().length, 1);
});

test('cents are dollars exactly, whatever the price', async (t) => {
  const row = { downloadMbps: 1000, uploadMbps: 1000, rate: '55' };
  const included = { ...row, name: 'Included', addOn: '0', isDefault: true };
  for (const addOn of ['0.01', '0.10', '0.29', '1.10', '9.99', '19.95', '1005.35', '999999.99']) {
    const plans = [included, { ...row, name: 'Paid', addOn, isDefault: false }];
    const home = await paidHousehold(t, { day: '2026-11-26', rules: { plans }, patch: { plan: 'Paid' } });
    await home.charge();
    const [invoice] = home.place.simulator.world.invoices.values();
    assert.equal(String(invoice?.amount), String(Number(addOn)));
  }
  // Division of whole cents gives the number that is written with these decimals, for any price there is.
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000_000_000 }), (cents) => {
      const text = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
      assert.equal(JSON.stringify(cents / 100), JSON.stringify(Number(text)));
      assert.equal(Math.round((cents / 100) * 100), cents);
    }),
  );
});

test('a renewal that is to come is charged five days ahead, by its own lease and to whoever of them stays', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26', lease: { endDate: '2026-12-31', tenants: [{}, {}] } });
  await home.charge();
  const { world } = home.place.simulator;
  const [, second] = world.lease(home.leaseUid).tenants;
  assert.ok(second);
  const renewal = world.addLease({ unit: '101', startDate: '2027-01-01', dueOn: 1, tenants: [second] });
  assert.equal((await home.charge('2026-12-01')).waiting?.until, '2026-12-27');
  await home.tick('2026-12-27');
  assert.equal(
    (await home.place.store.households.get(home.householdId)).leaseUid,
    home.leaseUid,
    'the old lease still counts',
  );
  assert.deepEqual(
    [...world.invoices.values()].map(({ leaseUid, tenantUid, dueDate }) => [
      leaseUid === renewal.leaseUid,
      tenantUid === second.tenantUid,
      dueDate,
    ]),
    [
      [false, false, '2026-12-01'],
      [true, true, '2027-01-01'],
    ],
  );
  for (const day of ['2027-01-01', '2027-01-02', '2027-01-26']) await home.tick(day);
  assert.equal(home.charges().length, 2);
  assert.deepEqual(home.items(), [], 'nothing to void, nothing missed');
  await home.tick('2027-01-27');
  assert.equal(home.charges().length, 3);
});

test('the property’s day decides, also when clocks change: no month is charged a day early, late or twice', async (t) => {
  const home = await paidHousehold(t, { day: '2027-03-05', lease: { dueOn: 19 } });
  // 14 March 2027: clocks go forward in Chicago at 2:00. The issue day begins at 05:00 UTC from then on.
  for (const [instant, charges] of [
    ['2027-03-14T04:59:00Z', 0],
    ['2027-03-14T05:59:00Z', 0],
    ['2027-03-14T06:01:00Z', 1],
    ['2027-03-14T08:30:00Z', 1],
    ['2027-04-14T04:59:00Z', 1],
    ['2027-04-14T05:01:00Z', 2],
    // 7 November 2027: back again, the hour from 1:00 comes twice.
    ['2027-11-07T06:30:00Z', 3],
    ['2027-11-07T07:30:00Z', 3],
    ['2027-11-14T05:59:00Z', 3],
    ['2027-11-14T06:01:00Z', 4],
  ] as const) {
    home.place.clock.now = Date.parse(instant);
    if (charges === 3 && home.charges().length === 2) {
      // The summer passes with its charges.
      for (const month of ['05', '06', '07', '08', '09', '10']) await home.tick(`2027-${month}-14`);
      home.place.clock.now = Date.parse(instant);
    }
    await home.tick();
    assert.equal(home.charges().length, charges >= 3 ? charges + 5 : charges, instant);
  }
  assert.deepEqual(
    home.charges().map((line) => line.slice(0, 10)),
    [3, 4, 5, 6, 7, 8, 9, 10, 11].map((month) => `2027-${String(month).padStart(2, '0')}-19`),
  );
});

test('an answer that is lost when the household leaves its paid plan: looked for once, and known ever after', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26' });
  home.place.simulator.faults.next({ server: 'innago', method: 'POST', path: '/v1/invoices' }, 'reset-after');
  await assert.rejects(home.charge());
  await home.patch({ plan: null, planSince: '2026-11-26', planChangedAt: home.place.clock.now });
  home.place.clock.pass(5);
  const found = await home.charge();
  assert.deepEqual(
    found.invoices.map(({ outcome, month }) => [outcome, month]),
    [['adopted', '2026-12']],
  );
  home.invoiceRequests();
  await home.charge();
  assert.deepEqual([home.invoiceRequests(), home.charges().length], [[], 1]);
});
