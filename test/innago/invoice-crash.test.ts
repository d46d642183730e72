/**
 * The invoice write under kills and lost answers (design §3.3): whatever breaks, exactly one charge; an invoice of somebody else that
 * looks the same is neither taken for ours nor in our way.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorOf } from '../error-of.ts';
import type { FaultName } from '../simulator/faults.ts';
import { type PaidHousehold, paidHousehold } from './paid-household.ts';

const december = '2026-12-01 $10 Village Fiber 1G, December 2026';
const post = { server: 'innago', method: 'POST', path: '/v1/invoices' } as const;

/** A month's charge for exactly the same amount and day, made by hand in Innago. */
function petFee({ place, leaseUid }: PaidHousehold): void {
  place.simulator.world.addInvoice({ lease: leaseUid, amount: 10, item: 'Pet fee', dueDate: '2026-12-01' });
}

/** Two ticks after the first good answer all is settled, and stays so. */
async function settles(home: PaidHousehold, expected: readonly string[]): Promise<void> {
  await home.charge();
  await home.charge();
  assert.deepEqual(home.charges(), expected);
  home.invoiceRequests();
  await home.charge();
  assert.deepEqual(home.invoiceRequests(), [], 'nothing is asked any more');
}

const lost: readonly [FaultName, code: string][] = [
  ['reset-before', 'INNAGO_RESET'],
  ['reset-after', 'INNAGO_RESET'],
  ['timeout-before', 'INNAGO_TIMEOUT'],
  ['timeout-after', 'INNAGO_TIMEOUT'],
  ['500-after', 'INNAGO_500'],
  ['502-html-after', 'INNAGO_502'],
  [500, 'INNAGO_500'],
  [429, 'INNAGO_429'],
  ['html', 'INNAGO_NOT_JSON'],
  ['truncated-json', 'INNAGO_TRUNCATED'],
  ['redirect-301', 'INNAGO_REDIRECT'],
];

for (const [fault, code] of lost) {
  for (const withPetFee of [false, true]) {
    test(`${fault} at the POST${withPetFee ? ', and a pet fee that looks the same' : ''}: one charge`, async (t) => {
      const home = await paidHousehold(t, { day: '2026-11-26', timeoutSeconds: 1 });
      if (withPetFee) petFee(home);
      home.place.simulator.faults.next(post, fault);
      const error = await errorOf(home.charge());
      assert.match(error.code, new RegExp(`^(${code}|INNAGO_RATE_LIMITED)$`));
      home.place.clock.pass(5);
      await settles(home, [december]);
    });
  }
}

for (const moment of ['before-effect', 'after-effect'] as const) {
  for (const withPetFee of [false, true]) {
    const when = moment === 'before-effect' ? 'before the effect' : 'after the answer, before the commit';
    test(`killed ${when}${withPetFee ? ', beside a pet fee' : ''}: one charge after the restart`, async (t) => {
      const home = await paidHousehold(t, { day: '2026-11-26' });
      const { place } = home;
      if (withPetFee) petFee(home);
      const stop = place.simulator.faults.hook(async ({ method, path }, at) => {
        if (method === 'POST' && path === '/v1/invoices' && at === moment) await place.store.database.close();
      });
      if (moment === 'before-effect') place.simulator.faults.next(post, 'reset-before');
      await assert.rejects(home.charge());
      stop();
      place.clock.pass(5);
      await place.restart();
      assert.equal(home.charges().length, moment === 'before-effect' ? 0 : 1);
      await settles(home, [december]);
    });
  }
}

test('a pet fee of the same amount and day was there before: neither taken for ours nor in our way', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26' });
  petFee(home);
  await settles(home, [december]);
  assert.equal(home.place.simulator.world.invoices.size, 2);
});

test('after a lost answer only an invoice of the very amount and day is ours', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26' });
  home.place.simulator.faults.next(post, 'reset-before');
  await errorOf(home.charge());
  const { world } = home.place.simulator;
  world.addInvoice({ lease: home.leaseUid, amount: 10, item: 'Parking', dueDate: '2026-12-15' });
  world.addInvoice({ lease: home.leaseUid, amount: 11, item: 'Locker', dueDate: '2026-12-01' });
  await settles(home, [december]);
});

test('a lost answer is looked for as it was sent, though plan, price and day have changed since', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26' });
  home.place.simulator.faults.next(post, 'reset-after');
  await errorOf(home.charge());
  await home.patch({ plan: 'Village Fiber 2G', planSince: '2026-12-02' });
  const found = await home.charge('2026-12-03');
  assert.deepEqual(
    found.invoices.map(({ outcome, amountCents, dueDate }) => [outcome, amountCents, dueDate]),
    [['adopted', 1000, '2026-12-01']],
  );
  assert.deepEqual(home.charges(), [december]);
});

test('a lost answer whose charge never arrived is sent anew, late, as things are then', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26' });
  home.place.simulator.faults.next(post, 'reset-before');
  await errorOf(home.charge());
  await home.charge('2026-12-03');
  assert.deepEqual(home.charges(), ['2026-12-03 $10 Village Fiber 1G, December 2026']);
});

test('a month that has passed is looked for, and never sent by itself', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26' });
  home.place.simulator.faults.next(post, 'reset-before');
  await errorOf(home.charge());
  await home.charge('2027-01-02');
  assert.deepEqual(home.charges(), ['2027-01-02 $10 Village Fiber 1G, January 2027']);
  assert.deepEqual(home.items(), ['BILLING_MONTH_MISSED unit 101']);
  await home.charge('2027-01-03');
  assert.equal(home.charges().length, 1);
});

test('a list of invoices that does not add up stops the charge: half a list must not make a second', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26' });
  home.place.simulator.faults.next(
    { server: 'innago', method: 'GET', path: '/v1/invoices', times: 5 },
    'bad-page-count',
  );
  assert.match((await errorOf(home.charge())).code, /^INNAGO_(EMPTY_PAGE|PAGES_DO_NOT_ADD_UP)$/);
  assert.deepEqual(home.charges(), []);
  home.place.simulator.faults.clear();
  await settles(home, [december]);
});

test('a claim that is lost charges nothing', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26' });
  const { place } = home;
  const stop = place.simulator.faults.hook(async ({ method, path }, at) => {
    if (method === 'GET' && path === '/v1/invoices' && at === 'after-effect') place.clock.pass(16);
  });
  assert.equal((await errorOf(home.charge())).code, 'CLAIM_LOST');
  stop();
  assert.deepEqual(home.charges(), []);
  await settles(home, [december]);
});

test('two runs at once charge once', async (t) => {
  const home = await paidHousehold(t, { day: '2026-11-26' });
  await Promise.allSettled([home.charge(), home.charge(), home.charge()]);
  await settles(home, [december]);
});
