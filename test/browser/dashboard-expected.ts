/** What the grid should say of each unit, from the simulated servers' own books. */
import { addDays } from '../simulator/world/calendar.ts';
import { leaseFlags } from '../simulator/world/lease-state.ts';
import type { Lease, Unit } from '../simulator/world/things.ts';
import type { World } from '../simulator/world/world.ts';

/** One line a unit, in the order of letters; of a vacant unit its label and state alone. */
export function unitsOf(world: World): string[] {
  return [...world.units.values()].map((unit) => lineOf(world, unit)).sort();
}

/** A tile as it is read aloud, cut down to what {@link unitsOf} says. */
export function asExpected(tile: string): string {
  const words = tile.split(', ').filter((word) => !/^\d+ to decide$/.test(word));
  return (words[1] === 'vacant' ? words.filter((word, at) => at < 2 || word.startsWith('somebody')) : words).join(', ');
}

function lineOf(world: World, unit: Unit): string {
  const leases = [...world.leases.values()].filter(({ unitUid, listed }) => listed && unitUid === unit.unitUid);
  const here = leases.find((lease) => leaseFlags(lease, world.today).isActiveLease);
  if (here === undefined) {
    const isAwaited = leases.some((lease) => leaseFlags(lease, world.today).isFutureLease);
    return `Unit ${unit.label}, vacant${isAwaited ? ', somebody is coming' : ''}`;
  }
  const state = isLeaving(here, leases, world.today) ? 'leaving' : 'occupied';
  const names = here.tenants.map(({ firstName, lastName }) => [firstName, lastName].filter(Boolean).join(' '));
  return [`Unit ${unit.label}`, state, planOf(world, unit), onuOf(world, unit), ...names].join(', ');
}

/** Its last day is near, and none of its tenants has a later lease here. */
function isLeaving(lease: Lease, leases: readonly Lease[], today: string): boolean {
  const { endDate, tenants } = lease;
  if (endDate === null || endDate > addDays(today, 30)) return false;
  const uids = new Set(tenants.map(({ tenantUid }) => tenantUid));
  return !leases.some(
    (other) => (other.endDate ?? '9999') > endDate && other.tenants.some(({ tenantUid }) => uids.has(tenantUid)),
  );
}

function siteOf(world: World, { label }: Unit): string | undefined {
  return [...world.sites.values()].find(({ name, type }) => type === 'endpoint' && name === `Unit ${label}`)?.id;
}

function planOf(world: World, unit: Unit): string {
  const site = siteOf(world, unit);
  const service = [...world.crm.services.values()].find(
    ({ unmsClientSiteId, activeTo }) => unmsClientSiteId === site && (activeTo ?? '9999') >= world.today,
  );
  return service === undefined ? 'no service' : service.name;
}

function onuOf(world: World, unit: Unit): string {
  const site = siteOf(world, unit);
  const onu = [...world.devices.values()].find(({ type, siteId }) => type === 'onu' && siteId === site);
  return onu?.status === 'active' ? 'ONU online' : 'ONU offline';
}
