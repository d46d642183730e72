/** Households that move in, renew, stay on month to month and leave, as a manager enters it in Innago; drawn from a seed. */
import type { Random } from '../simulator/world/random.ts';
import type { Lease } from '../simulator/world/things.ts';
import type { Agenda } from './agenda.ts';
import type { BillingWorld } from './billing-world.ts';
import { type Day, lastDayOf, monthOf, plusDays } from './own-calendar.ts';
import type { Tenancy } from './tenancy.ts';

/** What a tenant may ask for. */
export const plans = ['Village Fiber 500', 'Village Fiber 1G', 'Village Fiber 2G'];

export class LeaseMoves {
  readonly #world: BillingWorld;
  readonly #random: Random;
  readonly #agenda: Agenda;
  /** Leases whose end somebody has thought of: renewed, or left. */
  readonly #settled = new Set<string>();

  constructor(world: BillingWorld, random: Random, agenda: Agenda) {
    this.#world = world;
    this.#random = random;
    this.#agenda = agenda;
  }

  /** Most units are let already; into the others somebody moves within two months. */
  moveInFirst(today: Day, units: readonly string[]): void {
    for (const unit of units) {
      const chance = this.#random.next();
      if (chance < 0.75) this.#moveIn(unit, plusDays(today, -this.#random.below(300)));
      else
        this.#agenda.schedule(plusDays(today, 1 + this.#random.below(60)), () =>
          this.#moveIn(unit, plusDays(this.#agenda.today, this.#random.below(40))),
        );
    }
  }

  /** Nobody has thought of its end yet. */
  isOpen({ leaseUid }: Lease): boolean {
    return !this.#settled.has(leaseUid);
  }

  /** 1 to 31. */
  dueDay(): number {
    const chance = this.#random.next();
    return chance < 0.35 ? 1 : chance < 0.6 ? 28 + this.#random.below(4) : 1 + this.#random.below(31);
  }

  /** Renewed, perhaps entered only days after the old lease has ended; month to month; or left. */
  thinkOfEnd(tenancy: Tenancy, lease: Lease): void {
    const chance = this.#random.next();
    const { endDate } = lease;
    if (endDate === null) return;
    if (chance < 0.15) {
      this.#world.edit(tenancy, lease.leaseUid, { endDate: null });
      return;
    }
    if (chance >= 0.7) {
      this.leave(tenancy, lease, endDate);
      return;
    }
    this.#settled.add(lease.leaseUid);
    const gap = this.#random.next() < 0.06 ? 1 + this.#random.below(25) : 0;
    const begins = plusDays(endDate, 1 + gap);
    const notice = this.#random.below(54) - 4;
    this.#agenda.schedule(plusDays(begins, -notice), () => this.#enterRenewal(tenancy, begins));
  }

  /** The lease ends on that day, and another one follows it. */
  renew(tenancy: Tenancy, lease: Lease, lastDay: Day): void {
    this.#settled.add(lease.leaseUid);
    this.#world.edit(tenancy, lease.leaseUid, { endDate: lastDay });
    this.#enterRenewal(tenancy, plusDays(lastDay, 1));
  }

  /** The household leaves; the next one moves in on the old one's last day, the day after, or weeks later. */
  leave(tenancy: Tenancy, lease: Lease, lastDay: Day): void {
    const { unit } = tenancy;
    this.#settled.add(lease.leaseUid);
    if (lease.endDate !== lastDay) this.#world.edit(tenancy, lease.leaseUid, { endDate: lastDay });
    const chance = this.#random.next();
    const begins = plusDays(lastDay, chance < 0.1 ? 0 : chance < 0.4 ? 1 : 1 + this.#random.below(40));
    const entered = plusDays(begins, 3 - this.#random.below(30));
    this.#agenda.schedule(entered, () => this.#moveIn(unit, begins));
  }

  #moveIn(unit: string, startDate: Day): void {
    const roommates = this.#random.pick([1, 1, 2, 3]);
    const tenancy = this.#world.enter({
      unit,
      startDate,
      endDate: this.#random.next() < 0.2 ? null : this.#endAfter(startDate),
      dueOn: this.dueDay(),
      tenants: Array.from({ length: roommates }, () => ({})),
    });
    const asked = this.#random.next();
    if (asked < 0.4) this.#world.requestPlan(tenancy, this.#random.pick(plans));
  }

  #endAfter(startDate: Day): Day {
    const { today } = this.#agenda;
    const chance = this.#random.next();
    const end = plusDays(startDate, chance < 0.1 ? 60 + this.#random.below(60) : 150 + this.#random.below(280));
    // Most leases end with a month.
    const chosen = chance > 0.4 ? lastDayOf(monthOf(end)) : end;
    return chosen < today ? plusDays(today, 5 + this.#random.below(200)) : chosen;
  }

  #enterRenewal(tenancy: Tenancy, startDate: Day): void {
    const { unit, lease } = tenancy;
    const tenants = [...lease.tenants];
    // Another order says nothing of who pays, as long as the first one of all lives there.
    if (tenants[0]?.tenantUid === tenancy.firstTenant && this.#random.next() < 0.2) tenants.reverse();
    const dueOn = this.#random.next() < 0.4 ? this.dueDay() : Math.max(1, lease.dueOn);
    const endDate = this.#random.next() < 0.2 ? null : this.#endAfter(startDate);
    this.#world.enter({ unit, startDate, endDate, dueOn, tenants }, tenancy);
  }
}
