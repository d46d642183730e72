/** The scan without Node-RED: what it asks of Innago, and what it makes of the answers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LeaseWork } from '../../nodes/state/work.ts';
import { errorOf } from '../error-of.ts';
import { counted, village } from './village.ts';

/** Carries a lease through as the chain would. */
async function carryThrough(
  store: Awaited<ReturnType<typeof village>>['store'],
  work: readonly LeaseWork[],
): Promise<void> {
  for (const one of work) {
    const claim = await store.claims.take(one.key);
    assert.ok(claim);
    await store.leases.done(claim, one);
  }
}

test('the first scan reads everything and says so; every workable lease is due', async (t) => {
  const place = await village(t);
  const { due, summary, error } = await place.scan();
  const { world } = place.simulator;
  const listed = [...world.leases.values()].filter(({ listed }) => listed);
  const open = [...world.maintenances.values()].filter(({ status }) => status !== 'Resolved');
  assert.equal(error, undefined);
  assert.equal(summary.complete, true);
  assert.equal(summary.today, '2026-11-20');
  assert.deepEqual([summary.leases, summary.units, summary.tickets], [listed.length, 118, open.length]);
  assert.equal(summary.due, due.length);
  assert.ok(due.length > 100, `${due.length} due`);
  assert.ok(due.every(({ reason, adopt }) => reason === 'new' && !adopt));
  const pages = Math.ceil(listed.length / 50);
  assert.deepEqual(counted(place.requests()), [
    '1 x GET /v1/properties/{propertyUid}',
    '1 x GET /v1/properties/{propertyUid}/units',
    '1 x GET /v2/maintenances',
    `${pages} x GET /v1/leases`,
  ]);
  assert.equal(summary.requests, pages + 3);
  assert.match(
    place.log.join('\n'),
    /First scan of Innago: property, units.*\n.*118 units in \d+ requests.*leases are due/,
  );
});

test('a quiet scan makes one request for each page and gives nothing out; units are read again after an hour', async (t) => {
  const place = await village(t, { simulator: { pageSize: 20 } });
  await carryThrough(place.store, (await place.scan()).due);
  const pages = Math.ceil(place.simulator.world.leases.size / 20);
  place.requests();
  for (let tick = 0; tick < 3; tick += 1) {
    place.clock.pass(5);
    const { due, tickets, summary } = await place.scan();
    assert.deepEqual([due, summary.complete], [[], true]);
    assert.equal(tickets.length, summary.dueTickets);
    assert.deepEqual(counted(place.requests()), ['1 x GET /v2/maintenances', `${pages} x GET /v1/leases`]);
    assert.equal(summary.requests, pages + 1);
  }
  place.clock.pass(60);
  await place.scan();
  assert.equal(place.requests().filter((one) => one.includes('properties')).length, 2);
});

test('a changed lease comes out, and only that one; after a restart nothing that was carried through does', async (t) => {
  const place = await village(t);
  await carryThrough(place.store, (await place.scan()).due);
  const [lease] = place.simulator.world.leases.values();
  assert.ok(lease);
  const [active] = [...place.simulator.world.leases.values()].filter(
    ({ startDate, endDate, unitUid }) =>
      startDate < '2026-11-01' && unitUid !== null && (endDate === null || endDate > '2027-01-01'),
  );
  assert.ok(active);
  place.simulator.world.addTenant(active.leaseUid, { firstName: 'Zoe' });
  const { due } = await place.scan();
  assert.deepEqual(
    due.map(({ lease, reason }) => [lease.uid, reason]),
    [[active.leaseUid, 'changed']],
  );
  await carryThrough(place.store, due);
  await place.restart();
  assert.deepEqual((await place.scan()).due, []);
});

test('an unknown unit: the units are read once more, then the lease waits for a person; it goes on once the unit is there', async (t) => {
  const place = await village(t, { simulator: { village: 'empty' } });
  const { world } = place.simulator;
  world.addLease({ unit: '101' });
  await place.scan();
  place.requests();
  world.addUnit('901');
  const late = world.addLease({ unit: '901' });
  const { due } = await place.scan();
  assert.ok(due.some(({ unit, lease }) => unit.label === '901' && lease.uid === late.leaseUid));
  assert.equal(place.requests().filter((one) => one.endsWith('/units')).length, 1);

  const nowhere = world.addLease({ unit: null, unitName: 'Attic' });
  assert.ok(!(await place.scan()).due.some(({ lease }) => lease.uid === nowhere.leaseUid));
  assert.equal(place.requests().filter((one) => one.endsWith('/units')).length, 1);
  assert.deepEqual(place.openItems(), ['UNIT_UNKNOWN unit Attic']);
  world.addTenant(nowhere.leaseUid);
  await place.scan();
  assert.equal(place.requests().filter((one) => one.endsWith('/units')).length, 0, 'it was looked for in vain already');
});

