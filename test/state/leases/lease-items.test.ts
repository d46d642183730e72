/** What a person hears of a household that does not leave, and of one that never came (design §4, "Lease ended", "Lease started"). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimOf, codes, effectOf, future, lease, tenant } from '../stage.ts';
import { chain, over, staysIn, tenancies } from './tenancies.ts';

const { flags } = lease('x', '101');

test('the old household still lives there a day after the new lease began: told, until it is over; nobody is cut off', async (t) => {
  const village = await tenancies(t);
  const old = lease('old', '101', { end: '2026-11-30' });
  const next = lease('next', '101', { start: '2026-12-01', end: null, flags: future });
  const works = await village.see([old, next]);
  const claim = await claimOf(village.store, 'lease:old');
  const made = { clientId: 1, siteId: 's', serviceId: 2 };
  await village.store.households.update(claim, works.get('old')?.householdId ?? 0, made, 'unit-101');
  await village.store.claims.release(claim);
  const on = { ...next, flags };
  const see = async (iso: string) => {
    village.clock.forward(Date.parse(`${iso}T12:00:00Z`) - village.clock());
    await village.see([old, on]);
    return codes(village.store);
  };
  assert.deepEqual(
    [await see('2026-12-01'), await see('2026-12-02'), await see('2026-12-09')],
    [[], ['UNIT_NOT_VACATED'], ['UNIT_NOT_VACATED']],
  );
  const [item] = village.store.attention.list();
  assert.match(item?.why ?? '', /^Lease next began on December 1, 2026, and lease old still runs in the unit\.$/);
  await village.restart();
  assert.deepEqual(await see('2026-12-10'), ['UNIT_NOT_VACATED']);
  await village.see([over(old), on]);
  assert.deepEqual(codes(village.store), []);
});

test('no such item where the household has moved itself, is served, or nobody is served at all', async (t) => {
  const village = await tenancies(t);
  const tenants = [tenant('ada')];
  const old = lease('old', '101', { end: '2026-11-15', tenants });
  const on = lease('on', '101', { start: '2026-11-16', tenants });
  const strangers = [lease('a', '102', { end: '2026-11-15' }), lease('b', '102', { start: '2026-11-16' })];
  await village.see([old, on, ...strangers]);
  assert.deepEqual(codes(village.store), []);
  await village.run([old, on, ...strangers]);
  await village.runOn('2026-11-25', [old, on, ...strangers]);
  assert.deepEqual(codes(village.store), [], 'both were served here, whoever did it');
});

test('cancelled before it began, when the unit was never free for it: a person hears of its welcome, until they ignore it', async (t) => {
  const village = await tenancies(t);
  const [welcomed, quiet, served] = ['101', '102', '103'].map((unit) =>
    lease(unit, unit, { start: '2026-12-01', end: '2027-05-31', flags: future }),
  );
  assert.ok(welcomed && quiet && served);
  const works = await village.see([welcomed, quiet, served]);
  const claim = await claimOf(village.store, 'lease:101');
  for (const leaseUid of ['101', '103']) {
    const householdId = works.get(leaseUid)?.householdId ?? 0;
    const reason = { leaseUid, unit: leaseUid, householdId, because: 'test' };
    const key = `mail/household:${householdId}/welcome/somebody`;
    await village.store.ledger.apply(claim, effectOf('sent', [], { key, kind: 'mail', reason }));
  }
  await village.store.claims.release(claim);
  await chain(village.store, works.get('103') ?? assert.fail());
  const cancelled = [welcomed, quiet, served].map((one) => over(one, '2026-11-18'));
  assert.deepEqual(await village.run(cancelled), ['103 changed leaves 103 2026-11-18'], 'whose step tells of it');
  assert.deepEqual(
    village.store.attention.list().map((item) => item.key),
    ['CANCELLED_WELCOMED/lease:101'],
  );
  await village.restart();
  await village.runOn('2026-12-24', cancelled);
  assert.deepEqual(codes(village.store), ['CANCELLED_WELCOMED']);
  await village.store.attention.judge('CANCELLED_WELCOMED/lease:101', 'ignored');
  await village.runOn('2026-12-25', cancelled);
  assert.deepEqual(codes(village.store), []);
  await village.runOn('2026-12-26', [{ ...welcomed, flags }, quiet]);
  assert.equal(village.store.attention.get('CANCELLED_WELCOMED/lease:101'), undefined);
  assert.deepEqual(staysIn(village.store, '101'), ['1 served']);
});
