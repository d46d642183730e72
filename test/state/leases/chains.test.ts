/** Leases that pass while nothing can be read still hold a household together (design §4, "Words": a lease continues another). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expired, lease, tenant } from '../stage.ts';
import { over, staysIn, tenancies } from './tenancies.ts';

const tenants = [tenant('ada'), tenant('grace')];

test('two short leases pass during an outage: the household stays itself, also from one unit to another', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-30', tenants });
  await village.run([a]);
  const b = lease('b', '101', { start: '2026-12-01', end: '2027-01-10', tenants, flags: expired });
  const c = lease('c', '102', { start: '2027-01-15', end: '2027-03-01', tenants: [tenant('grace')], flags: expired });
  const d = lease('d', '102', { start: '2027-03-02', end: null, tenants: [tenant('grace'), tenant('eve')] });
  const lines = await village.runOn('2027-04-01', [over(a), b, c, d]);
  assert.deepEqual(lines, ['a changed leaves 101 2026-11-30', 'd new']);
  assert.equal(village.store.households.all().length, 1);
  assert.deepEqual(staysIn(village.store, '102'), ['1 served']);
  assert.deepEqual(await village.run([over(a), b, c, d]), []);
});

test('what does not continue is another household: a gap of more than 31 days, or nobody in common', async (t) => {
  const village = await tenancies(t);
  const a = lease('a', '101', { end: '2026-11-30', tenants });
  await village.run([a]);
  const b = lease('b', '101', { start: '2026-12-01', end: '2026-12-31', tenants: [tenant('eve')], flags: expired });
  const c = lease('c', '101', { start: '2027-01-02', end: null, tenants });
  await village.runOn('2027-01-03', [over(a), b, c]);
  assert.equal(village.store.households.all().length, 2);
});
