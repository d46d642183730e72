/** What a plan change on request means for the bills: charged with the ticket's claim, and told to the tenant (design §4, "Plan change"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HouseholdPatch } from '../../nodes/state/store-port.ts';
import { firstBill, hour, stage, twoG, up } from './plan-bill-scene.ts';

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
