/** One life from its seed to its end, with everything checked on the way. */
import { type Day, instantInDallas, plusDays } from '../billing/own-calendar.ts';
import { Checks } from './checks.ts';
import { Ground } from './ground.ts';
import { Life, type LifeOptions, tickEvery } from './life/life.ts';
import { type Reach, type Trouble, type TroubleOptions, Troubles } from './life/troubles.ts';
import { Village } from './life/village.ts';

export interface LifeRun extends LifeOptions, TroubleOptions {
  readonly units: number;
  readonly isInProcess: boolean;
  readonly pageSize: number;
  /** Share of the ticks before which a dry-run is asked for its plan. */
  readonly plans: number;
}

/** What was wrong with a life, if anything. */
export interface LifeOutcome {
  readonly seed: number;
  /** Empty: all was well. */
  readonly wrong: readonly string[];
  /** What had happened until then. */
  readonly history: readonly string[];
  readonly ticks: number;
}

/** Stops at the first thing that is wrong. */
export async function liveOneLife(run: LifeRun): Promise<LifeOutcome> {
  const { units, isInProcess, pageSize, from } = run;
  const ground = await Ground.begin({ units, isInProcess, pageSize, begins: instantInDallas(from, 8) });
  try {
    return await new OneLife(ground, run).live();
  } finally {
    await ground.end();
  }
}

class OneLife {
  readonly #ground: Ground;
  readonly #run: LifeRun;
  readonly #village: Village;
  readonly #life: Life;
  readonly #troubles: Troubles;
  readonly #checks: Checks;
  #lasting: { readonly trouble: Trouble; readonly until: Day } | undefined;

  constructor(ground: Ground, run: LifeRun) {
    const { simulator, clock } = ground;
    this.#ground = ground;
    this.#run = run;
    this.#village = new Village(simulator, clock);
    this.#life = new Life(this.#village, run);
    this.#checks = new Checks(ground, this.#village);
    const parts = {
      simulator,
      clock,
      random: this.#life.random,
      kill: () => ground.kill(),
      pause: (isOn: boolean) => ground.pause(isOn),
      note: (line: string) => this.#village.note(line),
    };
    this.#troubles = new Troubles(parts, run);
  }

  async live(): Promise<LifeOutcome> {
    const { from, to, seed } = this.#run;
    this.#life.begin();
    let wrong = await this.#settle();
    for (let day = from; day <= to && wrong.length === 0; day = plusDays(day, 1)) wrong = await this.#day(day);
    return { seed, wrong, history: this.#village.history, ticks: this.#checks.ticks };
  }

  async #day(day: Day): Promise<string[]> {
    const { clock } = this.#ground;
    clock.now = Math.max(clock.now, instantInDallas(day, 0, 1));
    if (this.#lasting !== undefined && day >= this.#lasting.until) await this.#endTrouble();
    for (const at of this.#life.day(day)) {
      clock.now = Math.max(clock.now, at);
      while (this.#checks.expectation.isTooClose(clock.now)) clock.now += 10 * 60_000;
      const wrong = await this.#tick(day);
      if (wrong.length > 0) return wrong;
    }
    return [];
  }

  /** The day's tick, with whatever trouble it is in. */
  async #tick(day: Day): Promise<string[]> {
    if (this.#lasting !== undefined) return this.#under(this.#lasting.trouble.reach);
    const trouble = await this.#troubles.begin();
    if (trouble === undefined) return this.#settle();
    if (trouble.days > 0) {
      this.#lasting = { trouble, until: plusDays(day, trouble.days) };
      for (let count = 1; count <= trouble.days; count += 1) this.#life.tickOn(plusDays(day, count));
      return this.#under(trouble.reach);
    }
    const { wrong } = await this.#checks.tick(trouble.reach);
    await trouble.end();
    this.#ground.clock.now += tickEvery;
    return wrong.length > 0 ? wrong : this.#settle();
  }

  async #under(reach: Reach): Promise<string[]> {
    return reach === 'sure' ? this.#settle() : (await this.#checks.tick(reach)).wrong;
  }

  async #endTrouble(): Promise<void> {
    await this.#lasting?.trouble.end();
    this.#lasting = undefined;
    this.#village.note('the trouble is over');
  }

  /** The tick, and those after it until all is as it must be, and quiet. */
  async #settle(): Promise<string[]> {
    const { clock, writes } = this.#ground;
    const checks = this.#checks;
    const isPlanned = this.#life.random.next() < this.#run.plans;
    const plan = isPlanned ? await checks.plan() : undefined;
    const first = await checks.tick('sure');
    if (first.wrong.length > 0) return [...first.wrong, ...first.failures];
    if (first.isDone) return [...(await checks.planned(plan)), ...checks.compare()];
    clock.now += tickEvery;
    const second = await checks.tick('sure');
    const wrong = [...second.wrong, ...(await checks.planned(plan)), ...(await checks.released()), ...checks.compare()];
    if (wrong.length > 0) return [...wrong, ...first.failures, ...second.failures];
    const before = writes.length;
    clock.now += tickEvery;
    const quiet = await checks.tick('sure');
    await checks.letThemPay();
    const more = writes.slice(before);
    return more.length === 0 ? quiet.wrong : [`a quiet tick writes: ${more.join(', ')}`];
  }
}
