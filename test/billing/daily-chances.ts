/** What may happen to each tenancy on any day: plan requests, edits of the lease, roommates who come and go; drawn from a seed. */
import type { Random } from '../simulator/world/random.ts';
import type { Lease, Tenant } from '../simulator/world/things.ts';
import type { Act, Agenda } from './agenda.ts';
import type { BillingWorld } from './billing-world.ts';
import { type LeaseMoves, plans } from './lease-moves.ts';
import { type Day, plusDays } from './own-calendar.ts';
import type { Tenancy } from './tenancy.ts';

interface ChancesParts {
  readonly world: BillingWorld;
  readonly random: Random;
  readonly agenda: Agenda;
  readonly moves: LeaseMoves;
  /** Plan requests a tenancy and year. */
  readonly requests: number;
}

export class DailyChances {
  readonly #parts: ChancesParts;

  constructor(parts: ChancesParts) {
    this.#parts = parts;
  }

  /** At most one act for each tenancy whose lease has not ended. */
  on(day: Day): Act[] {
    const acts: Act[] = [];
    for (const tenancy of this.#parts.world.tenancies) {
      const { lease } = tenancy;
      if (lease.endDate !== null && lease.endDate < day) continue;
      const act = this.#chance(tenancy, lease, day);
      if (act !== undefined) acts.push(act);
    }
    return acts;
  }

  #chance(tenancy: Tenancy, lease: Lease, day: Day): Act | undefined {
    const { world, random, moves, requests } = this.#parts;
    const isOpen = moves.isOpen(lease);
    const { startDate, endDate } = lease;
    const isFuture = startDate > day;
    const edit =
      (changes: Parameters<BillingWorld['edit']>[2]): Act =>
      () =>
        world.edit(tenancy, lease.leaseUid, changes);
    const within = (days: number) => random.next() < 1 / days;
    if (isOpen && endDate !== null && endDate <= plusDays(day, 45)) return () => moves.thinkOfEnd(tenancy, lease);
    if (within(365 / requests)) return () => this.#askForPlan(tenancy);
    if (isFuture && tenancy.leases.length === 1 && within(40)) {
      const moved = plusDays(startDate, random.below(20));
      return endDate !== null && moved >= endDate ? undefined : edit({ startDate: moved });
    }
    if (within(500)) return edit({ dueOn: moves.dueDay() });
    if (lease.paymentFrequency !== 'Monthly') return within(25) ? edit({ paymentFrequency: 'Monthly' }) : undefined;
    if (lease.dueOn < 1) return within(25) ? edit({ dueOn: moves.dueDay() }) : undefined;
    if (within(3000)) return edit({ paymentFrequency: 'Weekly' });
    if (within(3000)) return edit({ dueOn: 0 });
    if (isFuture) return undefined;
    if (isOpen && lease.tenants.length > 1 && within(300)) return () => edit({ tenants: this.#withoutOne(lease) })();
    if (within(800)) return () => world.simulator.world.addTenant(lease.leaseUid) && edit({})();
    if (!isOpen) return undefined;
    if (within(700)) return () => moves.leave(tenancy, lease, plusDays(day, 2 + random.below(38)));
    if (endDate === null && within(300)) return () => moves.leave(tenancy, lease, plusDays(day, 2 + random.below(38)));
    if (endDate === null && within(300)) return () => moves.renew(tenancy, lease, plusDays(day, 2 + random.below(30)));
    if (endDate !== null && within(600)) return edit({ endDate: plusDays(endDate, 20 + random.below(150)) });
    return undefined;
  }

  /** Some think again within days. */
  #askForPlan(tenancy: Tenancy): void {
    const { world, random, agenda } = this.#parts;
    world.requestPlan(tenancy, random.pick(plans));
    if (random.next() >= 0.2) return;
    const again = plusDays(agenda.today, 1 + random.below(3));
    agenda.schedule(again, () => world.requestPlan(tenancy, random.pick(plans)));
  }

  #withoutOne({ tenants }: Lease): Tenant[] {
    const { random } = this.#parts;
    const leaving = random.next() < 0.7 ? 0 : random.below(tenants.length);
    return tenants.filter((_tenant, index) => index !== leaving);
  }
}