test('leases without tenant, without unit, unreadable: attention, and the others go on', async (t) => {
  const place = await village(t, { simulator: { village: 'empty' } });
  const { world } = place.simulator;
  const good = world.addLease({ unit: '101' });
  const empty = world.addLease({ unit: '102', tenants: [] });
  const homeless = world.addLease({ unit: null });
  const broken = world.addLease({ unit: '103' });
  world.editLease(broken.leaseUid, { startDate: 'soon' });
  const { due, summary } = await place.scan();
  assert.deepEqual(
    due.map(({ lease }) => lease.uid),
    [good.leaseUid],
  );
  assert.equal(summary.complete, true);
  assert.deepEqual(place.openItems().sort(), [
    `LEASE_UNREADABLE lease ${broken.leaseUid}`,
    `LEASE_WITHOUT_TENANT unit 102`,
    `LEASE_WITHOUT_UNIT lease ${homeless.leaseUid}`,
  ]);
  world.editLease(broken.leaseUid, { startDate: '2026-11-01' });
  world.addTenant(empty.leaseUid);
  world.editLease(homeless.leaseUid, { unitName: 'Apt 104' });
  const after = await place.scan();
  assert.deepEqual(place.openItems(), []);
  assert.deepEqual(after.due.map(({ unit }) => unit.label).sort(), ['101', '102', '103', '104']);
});

test('two units with one label: attention, their leases wait', async (t) => {
  const place = await village(t, { simulator: { village: 'empty' } });
  const { world } = place.simulator;
  const twin = world.addUnit('twin', 'Apt 101');
  world.addLease({ unit: '101' });
  world.addLease({ unit: '102' });
  const { due } = await place.scan();
  assert.deepEqual(
    due.map(({ unit }) => unit.label),
    ['102'],
  );
  assert.deepEqual(place.openItems().sort(), ['UNIT_LABEL_TWICE unit 101', 'UNIT_UNKNOWN unit 101']);
  twin.name = 'Apt 901';
  place.clock.pass(61);
  await place.scan();
  assert.deepEqual(place.openItems(), []);
});

test('without the operator’s zone UISP’s is waited for; without both nothing is done', async (t) => {
  const place = await village(t, { rules: { timeZone: '' } });
  const error = await errorOf(place.scan());
  assert.deepEqual([error.code, error.trouble], ['TIME_ZONE_UNKNOWN', 'operator']);
  assert.match(error.hint ?? '', /uisp-server/);
  assert.deepEqual(place.requests(), []);
  await place.restart();
  const scan = place.scan();
  await place.store.facts.set('uisp.timeZone', 'Pacific/Kiritimati');
  assert.equal((await scan).summary.today, '2026-11-21', 'noon in Chicago is the next morning there');
});

test('prepare all units: fresh units, and "do it" only in live mode', async (t) => {
  const place = await village(t);
  const signal = new AbortController().signal;
  await place.scan();
  place.requests();
  const work = await place.scanner.prepare(place.rules(), true, signal);
  assert.deepEqual([work.key, work.units.length, work.apply, work.today], ['action:prepare', 118, true, '2026-11-20']);
  assert.deepEqual(counted(place.requests()), [
    '1 x GET /v1/properties/{propertyUid}',
    '1 x GET /v1/properties/{propertyUid}/units',
  ]);
  assert.equal((await place.scanner.prepare(place.rules(), false, signal)).apply, false);
  await place.restart({ mode: 'dry-run' });
  assert.equal((await place.scanner.prepare(place.rules(), true, signal)).apply, false);
});

test('prepare all units: only the operator’s list, and no unit whose label another one bears', async (t) => {
  const place = await village(t, { store: { onlyUnits: ['101', '103'] } });
  const signal = new AbortController().signal;
  const units = async () => (await place.scanner.prepare(place.rules(), true, signal)).units.map(({ label }) => label);
  assert.deepEqual(await units(), ['101', '103']);
  place.simulator.world.addUnit('twin', 'Apt 101');
  assert.deepEqual(await units(), ['103']);
  await place.restart({ onlyUnits: [] });
  assert.deepEqual(await units(), []);
});
