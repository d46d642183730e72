/** A lease that is due for its charges alone, and one that ends before what was charged is due (design §4, "Invoice line"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HouseholdPatch } from '../../nodes/state/store-port.ts';
import type { LeaseWork, Waiting } from '../../nodes/state/work.ts';
import { reasons, settled, until } from './billed-lease.ts';
import { flow, home } from './flow.ts';
import { carryThrough, claimOf, hour, minute, rules, tenant, tick } from './stage.ts';

test('only a household that is charged anything is billed: plan, first day, change, next plan, due day and frequency', async (t) => {
  const { store, a, next, patch } = await settled(t);
  const changedLease = { ...a, dueOn: 5 };
  assert.deepEqual(reasons(await next([changedLease])), []);
  await patch({ plan: 'Village Fiber 500', planSince: '2026-11-20', planChangedAt: 1 });
  assert.deepEqual(reasons(await next()), [], 'included');
  const changes: readonly HouseholdPatch[] = [
    { plan: 'Village Fiber 1G' },
    { planSince: '2026-11-21' },
    { planChangedAt: 2 },
    { plan: 'A plan of old' },
    { planSince: '2026-11-22' },
    { plan: 'Village Fiber 1G' },
  ];
  for (const change of changes) {
    await patch(change);
    const works = await next();
    assert.deepEqual(reasons(works), ['billing'], JSON.stringify(change));
    await carryThrough(store, works.get('a'));
    assert.deepEqual(reasons(await next()), []);
  }
  for (const change of [{ dueOn: 7 }, { paymentFrequency: 'Weekly' }]) {
    const works = await next([{ ...a, ...change }]);
    assert.deepEqual(reasons(works), ['billing']);
    await carryThrough(store, works.get('a'));
  }
  const ended = await next([{ ...a, end: '2027-03-31' }]);
  assert.deepEqual(reasons(ended), ['changed'], 'the end is applied, too');
  await carryThrough(store, ended.get('a'));
  await patch({ nextPlan: { plan: 'Village Fiber 500', from: '2026-12-02', serviceId: null } });
  const works = await next([{ ...a, end: '2027-03-31' }]);
  assert.deepEqual(reasons(works), ['changed'], 'somebody has to make the change on that day');
});

test('back on the included plan: looked at once more, then quiet, after a restart, too', async (t) => {
  const { open, clock, store, a, next, patch } = await settled(t);
  await patch({ plan: 'Village Fiber 1G' });
  await carryThrough(store, (await next()).get('a'), [until('2026-12-27')]);
  await patch({ plan: null });
  const works = await next();
  assert.deepEqual(reasons(works), ['billing']);
  await carryThrough(store, works.get('a'));
  assert.deepEqual(reasons(await next()), []);
  await store.close();
  assert.deepEqual(reasons(await tick(await open(), clock, [a])), []);
});

test('an included plan that gets a price, or a default that is no longer free: billed', async (t) => {
  const { clock, store, a } = await settled(t);
  const priced = { ...rules, plans: rules.plans.map((plan) => ({ ...plan, addOnCents: plan.addOnCents + 100 })) };
  const works = await tick(store, clock, [a], { rules: priced });
  assert.deepEqual(reasons(works), ['billing']);
});

test('the day of a charge brings billing alone, and what other steps wait for stays as it is', async (t) => {
  const { clock, store, next, patch } = await settled(t);
  await patch({ plan: 'Village Fiber 1G' });
  store.leases.retry('a');
  const others: Waiting[] = [
    { step: 'uisp-service', why: 'previous household', until: '2027-01-01' },
    { step: 'nms-onu-rename', why: 'ONU is offline' },
  ];
  await carryThrough(store, (await next()).get('a'), [...others, until('2026-11-26')]);
  // Looked at from time to time; once the look is an hour away, only the charge's day counts.
  for (let times = 0; times < 3; times += 1) {
    const works = await next();
    assert.deepEqual(reasons(works), ['retry'], 'the whole chain');
    await carryThrough(store, works.get('a'), [...others, until('2026-11-26')]);
  }
  assert.deepEqual(reasons(await next()), [], 'the next look is in an hour, the charge in six days');
  const days = [...others, until('2026-11-20')];
  clock.forward(hour);
  await carryThrough(store, (await next()).get('a'), days);
  const works = await next();
  assert.deepEqual(reasons(works), ['billing']);
  const { failures, retryAt } = store.leases.entry('a') ?? {};
  await carryThrough(store, works.get('a'), [until('2026-12-27')]);
  const entry = store.leases.entry('a');
  assert.deepEqual(entry?.waiting, [...others, until('2026-12-27')]);
  assert.deepEqual([entry?.failures, entry?.retryAt], [failures, retryAt]);
  assert.deepEqual(reasons(await next()), []);
});

test('a charge that waits for its service comes with the whole chain', async (t) => {
  const { store, next, patch } = await settled(t);
  await patch({ plan: 'Village Fiber 1G' });
  await carryThrough(store, (await next()).get('a'), [
    { step: 'invoice-line', why: 'charged once the service is there' },
  ]);
  assert.deepEqual(reasons(await next()), ['retry']);
});

test('billing that fails backs off and asks for attention like any work; once through, its items are gone and others stay', async (t) => {
  const { clock, store, next, patch } = await settled(t);
  await patch({ plan: 'Village Fiber 1G' });
  const other = {
    code: 'NO_ADDRESS',
    where: 'unit 101',
    why: 'x',
    todo: 'y',
    leaseUid: 'a',
    verbs: ['ignore'],
  } as const;
  await store.attention.raise({ ...other, key: 'NO_ADDRESS/lease:a' });
  const failure = { code: 'INNAGO_400', trouble: 'data', effect: 'none', text: 'refused', hint: undefined } as const;
  for (const wait of [5, 15, 60]) {
    const work = (await next()).get('a');
    assert.equal(work?.reason, 'billing');
    await store.leases.failed(await claimOf(store, 'lease:a'), work, failure);
    clock.forward((wait - 1) * minute);
    assert.deepEqual(reasons(await next()), []);
    clock.forward(minute);
  }
  assert.deepEqual(
    store.attention.list().map(({ code }) => code),
    ['NO_ADDRESS', 'INNAGO_400'],
  );
  await carryThrough(store, (await next()).get('a'), [until('2026-12-27')]);
  assert.deepEqual(
    store.attention.list().map(({ code }) => code),
    ['NO_ADDRESS'],
  );
  const { failures, failureTrouble, retryAt } = store.leases.entry('a') ?? {};
  assert.deepEqual([failures, failureTrouble, retryAt], [0, null, null]);
  assert.deepEqual(reasons(await next()), []);
});

test('what was planned in dry-run is looked at again when live; quiet meanwhile', async (t) => {
  const { open, clock, store, a, patch } = await settled(t);
  await patch({ plan: 'Village Fiber 1G' });
  await store.close();
  const dry = await open({ mode: 'dry-run' });
  const works = await tick(dry, clock, [a]);
  assert.deepEqual(reasons(works), ['billing']);
  await carryThrough(dry, works.get('a'), [until('2026-11-26')]);
  assert.deepEqual(reasons(await tick(dry, clock, [a])), []);
  await dry.close();
  assert.deepEqual(reasons(await tick(await open(), clock, [a])), ['billing']);
});

test('the day of another step brings the whole chain', async (t) => {
  const { store, next, patch } = await settled(t);
  await patch({ plan: 'Village Fiber 1G' });
  const wait = { step: 'uisp-service', why: 'previous household', until: '2026-11-20' };
  await carryThrough(store, (await next()).get('a'), [until('2026-11-20')]);
  store.leases.retry('a');
  await carryThrough(store, (await next()).get('a'), [wait, until('2026-11-20')]);
  assert.deepEqual(reasons(await next()), ['date']);
});

test('billing alone welcomes nobody, and leaves alone what keeps them from being welcomed', async (t) => {
  const { store, node, due } = await flow(t);
  const unaddressed = { ...home, tenants: [tenant('ada', { email: null })] };
  const [work] = await due([unaddressed]);
  const claim = await claimOf(store, work?.key);
  const welcome = node('welcome');
  await welcome.receive({ payload: work, claim });
  const open = () => store.attention.list().map(({ code }) => code);
  assert.deepEqual(open(), ['NO_ADDRESS']);
  await welcome.receive({ payload: { ...work, lease: home, reason: 'billing' }, claim });
  assert.deepEqual([welcome.out(0).length, welcome.out(1).length, open()], [0, 2, ['NO_ADDRESS']]);
});

test('what keeps failing for a served household does not keep its charges: billed once an hour at most, and it backs off as before', async (t) => {
  const { store, clock, a, next, patch } = await settled(t);
  await patch({ plan: 'Village Fiber 1G', planSince: '2026-11-20' });
  await carryThrough(store, (await next()).get('a'), [until('2026-11-26')]);
  const moved = { ...a, end: '2027-06-30' };
  const fail = async (works: Map<string, LeaseWork>) => {
    const work = works.get('a');
    assert.ok(work);
    await store.leases.failed(await claimOf(store, work.key), work, {
      code: work.reason === 'billing' ? 'INNAGO_422' : 'ONU_NAME_NOT_SEEN',
      trouble: 'data',
      effect: 'none',
      text: 'two',
      hint: 'look',
    });
    return work.reason;
  };
  const steps = [
    ['changed', 1],
    ['billing', 1],
    [undefined, 4],
    ['retry', 14],
    [undefined, 2],
    ['retry', 1],
  ] as const;
  for (const [reason, minutes] of steps) {
    const works = await next([moved]);
    assert.deepEqual(reasons(works), reason === undefined ? [] : [reason]);
    if (reason === 'billing') await carryThrough(store, works.get('a'), [until('2026-12-01')]);
    else if (reason !== undefined) await fail(works);
    clock.forward(minutes * minute);
  }
  const later = () => next([moved]);
  await patch({ planChangedAt: 7 });
  assert.deepEqual(reasons(await later()), [], 'an hour has not passed');
  clock.forward(45 * minute);
  const again = await later();
  assert.deepEqual(reasons(again), ['billing']);
  await fail(again);
  clock.forward(minute);
  assert.deepEqual(reasons(await later()), [], 'billing that fails, too, is tried hourly');
  const told = () => store.attention.list().map(({ key }) => key);
  const onu = 'ONU_NAME_NOT_SEEN/lease:a';
  assert.deepEqual(told(), [onu, 'billing/INNAGO_422/lease:a'], 'nobody else would say that it is not charged');
  clock.forward(hour);
  assert.equal(await fail(await later()), 'retry');
  const charged = await later();
  assert.deepEqual(reasons(charged), ['billing']);
  await carryThrough(store, charged.get('a'), [until('2026-12-01')]);
  assert.deepEqual(told(), [onu], 'charged: only what still fails is left');
});
