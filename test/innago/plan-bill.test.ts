/** What a plan change on request means for the bills: charged with the ticket's claim, and told to the tenant (design §4, "Plan change"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import invoiceLine from '../../nodes/innago/invoice-line.ts';
import type { Message } from '../../nodes/red.ts';
import type { PlanOrder } from '../../nodes/state/plans/plan-order.ts';
import type { HouseholdPatch } from '../../nodes/state/store-port.ts';
import type { TicketWork } from '../../nodes/state/tickets/ticket-work.ts';
import { errorOf } from '../error-of.ts';
import { runningNode } from '../red-runtime.ts';
import { paidHousehold } from './paid-household.ts';

type Options = NonNullable<Parameters<typeof paidHousehold>[1]>;

const post = { server: 'innago', method: 'POST', path: '/v1/invoices' } as const;
const twoG = 'Village Fiber 2G';
const hour = 3_600_000;

/** A household whose plan a ticket changes: the row as uisp-service leaves it, then the message through invoice-line. */
async function stage(
  t: Parameters<typeof paidHousehold>[0],
  options: Options = {},
  fields: Record<string, unknown> = {},
) {
  const home = await paidHousehold(t, { day: '2026-11-28', ...options });
  const { place } = home;
  const modules = {
    account: { innago: () => place.innago },
    plans: { rules: () => place.rules() },
    database: { openStore: async () => place.store },
  };
  const config = { account: 'account', plans: 'plans', database: 'database', ...fields };
  const node = runningNode(invoiceLine, config, modules);
  t.after(() => node.close());
  const send = async (order: Partial<PlanOrder> = {}, more: Message = {}) => {
    const payload: TicketWork = {
      kind: 'ticket',
      key: 'ticket:t1',
      uid: 't1',
      need: 'judge',
      reason: 'new',
      text: 'x',
      unit: '101',
      ticket: null,
      today: new Date(place.clock.now - 6 * hour).toISOString().slice(0, 10),
    };
    const plan: PlanOrder = {
      kind: 'change',
      householdId: home.householdId,
      leaseUid: home.leaseUid,
      unit: '101',
      from: null,
      to: twoG,
      takesEffect: null,
      fault: false,
      answerKey: 'plan/1/changed',
      answer: { plan: twoG },
      ...order,
    };
    const claim = await place.store.claims.take('ticket:t1');
    assert.ok(claim);
    try {
      const { sent, error } = await node.input({ payload, claim, plan, ...more });
      const [message] = sent[0] ?? [];
      const answer: unknown = message === undefined ? undefined : Object(message['plan']).answer;
      return { message, answer, error };
    } finally {
      await place.store.claims.release(claim);
    }
  };
  /** On request: to this plan, now. */
  const change = (given: HouseholdPatch) => home.patch({ planChangedAt: place.clock.now, nextPlan: null, ...given });
  return { home, place, node, send, change };
}

const firstBill = (day: string) => ({ plan: twoG, firstBill: day });
const noBill = { plan: twoG, noBill: true };
const up = { plan: twoG, planSince: '2026-11-28' };

test('included to paid between issue day and due date: issued at once, told, and the lease’s own run asks nothing and issues nothing twice', async (t) => {
  const { home, node, send, change, place } = await stage(t, { patch: { plan: null } });
  await home.charge();
  home.invoiceRequests();
  await change(up);
  const { message, answer } = await send();
  assert.deepEqual(answer, firstBill('December 1, 2026'));
  assert.deepEqual(home.charges(), ['2026-12-01 $15 Village Fiber 2G, December 2026']);
  assert.deepEqual(home.invoiceRequests(), ['GET /v1/invoices', 'POST /v1/invoices']);
  assert.deepEqual([node.shown.text, message?.['waiting']], ['invoice 2026-12', undefined]);
  const effect = (await place.store.audit.list({ leaseUid: home.leaseUid })).find(
    ({ kind }) => kind === 'innago-invoice',
  );
  assert.deepEqual([effect?.reason.because, effect?.reason.leaseUid], ['ticket t1', home.leaseUid]);
  const own = await home.tick();
  assert.deepEqual([own?.text, home.invoiceRequests()], ['next 2026-12-27', []]);
  assert.equal(await home.tick(), undefined, 'quiet');
  await home.tick('2026-12-27');
  assert.equal(home.charges().length, 2);
});

