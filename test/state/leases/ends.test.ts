/** A lease that ends: its service is ended once, at the first tick after its last day (design §4, "Lease ended"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimOf, codes, effectOf, future, lease, rules } from '../stage.ts';
import { chain, day, over, staysIn, tenancies, told, village as villageOf } from './tenancies.ts';

const served = (step: number) => ({ ...rules, tenancy: { ...rules.tenancy, lateCutoffDays: step } });

test('not on its last day; at the first tick after it, once; quiet then, also after a restart and on later days', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-30' });
  const other = lease('b', '102');
  assert.deepEqual(await village.run([a, other]), ['a new', 'b new']);
  assert.deepEqual(await village.runOn('2026-11-30', [a, other]), []);
  assert.deepEqual(await village.runOn('2026-12-01', [a, other]), [], 'Innago has not said so yet');
  assert.deepEqual(await village.run([over(a), other]), ['a changed leaves 101 2026-11-30']);
  assert.deepEqual(staysIn(village.store, '101'), ['1 2026-11-30']);
  assert.equal(village.store.leases.entry('a')?.standing, 'leaving');
  assert.deepEqual(await village.run([over(a), other]), []);
  assert.equal(village.store.leases.entry('a')?.standing, 'ended');
  await village.restart();
  assert.deepEqual(await village.run([over(a), other]), []);
  assert.deepEqual(await village.runOn('2027-03-01', [over(a), other]), []);
  assert.deepEqual(codes(village.store), []);
});

test('the work of an end says so, and is the first of the tick', async (t) => {
  const village = await tenancies(t);
  const [a, b] = [lease('a', '101', { end: '2026-11-30' }), lease('b', '102')];
  await village.run([a, b]);
  village.clock.forward(11 * day);
  const works = await village.see([lease('c', '103'), { ...b, end: null }, over(a)]);
  assert.deepEqual([...works.values()].map(told), ['a changed leaves 101 2026-11-30', 'b changed', 'c new']);
  const work = works.get('a');
  assert.deepEqual([work?.state, work?.unit.uid, work?.billing], ['ended', 'unit-101', undefined]);
  assert.deepEqual(work?.leaves, [{ unitUid: 'unit-101', unitLabel: '101', lastDay: '2026-11-30' }]);
});

test('the next household is due at the next tick, with no back-off left from waiting', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-12-10' });
  const next = lease('next', '101', { start: '2026-12-10', flags: future });
  const works = await village.see([a, next]);
  for (const uid of ['a', 'next']) await chain(village.store, works.get(uid) ?? assert.fail(uid));
  const begun = { ...next, flags: a.flags };
  village.clock.forward(21 * day);
  village.store.leases.retry('next');
  const look = async () => (await village.see([over(a), begun])).get('next');
  for (let work = await look(); work !== undefined; work = await look()) {
    await village.store.leases.done(await claimOf(village.store, work.key), work, {
      waiting: [{ why: 'the site is bound' }],
    });
  }
  const end = (await village.see([over(a), begun])).get('a');
  assert.deepEqual(end && told(end), 'a changed leaves 101 2026-12-10');
  await chain(village.store, end ?? assert.fail());
  assert.deepEqual(await village.run([over(a), begun]), ['next retry']);
});

test('what comes through while a tick runs is looked at by the next one', async (t) => {
  const village = await tenancies(t);
  const { units, leases } = villageOf(20, () => ({ end: '2026-11-30' }));
  const works = await village.see(leases, { units });
  await chain(village.store, works.get('l101') ?? assert.fail());
  village.clock.forward(11 * day);
  const now = leases.map((one) => (one.uid === 'l101' ? over(one) : one));
  const end = (await village.see(now, { units })).get('l101') ?? assert.fail();
  const claim = await claimOf(village.store, 'lease:l101');
  await village.store.households.update(claim, end.householdId, { endedOn: '2026-11-30' }, 'unit-101');
  // A tick that asks the ledger about each of the others, which have ended without a service.
  const done = village.store.leases.done(claim, end);
  await Promise.all([
    done,
    village.see(
      leases.map((one) => over(one)),
      { units },
    ),
  ]);
  await village.see(
    leases.map((one) => over(one)),
    { units },
  );
  assert.equal(village.store.leases.entry('l101')?.standing, 'ended');
});

test('late cut-off days: that much later, but not into the next lease, and never before the lease’s own end', async (t) => {
  const village = await tenancies(t);
  const late = { rules: served(5) };
  const leases = [
    lease('a', '101', { end: '2026-11-30' }),
    lease('b', '102', { end: '2026-11-30' }),
    lease('c', '103', { end: '2026-11-30' }),
    lease('b2', '102', { start: '2026-12-03', flags: future }),
    lease('c2', '103', { start: '2026-11-30', flags: future }),
  ];
  await village.run(leases, late);
  const ended = leases.map((one) =>
    one.uid.endsWith('2') ? { ...one, flags: leases[0]?.flags ?? future } : over(one),
  );
  const on = (iso: string) => village.runOn(iso, ended, late);
  assert.deepEqual(await on('2026-12-01'), ['c changed leaves 103 2026-11-30']);
  assert.deepEqual(await on('2026-12-02'), []);
  assert.deepEqual(await on('2026-12-03'), ['b changed leaves 102 2026-12-02']);
  assert.deepEqual(await on('2026-12-05'), []);
  assert.deepEqual(await on('2026-12-06'), ['a changed leaves 101 2026-12-05']);
});

test('without a service there is nothing to end; where one was begun to be made, or made and not noted, there is', async (t) => {
  const village = await tenancies(t);
  const names = ['101', '102', '103', '104'];
  const leases = names.map((name) => lease(name, name, { end: '2026-11-30' }));
  const works = await village.see(leases);
  const idOf = (name: string) => works.get(name)?.householdId ?? assert.fail();
  const make = (name: string, write: () => Promise<string>) => {
    const key = `uisp-service/household:${idOf(name)}/unit:unit-${name}`;
    return village.store.ledger.apply(claim, effectOf('made', [], { key, kind: 'uisp-service', write }));
  };
  const claim = await claimOf(village.store, 'lease:102');
  await assert.rejects(make('102', () => Promise.reject(new Error('the answer was lost'))));
  await make('103', async () => 'made');
  await village.store.households.update(claim, idOf('104'), { clientId: 4, siteId: 's' });
  await village.store.claims.release(claim);
  const ended = leases.map((one) => over(one));
  assert.deepEqual(await village.runOn('2026-12-01', ended), [
    '102 new leaves 102 2026-11-30',
    '103 new leaves 103 2026-11-30',
  ]);
  assert.deepEqual(await village.run(ended), []);
  await village.restart();
  assert.deepEqual(await village.runOn('2026-12-02', ended), []);
});

test('a service that is made while its lease ends: what makes it stops, and what came of it is looked for', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-30' });
  const work = (await village.see([a])).get('a');
  const claim = await claimOf(village.store, 'lease:a');
  village.clock.forward(11 * day);
  const lateClaim = { ...claim };
  await village.store.claims.release(claim);
  const own = await claimOf(village.store, 'lease:a');
  const key = `uisp-service/household:${work?.householdId}/unit:unit-101`;
  let answer = () => {};
  const making = village.store.ledger.apply(
    own,
    effectOf('made', [], {
      key,
      kind: 'uisp-service',
      write: () => new Promise<string>((resolve) => (answer = () => resolve('made'))),
    }),
  );
  const isBegun = async () => (await village.store.ledger.latest(key)) !== undefined;
  const until = Date.now() + 5_000;
  while (!(await isBegun()) && Date.now() < until) await new Promise(setImmediate);
  const end = (await village.see([over(a)])).get('a');
  assert.deepEqual(end && told(end), 'a new leaves 101 2026-11-30');
  answer();
  await making.catch(() => undefined);
  for (const old of [own, lateClaim]) {
    await assert.rejects(village.store.households.update(old, 1, { serviceId: 1 }), { code: 'CLAIM_LOST' });
  }
});

test('whenever its service is begun to be made while the tick looks: it is refused, or it is known and ended', async (t) => {
  const found: boolean[] = [];
  for (let statements = 0; statements < 16; statements += 1) {
    const village = await tenancies(t);
    const { units, leases } = villageOf(12, () => ({ end: '2026-11-18' }));
    const { householdId } = (await village.see(leases, { units })).get('l101') ?? assert.fail();
    const claim = await claimOf(village.store, 'lease:l101');
    const key = `uisp-service/household:${householdId}/unit:unit-101`;
    const making = async () => {
      for (let n = 0; n < statements; n += 1) await village.store.database.run((knex) => knex.raw('SELECT 1'));
      await village.store.ledger
        .apply(claim, effectOf('made', [], { key, kind: 'uisp-service' }))
        .catch(() => undefined);
    };
    const ended = leases.map((one) => over(one));
    const [works] = await Promise.all([village.see(ended, { units }), making()]);
    const isBegun = (await village.store.ledger.latest(key)) !== undefined;
    assert.equal(works.has('l101'), isBegun, `after ${statements} statements`);
    found.push(isBegun);
  }
  assert.deepEqual([...new Set(found)].sort(), [false, true]);
});
