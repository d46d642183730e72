import type { WorldSettings } from '../options.ts';
import { addDays, firstOfMonth } from './calendar.ts';
import type { Tenant, Unit } from './things.ts';
import { placeOnus } from './village-onus.ts';
import { World } from './world.ts';

const UNITS_PER_FLOOR = 30;
const VACANT_SHARE = 0.15;

/** People whose names or missing details break careless code; the first occupied units get them. */
const SPECIAL_TENANTS: readonly (readonly Partial<Tenant>[])[] = [
  [{ firstName: 'Maeve', lastName: "O'Brien" }],
  [{ firstName: 'José', lastName: 'Álvarez Núñez' }],
  [{ firstName: '<b>x</b>', lastName: 'Smith & Sons' }],
  [{ firstName: 'Nora', lastName: 'Field', email: null }],
  [{ firstName: 'Prince', lastName: null }],
  [
    { firstName: 'Ida', lastName: 'Stone' },
    { firstName: 'Joe', lastName: 'Park' },
    { firstName: 'Kim', lastName: 'Lund', email: '' },
  ],
  [
    { firstName: 'Lena', lastName: 'Moss' },
    { firstName: 'Omar', lastName: 'Haddad' },
  ],
];

/** The village as the options want it: see `SimulatorOptions.village`, `units` and `plansExist`. */
export function buildWorld(settings: WorldSettings): World {
  const world = new World(settings);
  if (settings.variants.oltDisconnected) world.setOltConnected(false);
  if (settings.plansExist) {
    world.addPlan({ name: 'Village Fiber 500', mbps: 500, price: 45 });
    world.addPlan({ name: 'Village Fiber 1G', mbps: 1000, price: 55 });
    world.addPlan({ name: 'Village Fiber 2G', mbps: 2000, price: 60 });
  }
  const units = unitLabels(settings.units).map((label, at) => world.addUnit(label, innagoName(label, at)));
  if (settings.village === 'victorian') inhabit(world, units);
  return world;
}

/** 101-130, 201-230, 301-330, 401-428 for 118 units, and on like that. */
function unitLabels(count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const floor = Math.floor(at / UNITS_PER_FLOOR) + 1;
    return String(floor * 100 + (at % UNITS_PER_FLOOR) + 1);
  });
}

/** Units are written in four ways in Innago, so that a label must be trimmed. */
function innagoName(label: string, at: number): string {
  return [label, `Unit ${label}`, `Apt ${label}`, `#${label} `][at % 4] ?? label;
}

function inhabit(world: World, units: readonly Unit[]): void {
  const vacant = drawVacant(world, units);
  const occupied = units.filter((unit) => !vacant.has(unit));
  for (const [at, unit] of occupied.entries()) moveIn(world, unit, at);
  const empty = [...vacant];
  for (const unit of empty.slice(0, 4)) addFormerLease(world, unit, addDays(world.today, -40));
  addFutureLeases(world, occupied, empty);
  placeOnus(world, occupied, empty);
  addTickets(world, occupied);
  const petFee = world.variants.petFee;
  if (petFee !== undefined) {
    for (const unit of occupied.filter((_, at) => at % 5 === 0)) {
      world.addInvoice({ lease: unit.label, amount: petFee, item: 'Pet fee', dueDate: firstOfMonth(world.today, 1) });
    }
  }
}

function drawVacant(world: World, units: readonly Unit[]): Set<Unit> {
  const candidates = units.slice(SPECIAL_TENANTS.length);
  const vacant = new Set<Unit>();
  const wanted = Math.min(Math.round(units.length * VACANT_SHARE), candidates.length);
  while (vacant.size < wanted) vacant.add(world.random.pick(candidates));
  return vacant;
}

/** A lease that runs today: most for a year, every fifth month to month, some with roommates. */
function moveIn(world: World, unit: Unit, at: number): void {
  const { random, today } = world;
  const monthToMonth = at % 5 === 4;
  const startDate = addDays(today, -(1 + random.below(monthToMonth ? 1200 : 330)));
  const roommates = at % 9 === 3 ? 2 : at % 9 === 7 ? 3 : 1;
  const tenants = SPECIAL_TENANTS[at] ?? Array.from({ length: roommates }, () => ({}));
  world.addLease({
    unit: unit.label,
    startDate,
    endDate: monthToMonth ? null : addDays(startDate, 364),
    tenants,
    dueOn: at % 15 === 14 ? 5 : 1,
    rentAmount: 1100 + 25 * random.below(20),
  });
  if (at % 11 === 6) addFormerLease(world, unit, addDays(startDate, -10));
}

/** An ended lease that Innago still lists. */
function addFormerLease(world: World, unit: Unit, lastDay: string): void {
  world.addLease({ unit: unit.label, startDate: addDays(lastDay, -364), endDate: lastDay });
}

/** One on a unit that is still occupied, one on a vacant unit without an ONU (the first vacant one), one on a ready unit. */
function addFutureLeases(world: World, occupied: readonly Unit[], vacant: readonly Unit[]): void {
  const stillOccupied = occupied[20] ?? occupied[0];
  if (stillOccupied) {
    world.endLease(stillOccupied.label, addDays(world.today, 20));
    world.addLease({
      unit: stillOccupied.label,
      startDate: addDays(world.today, 21),
      endDate: addDays(world.today, 385),
    });
  }
  const [withoutOnu, ready] = vacant;
  if (withoutOnu)
    world.addLease({ unit: withoutOnu.label, startDate: addDays(world.today, 30), endDate: addDays(world.today, 394) });
  if (ready)
    world.addLease({ unit: ready.label, startDate: addDays(world.today, 14), endDate: addDays(world.today, 378) });
}

function addTickets(world: World, occupied: readonly Unit[]): void {
  const day = 86_400_000;
  const now = world.settings.now();
  const ticket = (
    at: number,
    name: string,
    description: string,
    more: Parameters<World['addTicket']>[0] | object = {},
  ): void => {
    const unit = occupied[at];
    if (unit) world.addTicket({ unit: unit.label, name, description, submittedAt: now - (at + 1) * day, ...more });
  };
  ticket(2, 'Kitchen sink drips', 'The tap drips all night.', { category: 'Plumbing', status: 'OldRequest' });
  ticket(5, 'Internet', 'The wifi is slow in the evening.');
  ticket(7, 'No heat', 'The heater does not start.', { category: 'Heat', isUrgent: true });
  ticket(9, 'AC filter', 'Please change the filter.', {
    category: 'AC',
    status: 'Resolved',
    resolvedAt: now - 2 * day,
  });
  ticket(11, 'Internet outage', 'The fiber jack shows no light.', { status: 'Resolved', resolvedAt: now - 5 * day });
  ticket(13, 'Internet Upgrade', 'Village Fiber 1G please.');
  ticket(16, 'Door lock', 'The lock sticks.', { status: 'ReOpened' });
}
