/** What is looked at at every tick of a life: invariants, the independent calculation, brakes, and what a dry-run had planned. */
import { carryOut } from '../../nodes/state/verbs/carry-out.ts';
import { dayInDallas } from '../billing/own-calendar.ts';
import { isLive } from '../simulator/world/service-status.ts';
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

const day = 24 * 3_600_000;

export class Checks {
  readonly expectation = new Expectation();
  ticks = 0;
  readonly #ground: Ground;
  readonly #village: Village;
  /** When services were ended, and households first served; epoch ms. */
  #ends: number[] = [];
  #newcomers: number[] = [];
  #isFirst = true;
  /** How many writes there were when the invariants were last looked at. */
  #checkedAt = -1;

  constructor(ground: Ground, village: Village) {
    this.#ground = ground;
    this.#village = village;
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
    const wrong: string[] = [];
    for (const [code, lately, least] of [
      ['REMOVALS_HELD', this.#ends, 3],
      ['CREATIONS_HELD', this.#newcomers, 5],
    ] as const) {
      const isHeld = await this.#ground.look(({ attention }) =>
        Promise.resolve(attention.get(`${code}/property`) !== undefined),
      );
      if (!isHeld) continue;
      const count = this.#lately(lately);
      this.#village.note(`${code}: released`);
      if (count <= least) wrong.push(`${code}, and there were only ${count} in a day`);
      const most = this.#mostEnds();
      if (code === 'REMOVALS_HELD' && count - this.#stillLive() > most)
        wrong.push(`${count - this.#stillLive()} ends, more than ${most}`);
      await this.#ground.look((store) => carryOut(store, { verb: 'approve', key: `${code}/property` }));
      for (const _ of [1, 2]) {
        this.#ground.clock.now += tickEvery;
        const { wrong: more, failures } = await this.tick('sure');
        wrong.push(...more, ...(more.length > 0 ? failures : []));
      }
    }
    return wrong;
  }

  #hear(reach: Reach): void {
    const { clock, simulator, overheard } = this.#ground;
    const { world } = simulator;
    if (reach === 'none' || overheard.rows.size === 0) return;
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
    if (!this.#isFirst) this.#newcomers.push(...this.expectation.newcomers().map(() => clock.now));
    this.#isFirst = false;
    this.#ends.push(...this.expectation.dueEnds().map(() => clock.now));
    this.expectation.act();
  }

  #lately(instants: readonly number[]): number {
    return instants.filter((at) => at > this.#ground.clock.now - day - 12 * tickEvery).length;
  }

  #stillLive(): number {
    const { world } = this.#ground.simulator;
    const live = [...world.crm.services.values()].filter((one) => isLive(world.today, one)).length;
    return live - this.expectation.uisp.services.filter(({ to }) => to === null).length;
  }

  /** In 24 hours: sudden ones, and those foreseen. */
  #mostEnds(): number {
    const active = this.expectation.uisp.services.filter(({ to }) => to === null).length + this.#lately(this.#ends);
    return Math.max(3, Math.floor(active * 0.05)) + Math.floor(active * 0.3);
  }
}
