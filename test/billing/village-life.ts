/** What tenants, managers and machines do over the years, drawn from a seed: the same seed is the same life. */
import type { FaultName } from '../simulator/faults.ts';
import type { Random } from '../simulator/world/random.ts';
import { seededRandom } from '../simulator/world/random.ts';
import type { Lease, Tenant } from '../simulator/world/things.ts';
import type { BillingWorld } from './billing-world.ts';
import { clockChanges, type Day, dayInDallas, instantInDallas, lastDayOf, monthOf, plusDays } from './own-calendar.ts';
import type { Tenancy } from './tenancy.ts';

const minute = 60_000;
const plans = ['Village Fiber 500', 'Village Fiber 1G', 'Village Fiber 2G'];
/** Nothing of them is worse than an answer that is missing or useless. */
const faultKinds: readonly FaultName[] = [
  'reset-before',
  'reset-after',
  429,
  500,
  503,
  '502-html',
  '500-after',
  '503-after',
  '502-html-after',
  'truncated-json',
  'html',
];
const moments = ['before-effect', 'after-effect', 'after-answer'] as const;

export interface LifeOptions {
  readonly seed: number;
  readonly units: number;
  readonly from: Day;
  readonly to: Day;
  /** Share of the ticks with lost requests, and which share of their requests is lost at most. */
  readonly faultyTicks: number;
  readonly faultRate: number;
  /** Share of the ticks in which the process is killed. */
  readonly kills: number;
  /** Outages a month. */
  readonly outages: number;
  /** Plan requests a tenancy and year. */
  readonly requests: number;
}

type Act = () => void;

export class VillageLife {
  readonly #world: BillingWorld;
  readonly #options: LifeOptions;
  readonly #random: Random;
  readonly #agenda = new Map<Day, Act[]>();
  /** Leases whose end somebody has thought of: renewed, or left. */
  readonly #settled = new Set<string>();
  readonly #units: string[];
  #outageUntil: { readonly at: number; readonly off: boolean } | undefined;

  constructor(world: BillingWorld, options: LifeOptions) {
    this.#world = world;
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#units = [...world.simulator.world.units.values()].map(({ label }) => label).slice(0, options.units);
  }

  async run(): Promise<void> {
    const { from, to } = this.#options;
    this.#moveInFirst(from);
    for (let day = from; day <= to; day = plusDays(day, 1)) await this.#day(day);
    // Whatever is still owed is settled, the longest pause after failures included.
    this.#world.simulator.faults.clear();
    this.#outageUntil = undefined;
    for (let count = 1; count <= 3; count += 1) {
      this.#world.clock.now += 61 * minute;
      await this.#world.tick('sure');
    }
  }

