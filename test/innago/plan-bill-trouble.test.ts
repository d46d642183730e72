/** What keeps a charge for a plan change from being made, or made twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HouseholdPatch } from '../../nodes/state/store-port.ts';
import { errorOf } from '../error-of.ts';
import { firstBill, noBill, type Options, stage, twoG, up } from './plan-bill-scene.ts';

const post = { server: 'innago', method: 'POST', path: '/v1/invoices' } as const;

test('a plan that is changed, or taken back, while its charge is being prepared: that charge is never sent', async (t) => {
  const meanwhile = async (what: (stage: Awaited<ReturnType<typeof place>>) => unknown) => {
    const staged = await place();
    const { innago } = staged.place;
    const asked = innago.invoices.bind(innago);
    const asking = t.mock.method(innago, 'invoices', async (...given: Parameters<typeof asked>) => {
      const answer = await asked(...given);
      await what(staged);
      return answer;
    });
    assert.equal((await errorOf(staged.home.charge())).code, 'BILLING_CHANGED');
    assert.deepEqual(staged.home.charges(), []);
    asking.mock.restore();
    return staged;
  };
  const place = async () => {
    const staged = await stage(t, { patch: { plan: null } });
    await staged.change(up);
    return staged;
  };
  /** As another ticket does it. */
  const changed = async (
    { home: { householdId }, place: { store } }: Awaited<ReturnType<typeof place>>,
    patch: HouseholdPatch,
  ) => {
    const claim = await store.claims.take('ticket:t2');
    assert.ok(claim);
    await store.households.update(claim, householdId, { planSince: '2026-11-28', planChangedAt: 1, ...patch });
    await store.claims.release(claim);
  };
  const dropped = await meanwhile((staged) => changed(staged, { plan: null }));
  await dropped.home.tick();
  assert.deepEqual(dropped.home.charges(), []);
  const dearer = await meanwhile((staged) => changed(staged, { plan: 'Village Fiber 1G' }));
  await dearer.home.tick();
  assert.deepEqual(dearer.home.charges(), ['2026-12-01 $10 Village Fiber 1G, December 2026']);
  await meanwhile(({ place: { store } }) => t.mock.method(store.tickets.plans, 'isUndoing', () => true));
});

test('the lease is just charging the old plan when the change comes: that charge stays, and the first bill is the next month’s', async (t) => {
  const { home, place, send } = await stage(t, { patch: { plan: 'Village Fiber 1G' } });
  const { innago, store } = place;
  const post = innago.createInvoice.bind(innago);
  const seek = store.ledger.seek.bind(store.ledger);
  const looking = Promise.withResolvers<void>();
  t.mock.method(store.ledger, 'seek', (...given: Parameters<typeof seek>) => {
    looking.resolve();
    return seek(...given);
  });
  let answer: Promise<unknown> = Promise.resolve();
  t.mock.method(innago, 'createInvoice', async (...given: Parameters<typeof post>) => {
    const claim = await store.claims.take('ticket:t2');
    assert.ok(claim);
    await store.households.update(claim, home.householdId, { plan: twoG, planChangedAt: place.clock.now });
    await store.claims.release(claim);
    answer = send().then((told) => told.answer);
    await looking.promise;
    return post(...given);
  });
  await home.charge();
  assert.deepEqual(await answer, firstBill('January 1, 2027'));
  assert.deepEqual(home.charges(), ['2026-12-01 $10 Village Fiber 1G, December 2026']);
});