test('when the first bill with the new amount is: by day of the change', async (t) => {
  const days: readonly [day: string, charged: number, HouseholdPatch, told: string][] = [
    // On 1G until then: December is charged on its issue day, if the lease ran before the ticket.
    ['2026-11-25', 0, { plan: twoG }, 'December 1, 2026'],
    ['2026-11-26', 1, { plan: twoG }, 'January 1, 2027'],
    ['2026-11-28', 1, { plan: twoG }, 'January 1, 2027'],
    ['2026-12-01', 1, { plan: twoG }, 'January 1, 2027'],
    ['2026-12-02', 1, { plan: twoG }, 'January 1, 2027'],
    // On the included plan until then.
    ['2026-12-01', 0, { plan: twoG, planSince: '2026-12-01' }, 'December 1, 2026'],
    ['2026-12-02', 0, { plan: twoG, planSince: '2026-12-02' }, 'January 1, 2027'],
  ];
  for (const [day, before, patch, told] of days) {
    const isNew = patch.planSince !== undefined;
    const was = { plan: isNew ? null : 'Village Fiber 1G' };
    const { home, send, change } = await stage(t, {
      day,
      lease: { startDate: '2026-11-20' },
      store: { goLive: '2026-11-20' },
      patch: was,
    });
    await home.charge();
    assert.equal(home.charges().length, before, day);
    await change(patch);
    const { answer } = await send({ from: was.plan });
    assert.deepEqual(answer, firstBill(told), `${day} ${isNew}`);
  }
});

test('up and down in one month: one charge, and the next month none; told that nothing is billed', async (t) => {
  const { home, send, change } = await stage(t, { patch: { plan: null } });
  await change(up);
  await send();
  await home.tick();
  await change({ plan: null, planSince: '2026-11-30' });
  const { answer } = await send({ to: 'Village Fiber 500', from: twoG, answer: {} });
  assert.deepEqual(answer, { noBill: true });
  for (const day of ['2026-11-30', '2026-12-27', '2027-01-02']) await home.tick(day);
  assert.equal(home.charges().length, 1);
  await change({ plan: twoG, planSince: '2027-01-02' });
  assert.deepEqual((await send()).answer, firstBill('February 1, 2027'));
});

test('a cheaper plan from the end of the paid month: the old one’s charges end with it, and the first bill is the next plan’s', async (t) => {
  const { home, send } = await stage(t, { day: '2026-11-26', patch: { plan: twoG } });
  await home.charge();
  await home.patch({ nextPlan: { plan: 'Village Fiber 1G', from: '2027-01-01', serviceId: null } });
  const order = { to: 'Village Fiber 1G', from: twoG, takesEffect: '2027-01-01', answer: {} };
  assert.deepEqual((await send(order)).answer, { firstBill: 'January 1, 2027' });
  await home.charge('2026-12-27');
  assert.deepEqual(
    home.charges().map((line) => line.slice(0, 14)),
    ['2026-12-01 $15', '2027-01-01 $10'],
  );
});

test('the undo window: not issued before it is over, looked at to the minute, at the due date at the latest; undone in it: never', async (t) => {
  const rules = { undoHours: '24' };
  const { home, place, send, change } = await stage(t, { patch: { plan: null }, rules });
  await home.charge();
  await change(up);
  const at = place.clock.now + 24 * hour;
  assert.deepEqual((await send()).answer, firstBill('December 1, 2026'));
  const own = await home.tick();
  assert.deepEqual([own?.text, own?.waiting?.until, own?.waiting?.at], ['can be undone', '2026-12-01', at]);
  place.clock.now = at - 1;
  assert.equal(await home.tick(), undefined);
  assert.deepEqual(home.charges(), []);
  place.clock.now = at;
  assert.equal((await home.tick())?.text, 'invoice 2026-12');

  const late = await stage(t, { day: '2026-11-30', patch: { plan: null }, rules: { undoHours: '72' } });
  await late.change({ plan: twoG, planSince: '2026-11-30' });
  await late.send();
  assert.equal((await late.home.tick())?.text, 'can be undone');
  assert.equal((await late.home.tick('2026-12-01'))?.text, 'invoice 2026-12');

  const undone = await stage(t, { patch: { plan: null }, rules });
  await undone.change(up);
  await undone.send();
  await undone.home.tick();
  await undone.home.patch({ plan: null, planSince: null, planChangedAt: null });
  assert.deepEqual((await undone.send({ kind: 'undo', to: 'Village Fiber 500', answer: {} })).answer, {});
  for (const day of ['2026-11-29', '2026-12-01', '2026-12-27']) await undone.home.tick(day);
  assert.deepEqual(undone.home.charges(), []);
});

test('while a person takes the change back, the lease’s own run charges nothing; it looks again at the next tick', async (t) => {
  const { home, place, change } = await stage(t, { patch: { plan: null } });
  await home.charge();
  await change(up);
  const undoing = t.mock.method(place.store.tickets.plans, 'isUndoing', () => true);
  const held = await home.tick();
  assert.deepEqual([held?.text, home.charges()], ['being undone', []]);
  undoing.mock.restore();
  assert.equal((await home.tick())?.text, 'invoice 2026-12');
});

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