  async #day(day: Day): Promise<void> {
    const acts = [...(this.#agenda.get(day) ?? []), ...this.#chances(day)];
    const ticks = this.#tickTimes(day);
    for (const [index, at] of ticks.entries()) {
      const first = Math.floor((acts.length * index) / ticks.length);
      const last = Math.floor((acts.length * (index + 1)) / ticks.length);
      this.#world.clock.now = Math.max(this.#world.clock.now, at - 2 * minute);
      for (const act of acts.slice(first, last)) act();
      this.#world.clock.now = at;
      await this.#tick();
    }
    this.#archive(day);
  }

  /** One or two a day at any time; around midnight and the change of clocks where that matters. */
  #tickTimes(day: Day): number[] {
    const { forward, back } = clockChanges(Number(day.slice(0, 4)));
    const isChange = day === dayInDallas(forward) || day === dayInDallas(back);
    const isEdge = day === lastDayOf(monthOf(day)) || day.endsWith('-01');
    const at = (hours: number, minutes: number) => instantInDallas(day, hours, minutes);
    const anyTime = () => at(this.#random.below(24), 5 + this.#random.below(50));
    const times = [anyTime()];
    if (this.#random.next() < 0.05) times.push(anyTime());
    if (isChange) times.push(at(0, 1), at(1, 30), at(3, 10), at(23, 58));
    if (isEdge && this.#random.next() < 0.2) times.push(at(0, 1), at(23, 58));
    return [...new Set(times)].sort((one, other) => one - other);
  }

  async #tick(): Promise<void> {
    const { now } = this.#world.clock;
    const { faults } = this.#world.simulator;
    this.#drawOutage(now);
    if (this.#outageUntil !== undefined) {
      // Switched off, or nobody answers.
      if (!this.#outageUntil.off) await this.#world.tick('none');
      return;
    }
    const unlucky = this.#random.next();
    const { faultyTicks, kills, faultRate, seed } = this.#options;
    let unhook: (() => void) | undefined;
    if (unlucky < faultyTicks / 2) faults.rate(faultRate * this.#random.next(), faultKinds, seed + now);
    else if (unlucky < faultyTicks) {
      const invoices = { method: 'POST', path: '/v1/invoices', times: 1 + this.#random.below(3) };
      faults.next(invoices, this.#random.pick(faultKinds));
    }
    if (unlucky >= faultyTicks && unlucky < faultyTicks + kills) unhook = this.#killAtSomeRequest();
    const turnedOut = await this.#world.tick('sure');
    faults.clear();
    unhook?.();
    if (turnedOut === 'sure' || this.#random.next() < 0.5) return;
    this.#world.clock.now += 5 * minute;
    await this.#world.tick('sure');
  }

  #killAtSomeRequest(): () => void {
    let requests = 1 + this.#random.below(8);
    const moment = this.#random.pick(moments);
    return this.#world.simulator.faults.hook((_request, when) => {
      if (when !== moment) return;
      requests -= 1;
      if (requests === 0) this.#world.kill();
    });
  }

  /** Hours, days, or weeks over a month's end. */
  #drawOutage(now: number): void {
    const { faults } = this.#world.simulator;
    if (this.#outageUntil !== undefined) {
      if (now < this.#outageUntil.at) return;
      this.#outageUntil = undefined;
      faults.clear();
    }
    if (this.#random.next() >= this.#options.outages / 45) return;
    const kind = this.#random.next();
    const hours =
      kind < 0.5
        ? 1 + this.#random.below(20)
        : kind < 0.85
          ? 24 * (1 + this.#random.below(6))
          : 24 * (7 + this.#random.below(40));
    this.#outageUntil = { at: now + hours * 60 * minute, off: this.#random.next() < 0.3 };
    const how = this.#random.pick(['reset-before', 503, '502-html'] as const);
    if (!this.#outageUntil.off) faults.next({ server: ['innago', 'token'], times: Number.POSITIVE_INFINITY }, how);
  }

  #moveInFirst(today: Day): void {
    this.#world.clock.now = instantInDallas(today, 0, 1);
    for (const unit of this.#units) {
      const chance = this.#random.next();
      if (chance < 0.75) this.#moveIn(unit, plusDays(today, -this.#random.below(300)));
      else
        this.#schedule(plusDays(today, 1 + this.#random.below(60)), () =>
          this.#moveIn(unit, plusDays(this.#today, this.#random.below(40))),
        );
    }
  }

  get #today(): Day {
    return dayInDallas(this.#world.clock.now);
  }

  #moveIn(unit: string, startDate: Day): void {
    const roommates = this.#random.pick([1, 1, 2, 3]);
    const tenancy = this.#world.enter({
      unit,
      startDate,
      endDate: this.#random.next() < 0.2 ? null : this.#endAfter(startDate),
      dueOn: this.#dueDay(),
      tenants: Array.from({ length: roommates }, () => ({})),
    });
    const asked = this.#random.next();
    if (asked < 0.4) this.#world.requestPlan(tenancy, this.#random.pick(plans));
  }

  #endAfter(startDate: Day): Day {
    const chance = this.#random.next();
    const end = plusDays(startDate, chance < 0.1 ? 60 + this.#random.below(60) : 150 + this.#random.below(280));
    // Most leases end with a month.
    const chosen = chance > 0.4 ? lastDayOf(monthOf(end)) : end;
    return chosen < this.#today ? plusDays(this.#today, 5 + this.#random.below(200)) : chosen;
  }

  #dueDay(): number {
    const chance = this.#random.next();
    return chance < 0.35 ? 1 : chance < 0.6 ? 28 + this.#random.below(4) : 1 + this.#random.below(31);
  }

  /** What may happen to each tenancy on any day. */
  #chances(day: Day): Act[] {
    const acts: Act[] = [];
    for (const tenancy of this.#world.tenancies) {
      const { lease } = tenancy;
      if (lease.endDate !== null && lease.endDate < day) continue;
      const act = this.#chance(tenancy, lease, day);
      if (act !== undefined) acts.push(act);
    }
    return acts;
  }

  #chance(tenancy: Tenancy, lease: Lease, day: Day): Act | undefined {
    const world = this.#world;
    const isOpen = !this.#settled.has(lease.leaseUid);
    const { startDate, endDate } = lease;
    const isFuture = startDate > day;
    const edit =
      (changes: Parameters<BillingWorld['edit']>[2]): Act =>
      () =>
        world.edit(tenancy, lease.leaseUid, changes);
    const within = (days: number) => this.#random.next() < 1 / days;
    if (isOpen && endDate !== null && endDate <= plusDays(day, 45)) return () => this.#thinkOfEnd(tenancy, lease);
    if (within(365 / this.#options.requests)) return () => this.#askForPlan(tenancy);
    if (isFuture && tenancy.leases.length === 1 && within(40)) {
      const moved = plusDays(startDate, this.#random.below(20));
      return endDate !== null && moved >= endDate ? undefined : edit({ startDate: moved });
    }
    if (within(500)) return edit({ dueOn: this.#dueDay() });
    if (lease.paymentFrequency !== 'Monthly') return within(25) ? edit({ paymentFrequency: 'Monthly' }) : undefined;
    if (lease.dueOn < 1) return within(25) ? edit({ dueOn: this.#dueDay() }) : undefined;
    if (within(3000)) return edit({ paymentFrequency: 'Weekly' });
    if (within(3000)) return edit({ dueOn: 0 });
    if (isFuture) return undefined;
    if (isOpen && lease.tenants.length > 1 && within(300)) return () => edit({ tenants: this.#withoutOne(lease) })();
    if (within(800)) return () => world.simulator.world.addTenant(lease.leaseUid) && edit({})();
    if (!isOpen) return undefined;
    if (within(700)) return () => this.#leave(tenancy, lease, plusDays(day, 2 + this.#random.below(38)));
    if (endDate === null && within(300))
      return () => this.#leave(tenancy, lease, plusDays(day, 2 + this.#random.below(38)));
    if (endDate === null && within(300))
      return () => this.#renew(tenancy, lease, plusDays(day, 2 + this.#random.below(30)));
    if (endDate !== null && within(600)) return edit({ endDate: plusDays(endDate, 20 + this.#random.below(150)) });
    return undefined;
  }

  /** Some think again within days. */
  #askForPlan(tenancy: Tenancy): void {
    this.#world.requestPlan(tenancy, this.#random.pick(plans));
    if (this.#random.next() >= 0.2) return;
    const again = plusDays(this.#today, 1 + this.#random.below(3));
    this.#schedule(again, () => this.#world.requestPlan(tenancy, this.#random.pick(plans)));
  }

  #withoutOne({ tenants }: Lease): Tenant[] {
    const leaving = this.#random.next() < 0.7 ? 0 : this.#random.below(tenants.length);
    return tenants.filter((_tenant, index) => index !== leaving);
  }

  /** Renewed, perhaps entered only days after the old lease has ended; month to month; or left. */
  #thinkOfEnd(tenancy: Tenancy, lease: Lease): void {
    const chance = this.#random.next();
    const { endDate } = lease;
    if (endDate === null) return;
    if (chance < 0.15) {
      this.#world.edit(tenancy, lease.leaseUid, { endDate: null });
      return;
    }
    if (chance >= 0.7) {
      this.#leave(tenancy, lease, endDate);
      return;
    }
    this.#settled.add(lease.leaseUid);
    const gap = this.#random.next() < 0.06 ? 1 + this.#random.below(25) : 0;
    const begins = plusDays(endDate, 1 + gap);
    const notice = this.#random.below(54) - 4;
    this.#schedule(plusDays(begins, -notice), () => this.#enterRenewal(tenancy, begins));
  }

  #renew(tenancy: Tenancy, lease: Lease, lastDay: Day): void {
    this.#settled.add(lease.leaseUid);
    this.#world.edit(tenancy, lease.leaseUid, { endDate: lastDay });
    this.#enterRenewal(tenancy, plusDays(lastDay, 1));
  }

  #enterRenewal(tenancy: Tenancy, startDate: Day): void {
    const { unit, lease } = tenancy;
    const tenants = [...lease.tenants];
    // Another order says nothing of who pays, as long as the first one of all lives there.
    if (tenants[0]?.tenantUid === tenancy.firstTenant && this.#random.next() < 0.2) tenants.reverse();
    const dueOn = this.#random.next() < 0.4 ? this.#dueDay() : Math.max(1, lease.dueOn);
    const endDate = this.#random.next() < 0.2 ? null : this.#endAfter(startDate);
    this.#world.enter({ unit, startDate, endDate, dueOn, tenants }, tenancy);
  }

  #leave(tenancy: Tenancy, lease: Lease, lastDay: Day): void {
    const { unit } = tenancy;
    this.#settled.add(lease.leaseUid);
    if (lease.endDate !== lastDay) this.#world.edit(tenancy, lease.leaseUid, { endDate: lastDay });
    // On the old household's last day, the day after, or weeks later.
    const chance = this.#random.next();
    const begins = plusDays(lastDay, chance < 0.1 ? 0 : chance < 0.4 ? 1 : 1 + this.#random.below(40));
    const entered = plusDays(begins, 3 - this.#random.below(30));
    this.#schedule(entered, () => this.#moveIn(unit, begins));
  }

  /** On that day; tomorrow if it has passed. */
  #schedule(day: Day, act: Act): void {
    const when = day > this.#today ? day : plusDays(this.#today, 1);
    this.#agenda.set(when, [...(this.#agenda.get(when) ?? []), act]);
  }

  /** What ended long ago is no longer listed by Innago. */
  #archive(day: Day): void {
    for (const { leases } of this.#world.tenancies) {
      for (const lease of leases) {
        if (lease.listed && lease.endDate !== null && plusDays(lease.endDate, 40) < day)
          this.#world.simulator.world.hideLease(lease.leaseUid);
      }
    }
  }
}
