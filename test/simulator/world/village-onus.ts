import type { Unit } from './things.ts';
import type { World } from './world.ts';

/**
 * Gives every occupied unit an ONU that can be found in one of the ways of design §4: the operator's table (by serial, by MAC or
 * both), a name like ONU-101, or the unit's own site. Vacant units are mixed: the first has none at all, of the others every
 * third has none either.
 */
export function placeOnus(world: World, occupied: readonly Unit[], vacant: readonly Unit[]): void {
  for (const [at, unit] of occupied.entries()) {
    const status = [12, 33, 71].includes(at % 100) ? 'disconnected' : 'active';
    placeOnu(world, unit, at, status);
  }
  for (const [at, unit] of vacant.entries()) {
    if (at !== 0 && at % 3 !== 2) placeOnu(world, unit, at, at % 4 === 3 ? 'disconnected' : 'active');
    if (at === 3) addSubscriberSite(world, unit);
  }
}

function placeOnu(world: World, unit: Unit, at: number, status: 'active' | 'disconnected'): void {
  const box = at % 6 === 0 ? { model: 'UF-Nano', modelName: 'UFiber Nano G' } : {};
  const onu = { status, ...box } as const;
  switch (at % 8) {
    case 0:
    case 4:
      world.addOnu({ ...onu, unit: unit.label, inTable: 'serial' });
      break;
    case 1:
      world.addOnu({ ...onu, unit: unit.label, inTable: 'mac' });
      break;
    case 2:
    case 6:
      world.addOnu({ ...onu, unit: unit.label, inTable: 'both', siteId: at % 16 === 6 ? world.parentSite.id : null });
      break;
    case 3:
    case 7:
      world.addOnu({ ...onu, name: `ONU-${unit.label}`, siteId: at % 16 === 7 ? world.parentSite.id : null });
      break;
    default: {
      const site = addSubscriberSite(world, unit);
      world.addOnu({ ...onu, siteId: site.id, name: at % 16 === 5 ? `ONU-${unit.label}` : 'ubnt' });
    }
  }
}

function addSubscriberSite(world: World, unit: Unit): ReturnType<World['addSite']> {
  return world.addSite({ name: `Unit ${unit.label}`, type: 'endpoint', parentId: world.parentSite.id });
}
