/** What is looked at at every tick of a life: invariants, the independent calculation, brakes, and what a dry-run had planned. */
import { dayInDallas } from '../billing/own-calendar.ts';
import { BrakeChecks } from './brake-checks.ts';
import { differences } from './differences.ts';
import { Expectation } from './expectation/expectation.ts';
import type { Ground } from './ground.ts';
import { breaches } from './invariants.ts';
import { tickEvery } from './life/life.ts';
import type { Reach } from './life/troubles.ts';
import type { Village } from './life/village.ts';
import { pay } from './paid-plans.ts';
import { planDifferences, plannedEffects, type Snapshot, snapshotOf } from './plan-equals.ts';

export interface CheckedTick {
  readonly wrong: string[];
  /** Nothing was due, and the next tick cannot know more. */
  readonly isDone: boolean;
  readonly failures: readonly string[];
}

/** What a dry-run had in mind, and when. */
export interface Plan {
  readonly since: Snapshot;
  readonly lines: readonly string[];
  readonly sent: readonly string[];
}

export class Checks {
  readonly expectation = new Expectation();
  ticks = 0;
  readonly #ground: Ground;
  readonly #village: Village;
  readonly #brakes: BrakeChecks;
  /** How many writes there were when the invariants were last looked at. */
  #checkedAt = -1;

  constructor(ground: Ground, village: Village) {
    this.#ground = ground;
    this.#village = village;
    this.#brakes = new BrakeChecks(ground, this.expectation);
  }

  /** A tick now, under the trouble given, and every invariant after it. */
  async tick(reach: Reach): Promise<CheckedTick> {
    const { simulator, writes } = this.#ground;
    this.ticks += 1;
    const { failures, due, isFirst } = await this.#ground.tick();
    this.#hear(reach);
    // What nobody has written to is as it was.
    const isUntouched = this.#checkedAt === writes.length;
    this.#checkedAt = writes.length;
    const wrong = isUntouched ? [] : breaches(simulator, (uid) => this.#village.ownerOf(uid).number);
    return { wrong, isDone: due === 0 && !isFirst, failures };
  }

  /** Who has asked for a paid plan gets it, before the next tick. */
  async letThemPay(): Promise<void> {
    const today = dayInDallas(this.#ground.clock.now);
    for (const household of this.#village.households) {
      if (!household.pays || household.isPaying || household.isOver) continue;
      household.isPaying = await this.#ground.look((store) => pay(store, household, today));
    }
  }

  /** What a dry-run on a copy would do now. */
  async plan(): Promise<Plan> {
    const { writes } = this.#ground;
    const since = await this.#ground.look(snapshotOf);
    const before = writes.length;
    const lines = await this.#ground.inDryRun((store) => plannedEffects(store, since));
    return { since, lines, sent: writes.slice(before) };
  }

  /** What was planned must be what was done since. */
  async planned(plan: Plan | undefined): Promise<string[]> {
    if (plan === undefined) return [];
    const { since, lines, sent } = plan;
    const different = await this.#ground.look((store) => planDifferences(store, since, lines));
    return [...different.map((line) => `plan: ${line}`), ...sent.map((write) => `the dry-run sends ${write}`)];
  }

  compare(): string[] {
    return differences(this.#ground.simulator, this.expectation.uisp);
  }

  /** Where a brake holds something back: rightly? Then a person releases it, and it is done. */
  async released(): Promise<string[]> {
    const held = await this.#brakes.release();
    if (held === undefined) return [];
    this.#village.note('what the brakes held is released');
    const wrong = [...held];
    for (const _ of [1, 2]) {
      this.#ground.clock.now += tickEvery;
      wrong.push(...(await this.tick('sure')).wrong);
    }
    return wrong;
  }

  #hear(reach: Reach): void {
    const { clock, simulator, overheard } = this.#ground;
    const { world } = simulator;
    if (reach === 'none' || !overheard.isHeard) return;
    this.expectation.hear({
      at: clock.now,
      today: dayInDallas(clock.now),
      rows: overheard.rows,
      isComplete: overheard.isComplete,
      isSure: reach !== 'maybe',
      ownAnswer: (uid) => {
        const lease = world.leases.get(uid);
        if (lease === undefined) return '404';
        return lease.endDate !== null && lease.endDate < world.today ? 'expired' : 'there';
      },
      householdOf: (uid) => this.#village.ownerOf(uid).number,
    });
    if (reach !== 'sure') return;
    this.#brakes.note();
    this.expectation.act();
  }
}
