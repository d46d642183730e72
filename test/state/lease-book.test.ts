/** The lease book: which leases are due, and why (design §2, "Level-triggered"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  carryThrough,
  claimOf,
  expired,
  future,
  hour,
  lease,
  minute,
  rules,
  scan,
  stage,
  tenant,
  tick,
} from './stage.ts';

const due = (works: Map<string, { reason: string }>) => [...works].map(([uid, { reason }]) => `${uid} ${reason}`);

test('a new lease is due with all that its work needs; carried through, it is quiet', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const a = lease('a', 'Unit 101');
  const work = (await tick(store, clock, [a])).get('a');
  assert.ok(work);
  const { fingerprint, householdId, property, ...rest } = work;
  assert.match(fingerprint, /^[0-9a-f]{40}$/);
  assert.equal(property.name, 'Victorian Village');
  assert.deepEqual(rest, {
    kind: 'lease',
    key: 'lease:a',
    lease: a,
    unit: { uid: 'unit-101', name: '101', label: '101' },
    state: 'active',
    reason: 'new',
    adopt: false,
    today: '2026-11-20',
  });
  const household = await store.households.get(householdId);
  assert.deepEqual(
    [household.unitUid, household.leaseUid, household.firstTenantUid, household.begun, household.clientId],
    ['unit-101', 'a', 'tenant-of-a', '2026-06-01', null],
  );
  await carryThrough(store, work);
  assert.equal((await tick(store, clock, [a])).size, 0);
});

test('not carried through, it is due again at the next tick; in flight it is not', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const a = lease('a', '101');
  await tick(store, clock, [a]);
  assert.deepEqual(due(await tick(store, clock, [a])), ['a new']);
  const claim = await claimOf(store, 'lease:a');
  assert.equal((await tick(store, clock, [a])).size, 0);
  await store.claims.release(claim);
  assert.deepEqual(due(await tick(store, clock, [])), []);
});

test('a page that was not read again changes nothing', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  await store.leases.absorb(scan(clock, [lease('a', '101')]));
  const { due: again, counts } = await store.leases.absorb({ ...scan(clock, []), seenUids: new Set(['a']) });
  assert.deepEqual(
    again.map(({ lease: { uid } }) => uid),
    ['a'],
  );
  assert.equal(counts.changed, 0);
});

test('what is quiet stays quiet over a restart, and what is due stays due', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101'), lease('b', '102')];
  await carryThrough(store, (await tick(store, clock, leases)).get('a'));
  await store.close();
  const again = await open();
  const works = await tick(again, clock, leases);
  assert.deepEqual(due(works), ['b new']);
  assert.deepEqual(again.households.all().length, 2);
});

test('a change of the lease, of the ONU table or of a name pattern makes it due again; flags and prices do not', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  let a = lease('a', '101');
  await carryThrough(store, (await tick(store, clock, [a])).get('a'));
  a = { ...a, flags: { ...a.flags, expiring: true, active: false } };
  assert.equal((await tick(store, clock, [a])).size, 0);
  a = { ...a, tenants: [tenant('tenant-of-a', { phone: '555-0100' })] };
  await carryThrough(store, (await tick(store, clock, [a])).get('a'));
  const row = { unitLabel: '101', serial: 'ABC', mac: null };
  const table = { ...rules, onuTable: { rows: [row], version: '2', problems: [] } };
  const works = await tick(store, clock, [a], { rules: table });
  assert.deepEqual(due(works), ['a changed']);
  await carryThrough(store, works.get('a'));
  const dearer = table.plans.map((plan) => ({ ...plan, addOnCents: plan.addOnCents * 2 }));
  assert.equal((await tick(store, clock, [a], { rules: { ...table, plans: dearer } })).size, 0);
  const named = { ...table, siteNamePattern: 'Apartment {unit}' };
  assert.deepEqual(due(await tick(store, clock, [a], { rules: named })), ['a changed']);
});

test('changed while it is in flight: what was carried through is the old one, so it is due again', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const work = (await tick(store, clock, [lease('a', '101')])).get('a');
  const claim = await claimOf(store, 'lease:a');
  assert.ok(work);
  const edited = lease('a', '101', { tenants: [tenant('tenant-of-a', { firstName: 'Grace' })] });
  assert.equal((await tick(store, clock, [edited])).size, 0);
  await store.leases.done(claim, work);
  assert.deepEqual(due(await tick(store, clock, [edited])), ['a changed']);
});

test('a plan that the chain itself has settled: once more, for its charges, then quiet, after a restart, too', async (t) => {
  const { open, clock } = await stage(t);
  let store = await open();
  const work = (await tick(store, clock, [lease('a', '101')])).get('a');
  assert.ok(work);
  const claim = await claimOf(store, 'lease:a');
  await store.households.update(claim, work.householdId, { plan: 'Village Fiber 1G' });
  await store.leases.done(claim, work);
  const again = await tick(store, clock, [lease('a', '101')]);
  assert.deepEqual(due(again), ['a billing']);
  await carryThrough(store, again.get('a'));
  assert.equal((await tick(store, clock, [lease('a', '101')])).size, 0);
  await store.close();
  store = await open();
  assert.equal((await tick(store, clock, [lease('a', '101')])).size, 0);
});

test('a plan that is changed while the lease is quiet makes it due, once', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = [lease('a', '101'), lease('b', '102')];
  const works = await tick(store, clock, leases);
  for (const work of works.values()) await carryThrough(store, work);
  assert.equal((await tick(store, clock, leases)).size, 0);
  const claim = await claimOf(store, 'action:plan-change');
  const id = works.get('a')?.householdId ?? 0;
  await store.households.update(claim, id, { plan: 'Village Fiber 2G' });
  const changed = await tick(store, clock, leases);
  assert.deepEqual(due(changed), ['a billing']);
  await carryThrough(store, changed.get('a'));
  await store.households.update(claim, id, { plan: 'Village Fiber 2G', clientId: 7 });
  assert.equal((await tick(store, clock, leases)).size, 0);
});

test('a lease that is over, cancelled or somebody else’s meanwhile: what is under way for it stops before its next write', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const soon = lease('soon', '101', { start: '2026-12-01', flags: future });
  const leases = [soon, lease('b', '102')];
  const overtaken: Record<string, typeof leases> = {
    cancelled: [{ ...soon, end: '2026-11-19', flags: expired, start: '2026-11-01' }, lease('b', '102')],
    absent: [lease('b', '102')],
    unclear: [{ ...soon, flags: { ...soon.flags, future: null } }, lease('b', '102')],
  };
  for (const [how, now] of Object.entries(overtaken)) {
    await tick(store, clock, leases);
    const [mine, other] = [await claimOf(store, 'lease:soon'), await claimOf(store, 'lease:b')];
    await tick(store, clock, now);
    await assert.rejects(store.renew(mine), { code: 'CLAIM_LOST' }, how);
    const mail = { key: 'mail/x', kind: 'mail', fingerprint: 'x', reason: { because: 'welcome' } } as const;
    await assert.rejects(store.once.beginOnce(mine, { ...mail, before: null, after: null }), { code: 'CLAIM_LOST' });
    await store.renew(other);
    await store.claims.release(other);
    assert.equal((await tick(store, clock, leases)).has('soon'), true, 'it may come back');
  }
});

test('done without the claim changes nothing', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const work = (await tick(store, clock, [lease('a', '101')])).get('a');
  const claim = await claimOf(store, 'lease:a');
  assert.ok(work);
  clock.forward(16 * minute);
  await assert.rejects(store.leases.done(claim, work), { code: 'CLAIM_LOST' });
  assert.deepEqual(due(await tick(store, clock, [lease('a', '101')])), ['a new']);
});

test('a quiet tick writes nothing', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open();
  const leases = ['101', '102', '103'].map((unit) => lease(`lease-${unit}`, unit));
  for (const work of (await tick(store, clock, leases)).values()) await carryThrough(store, work);
  const changes = () => store.database.run((knex) => knex.raw('SELECT total_changes() AS n'));
  await tick(store, clock, leases);
  const before = await changes();
  for (let n = 0; n < 3; n += 1) await tick(store, clock, leases);
  clock.forward(24 * hour);
  await tick(store, clock, leases);
  assert.deepEqual(await changes(), before);
});

test('a store that cannot write loses nothing: the next tick repeats it', async (t) => {
  const { open, clock } = await stage(t);
  const store = await open({ maxPages: 60 });
  const big = lease('a', '101', { propertyName: 'x'.repeat(500_000) });
  await assert.rejects(tick(store, clock, [big]), { code: 'STORE_FULL' });
  assert.equal(store.households.all().length, 0);
  assert.deepEqual(due(await tick(store, clock, [lease('a', '101')])), ['a new']);
  assert.equal(store.households.all().length, 1);
});
