/** What tenants, managers and machines do over the years, day by day, drawn from a seed: the same seed is the same life. */
import type { Random } from '../simulator/world/random.ts';
import { seededRandom } from '../simulator/world/random.ts';
import { Agenda } from './agenda.ts';
import type { BillingWorld } from './billing-world.ts';
import { DailyChances } from './daily-chances.ts';
import { LeaseMoves } from './lease-moves.ts';
import { clockChanges, type Day, dayInDallas, instantInDallas, lastDayOf, monthOf, plusDays } from './own-calendar.ts';
import { type TroubleOptions, Troubles } from './troubles.ts';

const minute = 60_000;

export interface LifeOptions extends TroubleOptions {
  readonly units: number;
  readonly from: Day;
  readonly to: Day;
  /** Plan requests a tenancy and year. */
  readonly requests: number;
}

export class VillageLife {
  readonly #world: BillingWorld;
  readonly #options: LifeOptions;
  readonly #random: Random;
  readonly #agenda: Agenda;
  readonly #moves: LeaseMoves;
  readonly #chances: DailyChances;
  readonly #troubles: Troubles;

  constructor(world: BillingWorld, options: LifeOptions) {
    const random = seededRandom(options.seed);
    const agenda = new Agenda(() => dayInDallas(world.clock.now));
    const moves = new LeaseMoves(world, random, agenda);
    this.#world = world;
    this.#options = options;
    this.#random = random;
    this.#agenda = agenda;
    this.#moves = moves;
    this.#chances = new DailyChances({ world, random, agenda, moves, requests: options.requests });
    this.#troubles = new Troubles(world, options, random);
  }

  async run(): Promise<void> {
    const { from, to, units } = this.#options;
    this.#world.clock.now = instantInDallas(from, 0, 1);
    const labels = [...this.#world.simulator.world.units.values()].map(({ label }) => label);
    this.#moves.moveInFirst(from, labels.slice(0, units));
    for (let day = from; day <= to; day = plusDays(day, 1)) await this.#day(day);
    // Whatever is still owed is settled, the longest pause after failures included.
    this.#troubles.end();
    for (let count = 1; count <= 3; count += 1) {
      this.#world.clock.now += 61 * minute;
      await this.#world.tick('sure');
    }
  }

  async #day(day: Day): Promise<void> {
    const acts = [...this.#agenda.on(day), ...this.#chances.on(day)];
    const ticks = this.#tickTimes(day);
    for (const [index, at] of ticks.entries()) {
      const first = Math.floor((acts.length * index) / ticks.length);
      const last = Math.floor((acts.length * (index + 1)) / ticks.length);
      this.#world.clock.now = Math.max(this.#world.clock.now, at - 2 * minute);
      for (const act of acts.slice(first, last)) act();
      this.#world.clock.now = at;
      await this.#troubles.tick();
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
