import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { worldSettings } from './options.ts';
import { leaseFlags } from './world/lease-state.ts';
import { Life } from './world/life.ts';
import type { Lease, Unit } from './world/things.ts';
import { buildWorld } from './world/victorian-village.ts';
import type { World } from './world/world.ts';

const village = (options: Parameters<typeof worldSettings>[0] = {}): World =>
  buildWorld(worldSettings({ today: () => '2026-11-22', ...options }));

const leasesBy = (world: World, flag: keyof ReturnType<typeof leaseFlags>): Lease[] =>
  [...world.leases.values()].filter((lease) => leaseFlags(lease, world.today)[flag]);

/** The unit's ONU by the three ways of design §4; each way gives at most one. */
function onusOf(world: World, unit: Unit): string[] {
  const rows = world.onuTable.filter((row) => row.unit === unit.label);
  const byTable = [...world.devices.values()].filter((device) =>
    rows.some(
      (row) => (row.serial !== '' && row.serial === device.serialNumber) || (row.mac !== '' && row.mac === device.mac),
    ),
  );
  const site = world.sitesNamed(`Unit ${unit.label}`)[0];
  const bySite = site ? world.devicesOf(site.id) : [];
  const byName = world.onusCalled(`ONU-${unit.label}`);
  return [...new Set([...byTable, ...bySite, ...byName].map(({ id }) => id))];
}

describe('Victorian Village', () => {
  for (const units of [118, 40, 1500]) {
    it(`can be served with ${units} units`, () => {
      const world = village({ units });
      assert.equal(world.units.size, units);
      const active = leasesBy(world, 'isActiveLease');
      assert.ok(active.length > units * 0.8 && active.length < units * 0.9, `${active.length} active leases`);
      assert.equal(new Set(active.map(({ unitUid }) => unitUid)).size, active.length, 'one active lease a unit');
      for (const lease of active) {
        assert.equal(onusOf(world, world.unit(lease.unitUid ?? '')).length, 1, `the ONU of ${lease.unitName}`);
      }
      const onus = [...world.devices.values()].filter(({ type }) => type === 'onu');
      assert.ok(onus.every(({ oltId }) => oltId === world.olt.id));
      assert.equal(new Set(onus.map(({ serialNumber }) => serialNumber)).size, onus.length);
      assert.equal(new Set(onus.map(({ mac }) => mac)).size, onus.length);
      assert.ok(onus.some(({ status }) => status === 'disconnected'));
    });
  }

  it('has the 118 apartments of four floors, written in four ways', () => {
    const labels = [...village().units.values()].map(({ label }) => label);
    assert.deepEqual([labels[0], labels[29], labels[30], labels[117]], ['101', '130', '201', '428']);
    const names = [...village().units.values()].slice(0, 4).map(({ name }) => name);
    assert.deepEqual(names, ['101', 'Unit 102', 'Apt 103', '#104 ']);
  });

  it('has the cases that break careless code', () => {
    const world = village();
    const active = leasesBy(world, 'isActiveLease');
    const tenants = active.flatMap((lease) => lease.tenants);
    assert.ok(active.some((lease) => lease.tenants.length === 2) && active.some((lease) => lease.tenants.length === 3));
    assert.ok(active.some((lease) => lease.endDate === null));
    assert.ok(active.some((lease) => lease.tenants.every((tenant) => tenant.email === null)));
    assert.ok(tenants.some(({ lastName }) => lastName === null));
    for (const name of ["O'Brien", 'Álvarez Núñez'])
      assert.ok(
        tenants.some(({ lastName }) => lastName === name),
        name,
      );
    assert.ok(tenants.some(({ firstName }) => firstName === '<b>x</b>'));
    assert.ok(leasesBy(world, 'isExpiredLease').length >= 4);
    assert.ok(leasesBy(world, 'isExpiringLease').every((lease) => leaseFlags(lease, world.today).isActiveLease));
    const future = leasesBy(world, 'isFutureLease');
    assert.equal(future.length, 3);
    const occupied = new Set(active.map(({ unitUid }) => unitUid));
    const kinds = future.map(({ unitUid }) =>
      occupied.has(unitUid) ? 'occupied' : onusOf(world, world.unit(unitUid ?? '')).length,
    );
    assert.deepEqual(kinds.toSorted(), [0, 1, 'occupied']);
    assert.ok(world.sites.size > 5 && world.sites.size < 40, 'a few subscriber sites exist beforehand');
    assert.equal(new Set([...world.maintenances.values()].map(({ status }) => status)).size, 4);
  });

  it('is the same for the same seed and another for another', () => {
    const shape = (world: World): string =>
      JSON.stringify([[...world.leases.values()], world.onuTable, [...world.devices.values()]]);
    assert.equal(shape(village({ seed: 7 })), shape(village({ seed: 7 })));
    assert.notEqual(shape(village({ seed: 7 })), shape(village({ seed: 8 })));
  });

  it('can be empty, without plans, or with pet fees', () => {
    const empty = village({ village: 'empty', plansExist: false });
    assert.deepEqual([empty.units.size, empty.leases.size, empty.devices.size, empty.crm.plans.size], [118, 0, 1, 0]);
    const pets = village({ variants: { petFee: 10 } });
    assert.ok(
      [...pets.invoices.values()].every((invoice) => invoice.amount === 10 && invoice.dueDate === '2026-12-01'),
    );
    assert.ok(pets.invoices.size > 10);
  });

  it('replaces an ONU like UFiber does: the old record stays', () => {
    const world = village({ village: 'empty' });
    const site = world.addSite({ name: 'Unit 101', parentId: world.parentSite.id });
    const first = world.addOnu({ unit: '101', inTable: 'both', siteId: site.id, name: 'ONU-101' });
    const { old, replacement } = world.replaceOnu(first.id);
    assert.deepEqual([old.name, old.siteId, old.status], ['ONU-101', site.id, 'disconnected']);
    assert.deepEqual([replacement.name, replacement.siteId, replacement.status], ['ubnt', null, 'active']);
    assert.notEqual(replacement.serialNumber, old.serialNumber);
  });

  it('lives by a script, within bounds', () => {
    let now = Date.parse('2026-11-22T12:00:00Z');
    const world = village({ now: () => now });
    const life = new Life(world);
    // A renewal or a transfer is the same household.
    const households = () => new Set([...world.leases.values()].map(({ tenants }) => tenants[0]?.tenantUid)).size;
    const before = households();
    for (let step = 0; step < 210; step += 1) life.next();
    const dayOne = households() - before;
    assert.ok(dayOne > 3 && dayOne <= 8, `${dayOne} new households on the first day, at most eight`);
    now += 86_400_001;
    for (let step = 0; step < 7; step += 1) life.next();
    assert.ok(households() > before + dayOne, 'and more on the next');
    assert.equal(
      leasesBy(world, 'isActiveLease').length,
      new Set(leasesBy(world, 'isActiveLease').map(({ unitUid }) => unitUid)).size,
    );
  });
});
