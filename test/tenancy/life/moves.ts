/** Households that move in, renew, stay on, transfer and leave, as a manager enters it; drawn from a seed. */

import { type Day, lastDayOf, monthOf, plusDays } from '../../billing/own-calendar.ts';
import type { Random } from '../../simulator/world/random.ts';
import type { Lease, Tenant } from '../../simulator/world/things.ts';
import { type Household, newest, type Village } from './village.ts';

export class Moves {
  readonly #village: Village;
  readonly #random: Random;

  constructor(village: Village, random: Random) {
    this.#village = village;
    this.#random = random;
  }

  /** Units in which nobody lives, and into which nobody is to move. */
  vacant(): string[] {
    const { world } = this.#village.simulator;
    return [...world.units.values()]
      .map(({ label }) => label)
      .filter((label) => this.#village.inUnit(label).length === 0);
  }

  /** New people: weeks before, on the day, or entered days late. */
  moveIn(unit: string, start = this.#startSoon()): Household {
    const { today } = this.#village;
    const people = this.#random.pick([1, 1, 2, 3]);
    const tenants: Partial<Tenant>[] = Array.from({ length: people }, () => ({}));
    const last = tenants.length - 1;
    // Whoever is without an address brings it later, if ever; one of them has one.
    if (people > 1 && this.#random.next() < 0.2) tenants[last] = { email: null };
    const dueOn = this.#random.pick([1, 1, 5, 15, 31]);
    const end = this.#random.next() < 0.15 ? null : this.#endAfter(start, today);
    const household = this.#village.enter({ unit, startDate: start, endDate: end, tenants, dueOn });
    const late = newest(household).tenants[last];
    if (late?.email === null && this.#random.next() < 0.7) {
      const after = this.#random.pick([2, 6, 11, 40]);
      this.#village.agenda.schedule(plusDays(later(start, today), after), () =>
        this.#village.editTenant(late, { email: `late.${late.tenantUid.slice(0, 4)}@example.com` }),
      );
    }
    return household;
  }

  /** What becomes of a household whose lease ends soon. */
  thinkOfEnd(household: Household): void {
    const lease = newest(household);
    const { endDate } = lease;
    if (endDate === null) return;
    household.isSettled = true;
    const chance = this.#random.next();
    if (chance < 0.12) {
      household.isSettled = false;
      this.#village.edit(lease, { endDate: null }, 'month to month:');
    } else if (chance < 0.3) {
      household.isSettled = false;
      this.#village.edit(lease, { endDate: this.#endAfter(endDate, endDate) }, 'moves the end:');
    } else if (chance < 0.5) this.#renew(household, lease, endDate);
    else if (chance < 0.65) this.#transfer(household, lease, endDate);
    else this.leave(household, lease, endDate);
  }

  /** The household leaves on that day; perhaps somebody follows. */
  leave(household: Household, lease: Lease, lastDay: Day): void {
    const { agenda, today } = this.#village;
    household.isSettled = true;
    if (lease.endDate !== lastDay) this.#village.edit(lease, { endDate: lastDay }, 'ends');
    agenda.schedule(plusDays(later(lastDay, today), 1), () => {
      household.isOver = newest(household) === lease;
    });
    const chance = this.#random.next();
    if (chance < 0.35) return;
    const start = plusDays(lastDay, chance < 0.5 ? 0 : chance < 0.75 ? 1 : 2 + this.#random.below(20));
    const entered = plusDays(start, this.#random.pick([-25, -8, -1, 0, 3]));
    const unit = this.unitOf(lease);
    agenda.schedule(entered, () => {
      const others = this.#village.inUnit(unit).filter((other) => other !== household);
      if (others.length === 0) this.moveIn(unit, start);
    });
  }

  /** The label of a lease's unit. */
  unitOf({ unitUid }: Lease): string {
    return unitUid === null ? '' : this.#village.simulator.world.unit(unitUid).label;
  }

  /** Entered before the old lease ends, or a few days late; now and then people change with it. */
  #renew(household: Household, lease: Lease, endDate: Day): void {
    household.isRenewing = true;
    const start = plusDays(endDate, this.#random.next() < 0.2 ? 2 + this.#random.below(20) : 1);
    this.#village.agenda.schedule(plusDays(start, this.#random.pick([-30, -5, -1, 3])), () => {
      const tenants = this.#changed(lease.tenants);
      const endDate = this.#endAfter(start, start);
      this.#village.enter({ unit: this.unitOf(lease), startDate: start, endDate, tenants }, household);
    });
  }

  /** To a vacant unit: with a gap, an overlap, or from one day to the next. */
  #transfer(household: Household, lease: Lease, endDate: Day): void {
    const { agenda } = this.#village;
    const start = plusDays(endDate, this.#random.pick([-7, 0, 1, 1, 10]));
    agenda.schedule(plusDays(start, this.#random.pick([-20, -3, 0])), () => {
      const [unit] = this.vacant();
      if (unit === undefined) return this.leave(household, lease, endDate);
      const tenants = [...lease.tenants];
      this.#village.enter({ unit, startDate: start, endDate: this.#endAfter(start, endDate), tenants }, household);
    });
  }

  /** As they were, mostly; one more, or the first one gone. */
  #changed(tenants: readonly Tenant[]): Partial<Tenant>[] {
    const chance = this.#random.next();
    if (chance < 0.15) return [...tenants, {}];
    if (chance < 0.35 && tenants.length > 1) return tenants.slice(1);
    return [...tenants];
  }

  #startSoon(): Day {
    const { today } = this.#village;
    return plusDays(today, this.#random.pick([40, 21, 9, 2, 1, 0, 0, -2, -15]));
  }

  #endAfter(start: Day, notBefore: Day): Day {
    const end = plusDays(start, this.#random.pick([45, 120, 180, 364, 364, 400]));
    const chosen = this.#random.next() < 0.5 ? lastDayOf(monthOf(end)) : end;
    return chosen > notBefore ? chosen : plusDays(notBefore, 20 + this.#random.below(100));
  }
}

function later(one: Day, other: Day): Day {
  return [one, other].sort()[1] ?? one;
}
