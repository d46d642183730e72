/** The step "invoice line": one charge for each household and month (design §4, "Invoice line"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ensureInvoiceLines } from '../../nodes/innago/invoice/invoice.ts';
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { errorOf } from '../error-of.ts';
import { paidHousehold } from './paid-household.ts';

const december = '2026-12-01 $10 Village Fiber 1G, December 2026';
const january = '2027-01-01 $10 Village Fiber 1G, January 2027';

test('a plan that is included costs no request', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-28', patch: { plan: null } });
  const result = await home.charge();
  assert.deepEqual([result.outcome, result.text, result.waiting], ['skipped', 'no add-on', undefined]);
  assert.deepEqual(home.invoiceRequests(), []);
});

test('the month’s charge is issued on its day, once, and the lease comes back by itself on the next', async (t) => {
  const home = await paidHousehold(t);
  const early = await home.charge();
  assert.deepEqual([early.outcome, early.text], ['waiting', 'next 2026-11-26']);
  assert.deepEqual(early.waiting, { step: 'invoice-line', why: 'the next charge', until: '2026-11-26' });
  assert.equal(await home.tick('2026-11-25'), undefined);
  const issued = await home.tick('2026-11-26');
  assert.deepEqual([issued?.outcome, issued?.text, issued?.waiting?.until], ['done', 'invoice 2026-12', '2026-12-27']);
  assert.deepEqual(home.charges(), [december]);
  assert.deepEqual(home.invoiceRequests(), ['GET /v1/invoices', 'POST /v1/invoices']);
  const [invoice] = home.place.simulator.world.invoices.values();
  assert.equal(issued?.invoices[0]?.invoiceUid, invoice?.invoiceUid);
  assert.equal(await home.tick('2026-11-27'), undefined);
  await home.charge('2026-11-28');
  assert.deepEqual(home.invoiceRequests(), []);
  assert.equal((await home.tick('2026-12-27'))?.text, 'invoice 2027-01');
  assert.deepEqual(home.charges(), [december, january]);
});

test('what is issued stays: a later plan counts from the next month, and a month charged is never charged again', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26' });
  await home.charge();
  await home.patch({ plan: 'Village Fiber 2G', planSince: '2026-11-28' });
  await home.charge('2026-11-28');
  assert.deepEqual(home.charges(), [december]);
  await home.charge('2026-12-27');
  assert.deepEqual(home.charges(), [december, '2027-01-01 $15 Village Fiber 2G, January 2027']);
  home.place.simulator.world.editLease(home.leaseUid, { dueOn: 15 });
  await home.charge('2027-01-10');
  assert.equal(home.charges().length, 2);
});

test('after an outage: late until the end of the month, due that day; older months wait for a person’s yes', async (t) => {
  const home = await paidHousehold(t, { day: '2026-10-20' });
  await home.charge('2026-12-20');
  assert.deepEqual(home.charges(), ['2026-12-20 $10 Village Fiber 1G, December 2026']);
  assert.deepEqual(home.items(), ['BILLING_MONTH_MISSED unit 101']);
  const [item] = home.place.store.attention.list();
  assert.deepEqual(item?.verbs, ['approve', 'ignore']);
  assert.match(item?.why ?? '', /November 2026/);
  await home.charge('2026-12-21');
  assert.equal(home.charges().length, 1);
  await carryOut(home.place.store, { verb: 'approve', key: item?.key });
  await home.tick();
  assert.deepEqual(home.charges()[1], '2026-11-01 $10 Village Fiber 1G, November 2026');
  assert.deepEqual(home.items(), []);
  await home.charge('2026-12-22');
  assert.equal(home.charges().length, 2);
});

test('a household from before go-live is charged only from the month a person has agreed to', async (t) => {
  const patch = { adopted: true, adoptedPlan: 'Village Fiber 1G' };
  const home = await paidHousehold(t, { day: '2026-11-20', patch });
  const asked = await home.charge();
  assert.deepEqual([asked.text, home.charges(), home.items()], ['needs a yes', [], ['BILL_FROM_MONTH unit 101']]);
  assert.match(home.place.store.attention.list()[0]?.todo ?? '', /December 2026/);
  assert.deepEqual(home.invoiceRequests(), []);
  // December passes without a word: then January is what is asked about.
  await home.charge('2027-01-02');
  assert.match(home.place.store.attention.list()[0]?.todo ?? '', /January 2027/);
  await carryOut(home.place.store, { verb: 'approve', key: home.place.store.attention.list()[0]?.key });
  await home.tick('2027-01-03');
  assert.deepEqual(home.charges(), ['2027-01-03 $10 Village Fiber 1G, January 2027']);
  assert.deepEqual(home.items(), []);
  await home.place.restart();
  await home.charge('2027-01-27');
  assert.equal(home.charges().length, 2);
});

test('the yes is asked of whoever was found on a paid plan, whatever it becomes; not of who was found on the included one', async (t) => {
  const old = { day: '2026-11-26', lease: { startDate: '2025-01-01' } };
  const changed = { adopted: true, planSince: '2026-11-26', planChangedAt: Date.parse('2026-11-26T15:00:00Z') };
  for (const [adoptedPlan, text] of [
    ['Village Fiber 1G', 'needs a yes'],
    ['Gamer plan of 2019', 'needs a yes'],
    ['Village Fiber 500', 'invoice 2026-12'],
    [null, 'invoice 2026-12'],
  ] as const) {
    const home = await paidHousehold(t, { ...old, patch: { ...changed, adoptedPlan, plan: 'Village Fiber 2G' } });
    assert.equal((await home.charge()).text, text, String(adoptedPlan));
    assert.equal(home.charges().length, text === 'needs a yes' ? 0 : 1);
  }
  const never = await paidHousehold(t, { ...old, patch: { adopted: true } });
  assert.equal((await never.charge()).text, 'needs a yes', 'on a paid plan that nobody has changed');
});

test('a future lease is charged from its start, a lease that ends no longer than that', async (t) => {
  const home = await paidHousehold(t, { lease: { startDate: '2026-12-10', endDate: '2027-02-10', dueOn: 5 } });
  assert.equal((await home.charge()).waiting?.until, '2026-12-31');
  await home.tick('2026-12-31');
  const last = await home.tick('2027-01-31');
  assert.equal(last?.waiting, undefined);
  assert.deepEqual(home.charges(), [
    '2027-01-05 $10 Village Fiber 1G, January 2027',
    '2027-02-05 $10 Village Fiber 1G, February 2027',
  ]);
  home.place.simulator.world.endLease(home.leaseUid, '2027-02-02');
  await home.tick('2027-02-01');
  assert.deepEqual(home.items(), ['BILLING_AFTER_END unit 101']);
  const [item] = home.place.store.attention.list();
  assert.match(
    item?.why ?? '',
    /ends on February 2, 2027, before what was charged for February 2027 \(due February 5, 2027\)/,
  );
  assert.equal(home.charges().length, 2);
});

test('not monthly, no due day, unknown plan: nothing is charged, a person is asked, and it goes on once it is right', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26', lease: { paymentFrequency: 'Weekly' } });
  const { world } = home.place.simulator;
  await home.charge();
  assert.deepEqual(home.items(), ['BILLING_NOT_MONTHLY unit 101']);
  world.editLease(home.leaseUid, { paymentFrequency: 'Monthly', dueOn: 0 });
  await home.tick();
  assert.deepEqual(home.items(), ['BILLING_DUE_DAY unit 101']);
  await home.patch({ plan: 'Village Fiber 9G' });
  await home.charge();
  assert.deepEqual(home.items(), ['BILLING_PLAN_UNKNOWN unit 101']);
  assert.deepEqual(home.invoiceRequests(), []);
  world.editLease(home.leaseUid, { dueOn: 1 });
  await home.patch({ plan: 'Village Fiber 1G' });
  await home.charge();
  assert.deepEqual([home.items(), home.charges()], [[], [december]]);
});

test('nobody is charged for a service that is not there yet', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26', patch: { serviceId: null } });
  assert.equal((await home.charge()).text, 'no service yet');
  assert.deepEqual(home.charges(), []);
  await home.patch({ serviceId: 5 });
  await home.tick();
  assert.deepEqual(home.charges(), [december]);
});

test('the first tenant pays; when they have left, the next listed', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26', lease: { tenants: [{}, {}] } });
  const [first, second] = home.place.simulator.world.lease(home.leaseUid).tenants.map(({ tenantUid }) => tenantUid);
  home.place.simulator.world.lease(home.leaseUid).tenants.reverse();
  await home.charge();
  home.place.simulator.world.removeTenant(home.leaseUid, first ?? '');
  await home.charge('2026-12-27');
  const payers = [...home.place.simulator.world.invoices.values()].map(({ tenantUid }) => tenantUid);
  assert.deepEqual(payers, [first, second]);
});

test('after a renewal the new lease is charged, each month once', async (t) => {
  const home = await paidHousehold(t, { lease: { endDate: '2026-12-10' }, day: '2026-11-26' });
  await home.charge();
  const { world } = home.place.simulator;
  home.place.store.leases.retry(home.leaseUid);
  const [before] = (await home.place.scan()).due;
  const renewed = world.addLease({
    unit: '101',
    startDate: '2026-12-11',
    dueOn: 20,
    tenants: world.lease(home.leaseUid).tenants,
  });
  await home.tick('2026-12-16');
  assert.equal((await home.place.store.households.get(home.householdId)).leaseUid, renewed.leaseUid);
  assert.deepEqual(home.charges(), [december], 'December has its charge');
  await home.charge('2027-01-15');
  assert.deepEqual(home.charges(), [december, '2027-01-20 $10 Village Fiber 1G, January 2027']);
  assert.equal([...world.invoices.values()][1]?.leaseUid, renewed.leaseUid);

  // A message of the old lease that comes late.
  const { store, innago, rules } = home.place;
  const claim = await store.claims.take(`lease:${home.leaseUid}`);
  assert.ok(claim && before);
  const late = { ...before, today: '2027-01-27' };
  const signal = new AbortController().signal;
  const result = await ensureInvoiceLines({ store, innago, rules: rules(), work: late, claim, signal });
  assert.deepEqual([result.outcome, home.charges().length], ['skipped', 2]);
});

test('no charge ever says rent', async (t) => {
  const row = { downloadMbps: 1000, uploadMbps: 1000, rate: '55' };
  const plans = [
    { ...row, name: 'Village Fiber 500', addOn: '0', isDefault: true },
    { ...row, name: 'Fiber, with Rent', addOn: '10', isDefault: false },
  ];
  const home = await paidHousehold(t, { day: '2026-11-26', rules: { plans }, patch: { plan: 'Fiber, with Rent' } });
  assert.equal((await errorOf(home.charge())).code, 'INVOICE_SAYS_RENT');
  assert.deepEqual(home.invoiceRequests(), []);
});

test('dry-run: the charge is planned and nothing is sent; live then issues it, unless its due date has passed', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26', store: { mode: 'dry-run' } });
  const result = await home.charge();
  assert.deepEqual([result.outcome, result.text], ['planned', 'plan: 1 invoice']);
  assert.deepEqual(home.invoiceRequests(), []);
  const [planned] = await home.place.store.plan();
  assert.deepEqual(
    [planned?.kind, planned?.reason.unit, planned?.after],
    [
      'innago-invoice',
      '101',
      {
        tenantUid: home.place.simulator.world.lease(home.leaseUid).tenants[0]?.tenantUid,
        leaseUid: home.leaseUid,
        amountCents: 1000,
        dueDate: '2026-12-01',
        item: 'Village Fiber 1G, December 2026',
      },
    ],
  );
  await home.place.restart({ mode: 'live' });
  await home.charge('2026-11-27');
  assert.deepEqual(home.charges(), [december]);
  await home.place.restart({ mode: 'dry-run' });
  await home.charge('2026-12-27');
  await home.place.restart({ mode: 'live' });
  await home.charge('2027-01-02');
  assert.deepEqual(home.charges(), [december], 'January was spent in dry-run');
});

test('a month that was missed is told of, also while the next one is refused', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-20' });
  home.place.simulator.faults.next({ server: 'innago', method: 'POST', path: '/v1/invoices' }, 422);
  assert.equal((await errorOf(home.charge('2027-01-02'))).code, 'INNAGO_422');
  assert.deepEqual(home.items(), ['BILLING_MONTH_MISSED unit 101']);
});
