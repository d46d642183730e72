/** An end that does not come through: tried again, in nobody's way, never half done for good (design §2). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../../../nodes/state/run-node.ts';
import { claimOf, codes, expired, lease, minute } from '../stage.ts';
import { chain, over, staysIn, tenancies, told } from './tenancies.ts';

const refused: Failure = { code: 'UISP_422', trouble: 'data', effect: 'none', text: 'refused', hint: undefined };

test('backs off, asks for attention at the third failure, and blocks nobody; carried through, its item is gone', async (t) => {
  const village = await tenancies(t);
  const [poison, fine] = [lease('poison', '101', { end: '2026-11-30' }), lease('fine', '102', { end: '2026-11-30' })];
  await village.run([poison, fine]);
  const ended = [over(poison), over(fine)];
  village.clock.forward(11 * 24 * 60 * minute);
  const fail = async () => {
    const work = (await village.see(ended)).get('poison');
    assert.equal(work && told(work).replace(/ (changed|retry)/, ''), 'poison leaves 101 2026-11-30');
    if (work === undefined) return;
    await village.store.leases.failed(await claimOf(village.store, work.key), work, refused);
  };
  const first = await village.see(ended);
  await chain(village.store, first.get('fine') ?? assert.fail());
  for (const wait of [5, 15, 60]) {
    await fail();
    village.clock.forward((wait - 1) * minute);
    assert.deepEqual(await village.run(ended), []);
    village.clock.forward(minute);
  }
  assert.deepEqual(codes(village.store), ['UISP_422']);
  await village.restart();
  assert.deepEqual(await village.run(ended), ['poison retry leaves 101 2026-11-30']);
  assert.deepEqual(codes(village.store), []);
  assert.deepEqual(await village.run(ended), []);
});

test('a shared cause is told as long as an end waits for it, and a lease that gets past it brings the others at once', async (t) => {
  const village = await tenancies(t);
  const leases = ['101', '102'].map((name) => lease(name, name, { end: '2026-11-30' }));
  await village.run(leases);
  const ended = leases.map((one) => over(one));
  village.clock.forward(11 * 24 * 60 * minute);
  const cause: Failure = { ...refused, trouble: 'operator', code: 'CRM_NO_RIGHT', about: 'UISP CRM' };
  for (let ticks = 0; ticks < 6; ticks += 1) {
    for (const work of (await village.see(ended)).values()) {
      await village.store.leases.failed(await claimOf(village.store, work.key), work, cause);
    }
    village.clock.forward(minute);
    assert.deepEqual(codes(village.store), ['CRM_NO_RIGHT']);
  }
  assert.deepEqual(await village.run(ended), [], 'looked at once an hour by now');
  village.store.leases.retry('101');
  assert.deepEqual(await village.run(ended), ['101 retry leaves 101 2026-11-30']);
  assert.deepEqual(await village.run(ended), ['102 retry leaves 102 2026-11-30']);
  await village.see(ended);
  assert.deepEqual(codes(village.store), []);
});

test('killed between the end that is stored and the chain’s last word: quiet, and served again when the lease comes back as it was', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-18' });
  await village.run([a]);
  const work = (await village.see([over(a)])).get('a') ?? assert.fail();
  const claim = await claimOf(village.store, work.key);
  await village.store.households.update(claim, work.householdId, { endedOn: '2026-11-18' }, 'unit-101');
  await village.restart();
  await assert.rejects(village.store.households.update(claim, work.householdId, { serviceId: 1 }), {
    code: 'CLAIM_LOST',
  });
  assert.deepEqual(await village.run([over(a)]), []);
  assert.deepEqual(await village.run([a]), ['a changed']);
  assert.deepEqual(staysIn(village.store, '101'), ['1 served']);
  assert.deepEqual(await village.run([a]), []);
});

test('killed before the end is stored: due again, with the same day', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-18' });
  await village.run([a]);
  await claimOf(village.store, (await village.see([over(a)])).get('a')?.key);
  await village.restart();
  assert.deepEqual(await village.runOn('2026-11-22', [over(a)]), ['a changed leaves 101 2026-11-18']);
});

for (const kill of [false, true]) {
  const when = kill ? ', over a restart' : '';
  test(`on again before its end came through: what was under way stops, and its service is looked at once${when}`, async (t) => {
    const village = await tenancies(t);
    const a = lease('a', '101', { end: '2026-11-18' });
    await village.run([a]);
    const work = (await village.see([over(a)])).get('a') ?? assert.fail();
    const claim = await claimOf(village.store, work.key);
    if (kill) await village.restart();
    const works = await village.see([a]);
    assert.deepEqual([...works.values()].map(told), ['a changed']);
    await assert.rejects(
      village.store.households.update(claim, work.householdId, { endedOn: '2026-11-18' }, 'unit-101'),
      { code: 'CLAIM_LOST' },
    );
    await chain(village.store, works.get('a') ?? assert.fail());
    assert.deepEqual(await village.run([a]), []);
    assert.deepEqual(await village.run([{ ...a, flags: expired }]), ['a changed leaves 101 2026-11-18']);
  });
}

test('what is under way for a lease that then ends stops before its next write or mail', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-18' });
  await village.run([a]);
  const work = (await village.see([{ ...a, tenants: [...a.tenants, ...lease('b', 'b').tenants] }])).get('a');
  const claim = await claimOf(village.store, work?.key);
  assert.deepEqual([...(await village.see([over(a)])).values()].map(told), ['a changed leaves 101 2026-11-18']);
  await assert.rejects(village.store.households.update(claim, 1, { onuId: 'x' }), { code: 'CLAIM_LOST' });
});
