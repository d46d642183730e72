/** What keeps a household in its unit, and one that comes back after its service was ended (design §4, "Lease ended"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lease } from '../../../nodes/village/lease.ts';
import { indexUnits } from '../../../nodes/village/unit-label.ts';
import { codes, expired, future, lease, tenant } from '../stage.ts';
import { over, staysIn, tenancies } from './tenancies.ts';

const tenants = [tenant('ada')];
const noFlags = { active: null, expired: null, expiring: null, future: null };

/** Lease a of 101 has ended; what else is seen from then on keeps its household there. */
const keeping: Record<string, Partial<Lease>> = {
  'a renewal that runs': {},
  'a renewal that is to come': { start: '2026-12-15', flags: future },
  'a renewal whose flags are unclear': { flags: noFlags },
  'a renewal whose flags contradict each other': { flags: { ...expired, active: true } },
};
for (const [what, change] of Object.entries(keeping)) {
  test(`${what} keeps the stay, known before or not`, async (t) => {
    const village = await tenancies(t);
    const a = lease('a', '101', { end: '2026-11-30', tenants });
    const renewal = lease('renewal', '101', { start: '2026-12-01', tenants, ...change });
    await village.run([a]);
    for (const on of ['2026-12-01', '2026-12-02']) {
      const lines = await village.runOn(on, [over(a), renewal]);
      assert.deepEqual(
        lines.filter((line) => line.includes('leaves')),
        [],
      );
      await village.restart();
    }
    assert.deepEqual(staysIn(village.store, '101'), ['1 served']);
  });
}

test('nothing ends while its flags are unclear, it is absent, lacks what it needs, is ignored or outside, or its end is still to come', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-30' });
  await village.run([a]);
  const quiet = async (why: string, leases: readonly Lease[]) => {
    assert.deepEqual(await village.run(leases), [], why);
    await village.restart();
    assert.deepEqual(await village.run(leases), [], `${why}, after a restart`);
  };
  await quiet('expired before its end', [{ ...a, flags: expired }]);
  await village.runOn('2026-12-01', [a]);
  await quiet('unclear', [{ ...a, flags: noFlags }]);
  await quiet('no end', [{ ...a, end: null, flags: expired }]);
  await quiet('absent', []);
  await quiet('no tenant', [{ ...a, tenants: [] }]);
  await quiet('no start', [{ ...a, start: null }]);
  await quiet('a unit that does not exist', [{ ...a, unitName: '1O1' }]);
  await village.store.leases.setIgnored('a', true);
  await quiet('ignored', [over(a)]);
  await village.store.leases.setIgnored('a', false);
  await village.restart({ onlyUnits: ['102'] });
  assert.deepEqual(await village.run([over(a)]), [], 'outside');
  await village.restart({});
  assert.deepEqual(await village.run([over(a)]), ['a changed leaves 101 2026-11-30']);
});

test('ended with a name that nobody knows any more, or in a unit that is gone: its service ends where it was', async (t) => {
  const village = await tenancies(t);
  const leases = ['101', '102'].map((name) => lease(name, name, { end: '2026-11-30' }));
  await village.run(leases);
  const fewer = { units: indexUnits([{ uid: 'unit-101', name: '101' }]) };
  const [first, second] = leases.map((one) => over(one));
  assert.ok(first && second);
  const seen = [{ ...first, unitName: '1O1' }, second];
  await village.runOn('2026-11-29', [{ ...(leases[0] ?? first), unitName: '1O1' }, leases[1] ?? second], fewer);
  await village.restart();
  assert.deepEqual(await village.runOn('2026-12-01', seen, fewer), [
    '101 changed leaves 101 2026-11-30',
    '102 changed leaves 102 2026-11-30',
  ]);
  assert.deepEqual(await village.run(seen, fewer), []);
  await village.restart();
  assert.deepEqual(await village.run(seen, fewer), []);
  assert.deepEqual(codes(village.store), []);
});

test('a renewal that is entered on the last day: nothing ends', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-30', tenants });
  const renewal = lease('renewal', '101', { start: '2026-12-01', flags: future, tenants });
  await village.run([a]);
  assert.deepEqual(await village.runOn('2026-11-30', [a, renewal]), []);
  assert.deepEqual(await village.runOn('2026-12-01', [over(a), { ...renewal, flags: a.flags }]), ['renewal new']);
  assert.deepEqual(staysIn(village.store, '101'), ['1 served']);
});

test('a renewal that is entered a day late: the stay was ended, and is served again', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-30', tenants });
  const renewal = lease('renewal', '101', { start: '2026-12-01', tenants });
  await village.run([a]);
  assert.deepEqual(await village.runOn('2026-12-01', [over(a)]), ['a changed leaves 101 2026-11-30']);
  assert.deepEqual(await village.runOn('2026-12-02', [over(a), renewal]), ['renewal new']);
  assert.deepEqual(staysIn(village.store, '101'), ['1 served']);
  await village.restart();
  assert.deepEqual(await village.run([over(a), renewal]), []);
});

const comebacks: Record<string, Partial<Lease>> = {
  'with a later end': { end: '2027-05-31' },
  'month to month': { end: null },
  'with the same dates': {},
};
for (const [how, change] of Object.entries(comebacks)) {
  test(`the same lease goes on ${how} after it was ended: served again, once, and it can end again`, async (t) => {
    const village = await tenancies(t);
    const a = lease('a', '101', { end: '2026-11-30' });
    await village.run([a]);
    assert.deepEqual(await village.runOn('2026-12-01', [over(a)]), ['a changed leaves 101 2026-11-30']);
    assert.deepEqual(await village.run([over(a)]), []);
    const on = { ...a, ...change };
    assert.deepEqual(await village.runOn('2026-12-03', [on]), ['a changed']);
    assert.deepEqual(staysIn(village.store, '101'), ['1 served']);
    assert.deepEqual(await village.run([on]), []);
    await village.restart();
    assert.deepEqual(await village.run([on]), []);
    assert.deepEqual(await village.runOn('2026-12-20', [over(a, '2026-12-18')]), ['a changed leaves 101 2026-12-18']);
  });
}

test('back, and over again before it was served: nothing to end, unless its making was begun', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-18' });
  await village.run([a]);
  await village.run([over(a)]);
  for (let times = 0; times < 2; times += 1) {
    await village.see([a]);
    assert.deepEqual(await village.run([over(a)]), []);
    await village.restart();
  }
});
