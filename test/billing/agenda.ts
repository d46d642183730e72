/** What somebody has set their mind on doing on a day. */
import { type Day, plusDays } from './own-calendar.ts';

export type Act = () => void;

export class Agenda {
  readonly #acts = new Map<Day, Act[]>();
  readonly #today: () => Day;

  constructor(today: () => Day) {
    this.#today = today;
  }

  get today(): Day {
    return this.#today();
  }

  /** On that day; tomorrow if it has passed. */
  schedule(day: Day, act: Act): void {
    const when = day > this.today ? day : plusDays(this.today, 1);
    this.#acts.set(when, [...this.on(when), act]);
  }

  /** In the order in which they were scheduled. */
  on(day: Day): readonly Act[] {
    return this.#acts.get(day) ?? [];
  }
}
