/** A life of a property over the years, drawn from a seed: the same seed is the same life. Ticks only where something can happen. */

import { clockChanges, type Day, dayInDallas, instantInDallas, plusDays } from '../../billing/own-calendar.ts';
import { type Random, seededRandom } from '../../simulator/world/random.ts';
import { isIssuedOn } from '../paid-plans.ts';
import { Mishaps } from './mishaps.ts';
import { Moves } from './moves.ts';
import { type Household, newest, type Village } from './village.ts';

const minute = 60_000;

export interface LifeOptions {
  readonly seed: number;
  readonly from: Day;
  readonly to: Day;
  /** How many households live there at the beginning, at most. */
  readonly inhabited: number;
  /** Things that happen to a household in a year, beside moving in and out. */
  readonly mishaps: number;
  /** New households a year, beside those that follow others. */
  readonly newcomers: number;
  /** Days a year on which many come, or leave, at once. */
  readonly crowds: number;
}

export class Life {
  readonly random: Random;
  readonly #village: Village;
  readonly #options: LifeOptions;
  readonly #moves: Moves;
  readonly #mishaps: Mishaps;
  /** Days on which a tick is due because of what happened around them. */
  readonly #due = new Set<Day>();

  constructor(village: Village, options: LifeOptions) {
    this.random = seededRandom(options.seed);
    this.#village = village;
    this.#options = options;
    this.#moves = new Moves(village, this.random);
    this.#mishaps = new Mishaps(village, this.#moves, this.random);
  }

  /** Whoever lives there when it begins. */
  begin(): void {
    const { inhabited } = this.#options;
    for (const unit of this.#moves.vacant().slice(0, 1 + this.random.below(inhabited)))
      this.#moves.moveIn(unit, plusDays(this.#village.today, -this.random.below(200)));
  }

  /**
   * Lets the day's things happen.
   * @returns instants of the day's ticks, in order; none where nothing can happen
   */
  day(day: Day): number[] {
    const { watched, agenda } = this.#village;
    const acts = [...agenda.on(day), ...this.#chances(day)];
    for (const act of acts) act();
    if (acts.length > 0) this.#tickAround(day, [1, 0.3, 0.2]);
    if (this.#village.households.some((one) => one.isPaying && !one.isOver && isIssuedOn(one, day))) this.#due.add(day);
    for (const one of watched) {
      if (one > plusDays(day, 1)) continue;
      watched.delete(one);
      this.#tickAround(plusDays(one, -1), [0.2, 0.4, 1]);
    }
    if (day.endsWith('-15')) this.#village.archive(plusDays(day, -100));
    if (this.#changesClocks(day) && this.random.next() < 0.3) this.#due.add(day);
    if (!this.#due.delete(day)) return [];
    const hours = this.#changesClocks(day) ? [0, 1, 2, 3, 23] : [this.random.pick([0, 1, 2, 6, 9, 12, 18, 22])];
    return hours.map((hour) => instantInDallas(day, hour, 5 + this.random.below(30))).sort((one, other) => one - other);
  }

  #changesClocks(day: Day): boolean {
    const { forward, back } = clockChanges(Number(day.slice(0, 4)));
    return day === dayInDallas(forward) || day === dayInDallas(back);
  }

  /** @param chances of a tick on that day, and on those after it */
  #tickAround(day: Day, chances: readonly number[]): void {
    for (const [later, chance] of chances.entries())
      if (this.random.next() < chance) this.#due.add(plusDays(day, later));
  }

  /** On that day, too, there is a tick. */
  tickOn(day: Day): void {
    this.#due.add(day);
  }

  #chances(day: Day): (() => void)[] {
    const { households } = this.#village;
    const { mishaps, newcomers, crowds } = this.#options;
    const acts: (() => void)[] = [];
    if (this.random.next() < newcomers / 365) acts.push(() => this.#newcomer());
    if (this.random.next() < crowds / 365)
      acts.push(this.random.pick([() => this.#mishaps.manyLeave(), () => this.#manyCome()]));
    for (const household of households) {
      if (household.isOver) continue;
      const { endDate, startDate } = newest(household);
      const isNear = endDate !== null && endDate >= day && endDate <= plusDays(day, 45) && startDate < day;
      if (isNear && !household.isSettled) acts.push(() => this.#moves.thinkOfEnd(household));
      else if (this.random.next() < mishaps / 365) acts.push(() => this.#happen(household));
    }
    return acts;
  }

  #manyCome(): void {
    const { random } = this;
    for (const unit of this.#moves.vacant().slice(0, 4 + random.below(6))) this.#moves.moveIn(unit);
  }

  #newcomer(): void {
    const vacant = this.#moves.vacant();
    if (vacant.length > 0) this.#moves.moveIn(this.random.pick(vacant));
  }

  #happen(household: Household): void {
    if (!household.isOver) this.#mishaps.happen(household);
  }
}

/** Between two ticks of the poll. */
export const tickEvery = 5 * minute;