test('what keeps a household from being charged never stops the change: told that nothing is billed, and a person is asked', async (t) => {
  const cases: readonly [Options, string[]][] = [
    [{ lease: { paymentFrequency: 'Weekly' } }, ['BILLING_NOT_MONTHLY unit 101']],
    [{ lease: { dueOn: 0 } }, ['BILLING_DUE_DAY unit 101']],
    [{ patch: { adopted: true, adoptedPlan: 'Village Fiber 1G' } }, ['BILL_FROM_MONTH unit 101']],
    [{ lease: { endDate: '2026-11-30' } }, []],
  ];
  for (const [options, items] of cases) {
    const { home, send, change } = await stage(t, options);
    await change(up);
    const { answer, error } = await send();
    assert.deepEqual([answer, error, home.items(), home.charges()], [noBill, undefined, items, []]);
    await home.tick();
    assert.deepEqual(home.items(), items, 'the lease’s own run says the same');
    const asked = home.place.store.attention.list().find(({ code }) => code === 'BILL_FROM_MONTH');
    if (asked !== undefined)
      assert.match(asked.why, /had Village Fiber 1G before go-live.* Village Fiber 2G \(\$15 a month\)/);
  }
});

test('a charge that Innago refuses: the answer says nothing of a bill, the lease backs off; a server’s trouble stops the ticket', async (t) => {
  const { home, place, send, change } = await stage(t, { patch: { plan: null } });
  await change(up);
  place.simulator.faults.next(post, 422);
  const refused = await send();
  assert.deepEqual([refused.error, refused.answer], [undefined, { plan: twoG }]);
  place.simulator.faults.next(post, 500);
  assert.equal((await send()).error?.code, 'INNAGO_500');
  place.clock.pass(5);
  assert.deepEqual((await send()).answer, firstBill('December 1, 2026'));
  assert.equal(home.charges().length, 1);
});

test('killed after the POST: the same ticket again finds the charge, and tells of it; so it does when the lease was faster', async (t) => {
  const { home, place, send, change } = await stage(t, { patch: { plan: null } });
  await change(up);
  place.simulator.faults.next(post, 'reset-after');
  assert.equal((await send()).error?.code, 'INNAGO_RESET');
  place.clock.pass(5);
  assert.deepEqual((await send()).answer, firstBill('December 1, 2026'));
  assert.deepEqual((await send()).answer, firstBill('December 1, 2026'), 'again');
  assert.equal(home.charges().length, 1);

  const other = await stage(t, { patch: { plan: null } });
  await other.change(up);
  await other.home.tick();
  assert.deepEqual((await other.send()).answer, firstBill('December 1, 2026'));
  assert.equal(other.home.charges().length, 1);
});

test('ticket and lease at once: one charge', async (t) => {
  const { home, send, change } = await stage(t, { patch: { plan: null } });
  await change(up);
  await Promise.allSettled([send(), home.charge(), home.charge()]);
  await home.charge();
  assert.equal(home.charges().length, 1);
});

test('dry-run: the order is taken for carried out, planned and told; nothing is sent and the household stays', async (t) => {
  const { home, send, place, node } = await stage(t, {
    patch: { plan: null, serviceId: null },
    store: { mode: 'dry-run' },
  });
  assert.deepEqual((await send()).answer, firstBill('December 1, 2026'));
  assert.equal(node.shown.text, 'plan: 1 invoice');
  const later = await send({ takesEffect: '2026-12-02' });
  assert.deepEqual(later.answer, firstBill('January 1, 2027'));
  assert.deepEqual([home.invoiceRequests(), (await place.store.households.get(home.householdId)).plan], [[], null]);
});

test('nothing to bill for: an answer only, no household, a household whose lease is over', async (t) => {
  const { home, send, place } = await stage(t, { patch: { plan: null } });
  assert.deepEqual((await send({ kind: 'tell', to: null })).answer, { plan: twoG });
  assert.deepEqual((await send({ householdId: null })).answer, { plan: twoG });
  place.simulator.world.endLease(home.leaseUid, '2026-11-29');
  await home.tick('2026-12-01');
  assert.deepEqual((await send()).answer, noBill);
  assert.deepEqual(home.invoiceRequests(), []);
});

test('a ticket without its plan order is told in words', async (t) => {
  const { send } = await stage(t);
  assert.equal((await send({}, { plan: undefined })).error?.code, 'BAD_MESSAGE');
});
